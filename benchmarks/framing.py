"""How a detector's box lies to the square that photos were framed by, and which square a model likes best.

    python benchmarks/framing.py --data faces_utk_128.zip --detector face --crop 0.78125 --model face-64
    python benchmarks/framing.py --data cats_tight_64.zip --detector cat
    python benchmarks/framing.py --data cats_afhq_128.zip --detector cat --model cat-64

The photos are whole; ``--crop`` says which central square a training takes of them. Boxes far from the median (a third
in size, a fifth of the box in place) are outliers: counted, and left out of mean and spread. With a model, squares of
several sizes and places are reconstructed: the model's own error is smallest where the framing is the one it knows.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import tyro
from boxes import MAX_OFFSET, MAX_SCALE, evenly_spaced, read_photos
from numpy.typing import NDArray
from PIL import Image

from probsym.checks import check_at_least, check_range
from probsym.cli.exit_code import exit_code
from probsym.config import Framing
from probsym.data.photos import open_photo_source
from probsym.data.transforms import to_tensor
from probsym.framing.crops import FRAMINGS, box_around, central_box, crop_and_resize
from probsym.framing.detection import Detection, DetectorName
from probsym.framing.detectors import detect
from probsym.inference.loading import load

_SIDES = (0.75, 0.85, 1.0, 1.15, 1.3)
_PLACES = (-0.1, 0.0, 0.1)


@dataclass(frozen=True)
class Settings:
    """Compare boxes with squares."""

    data: Path
    """Folder or zip of photos, of which the central square is known to be framed well."""
    detector: DetectorName = "face"
    """face or cat."""
    crop: float = 1.0
    """Side of that square as a share of the shorter side."""
    count: int = 500
    """Photos, spread evenly over the data."""
    model: str = ""
    """Also reconstruct squares of several sizes and places by this model."""


def _photos(settings: Settings) -> Iterator[Image.Image]:
    with open_photo_source(settings.data) as files:
        yield from read_photos(evenly_spaced(files, settings.count))


def compare(found: Sequence[tuple[Image.Image, Detection]], crop: float) -> dict[str, float]:
    """Mean and spread of side, right and down of the framed squares, in sides of the boxes."""
    rows = []
    for photo, box in found:
        square = central_box(*photo.size, crop)
        right = square.left + square.side / 2 - box.left - box.side / 2
        down = square.top + square.side / 2 - box.top - box.side / 2
        rows.append((square.side / box.side, right / box.side, down / box.side))
    values: NDArray[np.float64] = np.array(rows)
    middle = np.median(values, axis=0)
    near = (abs(values[:, 0] / middle[0] - 1) < MAX_SCALE) & (abs(values[:, 1:] - middle[1:]).max(axis=1) < MAX_OFFSET)
    result = {"outliers": float((~near).sum())}
    for column, name in enumerate(("side", "right", "down")):
        result |= {name: float(values[near, column].mean()), f"{name}_std": float(values[near, column].std())}
    return result


def error(found: Sequence[tuple[Image.Image, Detection]], framing: Framing, model: Any) -> float:
    """Mean absolute error of the reconstructions of squares of this framing, on the pixels that are seen."""
    squares = np.stack([crop_and_resize(photo, box_around(box, framing), model.camera.size) for photo, box in found])
    errors = []
    with torch.inference_mode():
        for images in to_tensor(squares).split(32):
            result = model(images)
            difference = (result.image - images).abs().mean(1) * result.mask
            errors.append(difference.sum((1, 2)) / result.mask.sum((1, 2)).clamp(min=1))
    return torch.cat(errors).mean().item()


def main(settings: Settings) -> dict[str, Any]:
    """Print and return the figures."""
    check_at_least(1, count=settings.count)
    check_range("crop", settings.crop, 0.01, 1)
    found, seconds, count, several = [], 0.0, 0, 0
    for photo in _photos(settings):
        started = time.process_time()
        boxes = detect(photo, settings.detector)
        seconds += time.process_time() - started
        count += 1
        several += len(boxes) > 1
        found += [(photo, boxes[0])] if boxes else []
    report: dict[str, Any] = {"photos": count, "rate": len(found) / max(count, 1), "several": several}
    report["cpu_ms_per_photo"] = 1000 * seconds / max(count, 1)
    print(f"{len(found)} of {count} photos with a {settings.detector}: {report['rate']:.1%}; several in {several}")
    print(f"processor time per photo: {report['cpu_ms_per_photo']:.0f} ms")
    if not found:
        return report
    report |= compare(found, settings.crop)
    print(f"outliers: {report['outliers']:.0f}; the framed square in sides of the box:")
    for name in ("side", "right", "down"):
        print(f"  {name:5} {report[name]:+.3f} ± {report[f'{name}_std']:.3f}")
    if settings.model:
        report["errors"] = _errors(found, settings)
    return report


def _errors(found: Sequence[tuple[Image.Image, Detection]], settings: Settings) -> list[dict[str, float]]:
    model, usual = load(settings.model), FRAMINGS[settings.detector]
    tried = [replace(usual, side=usual.side * factor) for factor in _SIDES]
    tried += [replace(usual, offset_y=usual.offset_y + shift) for shift in _PLACES if shift]
    results = []
    for framing in tried:
        results.append({"side": framing.side, "offset_y": framing.offset_y, "error": error(found, framing, model)})
        print("  side {side:.2f}  down {offset_y:+.2f}  error {error:.4f}".format(**results[-1]))
    return results


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
