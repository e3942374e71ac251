"""Sheets of trainings that go wrong, beside one that does not; all of synthetic faces and a few hundred steps.

    python scripts/make_failures.py docs/images/failures.webp --work failures --model-path ICT-FaceKit/FaceXModel

``failures`` then holds the sets and the runs, which take 2 to 3 minutes each on one core; those that are there already
are used again.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import torch
import tyro
from make_training_figure import figure

import probsym
from probsym.cli.exit_code import exit_code
from probsym.config import Recipe, Stage, load_recipe
from probsym.io import atomic_write, check_new_file
from probsym.synthetic.generate import generate_set
from probsym.synthetic.settings import SceneSettings

COUNTS = {"train": 2000, "val": 40, "test": 0}
STEPS, MORE_STEPS = 650, 100
LABEL = 164
"""Width of the labels, pixels."""
SHOWN = (0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 13)
"""Columns of the sheet: all but the shading and two of the turned views."""


@dataclass(frozen=True)
class Case:
    """A training, and what is shown of it."""

    name: str
    label: str
    photo: int
    """Row of the sheet."""
    scene: Mapping[str, Any] = field(default_factory=dict)
    """What differs from the default distributions."""
    overrides: Mapping[str, Any] = field(default_factory=dict)
    """What differs from ``quick``."""
    start: Literal["random", "good", "hollow"] = "random"
    """Random weights, those of the first case, or its hollow counterpart."""


CASES = (
    Case("good", "good", 3),
    Case("misframed", "object not\ncentred, scale\nnot constant", 3, {"fill": (0.6, 1.6), "jitter": 0.15}),
    Case("tilted", "objects not\nupright", 3, {"roll_std_deg": 90.0, "roll_max_deg": 90.0}),
    Case(
        "frontal",
        "same view and\nlight in all\nphotos",
        3,
        {
            "yaw_std_deg": 0.5,
            "pitch_std_deg": 0.5,
            "roll_std_deg": 0.5,
            "ambient": (0.9, 1.0),
            "diffuse": (0.0, 0.0),
        },
    ),
    Case("hollow", "hollow", 3, overrides={"objective.lambda_concavity": 0.0}, start="hollow"),
    Case("flat", "flat", 3, overrides={"objective.lambda_depth_variance": 20.0}, start="good"),
    Case("collapse", "flipped\nreconstruction\nignored", 3, overrides={"objective.lambda_flip": 0.02}),
)


@dataclass(frozen=True)
class Settings:
    """Write the figure."""

    out: tyro.conf.Positional[Path]
    """Picture to write (.webp, .jpg or .png)."""
    work: Path
    """Folder of the sets and runs."""
    model_path: Path
    """ICT-FaceKit: its folder of OBJ files, or an .npz of its arrays."""


def main(settings: Settings) -> None:
    """Render, train and draw."""
    check_new_file("out", settings.out, (".webp", ".jpg", ".png"))
    rows = []
    for case in CASES:
        run = trained(case, settings)
        rows.append((case.label, sorted((run / "sheets").glob("step-*.png"))[-1], case.photo))
    with atomic_write(settings.out) as temporary:
        figure(rows, LABEL, SHOWN).save(temporary, quality=82, method=6)


def trained(case: Case, settings: Settings) -> Path:
    """The run of a case; only what is missing is rendered and trained."""
    data = settings.work / (case.name if case.scene else "faces")
    if not data.exists():
        scene = replace(SceneSettings(), **case.scene)
        generate_set(data, COUNTS, scene, shape="ict", model_path=settings.model_path)
    run = settings.work / f"run-{case.name}"
    if run.exists():
        return run
    starts = {"good": settings.work / f"run-{CASES[0].name}", "hollow": settings.work / "hollow"}
    if case.start == "hollow":
        hollow_counterpart(starts["good"], starts["hollow"])
    init = str(starts[case.start]) if case.start in starts else None
    probsym.train(data, run, recipe(case), init=init, device="cpu")
    return run


def recipe(case: Case) -> Recipe:
    """A short ``quick``, which warns but does not restart."""
    stages = (Stage(32, 16, 0.75), Stage(64, 16, 0.25))
    base = load_recipe("quick").with_budget(steps=STEPS)
    if case.start != "random":
        base, stages = base.with_budget(steps=MORE_STEPS), (Stage(64, 16, 1.0),)
    base = replace(base, stages=stages, validate_every=base.steps, restart_hollow=False)
    for name, value in case.overrides.items():
        group, _, setting = name.partition(".")
        base = replace(base, **{group: replace(getattr(base, group), **{setting: value})})
    return base


def hollow_counterpart(run: Path, out: Path) -> None:
    """A model with the opposite depth, pitch, yaw and light direction, which explains photos nearly as well.

    Without a penalty, training does not leave such a shape; some random initialisations lead to it, too.
    """
    model = probsym.load(run)
    with torch.no_grad():
        for name, values in model.named_parameters():
            if name.startswith("depth_net.decoder.out."):
                values.neg_()
            elif name.startswith("viewpoint_net.out."):
                values[:2] = -values[:2]
            elif name.startswith("light_net.out."):
                values[2:] = -values[2:]
    model.save_pretrained(out)


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
