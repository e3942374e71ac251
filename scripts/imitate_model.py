"""Let a model imitate another that knows only the central part of its photos, as the start of a further training.

    python scripts/imitate_model.py cats_afhq_128.zip CROPS start --crop 0.7

A model of tight crops learns wider ones slowly: it goes on expecting large objects. Here it first learns, without
rendering, to predict of the whole photo what the given model predicts of the centre: albedo, depth and translation
reduced by the ratio of the crops, and the same light and rotation. A student of another size may be given, too.

    python scripts/imitate_model.py cats_afhq_128.zip CROPS cat-64 --crop 0.7 --student start --recipe FILE

With a recipe, the student is trained by the recipe's objective, steps, rates and image size, too, and imitates depth
in the centre, viewpoint and light alone: around the centre and in the albedo, photos decide. So the body below a head,
which is nearer than the head, does not flatten the shape.

    python scripts/imitate_model.py cats_afhq_128.zip cat-128 crops --crop 0.7 --inward

The other way round, a student of crops imitates a model of whole photos, so that it can be trained on crops again.
"""

import dataclasses
import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import tyro
from imitation import BATCH, load_coarse, minimise, split_photos
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_at_least, check_range
from probsym.cli.exit_code import exit_code
from probsym.config import OptimizerConfig, Recipe, load_recipe
from probsym.data.image_folder import load_image_folder
from probsym.data.transforms import to_tensor
from probsym.evaluation.scores import score_model
from probsym.io import check_new_folder
from probsym.losses.objective import Objective
from probsym.models.autoencoder import Autoencoder
from probsym.models.features.registry import load_features
from probsym.types import Factors, Viewpoint

ALONE = OptimizerConfig(
    learning_rate=7e-4,
    learning_rate_pose=7e-4,
    weight_decay=0.0,
    warmup_steps=30,
    decay="cosine",
    clip_norm=5.0,
    ema_decay=0.99,
)
"""For imitating without a recipe."""
DEPTH, SLOPE, RIM, ALBEDO, ROTATION, TRANSLATION = 40.0, 40.0, 4.0, 3.0, 5.0, 20.0
"""Weights of the mean absolute differences; slopes are between neighbours of 64 pixels; that of the light is 1."""
FADE = 0.4
"""Share of the centre's half side over which the weight of its depth falls to 0 at the edge."""


@dataclass(frozen=True)
class Settings:
    """Imitate a model in a wider crop."""

    data: tyro.conf.Positional[Path]
    """Folder or zip of photos."""
    teacher: tyro.conf.Positional[str]
    """Shipped model, or folder of a run or model, that knows the central part."""
    out: tyro.conf.Positional[Path]
    """Folder of the model to write."""
    crop: float = 0.8
    """Side of the central part as a share of the photo's."""
    student: str = ""
    """The model to start from; by default the teacher."""
    recipe: str = ""
    """Name or file of a recipe, whose objective trains the student, too; by default it only imitates."""
    inward: bool = False
    """The teacher knows the whole photo, and the student learns the central part."""
    steps: int = 400
    """Of ``BATCH`` photos; a recipe has its own."""
    seed: int = 0
    """Of batches and of the photos that are held out, as in "probsym train"."""


class Difference(NamedTuple):
    """Weighted mean absolute differences, scalars."""

    depth: Float[Tensor, ""]
    """Of the depth and of its slopes, less and less towards the centre's edge, which the teacher knows badly."""
    rim: Float[Tensor, ""]
    """Of the depth everywhere from the centre's, whose edge is continued outwards."""
    albedo: Float[Tensor, ""]
    viewpoint: Float[Tensor, ""]
    light: Float[Tensor, ""]


def difference(student: Factors, teacher: Factors, crop: float) -> Difference:
    """Differences of the student from the teacher, whose depth is blurred by a pixel, moved and reduced."""
    size = student.canonical_depth.shape[-1]
    inner = 2 * round(size * crop / 2)
    rim = (size - inner) // 2
    centre = slice(rim, rim + inner)
    depth = 1 + crop * (_resized(_blurred(teacher.canonical_depth[:, None]), inner) - 1)
    everywhere = functional.pad(depth, (rim, rim, rim, rim), mode="replicate")
    predicted = student.canonical_depth[:, None].float()
    error = predicted[..., centre, centre] - depth
    of_slope = sum(_mean_in_circle(error.diff(dim=dim)) for dim in (2, 3)) * (size / 64)
    of_albedo = (student.albedo[..., centre, centre].float() - _resized(teacher.albedo, inner)).abs().mean()
    of_rotation = (student.viewpoint.rotation_rad - teacher.viewpoint.rotation_rad).abs().mean()
    of_translation = (student.viewpoint.translation - crop * teacher.viewpoint.translation).abs().mean()
    pairs = zip(_light(student), _light(teacher), strict=True)
    return Difference(
        DEPTH * _mean_in_circle(error) + SLOPE * of_slope,
        RIM * (predicted - everywhere).abs().mean(),
        ALBEDO * of_albedo,
        ROTATION * of_rotation + TRANSLATION * of_translation,
        torch.stack([(one - other).abs().mean() for one, other in pairs]).sum(),
    )


def centre_of(factors: Factors, crop: float) -> Factors:
    """Factors of the central part of a photo, from those of the photo; the inverse of what ``difference`` expects."""
    size = factors.canonical_depth.shape[-1]
    inner = 2 * round(size * crop / 2)
    centre = slice((size - inner) // 2, (size + inner) // 2)
    depth = 1 + (factors.canonical_depth[:, None, centre, centre] - 1) / crop
    view = factors.viewpoint
    return dataclasses.replace(
        factors,
        canonical_depth=_resized(depth, size)[:, 0],
        albedo=_resized(factors.albedo[..., centre, centre], size),
        viewpoint=Viewpoint(view.rotation_rad, view.translation / crop),
    )


def _mean_in_circle(error: Float[Tensor, "batch 1 height width"]) -> Float[Tensor, ""]:
    """Mean absolute error with weights that fall to 0 at the inscribed circle."""
    height, width = error.shape[2:]
    v, u = torch.meshgrid(torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij")
    weight = ((1 - torch.hypot(u, v)) / FADE).clamp(0, 1)
    return (error.abs() * weight).mean() / weight.mean()


def main(settings: Settings) -> None:
    """Train, print the differences and, with a recipe, the objective, and write the model."""
    check_new_folder("out", settings.out)
    check_at_least(1, steps=settings.steps)
    check_at_least(0, seed=settings.seed)
    check_range("crop", settings.crop, 0.1, 1)
    recipe = load_recipe(settings.recipe) if settings.recipe else Recipe(steps=settings.steps, optimizer=ALONE)
    torch.manual_seed(settings.seed)
    teacher, student = load_coarse(settings.teacher), load_coarse(settings.student or settings.teacher)
    if settings.recipe and student.config.image_size != recipe.model.image_size:
        student = student.grow(recipe.model.image_size, settings.seed)
    objective = _objective(recipe) if settings.recipe else None
    sizes = student.config.image_size, teacher.config.image_size
    batches = _batches(settings, *(sizes[::-1] if settings.inward else sizes))

    def losses(done: float) -> tuple[Tensor, ...]:
        images, inner = next(batches)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                wanted = teacher.coarse_factors(images if settings.inward else inner, with_confidence=False)
            if settings.inward:
                images, wanted = inner, centre_of(wanted, settings.crop)
            found = student.coarse_factors(images, with_confidence=objective is not None)
            raised = dataclasses.replace(found, canonical_depth=student.raise_relief(found.canonical_depth))
            parts = difference(raised, wanted, 1 if settings.inward else settings.crop)
            if objective is None:
                return parts
            objective.set_progress(done)
            return objective.of_factors(student, images, found).total, parts.depth, parts.viewpoint, parts.light

    model = minimise(student.train(), losses, recipe.optimizer, recipe.steps)
    model.save_pretrained(settings.out)
    print(f"error {_held_out_error(model, settings):.4f}")


def _held_out_error(model: Autoencoder, settings: Settings) -> float:
    """Mean absolute reconstruction error on the photos that are not learned from, as "probsym train" prints it."""
    crop = settings.crop if settings.inward else 1
    photos = load_image_folder(settings.data, model.config.image_size, crop)
    _, held_out = split_photos(len(photos), settings.seed)
    return score_model(model, np.array(photos.images[held_out]), None).summary()["error"]


def _objective(recipe: Recipe) -> Objective:
    return Objective(recipe.objective, load_features(recipe.objective.features, recipe.objective.features_weights))


def _batches(settings: Settings, size: int, inner_size: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Photos that "probsym train" learns from, and their central parts; every other batch mirrored."""
    whole = load_image_folder(settings.data, size)
    central = load_image_folder(settings.data, inner_size, settings.crop)
    learned, _ = split_photos(len(whole), settings.seed)
    draws = torch.Generator().manual_seed(settings.seed)
    for mirrored in itertools.cycle((False, True)):
        chosen = learned[torch.randint(len(learned), (BATCH,), generator=draws).sort().values.numpy()]
        images, inner = to_tensor(whole.images[chosen]), to_tensor(central.images[chosen])
        yield (images.flip(-1), inner.flip(-1)) if mirrored else (images, inner)


def _blurred(depth: Float[Tensor, "batch 1 height width"]) -> Float[Tensor, "batch 1 height width"]:
    """Means over neighbouring pixels with weights 1, 2, 1: ridges of single rows are fur taken for relief."""
    padded = functional.pad(depth.float(), (1, 1, 1, 1), mode="replicate")
    return functional.avg_pool2d(functional.avg_pool2d(padded, 2, 1), 2, 1)  # no convolution: bfloat16 is too coarse


def _resized(values: Tensor, size: int) -> Tensor:
    return functional.interpolate(values.float(), (size, size), mode="bilinear", antialias=True, align_corners=False)


def _light(factors: Factors) -> tuple[Tensor, Tensor, Tensor]:
    return factors.light.ambient, factors.light.diffuse, factors.light.direction


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
