"""Self-supervised features: an encoder learns to predict by how many right angles an image is rotated."""

import time
from dataclasses import dataclass
from pathlib import Path

import torch
from rich.console import Console
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_range
from probsym.config import DataConfig
from probsym.data.memory import keep_freed_memory
from probsym.data.sampling import batch_indices
from probsym.data.transforms import random_horizontal_flip, to_tensor
from probsym.devices import choose_device
from probsym.errors import TrainingDivergedError
from probsym.io import atomic_write, check_new_file
from probsym.models.features.rotation import ROTATIONS, RotationFeatures, RotationNet, rotate_batch, save_encoder
from probsym.training.dataset import TrainingData, open_training_data
from probsym.training.logging import make_bar, show_reading

_SHOW_EVERY = 200
_BATCH = 50


@dataclass(frozen=True)
class Pretraining:
    """Settings of the rotation task."""

    size: int = 64
    """Height and width of the images, pixels."""
    steps: int = 4000
    """Batches."""
    batch_size: int = 32
    """Images in a batch; each is seen in all four rotations."""
    learning_rate: float = 1e-3
    """Of Adam; it falls to 0 along half a cosine."""
    smallest_crop: float = 0.4
    """Smallest side of the random crops as a share of the image."""
    seed: int = 0
    """Of weights, order and crops."""

    def __post_init__(self) -> None:
        for name, low, high in (
            ("size", 16, 1024),
            ("steps", 1, 1e9),
            ("batch_size", 1, 65536),
            ("learning_rate", 1e-9, 1.0),
            ("smallest_crop", 0.1, 1.0),
            ("seed", 0, 2**62),
        ):
            check_range(name, getattr(self, name), low, high)


def pretrain_features(
    data: Path, out: Path, settings: Pretraining, console: Console | None = None, device: str = "auto"
) -> float:
    """Train an encoder on a folder of photos or a synthetic set, and write it.

    Args:
        data: folder or zip of photos, or a folder made by ``probsym synth``; its validation images are held out.
        out: safetensors file to write.
        settings: of the task.
        console: shows progress bars on a terminal, and prints the loss every 200 steps; standard error by default.
        device: see :func:`probsym.devices.choose_device`.

    Returns:
        Rotation accuracy on the held-out images, 0 to 1.

    Raises:
        InputError: unusable data, no folder to write to, or no such device.
        TrainingDivergedError: the loss is no longer finite.
    """
    check_new_file("out", out, (".safetensors",))
    console = console or Console(stderr=True)
    keep_freed_memory()
    with show_reading(console) as progress:
        images = open_training_data(data, settings.size, DataConfig(), settings.seed, progress)
    # Not an Accelerator, which would fix the precision of every later training in this process.
    chosen = choose_device(device)
    torch.manual_seed(settings.seed)
    net = RotationNet().to(chosen, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    optimizer = torch.optim.Adam(net.parameters(), settings.learning_rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, settings.steps)
    generator = torch.Generator().manual_seed(settings.seed)
    target = torch.arange(ROTATIONS, device=chosen).repeat_interleave(settings.batch_size)
    started = time.monotonic()
    with make_bar(console) as bar:
        task = bar.add_task("training the encoder", total=settings.steps)
        for step in range(settings.steps):
            size = settings.batch_size
            drawn = batch_indices(len(images.train), size, settings.seed, step * size)
            crops = _random_crop(to_tensor(images.images[images.train[drawn]]), settings.smallest_crop, generator)
            loss = functional.cross_entropy(net(rotate_batch(crops.to(chosen))), target)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            if step % _SHOW_EVERY == 0 or step == settings.steps - 1:
                if not loss.isfinite():
                    raise TrainingDivergedError(f"the loss is not finite at step {step + 1}")
                text = f"step {step + 1:,}  loss {loss.item():.4f}  {time.monotonic() - started:.0f} s"
                console.print(text, highlight=False, soft_wrap=True)
            bar.update(task, completed=step + 1)
    accuracy = normalize_features(net.eval(), images, chosen)
    with atomic_write(out) as temporary:
        save_encoder(net.encoder, temporary)
    return accuracy


def _random_crop(images: Tensor, smallest: float, generator: torch.Generator) -> Tensor:
    """The same random square of all images, resized to the full size; each image is flipped at random."""
    images, _ = random_horizontal_flip(images, generator)
    size = images.shape[-1]
    share, down, right = torch.rand(3, generator=generator).tolist()
    side = max(4, round(size * (smallest + (1 - smallest) * share)))
    top, left = int(down * (size - side + 1)), int(right * (size - side + 1))
    part = images[:, :, top : top + side, left : left + side]
    return functional.interpolate(part, size=(size, size), mode="bilinear", align_corners=False)


@torch.no_grad()
def normalize_features(net: RotationNet, data: TrainingData, device: torch.device) -> float:
    """Scale the features to a mean square of 1 on the held-out images; returns the rotation accuracy there."""
    correct, total, square, values = 0, 0, 0.0, 0
    encoder: RotationFeatures = net.encoder
    for start in range(0, len(data.validation_images), _BATCH):
        images = to_tensor(data.validation_images[start : start + _BATCH]).to(device)
        features = encoder(images)
        square += features.cpu().double().square().sum().item()
        values += features.numel()
        target = torch.arange(ROTATIONS, device=device).repeat_interleave(len(images))
        correct += int((net(rotate_batch(images)).argmax(1) == target).sum())
        total += len(target)
    encoder.scale.fill_((square / values) ** -0.5)
    return correct / total
