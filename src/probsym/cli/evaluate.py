"""``probsym evaluate``: scores of a model against ground truth."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from probsym.cli.startup import heavy_imports


@dataclass(frozen=True)
class Evaluate:
    """Score a model against ground truth.

    Synthetic data: SIDE, MAD, coverage, viewpoint and light. The paper's own data: SIDE and MAD exactly as by the
    authors' code. Photos under known lights with measured normals: normals, depth, light and constancy of the albedo.
    Faces with landmarks: agreement of the predicted rotation with the landmarks.
    """

    data: Path
    """Folder made by "probsym synth"; the paper's synface.zip or its folder ({train,val,test}/{image,depth}); .npz file
    of photos under known lights; or folder of photos with landmarks.npz, AFLW2000-3D or 3DFAW."""
    model: str = "face-64"
    """Shipped model (face-64, face-128, cat-64, cat-128, car-64, synface-64), folder of a run or model, owner/name on
    the Hugging Face Hub, or .pth file of unsup3d."""
    split: str = "test"
    """Split to score: train, val or test."""
    out: Path | None = None
    """Also write the scores to this JSON file."""
    batch_size: int = 32
    """Images at a time."""
    limit: int = 0
    """Score only this many images, from the first; 0: all."""
    refine_crop: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: they are scored too)")] = True
    """Photos under known lights or with landmarks: do not score refined crops too, which takes most of the time."""
    device: str = "auto"
    """auto (a GPU if there is one), cpu, cuda or mps (Apple GPU)."""


def run(args: Evaluate) -> None:
    """Print the scores and, if asked for, write them as JSON.

    Raises:
        ProbsymError: bad input.
        OSError: the JSON file cannot be written.
    """
    import json

    from rich.console import Console

    with heavy_imports():
        from probsym.evaluation.evaluate import evaluate
        from probsym.evaluation.print_scores import print_scores
        from probsym.io import check_new_file, write_text

    if args.out is not None:
        check_new_file("out", args.out)
    found = evaluate(
        args.model,
        args.data,
        split=args.split,
        limit=args.limit,
        refine_crop=args.refine_crop,
        batch_size=args.batch_size,
        device=args.device,
        console=Console(stderr=True),
    )
    print_scores(found, Console(highlight=False))
    if args.out is not None:
        write_text(args.out, json.dumps(found.to_dict(), indent=2, ensure_ascii=False) + "\n")
