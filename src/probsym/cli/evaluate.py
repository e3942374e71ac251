"""``probsym evaluate``: scores of a model against ground truth."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from probsym.cli.startup import heavy_imports

if TYPE_CHECKING:
    from rich.table import Table

    from probsym.evaluation.evaluate import Evaluation


@dataclass(frozen=True)
class Evaluate:
    """Score a model against ground truth.

    On synthetic data: SIDE, MAD, coverage, viewpoint and light. On photos under known lights with measured normals:
    normals, light and how constant the albedo is.
    """

    data: Path
    """Folder made by "probsym synth", or an .npz file of photos under known lights."""
    model: str = "face-64"
    """Shipped model (face-64, face-128, cat-64, cat-128, synface-64), or the folder of a run or of a model."""
    split: str = "test"
    """Part of a synthetic set to score on: train, val or test."""
    out: Path | None = None
    """Also write the scores to this JSON file."""
    batch: int = 32
    """Images at a time."""
    limit: int = 0
    """Score the first so many images of a synthetic set; 0: all."""
    device: str = "cpu"
    """Torch device, such as cpu or cuda."""


def run(args: Evaluate) -> None:
    """Print the scores and, if asked for, write it as JSON.

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
    if args.data.suffix == ".npz":
        _run_photometric(args)
        return
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


def _run_photometric(args: Evaluate) -> None:
    import json

    with heavy_imports():
        import torch

        from probsym import __version__
        from probsym.cli.progress import progress_bar
        from probsym.data.photometric import load_photometric
        from probsym.evaluation.evaluate import replace_nonfinite
        from probsym.evaluation.normals import score_photometric
        from probsym.inference.loading import load
        from probsym.io import write_text

    truth = load_photometric(args.data)
    model = load(args.model, args.device)
    with torch.inference_mode(), progress_bar() as bar:
        task = bar.add_task("reconstructing", total=1.0)
        scores = score_photometric(model, truth, args.batch, lambda done: bar.update(task, completed=done))
    _print_photometric(scores, f"{args.model} on {args.data}")
    if args.out is not None:
        described = {"model": args.model, "data": str(args.data), "probsym_version": __version__}
        values = replace_nonfinite(described | {"scores": scores})
        write_text(args.out, json.dumps(values, indent=2, ensure_ascii=False) + "\n")


def _print_photometric(scores: dict[str, float], title: str) -> None:
    from rich.console import Console

    lines = (
        f"{title}: {scores['people']:.0f} people, {scores['photos']:.0f} photos",
        f"normals, MAD: {scores['normals_mad_deg']:.2f} ± {scores['normals_mad_deg_std']:.2f} degrees,"
        f" {scores['normals_mad_ratio']:.3f} of the mean person's {scores['mean_person_mad_deg']:.2f}",
        f"  most frontal lights: {scores['frontal_normals_mad_deg']:.2f},"
        f" {scores['frontal_normals_mad_ratio']:.3f} of the mean person's",
        f"  inside the predicted mask ({scores['coverage']:.3f} of all): {scores['seen_normals_mad_deg']:.2f}",
        f"direction of the light: median error {scores['light_error_deg']:.1f} degrees,"
        f" correlation x {scores['light_x_correlation']:.3f}, y {scores['light_y_correlation']:.3f}",
        f"spread of the albedo over the lights: {scores['albedo_spread']:.3f} of the photos',"
        f" relative to each pixel's mean {scores['albedo_relative_spread']:.3f}",
    )
    console = Console()
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True, markup=False)


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
