"""``probsym evaluate``: scores of a model against ground truth."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from probsym.cli.startup import heavy_imports


@dataclass(frozen=True)
class Evaluate:
    """Score a model against ground truth.

    On synthetic data: SIDE, MAD, coverage, viewpoint and light. On the paper's own data: SIDE and MAD exactly as the
    authors' code computes them. On photos under known lights with measured normals: normals, light and how constant the
    albedo is.
    """

    data: Path
    """Folder made by "probsym synth", the paper's synface.zip or its folder ({train,val,test}/{image,depth}), or an
    .npz file of photos under known lights."""
    model: str = "face-64"
    """Shipped model (face-64, face-128, cat-64, cat-128, synface-64), or the folder of a run or of a model."""
    split: str = "test"
    """Part of a set to score on: train, val or test."""
    out: Path | None = None
    """Also write the scores to this JSON file."""
    batch: int = 32
    """Images at a time."""
    limit: int = 0
    """Score the first so many images of a set; 0: all."""
    refine_crop: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: they are)")] = True
    """Photos under known lights: do not also score them in their refined crops, which takes most of the time."""
    device: str = "auto"
    """auto (a GPU where there is one), cpu, cuda or mps (Apple's GPU)."""


def run(args: Evaluate) -> None:
    """Print the scores and, if asked for, write them as JSON.

    Raises:
        ProbsymError: bad input.
        OSError: the JSON file cannot be written.
    """
    import json

    from rich.console import Console

    with heavy_imports():
        from probsym.errors import InputError
        from probsym.evaluation.evaluate import evaluate
        from probsym.evaluation.photometric import evaluate_photometric
        from probsym.evaluation.report import print_scores
        from probsym.io import write_text

    if args.out is not None and (args.out.is_dir() or not args.out.parent.is_dir()):
        raise InputError(f"out: expected a file in an existing folder, got {args.out}")
    console = Console(stderr=True)
    if args.data.suffix == ".npz":
        options = {"refine_crop": args.refine_crop, "batch_size": args.batch, "device": args.device}
        found = evaluate_photometric(args.model, args.data, **options, console=console)
    else:
        options = {"split": args.split, "limit": args.limit, "batch_size": args.batch, "device": args.device}
        found = evaluate(args.model, args.data, **options, console=console)
    print_scores(found, Console(highlight=False))
    if args.out is not None:
        write_text(args.out, json.dumps(found.to_dict(), indent=2, ensure_ascii=False) + "\n")
