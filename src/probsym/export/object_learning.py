"""Learn an object net from the photos of a category, without labels.

What :func:`probsym.export.object_probability.object_probability` says of each photo is what the net learns to say of
it. Much of it is wrong in some photos: ground that has the object's colours, or fur that has the ground's. The net sees
each photo moved, mirrored, in other colours and on other ground, so that it cannot learn such errors by heart, and the
loss forgives what it does not believe (generalized cross-entropy, Zhang and Sabuncu, NeurIPS 2018).
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional

from probsym.devices import computes_in_bfloat16
from probsym.errors import InputError
from probsym.export.object_probability import GRID, object_probability, seen_silhouette
from probsym.export.segmentation import Map
from probsym.export.silhouette import look_at
from probsym.models.autoencoder import Autoencoder
from probsym.models.object_net import OBJECT_NET_SIZE, ObjectNet, object_unet
from probsym.progress import Progress

OBJECT_NET_PHOTOS, OBJECT_NET_STEPS = 2400, 3500
"""Photos and steps of 16 photos that the shipped nets were learned from."""
_BATCH = 16
_LEARNING_RATE, _WARMUP, _WEIGHT_DECAY, _EMA = 2e-3, 100, 1e-4, 0.995
_FORGIVENESS = 0.6
"""Of the loss: 0 is cross-entropy, 1 the mean absolute error."""

_OTHER_GROUND = 0.35
"""Share of photos whose ground is replaced by an enlarged corner of another photo, of a side in these pixels."""
_CORNER = (14, 44)
_SCALE, _ROLL_DEG, _SHIFT = 0.28, 8.0, 10.0
"""Largest logarithm of the scale, standard deviation of the roll, and largest shift in pixels of ``GRID``."""
_GREY = 0.15


def learn_object_net(
    model: Autoencoder,
    photos: Sequence[UInt8[np.ndarray, "side side 3"]],
    silhouette: Float[Tensor, "points points"],
    steps: int = OBJECT_NET_STEPS,
    seed: int = 0,
    progress: Progress | None = None,
) -> ObjectNet:
    """A net that tells object from ground in photos of the category of a model.

    Args:
        model: trained.
        photos: crops as the model was trained on, RGB.
        silhouette: of the category, from :func:`probsym.export.silhouette.learn_silhouette`.
        steps: of training.
        seed: of weights and batches.
        progress: called with the number of photos and steps done and that of all.

    Raises:
        InputError: there is no photo, or ``steps`` is not positive.
    """
    if not photos:
        raise InputError("photos: expected at least one, got none")
    if steps < 1:
        raise InputError(f"steps: expected at least 1, got {steps}")
    total = len(photos) + steps
    examples: list[tuple[Map, Map]] = []
    for photo in photos:
        evidence, one = look_at(model, photo)
        expected = seen_silhouette(silhouette, one, model.camera)
        examples.append((evidence.picture, object_probability(evidence, expected)))
        if progress is not None:
            progress(len(examples), total)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        net = object_unet().to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    averaged = torch.optim.swa_utils.AveragedModel(net, avg_fn=_moving_average)
    optimizer = torch.optim.AdamW(net.parameters(), _LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _decay(step, steps))
    generator = np.random.default_rng(seed)
    in_bfloat16 = computes_in_bfloat16(torch.device("cpu"))
    for step in range(1, steps + 1):
        pictures, labels = _batch(examples, generator)
        with torch.autocast("cpu", torch.bfloat16, enabled=in_bfloat16):
            odds = net(pictures)[:, 0]
        optimizer.zero_grad()
        _forgiving_loss(odds, labels).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        averaged.update_parameters(net)
        if progress is not None:
            progress(len(examples) + step, total)
    net.load_state_dict(averaged.module.state_dict())
    return ObjectNet(net.to(memory_format=torch.contiguous_format))


def _moving_average(average: Tensor, new: Tensor, count: Tensor | int) -> Tensor:
    """Exponential, but the plain mean at first."""
    return average.lerp(new, max(1 - _EMA, 1 / (int(count) + 1)))


def _decay(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / _WARMUP) * 0.5 * (1 + math.cos(math.pi * step / steps))


def _forgiving_loss(odds: Float[Tensor, "batch size size"], labels: Float[Tensor, "batch size size"]) -> Tensor:
    """Generalized cross-entropy: (1 - p ** q) / q for the probability p that is given to what the label says."""
    here, power = torch.sigmoid(odds).clamp(1e-4, 1 - 1e-4), _FORGIVENESS
    return (labels * (1 - here**power) + (1 - labels) * (1 - (1 - here) ** power)).mean() / power


def _batch(
    examples: Sequence[tuple[Map, Map]], generator: np.random.Generator
) -> tuple[Float[Tensor, "batch 3 size size"], Float[Tensor, "batch size size"]]:
    """Photos in [-1, 1], moved and recoloured, and their labels."""
    pictures, labels = [], []
    for index in generator.integers(len(examples), size=_BATCH).tolist():
        picture, label = examples[index]
        if generator.random() < _OTHER_GROUND:
            picture = _on_other_ground(picture, label, examples[int(generator.integers(len(examples)))][0], generator)
        picture, label = _moved(picture, label, generator)
        pictures.append(_recoloured(picture, generator))
        labels.append(label)
    images = torch.from_numpy(np.stack(pictures).astype(np.float32)).permute(0, 3, 1, 2) * 2 - 1
    images = functional.interpolate(images, (OBJECT_NET_SIZE, OBJECT_NET_SIZE), mode="area")
    targets = functional.interpolate(
        torch.from_numpy(np.stack(labels))[:, None], (OBJECT_NET_SIZE, OBJECT_NET_SIZE), mode="area"
    )[:, 0]
    return images.contiguous(memory_format=torch.channels_last), targets


def _on_other_ground(picture: Map, label: Map, other: Map, generator: np.random.Generator) -> Map:
    """The object before an upper corner of another photo, where ground is likely."""
    import cv2

    side = int(generator.integers(*_CORNER))
    corner = other[:side, :side] if generator.random() < 0.5 else other[:side, -side:]
    ground = cv2.resize(np.ascontiguousarray(corner), (GRID, GRID), interpolation=cv2.INTER_CUBIC)
    if generator.random() < 0.5:
        coarse = generator.normal(0, generator.uniform(0, 0.12), (GRID // 4, GRID // 4, 3)).astype(np.float32)
        ground = ground + coarse.repeat(4, 0).repeat(4, 1)
    share = cv2.GaussianBlur(np.clip((label - 0.3) / 0.5, 0, 1), (0, 0), 0.7)[..., None]
    return np.asarray(picture * share + ground.clip(0, 1) * (1 - share), np.float32)


def _moved(picture: Map, label: Map, generator: np.random.Generator) -> tuple[Map, Map]:
    """Both scaled, rolled, shifted and mirrored alike."""
    import cv2

    middle, scale = (GRID - 1) / 2, math.exp(generator.uniform(-_SCALE, _SCALE))
    matrix = cv2.getRotationMatrix2D((middle, middle), generator.normal(0, _ROLL_DEG), scale)
    matrix[:, 2] += generator.uniform(-_SHIFT, _SHIFT, 2)
    moved = [cv2.warpAffine(one, matrix, (GRID, GRID), borderMode=cv2.BORDER_REFLECT) for one in (picture, label)]
    if generator.random() < 0.5:
        moved = [one[:, ::-1] for one in moved]
    return np.asarray(moved[0], np.float32), np.ascontiguousarray(moved[1], np.float32)


def _recoloured(picture: Map, generator: np.random.Generator) -> Map:
    contrast, brightness = generator.uniform(0.7, 1.3), generator.uniform(-0.15, 0.15)
    coloured = ((picture - 0.5) * contrast + 0.5 + brightness) * generator.uniform(0.88, 1.12, 3)
    if generator.random() < _GREY:
        coloured = coloured.mean(-1, keepdims=True).repeat(3, -1)
    return np.asarray(coloured.clip(0, 1), np.float32)
