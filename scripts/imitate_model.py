"""Let a model imitate another that knows only the central part of its photos, as the start of a further training.

    python scripts/imitate_model.py cats_afhq_128.zip CROPS start --crop 0.7
    probsym train --data cats_afhq_128.zip --init start --recipe benchmarks/recipes/cats64.toml --out run

A model of tight crops learns wider ones slowly: it goes on expecting large objects. Here it first learns, without
rendering, to predict of the whole photo what the given model predicts of the centre: albedo, depth and translation
reduced by the ratio of the crops, and the same light and rotation. A student of another size may be given, too.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
import tyro
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from probsym.data.image_folder import load_image_folder
from probsym.data.transforms import to_tensor
from probsym.inference.loading import load
from probsym.types import Factors

BATCH = 16
LEARNING_RATE = 7e-4
WARMUP, LOW_SHARE, LOW_FACTOR = 30, 0.4, 0.3
"""Steps with a rising learning rate; in the last share of all steps it is lower by the factor."""
DEPTH, RIM, ALBEDO, ROTATION, TRANSLATION = 40.0, 4.0, 3.0, 5.0, 20.0
"""Weights of the mean absolute differences; that of the light is 1. The rim continues the centre's edge outwards."""


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
    steps: int = 400
    seed: int = 0


def difference(
    student: Factors, teacher: Factors, crop: float
) -> tuple[Float[Tensor, ""], Float[Tensor, ""], Float[Tensor, ""], Float[Tensor, ""]]:
    """Weighted differences in depth, albedo, viewpoint and light of the student from the teacher, moved and reduced."""
    size = student.canonical_depth.shape[-1]
    inner = 2 * round(size * crop / 2)
    rim = (size - inner) // 2
    centre = slice(rim, rim + inner)
    depth = 1 + crop * (_reduced(teacher.canonical_depth[:, None], inner) - 1)
    everywhere = functional.pad(depth, (rim, rim, rim, rim), mode="replicate")
    predicted = student.canonical_depth[:, None].float()
    of_depth = DEPTH * (predicted[..., centre, centre] - depth).abs().mean()
    of_depth = of_depth + RIM * (predicted - everywhere).abs().mean()
    of_albedo = (student.albedo[..., centre, centre].float() - _reduced(teacher.albedo, inner)).abs().mean()
    of_rotation = (student.viewpoint.rotation_rad - teacher.viewpoint.rotation_rad).abs().mean()
    of_translation = (student.viewpoint.translation - crop * teacher.viewpoint.translation).abs().mean()
    pairs = zip(_light(student), _light(teacher), strict=True)
    of_light = torch.stack([(one - other).abs().mean() for one, other in pairs]).sum()
    return of_depth, ALBEDO * of_albedo, ROTATION * of_rotation + TRANSLATION * of_translation, of_light


def main(settings: Settings) -> None:
    """Train, print the differences, and write the model."""
    torch.manual_seed(settings.seed)
    teacher, student = load(settings.teacher), load(settings.student or settings.teacher).train()
    teacher.refinement_net = student.refinement_net = None
    size = student.camera.size
    whole = load_image_folder(settings.data, size)
    central = load_image_folder(settings.data, teacher.camera.size, settings.crop)
    optimizer = torch.optim.Adam(student.parameters())
    draws = torch.Generator().manual_seed(settings.seed)
    for step in range(settings.steps):
        rate = LEARNING_RATE * min(1.0, (step + 1) / WARMUP)
        for group in optimizer.param_groups:
            group["lr"] = rate * (LOW_FACTOR if step >= (1 - LOW_SHARE) * settings.steps else 1.0)
        chosen = torch.randint(len(whole), (BATCH,), generator=draws).sort().values.numpy()
        images, inner = to_tensor(whole.images[chosen]), to_tensor(central.images[chosen])
        if step % 2:
            images, inner = images.flip(-1), inner.flip(-1)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                wanted = teacher.coarse_factors(inner)
            parts = difference(student.coarse_factors(images), wanted, settings.crop)
        optimizer.zero_grad()
        torch.stack(parts).sum().backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 5.0)
        optimizer.step()
        if step % 20 == 0:
            print(step, *(f"{part.item():.3f}" for part in parts), flush=True)
    student.eval().save_pretrained(settings.out)


def _reduced(values: Tensor, size: int) -> Tensor:
    return functional.interpolate(values.float(), (size, size), mode="bilinear", antialias=True, align_corners=False)


def _light(factors: Factors) -> tuple[Tensor, Tensor, Tensor]:
    return factors.light.ambient, factors.light.diffuse, factors.light.direction


if __name__ == "__main__":
    main(tyro.cli(Settings))
