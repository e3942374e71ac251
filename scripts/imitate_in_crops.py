"""Let a model predict of random crops of its photos what it predicts of the given crops.

    python scripts/imitate_in_crops.py faces/photos face-64 run --without=-j

A model places eyes and mouth where its training photos have them, and is wrong about other crops. Here it learns,
without the method's objective, to predict the same shape, albedo and light of every crop, and the viewpoint that
follows from the crop. The targets are the model's own predictions before this training, averaged over slightly
different crops. Half of the photos are rerendered under other lights, which then become the target, and some are made
grey.

The height of the light is hardly determined without labels: a lower light with an albedo that is brighter above
explains the photos as well. ``--raise-light`` adds a constant to it, such as its mean error on synthetic faces.
"""

import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
import tyro
from imitation import BATCH, load_coarse, minimise, split_photos
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.config import OptimizerConfig
from probsym.data.image_folder import load_image_folder
from probsym.data.transforms import downscale, to_tensor
from probsym.errors import InputError
from probsym.geometry.crop_transform import crop_images, inverse_crops, viewpoint_in_crops
from probsym.io import check_new_folder
from probsym.losses.consistency import rerender
from probsym.models.autoencoder import Autoencoder
from probsym.rendering.shading import compute_shading
from probsym.types import Factors, Light, Viewpoint

SHARPNESS = 2
"""Resolution of the photos from which crops are taken, relative to the model's."""
OPTIMIZER = OptimizerConfig(
    learning_rate=5e-4,
    learning_rate_pose=5e-4,
    weight_decay=0.0,
    warmup_steps=50,
    decay="cosine",
    clip_norm=5.0,
    ema_decay=0.995,
)
SIDE, SHIFT, ROLL_RAD = (-0.3, 0.12), 0.1, 0.2
"""Logarithm of a crop's side, and largest shift in half sides and roll, as in ``probsym.geometry.crop_transform``."""
NEAR = (0.04, 0.03, 0.03, 0.04)
"""Largest deviations of the crops whose predictions are averaged."""
DEPTH, SLOPE, ALBEDO, ROTATION, TRANSLATION = 40.0, 80.0, 3.0, 5.0, 10.0
"""Weights of the mean absolute differences; slopes are between neighbours of 64 pixels; that of the light is 1."""
LIGHT_REACH, STRENGTHS, MOST_AMBIENT = 1.2, (0.7, 1.3), 0.6
"""Of other lights: largest lx and ly before normalisation, range of k_a + k_d, and largest share of k_a in it."""
GREY_SHARE = 0.4
"""Share of the photos that are made grey."""
DARKEST = 0.05
"""Least shading by which an albedo is divided."""


@dataclass(frozen=True)
class Settings:
    """Train a model on random crops of photos."""

    data: tyro.conf.Positional[Path]
    """Folder or zip of photos, cropped as the model expects them."""
    model: tyro.conf.Positional[str]
    """Shipped model, or folder of a run or model."""
    out: tyro.conf.Positional[Path]
    """Folder of the model to write."""
    student: str = ""
    """Another model to train; by default a copy of the model."""
    without: str = ""
    """Leave out photos with this in their names, as crops that were moved already."""
    steps: int = 2500
    """Of ``BATCH`` photos."""
    near: int = 3
    """Slightly different crops whose predictions are averaged with that of the given one."""
    raise_light: float = 0.0
    """Added to ly / lz of the model's lights; its albedo changes such that it explains the photos as before."""
    seed: int = 0
    """Of crops, lights and the photos that are held out, as in "probsym train"."""


class Predicted(NamedTuple):
    """What is compared."""

    depth: Float[Tensor, "batch size size"]
    albedo: Float[Tensor, "batch 3 size size"]
    rotation_rad: Float[Tensor, "batch 3"]
    translation: Float[Tensor, "batch 3"]
    light: Float[Tensor, "batch 5"]
    """k_a, k_d and the direction."""


def predict(
    model: Autoencoder, images: Float[Tensor, "batch 3 size size"], crops: Float[Tensor, "batch 4"]
) -> Predicted:
    """Predictions of images, with the viewpoint in crops of them."""
    factors = model.coarse_factors(images, with_confidence=False)
    view, light = viewpoint_in_crops(factors.viewpoint, crops, model.camera), factors.light
    lights = torch.cat([light.ambient[:, None], light.diffuse[:, None], light.direction], 1)
    parts = (factors.canonical_depth, factors.albedo, view.rotation_rad, view.translation, lights)
    return Predicted(*(part.float() for part in parts))


def target(teacher: Autoencoder, images: Float[Tensor, "batch 3 size size"], near: list[Tensor]) -> Predicted:
    """The mean prediction for the photos and for crops that deviate a little, each seen from the given crop."""
    found = [predict(teacher, images, torch.zeros(len(images), 4))]
    found += [predict(teacher, crop_images(images, crops), inverse_crops(crops)) for crops in near]
    return Predicted(*(torch.stack(parts).mean(0) for parts in zip(*found, strict=True)))


def with_raised_light(model: Autoencoder, predicted: Predicted, by: float) -> Predicted:
    """Add ``by`` to ly / lz and change the albedo so that albedo times shading stays the same; the albedo ends at 1."""
    strengths, direction = predicted.light[:, :2], predicted.light[:, 2:]
    raised = direction + by * direction[:, 2:] * direction.new_tensor([0.0, 1.0, 0.0])
    light = torch.cat([strengths, functional.normalize(raised, dim=1)], 1)
    with torch.autocast("cpu", enabled=False):
        before, after = (
            compute_shading(predicted.depth, as_light(values), model.camera, model.config.shading_gamma)
            for values in (predicted.light, light)
        )
    albedo = predicted.albedo * before / after.clamp(min=DARKEST)
    return predicted._replace(albedo=albedo.clamp(0, 1), light=light)


def as_light(values: Float[Tensor, "batch 5"]) -> Light:
    """k_a, k_d and a direction of any length."""
    return Light(values[:, 0], values[:, 1], functional.normalize(values[:, 2:], dim=1))


def changed(
    teacher: Autoencoder,
    images: Float[Tensor, "batch 3 large large"],
    wanted: Predicted,
    crops: Float[Tensor, "batch 4"],
    draws: torch.Generator,
) -> tuple[Float[Tensor, "batch 3 size size"], Predicted]:
    """Crops of the photos, half of them rerendered under another light, some grey; and what to predict of them."""
    size, half = teacher.camera.size, len(images) // 2
    view = viewpoint_in_crops(Viewpoint(wanted.rotation_rad, wanted.translation), crops, teacher.camera)
    inputs = downscale(crop_images(images, crops), size)
    light = torch.rand(half, 4, generator=draws)
    direction = torch.cat([LIGHT_REACH * (2 * light[:, :2] - 1), torch.ones(half, 1)], 1)
    weakest, strongest = STRENGTHS
    strength, ambient = weakest + (strongest - weakest) * light[:, 2], MOST_AMBIENT * light[:, 3]
    other = Light(strength * ambient, strength * (1 - ambient), functional.normalize(direction, dim=1))
    given = as_light(wanted.light[:half])
    at = Viewpoint(wanted.rotation_rad[:half], wanted.translation[:half])
    factors = Factors(wanted.depth[:half], wanted.albedo[:half], given, at)
    with torch.autocast("cpu", enabled=False):
        shown = rerender(teacher, downscale(images[:half], size), factors, other, at)
    relit = crop_images(shown, crops[:half])
    inputs = torch.cat([relit, inputs[half:]])
    lights = torch.cat([other.ambient[:, None], other.diffuse[:, None], other.direction], 1)
    grey = torch.rand(len(images), 1, 1, 1, generator=draws) < GREY_SHARE
    albedo = torch.where(grey, wanted.albedo.mean(1, keepdim=True), wanted.albedo)
    inputs = torch.where(grey, inputs.mean(1, keepdim=True), inputs)
    return inputs, Predicted(
        wanted.depth, albedo, view.rotation_rad, view.translation, torch.cat([lights, wanted.light[half:]])
    )


def difference(ours: Predicted, wanted: Predicted) -> tuple[Tensor, ...]:
    """Weighted mean absolute differences in depth, its slopes, albedo, rotation, translation and light."""
    error = ours.depth - wanted.depth
    size = error.shape[-1] / 64
    return (
        DEPTH * error.abs().mean(),
        SLOPE * size * (error.diff(dim=1).abs().mean() + error.diff(dim=2).abs().mean()),
        ALBEDO * (ours.albedo - wanted.albedo).abs().mean(),
        ROTATION * (ours.rotation_rad - wanted.rotation_rad).abs().mean(),
        TRANSLATION * (ours.translation - wanted.translation).abs().mean(),
        (ours.light - wanted.light).abs().sum(1).mean(),
    )


def main(settings: Settings) -> None:
    """Train, print the differences, and write the model."""
    check_new_folder("out", settings.out)
    check_at_least(1, steps=settings.steps)
    check_at_least(0, near=settings.near, seed=settings.seed)
    torch.manual_seed(settings.seed)
    teacher, student = load_coarse(settings.model), load_coarse(settings.student or settings.model)
    if student.camera.size != teacher.camera.size:
        wanted, given = teacher.camera.size, student.camera.size
        raise InputError(f"student: expected a model of {wanted} pixels, as the given one, got one of {given}")
    draws = torch.Generator().manual_seed(settings.seed)
    photos = _photos(settings, student.camera.size * SHARPNESS, draws)
    limits = torch.tensor([SIDE, (-SHIFT, SHIFT), (-SHIFT, SHIFT), (-ROLL_RAD, ROLL_RAD)])
    near_limits = torch.tensor([(-limit, limit) for limit in NEAR])

    def losses(done: float) -> tuple[Tensor, ...]:
        images = next(photos)
        crops = _uniform(draws, limits)
        near = [_uniform(draws, near_limits) for _ in range(settings.near)]
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                wanted = target(teacher, downscale(images, student.camera.size), near)
                wanted = with_raised_light(teacher, wanted, settings.raise_light)
                inputs, wanted = changed(teacher, images, wanted, crops, draws)
            return difference(predict(student, inputs, torch.zeros(BATCH, 4)), wanted)

    # In evaluation mode, as it will be used: in training mode, models predict their relief without ``relief_gain``.
    minimise(student.eval(), losses, OPTIMIZER, settings.steps).save_pretrained(settings.out)


def _photos(settings: Settings, size: int, draws: torch.Generator) -> Iterator[Tensor]:
    """Batches of photos that "probsym train" learns from, every other one mirrored, without end."""
    photos = load_image_folder(settings.data, size)
    learned, _ = split_photos(len(photos), settings.seed)
    kept = [index for index in learned if not settings.without or settings.without not in photos.names[index]]
    if not kept:
        raise InputError(f"without: expected a part of some photos' names, got {settings.without!r}, which all have")
    indices = torch.tensor(kept)
    for mirrored in itertools.cycle((False, True)):
        chosen = indices[torch.randint(len(indices), (BATCH,), generator=draws)].sort().values.numpy()
        images = to_tensor(photos.images[chosen])
        yield images.flip(-1) if mirrored else images


def _uniform(draws: torch.Generator, limits: Float[Tensor, "4 2"]) -> Float[Tensor, "batch 4"]:
    return limits[:, 0] + torch.rand(BATCH, 4, generator=draws) * (limits[:, 1] - limits[:, 0])


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
