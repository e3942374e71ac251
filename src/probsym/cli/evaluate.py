"""``probsym evaluate``: scores of a model against ground truth."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from probsym.evaluation.evaluate import Evaluation


@dataclass(frozen=True)
class Evaluate:
    """Score a model on synthetic data with ground truth: SIDE, MAD, coverage, viewpoint and light."""

    data: Path
    """Folder made by "probsym synth"."""
    model: str = "face-64"
    """Shipped model (face-64, face-128, cat-64, cat-128, synface-64), or the folder of a run or of a model."""
    split: str = "test"
    """Part of the data to score on: train, val or test."""
    out: Path | None = None
    """Also write the scores to this JSON file."""
    batch: int = 32
    """Images at a time."""
    limit: int = 0
    """Score the first so many images; 0: all."""
    device: str = "cpu"
    """Torch device, such as cpu or cuda."""


def run(args: Evaluate) -> None:
    """Print the table of scores and, if asked for, write it as JSON.

    Raises:
        ProbsymError: bad input.
        OSError: the JSON file cannot be written.
    """
    import json

    from rich.console import Console

    from probsym.errors import InputError
    from probsym.evaluation.evaluate import evaluate
    from probsym.io import write_text

    if args.out is not None and (args.out.is_dir() or not args.out.parent.is_dir()):
        raise InputError(f"out: expected a file in an existing folder, got {args.out}")
    options = {"split": args.split, "limit": args.limit, "batch_size": args.batch, "device": args.device}
    found = evaluate(args.model, args.data, **options, console=Console(stderr=True))
    console, ours = Console(highlight=False), found.scores
    title = f"{found.model} on {found.data} ({found.split}, {found.images} images)"
    console.print(title, soft_wrap=True, markup=False)
    console.print(_table(found))
    console.print("ratio: to mean depth on these images; mean ± standard deviation over the images")
    for name, title in (("correlation", "correlation with the true angle"), ("slope", "slope against the true angle")):
        console.print(f"{title}: " + ", ".join(f"{at} {ours[f'{at}_{name}']:.3f}" for at in ("yaw", "pitch", "roll")))
    console.print(f"median error of the light's direction: {ours['light_error_deg']:.1f} degrees")
    if ours["unscored"]:
        console.print(f"{ours['unscored']:.0f} image(s) without a valid pixel were left out")
    if args.out is not None:
        write_text(args.out, json.dumps(found.to_dict(), indent=2, ensure_ascii=False) + "\n")


def _table(found: "Evaluation") -> "Table":
    from rich import box
    from rich.table import Table

    reference = found.baselines["mean depth"]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0))
    table.add_column("", no_wrap=True)
    for heading in ("SIDE ×10⁻²", "MAD °", "coverage", "SIDE ratio", "MAD ratio"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, row in {"ours": found.scores, **found.baselines}.items():
        side = f"{100 * row['side']:.3f} ± {100 * row['side_std']:.3f}"
        mad = f"{row['mad_deg']:.2f} ± {row['mad_deg_std']:.2f}"
        ratios = (f"{row[key] / reference[key]:.3f}" for key in ("side", "mad_deg"))
        table.add_row(name, side, mad, f"{row['coverage']:.3f}", *ratios)
    return table
