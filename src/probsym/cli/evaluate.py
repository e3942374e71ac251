"""``probsym evaluate``: scores of a model against ground truth."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ANGLES = ("yaw", "pitch", "roll")


@dataclass(frozen=True)
class Evaluate:
    """Score a model on synthetic data with ground truth: SIDE, MAD, coverage and viewpoint correlation."""

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
    from probsym import __version__
    from probsym.checks import check_range
    from probsym.errors import InputError
    from probsym.evaluation.metrics import baseline_scores
    from probsym.inference.loading import load
    from probsym.synthetic.storage import load_synthetic
    from probsym.training.dataset import truth_of

    check_range("batch", args.batch, 1, 4096)
    check_range("limit", args.limit, 0, 10**9)
    if args.out is not None and (args.out.is_dir() or not args.out.parent.is_dir()):
        raise InputError(f"out: expected a file in an existing folder, got {args.out}")
    faces = load_synthetic(args.data, args.split)
    model = load(args.model, args.device)
    if faces.size > model.camera.size and model.config.architecture == "slim":
        model = model.grow(faces.size).eval()  # adds nothing: the same maps, enlarged
    if faces.size != model.camera.size:
        raise InputError(f"data: expected images of the model's {model.camera.size} pixels, got {faces.size}")
    count = min(len(faces), args.limit or len(faces))
    if count < 2:
        raise InputError(f"data: expected at least 2 images in the split {args.split}, got {count}")
    truth = truth_of(faces, count)
    ours = _score(model, faces.images[:count], truth, args.batch)
    rows = {"ours": ours, **baseline_scores(truth.depth, truth.mask, model.camera)}
    _print(rows, f"{args.model} on {args.data} ({args.split}, {count} images)")
    if args.out is not None:
        described = {"model": args.model, "data": str(args.data), "split": args.split, "probsym_version": __version__}
        _write(described | {"scores": rows}, args.out)


def _score(model: Any, images: Any, truth: Any, batch: int) -> dict[str, float]:
    import torch

    from probsym.cli.progress import progress_bar
    from probsym.data.transforms import to_tensor
    from probsym.training.validation import Predictions, score

    device = next(model.parameters()).device
    parts = []
    starts = range(0, len(images), batch)
    with torch.inference_mode(), progress_bar() as progress:
        for start in progress.track(starts, description="reconstructing"):
            part = model(to_tensor(images[start : start + batch]).to(device))
            parts.append(Predictions.of(part))
        return score(parts, truth, model.camera)


def _print(rows: dict[str, dict[str, float]], title: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    reference = rows["mean depth"]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0))
    table.add_column("", no_wrap=True)
    for heading in ("SIDE ×10⁻²", "MAD °", "coverage", "SIDE ratio", "MAD ratio"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, row in rows.items():
        table.add_row(
            name,
            f"{100 * row['side']:.3f} ± {100 * row['side_std']:.3f}",
            f"{row['mad_deg']:.2f} ± {row['mad_deg_std']:.2f}",
            f"{row['coverage']:.3f}",
            f"{row['side'] / reference['side']:.3f}",
            f"{row['mad_deg'] / reference['mad_deg']:.3f}",
        )
    console = Console()
    console.print(title, highlight=False, soft_wrap=True, markup=False)
    console.print(table)
    console.print("ratio: to mean depth on these images; mean ± standard deviation over the images", highlight=False)
    for name, title in (("correlation", "correlation with the true angle"), ("slope", "slope against the true angle")):
        values = ", ".join(f"{angle} {rows['ours'][f'{angle}_{name}']:.3f}" for angle in _ANGLES)
        console.print(f"{title}: {values}", highlight=False)
    console.print(
        f"median error of the light's direction: {rows['ours']['light_error_deg']:.1f} degrees", highlight=False
    )
    if rows["ours"]["unscored"]:
        console.print(f"{rows['ours']['unscored']:.0f} image(s) without a valid pixel were left out", highlight=False)


def _write(scores: dict[str, Any], path: Path) -> None:
    import json
    import math

    from probsym.io import write_text

    def finite(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: finite(entry) for name, entry in value.items()}
        return None if isinstance(value, float) and not math.isfinite(value) else value

    write_text(path, json.dumps(finite(scores), indent=2, ensure_ascii=False) + "\n")
