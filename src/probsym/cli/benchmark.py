"""``probsym benchmark``: the paper's tables."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import tyro

from probsym.cli.flags import OfRecipe, RowNames

_RECIPE = ("table", "recipe", "steps", "minutes")
"""Flags that are no fields of a request."""


@dataclass(frozen=True)
class Benchmark:
    """Reproduce a table of the paper: train and score its rows, and print them with the published scores.

    Rows differ in settings only. Each is trained in its own folder under OUT/runs, which all tables share: a finished
    row is not trained again, and after Ctrl-C the same command continues. OUT/TABLE contains table.md, table.json and
    pictures. Needs pip install 'probsym[benchmark]'.
    """

    table: tyro.conf.Positional[Literal["baselines", "ablation", "perturbation", "keypoints", "stress", "confidence"]]
    """baselines: this method, supervised, constant and mean depth. ablation: without each component. perturbation: with
    artificial asymmetry. keypoints: depth at landmarks. stress: by light, texture, yaw. confidence: as a detector."""
    data: Path
    """Folder made by "probsym synth"; for baselines, ablation and perturbation also the paper's synface.zip."""
    out: Path
    """Folder for runs and tables."""
    recipe: str = "quick"
    """Shipped recipe (small, quick, cpu, paper) or TOML file, for all rows."""
    steps: OfRecipe[int] = None
    """Budget per row in steps."""
    minutes: OfRecipe[float] = None
    """Budget per row in minutes of training."""
    rows: RowNames = ()
    """Rows to make. An unknown name prints the list."""
    seeds: tuple[int, ...] = (0,)
    """Seeds; each row is trained with each of them."""
    limit: int = 0
    """Score only this many test images, from the first; 0: all."""
    features: Path | None = None
    """ablation: encoder of the row "selfsup-features", from "probsym pretrain-features"; default: the shipped one."""
    init: str = ""
    """keypoints: initial weights of the row "pretrained": a shipped model, or the folder of a run on other data."""
    keypoints: Path | None = None
    """keypoints: score on this folder (AFLW2000-3D or 3DFAW as published)."""
    count: int = 200
    """stress: images per level."""
    model_path: Path | None = None
    """stress: --model-path of the "probsym synth" command that made the data."""
    landmarks: Path | None = None
    """stress: --landmarks of that command."""
    device: str = "auto"
    """auto (a GPU if there is one), cpu, cuda or mps (Apple GPU)."""


def run(args: Benchmark) -> int:
    """Make the table; the exit code is 0, or 128 + the signal that stopped training.

    Raises:
        ProbsymError: bad input.
    """
    from rich.console import Console

    from probsym.benchmark.request import Request
    from probsym.benchmark.runs import StoppedError
    from probsym.benchmark.tables import make_table
    from probsym.training.resolve_recipe import resolve_recipe

    recipe = resolve_recipe(args.recipe, steps=args.steps, minutes=args.minutes)
    options: Any = {name: value for name, value in vars(args).items() if name not in _RECIPE}
    request = Request(recipe=recipe, console=Console(), **options)
    try:
        make_table(args.table, request)
    except StoppedError as stopped:
        request.console.print("stopped and saved; the same command continues", highlight=False)
        return 128 + stopped.number
    return 0
