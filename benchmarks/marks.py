"""How well a model finds marks on the skin, which break the symmetry of synthetic faces.

    python benchmarks/marks.py --data synface --model synface-64 --out marks.json

Moles, freckles and scars of test images: AUROC and average precision over the pixels of the true foreground, by the
confidence scale, the symmetry confidence scale, and the comparison of mirror points. The same scores as those of
`probsym benchmark confidence`, which trains a model first.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tyro
from machine import check_report, describe_machine, machine_line, markdown_table, write_report

from probsym.benchmark.confidence_table import MIN_CHANGE, Planted, find_asymmetry, score_images
from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.errors import InputError
from probsym.inference.loading import load
from probsym.synthetic.storage import load_synthetic


@dataclass(frozen=True)
class Settings:
    """Marks on the skin found by a model."""

    data: Path
    """A folder that `probsym synth` wrote; its test images are used."""
    model: str = "synface-64"
    """Name of a shipped model, or folder of a model or run, of the images' size."""
    count: int = 500
    """At most this many test images."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


NAMES = {
    "auroc_plain": "confidence scale σ: AUROC",
    "auroc": "symmetry confidence scale σ′: AUROC",
    "auroc_measured": "mirror points compared: AUROC",
    "ap": "σ′: AP",
    "ap_measured": "mirror points compared: AP",
    "chance": "chance: AP",
}


def main(settings: Settings) -> dict[str, Any]:
    """Score the marks of all test images that have some; returns what is written to ``settings.out``."""
    check_report(settings.out)
    check_at_least(1, count=settings.count)
    test = load_synthetic(settings.data, "test")
    images = np.array(test.images[: settings.count])
    marked = np.asarray(test.asymmetry[: settings.count]) >= MIN_CHANGE
    scores = score_images(
        find_asymmetry(load(settings.model), images), Planted(images, marked, np.array(test.mask[: settings.count]))
    )
    if not scores:
        raise InputError(f"data: expected test images with marks on the skin, found none among {len(images)}")
    values = {name: [score[name] for score in scores] for name in NAMES}
    rows = [{"score": name, "mean": float(np.mean(values[name])), "std": float(np.std(values[name]))} for name in NAMES]
    report = {"machine": describe_machine(), "model": settings.model, "images": len(scores), "results": rows}
    print(machine_line(report["machine"]))
    print(f"{len(scores)} of {len(images)} images have marks")
    print(markdown_table(["", "mean ± standard deviation"], [
        [NAMES[row["score"]], f"{row['mean']:.3f} ± {row['std']:.3f}"] for row in rows
    ]))  # fmt: skip
    write_report(report, settings.out)
    return report


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
