"""Train a model of cars on the ground truth of synthetic cars.

    python scripts/render_canonical_maps.py cars maps.npz
    python scripts/train_on_truth.py cars maps.npz supervised start --steps 2600
    python scripts/train_on_truth.py cars maps.npz start car-64 --steps 250 --photometric

``supervised`` is a run of ``benchmarks/recipes/supervised-cars64.toml``, whose depth net starts the new depth and
albedo nets. Depth, albedo, viewpoint and light are regressed on images that are moved, scaled, brightened, faded,
blurred and made noisy, as real photos may be. With ``--photometric``, albedo, light and confidence are then trained by
the method's own objective, without ground truth, while depth and viewpoint stay as they are.
"""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import tyro
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.config import ModelConfig, ObjectiveConfig
from probsym.data.transforms import to_tensor
from probsym.errors import CheckpointError, InputError
from probsym.inference.loading import load
from probsym.io import check_new_folder
from probsym.losses.objective import Objective
from probsym.models.autoencoder import Autoencoder
from probsym.models.features.registry import load_features
from probsym.models.outputs import VIEWPOINT_PARITY
from probsym.readers.arrays import check_array, read_npz
from probsym.synthetic.storage import load_synthetic
from probsym.types import Factors

BATCH = 16
LEARNING_RATE, PHOTOMETRIC_LEARNING_RATE = 1e-3, 5e-4
WARMUP, DECAY_FLOOR = 30, 0.02
CONFIG = ModelConfig(
    architecture="slim",
    width=16,
    latent=128,
    confidence_width=8,
    translation_z_range=0.0,
    flip_average_pose=True,
    flip_average_depth=True,
    clamp_border=False,
    depth_min=0.85,
    depth_max=1.45,
    shading_gamma=2.2,
)
DEPTH, SLOPE, ALBEDO, ROTATION, TRANSLATION = 12.0, 12.0, 3.0, 5.0, 20.0
"""Weights of the mean absolute errors, depth in units of half its range; that of the light is 1."""
PART_WEIGHT = (0.25, 1.0, 0.6)
"""Weight of the depth behind the car, of its front and of its sides."""
SCALE, SHIFT = (0.76, 1.04), 0.1
"""Range of the random scale, and largest shift, in half images."""
MIRRORED_LIGHT = (1, 1, -1, 1, 1)
"""Signs of k_a, k_d and the direction in the mirrored image."""


@dataclass(frozen=True)
class Settings:
    """Train on ground truth."""

    data: tyro.conf.Positional[Path]
    """Folder made by "probsym synth --shape car"."""
    maps: tyro.conf.Positional[Path]
    """File of scripts/render_canonical_maps.py."""
    start: tyro.conf.Positional[str]
    """Folder of a supervised run, or of a model that this script wrote."""
    out: tyro.conf.Positional[Path]
    """Folder of the model to write."""
    steps: int = 2600
    """Of ``BATCH`` images."""
    seed: int = 0
    """Of batches, changes to images and new networks."""
    photometric: bool = False
    """Train albedo, light and confidence by the method's objective."""


class Truth(NamedTuple):
    """Ground truth of a batch."""

    depth: Float[Tensor, "batch 1 size size"]
    albedo: Float[Tensor, "batch 3 size size"]
    part: Float[Tensor, "batch 1 size size"]
    rotation_rad: Float[Tensor, "batch 3"]
    translation: Float[Tensor, "batch 3"]
    light: Float[Tensor, "batch 5"]
    """k_a, k_d and the unit direction."""


class Cars:
    """Images and ground truth of a set, moved, scaled, mirrored and degraded at random."""

    def __init__(self, data: Path, maps: Path, seed: int) -> None:
        self._set = load_synthetic(data, "train")
        count, size = len(self._set), self._set.size
        if count < BATCH or size != CONFIG.image_size:
            wanted = f"{BATCH} training images or more of {CONFIG.image_size} pixels"
            raise InputError(f"{data}: expected {wanted}, got {count} of {size}")
        shapes = {"depth": (count, size, size), "albedo": (count, size, size, 3), "part": (count, size, size)}
        arrays = read_npz(maps, (*shapes, "pitch_rad"))
        self._depth, self._albedo, self._part = (
            check_array(arrays[name], f"{maps}: {name}", shape) for name, shape in shapes.items()
        )
        self._pitch_rad = check_array(arrays["pitch_rad"], f"{maps}: pitch_rad", ()).item()
        self._rng, self._draws = np.random.default_rng(seed), torch.Generator().manual_seed(seed)

    def images(self) -> Float[Tensor, "batch 3 size size"]:
        """A batch of unchanged images."""
        return to_tensor(self._set.images[self._chosen()])

    def batch(self) -> tuple[Float[Tensor, "batch 3 size size"], Truth]:
        """A batch of changed images, and their ground truth."""
        chosen, draws = self._chosen(), self._draws
        images = to_tensor(self._set.images[chosen])
        depth = torch.from_numpy(self._depth[chosen])[:, None]
        albedo, part = to_tensor(self._albedo[chosen]), torch.from_numpy(self._part[chosen])[:, None].float()
        view = torch.from_numpy(np.array(self._set.viewpoint[chosen]))
        view[:, 0] -= self._pitch_rad
        light = torch.from_numpy(np.array(self._set.light[chosen]))
        light[:, 2:] = functional.normalize(light[:, 2:], dim=1)
        mirrored = torch.rand(BATCH, 1, generator=draws) < 0.5
        view = torch.where(mirrored, view * view.new_tensor(VIEWPOINT_PARITY), view)
        light = torch.where(mirrored, light * light.new_tensor(MIRRORED_LIGHT), light)
        maps = (torch.where(mirrored[..., None, None], m.flip(-1), m) for m in (images, depth, albedo, part))
        images, depth, albedo, part = maps
        low, high = SCALE
        scale = torch.rand(BATCH, generator=draws) * (high - low) + low
        shift = (torch.rand(BATCH, 2, generator=draws) * 2 - 1) * SHIFT
        images = self._degraded(_moved(images, scale, shift))
        depth, albedo, part = (
            _moved(values, scale, torch.zeros_like(shift), mode)
            for values, mode in ((depth, "bilinear"), (albedo, "bilinear"), (part, "nearest"))
        )
        depth = 1 + scale[:, None, None, None] * (depth - 1)
        half_image = math.tan(math.radians(CONFIG.fov_deg / 2))
        translation = view[:, 3:] * scale[:, None] + functional.pad(shift, (0, 1)) * half_image
        return images, Truth(depth, albedo, part, view[:, :3], translation, light)

    def _chosen(self) -> np.ndarray:
        return np.sort(self._rng.choice(len(self._set.images), BATCH, replace=False))

    def _degraded(self, images: Tensor) -> Tensor:
        """Fade, change brightness and colours, blur half of 60 % of the batches, add noise."""

        def uniform(low: float, high: float) -> Tensor:
            return torch.rand(BATCH, 1, 1, 1, generator=self._draws) * (high - low) + low

        images = torch.lerp(images.mean(1, keepdim=True), images, uniform(0.4, 1.1)).clamp(0, 1)
        images = images ** uniform(-0.5, 0.5).exp() * uniform(0.5, 1.15) + uniform(0, 0.15)
        images = images * (1 + 0.06 * torch.randn(BATCH, 3, 1, 1, generator=self._draws))
        if self._rng.random() < 0.6:
            size, sharp = int(self._rng.integers(14, 56)), BATCH // 2
            small = functional.interpolate(images[sharp:], (size, size), mode="area")
            large = functional.interpolate(small, images.shape[-2:], mode="bilinear", align_corners=False)
            images = torch.cat([images[:sharp], large])
        noise = torch.randn(images.shape, generator=self._draws) * uniform(0, 0.05)
        return (images + noise).clamp(0, 1)


def initial_model(start: str) -> Autoencoder:
    """A model that this script wrote, or a new one from the depth net of a supervised one."""
    given = load(start)
    if given.config.image_size != CONFIG.image_size:
        raise InputError(f"start: expected a model of {CONFIG.image_size} pixels, got {given.config.image_size}")
    if given.config.rotation_range_deg > 0:
        return given
    model, depth = Autoencoder(CONFIG), given.depth_net.state_dict()
    try:
        model.depth_net.load_state_dict(depth)
    except RuntimeError:
        wanted = f"the {CONFIG.architecture} depth net of width {CONFIG.width} and latent {CONFIG.latent}"
        raise CheckpointError(f"start: expected a model with {wanted}, got {start}") from None
    shared = {name: value for name, value in depth.items() if not name.startswith("decoder.out.")}
    model.albedo_net.load_state_dict(shared, strict=False)
    return model


def difference(factors: Factors, truth: Truth) -> tuple[Tensor, ...]:
    """Weighted errors of depth, its slopes, rotation, translation, light and albedo."""
    error = (factors.canonical_depth - truth.depth[:, 0]) / ((CONFIG.depth_max - CONFIG.depth_min) / 2)
    of_depth = (error.abs() * error.new_tensor(PART_WEIGHT)[truth.part[:, 0].long()]).mean()
    front = (truth.part[:, 0] == 1).float()
    across, down = error.diff(dim=2).abs(), error.diff(dim=1).abs()
    of_slope = (across * front[:, :, 1:] * front[:, :, :-1]).mean() + (down * front[:, 1:] * front[:, :-1]).mean()
    view, light = factors.viewpoint, factors.light
    predicted = (light.ambient, light.diffuse, light.direction)
    wanted = (truth.light[:, 0], truth.light[:, 1], truth.light[:, 2:])
    of_light = torch.stack([(one - other).abs().mean() for one, other in zip(predicted, wanted, strict=True)]).sum()
    car = (truth.part > 0).float()
    of_albedo = ((factors.albedo - truth.albedo).abs() * car).sum() / (3 * car.sum())
    of_rotation = (view.rotation_rad - truth.rotation_rad).abs().mean()
    of_translation = (view.translation - truth.translation).abs().mean()
    return (
        DEPTH * of_depth,
        SLOPE * of_slope,
        ROTATION * of_rotation,
        TRANSLATION * of_translation,
        of_light,
        ALBEDO * of_albedo,
    )


def losses(model: Autoencoder, cars: Cars, photometric: bool) -> Iterator[tuple[Tensor, ...]]:
    """The parts of the loss, one batch after the other, without end."""
    settings = ObjectiveConfig(features="random")
    objective = Objective(settings, load_features(settings.features, ""))
    while True:
        if photometric:
            images = cars.images()
            with torch.autocast("cpu", torch.bfloat16):
                yield (objective(model, images).total,)
        else:
            images, truth = cars.batch()
            with torch.autocast("cpu", torch.bfloat16):
                factors = model.coarse_factors(images, with_confidence=False)
            yield difference(factors, truth)


def main(settings: Settings) -> None:
    """Train, print the parts of the loss, and write the model."""
    check_new_folder("out", settings.out)
    check_at_least(1, steps=settings.steps)
    check_at_least(0, seed=settings.seed)
    torch.manual_seed(settings.seed)
    cars = Cars(settings.data, settings.maps, settings.seed)
    model = initial_model(settings.start).train()
    frozen = (model.depth_net, model.viewpoint_net) if settings.photometric else (model.confidence_net,)
    for net in frozen:
        if net is not None:
            net.requires_grad_(False)
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    rate = PHOTOMETRIC_LEARNING_RATE if settings.photometric else LEARNING_RATE
    optimizer = torch.optim.Adam(weights, lr=rate, fused=True)
    batches = losses(model, cars, settings.photometric)
    for step in range(settings.steps):
        decay = DECAY_FLOOR + (1 - DECAY_FLOOR) * (1 + math.cos(math.pi * step / settings.steps)) / 2
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / WARMUP) * decay
        parts = next(batches)
        optimizer.zero_grad()
        torch.stack(parts).sum().backward()
        torch.nn.utils.clip_grad_norm_(weights, 5.0)
        optimizer.step()
        if step % 20 == 0:
            print(step, *(f"{part.item():.3f}" for part in parts), flush=True)
    model.requires_grad_(True).eval().save_pretrained(settings.out)


def _moved(values: Tensor, scale: Tensor, shift: Tensor, mode: str = "bilinear") -> Tensor:
    """Square maps scaled about their centre and shifted, in half images; the border is repeated outwards."""
    axis = torch.linspace(-1, 1, values.shape[-1])
    v, u = torch.meshgrid(axis, axis, indexing="ij")
    grid = (torch.stack([u, v], -1) - shift[:, None, None]) / scale[:, None, None, None]
    return functional.grid_sample(values, grid, mode=mode, padding_mode="border", align_corners=True)


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
