"""``probsym benchmark``: the paper's tables."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import tyro


@dataclass(frozen=True)
class Benchmark:
    """Make one of the paper's tables: train its rows one by one, score them, and print them beside the paper's.

    Rows differ by settings only. Each is trained in its own folder under OUT/runs, which all tables share: what is
    finished is not trained again, and after Ctrl-C the same command goes on. OUT/TABLE holds table.md, table.json and
    the pictures.
    """

    table: tyro.conf.Positional[Literal["baselines", "ablation", "perturbation", "keypoints", "stress", "confidence"]]
    """baselines: ours, supervised, guesses. ablation: without each part. perturbation: asymmetric images, with and
    without confidence. keypoints: depth at landmarks. stress: extreme light, texture and yaw. confidence: whether it
    finds what is asymmetric."""
    data: Path
    """Folder made by "probsym synth", with train, val and test."""
    out: Path
    """Folder for runs and tables."""
    recipe: str = "quick"
    """Name of a recipe (small, quick, cpu, paper) or a TOML file: what all rows have in common."""
    steps: int | None = None
    """Budget of a row in steps, instead of the recipe's."""
    minutes: float | None = None
    """Budget of a row in minutes of training, instead of the recipe's."""
    rows: tuple[str, ...] = ()
    """Names of the rows to make; without: all. A name that is not known is answered with the list."""
    seeds: tuple[int, ...] = (0,)
    """Seeds; with several, every row is trained with each."""
    limit: int = 0
    """Score the first so many test images; 0: all."""
    features: Path | None = None
    """ablation: weights of the row "selfsup-features", made by "probsym pretrain-features"; without: the shipped."""
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


def run(args: Benchmark) -> int:
    """Make the table; the exit code is 0, or 128 + the signal that stopped a training.

    Raises:
        ProbsymError: bad input.
    """
    import importlib

    from rich.console import Console

    from probsym.benchmark.report import write_report
    from probsym.benchmark.request import Request
    from probsym.benchmark.runs import StoppedError
    from probsym.config import load_recipe
    from probsym.errors import ConfigError

    if args.steps is not None and args.minutes is not None:
        raise ConfigError("steps: expected either --steps or --minutes, got both")
    for name in ("steps", "minutes"):
        value = getattr(args, name)
        if value is not None and value <= 0:
            raise ConfigError(f"{name}: expected a positive number, got {value}")
    request = Request(
        data=args.data,
        out=args.out,
        recipe=load_recipe(args.recipe).with_budget(args.steps, args.minutes),
        console=Console(),
        seeds=args.seeds,
        rows=args.rows,
        limit=args.limit,
        init=args.init,
        keypoints=args.keypoints,
        count=args.count,
        model_path=args.model_path,
        landmarks=args.landmarks,
        features=args.features,
    )
    table = importlib.import_module(f"probsym.benchmark.{args.table}")
    try:
        write_report(table.run(request), request)
    except StoppedError as stopped:
        request.console.print("stopped and saved; the same command goes on", highlight=False)
        return 128 + stopped.number
    return 0
