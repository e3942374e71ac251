"""``probsym benchmark``: the paper's tables."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import tyro

_RECIPE = ("table", "recipe", "steps", "minutes")
"""Flags that are no fields of a request."""


@dataclass(frozen=True)
class Benchmark:
    """Make one of the paper's tables: train its rows one by one, score them, and print them beside the paper's.

    Rows differ by settings only. Each is trained in its own folder under OUT/runs, which all tables share: finished
    rows are not trained again, and after Ctrl-C the same command continues. OUT/TABLE holds table.md, table.json and
    the pictures. Needs the extra benchmark: pip install 'probsym[benchmark]'.
    """

    table: tyro.conf.Positional[Literal["baselines", "ablation", "perturbation", "keypoints", "stress", "confidence"]]
    """baselines: ours, supervised, constant and mean depth. ablation: without each part. perturbation: asymmetric
    images, with and without confidence. keypoints: depth at landmarks. stress: extreme light, texture and yaw.
    confidence: whether it finds planted asymmetry."""
    data: Path
    """Folder made by "probsym synth", with train, val and test. For baselines, ablation and perturbation also the
    paper's synface.zip or its folder."""
    out: Path
    """Folder for runs and tables."""
    recipe: str = "quick"
    """Name of a recipe (small, quick, cpu, paper) or a TOML file, common to all rows."""
    steps: int | None = None
    """Budget of a row in steps, instead of the recipe's."""
    minutes: float | None = None
    """Budget of a row in minutes of training, instead of the recipe's."""
    rows: tuple[str, ...] = ()
    """Names of the rows to make; by default all. An unknown name is answered with the list."""
    seeds: tuple[int, ...] = (0,)
    """Each row is trained with each of these seeds."""
    limit: int = 0
    """Score the first so many test images; 0: all."""
    features: Path | None = None
    """ablation: weights of the row "selfsup-features", made by "probsym pretrain-features"; by default the shipped."""
    init: str = ""
    """keypoints: weights of the row "pretrained": a shipped model, or the folder of a run on other data."""
    keypoints: Path | None = None
    """keypoints: score on this folder of photos with landmarks (AFLW2000-3D or 3DFAW as published)."""
    count: int = 200
    """stress: images of each level."""
    model_path: Path | None = None
    """stress: the file of face shapes that the data was made from, as for "probsym synth"."""
    landmarks: Path | None = None
    """stress: its landmarks, as for "probsym synth"."""
    device: str = "auto"
    """auto (a GPU where there is one), cpu, cuda or mps (Apple's GPU)."""


def run(args: Benchmark) -> int:
    """Make the table; the exit code is 0, or 128 + the signal that stopped a training.

    Raises:
        ProbsymError: bad input.
    """
    from rich.console import Console

    from probsym.benchmark.request import Request
    from probsym.benchmark.runs import StoppedError
    from probsym.benchmark.tables import make_table
    from probsym.training.recipe import resolve_recipe

    options: dict[str, Any] = {name: value for name, value in vars(args).items() if name not in _RECIPE}
    recipe = resolve_recipe(args.recipe, steps=args.steps, minutes=args.minutes)
    request = Request(recipe=recipe, console=Console(), **options)
    try:
        make_table(args.table, request)
    except StoppedError as stopped:
        request.console.print("stopped and saved; the same command continues", highlight=False)
        return 128 + stopped.number
    return 0
