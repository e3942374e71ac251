"""Where the error of a face's shape sits: the slope from top to bottom, against measured normals.

    python benchmarks/slope.py --data yaleb_dev.npz --models face-64 --out slope.json

For each band of rows the mean of predicted minus measured dz/dy, over pixels that both know and over each person's
most frontal lights. Positive: the surface recedes downwards too fast.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import tyro
from jaxtyping import Float
from machine import check_report, describe_machine, machine_line, markdown_table, write_report
from torch import Tensor

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.data.photometric_sets import PhotometricSet, load_photometric
from probsym.data.transforms import downscale
from probsym.errors import InputError
from probsym.evaluation.normals import FRONTAL, downscale_normals
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder

LEAST_NZ = 0.2
"""Normals are kept from being steeper than this: a slope of 5 would outweigh all others."""


@dataclass(frozen=True)
class Settings:
    """Error of the slope by height in the image."""

    data: Path
    """An .npz file of photos under known lights."""
    models: tuple[str, ...] = ("face-64",)
    """Names of shipped models, or folders of models or runs."""
    bands: int = 8
    """Bands of equal height that the image is divided into; a divisor of the models' sizes."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


def slope_down(normals: Float[Tensor, "batch 3 size size"]) -> Float[Tensor, "batch size size"]:
    """dz/dy of the surface with these normals, which point along (-dz/dx, -dz/dy, 1)."""
    return -normals[:, 1] / normals[:, 2].clamp(min=LEAST_NZ)


def slope_errors(model: Autoencoder, truth: PhotometricSet, bands: int) -> tuple[list[float | None], float]:
    """Mean error of the slope in each band from the top, None where no pixel counts; and the mean predicted light y."""
    size = model.camera.size
    if size % bands:
        raise InputError(f"bands: expected a divisor of the image size {size}, got {bands}")
    normals, trusted = downscale_normals(truth.normals, truth.mask, size)
    total, count = torch.zeros(bands, dtype=torch.float64), torch.zeros(bands, dtype=torch.float64)
    light_y = []
    for person in range(len(normals)):
        frontal = truth.angle_deg[person].argsort(stable=True)[:FRONTAL]
        grey = truth.photos[person, frontal].float().div(255)[:, None]
        with torch.inference_mode():
            result = model(downscale(grey.expand(-1, 3, -1, -1), size))
        valid = result.mask & trusted[person]
        error = torch.where(valid, slope_down(result.normals) - slope_down(normals[person : person + 1]), 0.0)
        total += error.double().sum((0, 2)).view(bands, -1).sum(1)
        count += valid.sum((0, 2)).view(bands, -1).sum(1)
        light_y.append(result.factors.light.direction[:, 1].mean())
    errors = [error / pixels if pixels else None for error, pixels in zip(total.tolist(), count.tolist(), strict=True)]
    return errors, torch.stack(light_y).mean().item()


def main(settings: Settings) -> dict[str, Any]:
    """Measure all models; returns what is written to ``settings.out``."""
    check_report(settings.out)
    check_at_least(1, bands=settings.bands)
    truth = load_photometric(settings.data)
    centres = [round(-1 + (2 * band + 1) / settings.bands, 3) for band in range(settings.bands)]
    rows = []
    for name in settings.models:
        errors, light_y = slope_errors(load(name), truth, settings.bands)
        rows.append({"model": name, "errors": errors, "light_y": light_y})
    report = {"machine": describe_machine(), "y": centres, "results": rows}
    cells = [
        [row["model"], *("–" if error is None else f"{error:.3f}" for error in row["errors"]), f"{row['light_y']:.3f}"]
        for row in rows
    ]
    print(machine_line(report["machine"]))
    print(markdown_table(["y", *(f"{y:.2f}" for y in centres), "mean predicted l_y"], cells))
    write_report(report, settings.out)
    return report


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
