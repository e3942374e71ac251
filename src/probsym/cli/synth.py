"""``probsym synth``: synthetic faces with ground truth."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Synth:
    """Render synthetic faces with ground-truth depth, normals, albedo, light, viewpoint and landmarks."""

    out: Path
    """Folder to write; new or empty."""
    shape: Literal["procedural", "ict"] = "procedural"
    """Face shapes: the built-in head, or ICT-FaceKit (needs --model-path)."""
    model_path: Path | None = None
    """ICT-FaceKit: its folder of OBJ files, or an .npz of its arrays."""
    count: int = 1000
    """Training images; 0 leaves the split out."""
    val_count: int = 100
    """Validation images, of other identities."""
    test_count: int = 200
    """Test images, of other identities."""
    size: int = 64
    """Height and width in pixels."""
    seed: int = 0
    """The same seed gives the same bytes."""
    workers: int = 0
    """Threads; 0: one per core. The bytes do not depend on it."""
    yaw_std: float = 22.0
    """Spread of the yaw, degrees."""
    yaw_max: float = 60.0
    """Limit of the yaw, degrees."""
    pitch_std: float = 8.0
    """Spread of the pitch, degrees."""
    pitch_max: float = 25.0
    """Limit of the pitch, degrees."""
    roll_std: float = 6.0
    """Spread of the roll, degrees."""
    roll_max: float = 15.0
    """Limit of the roll, degrees."""
    expression_share: float = 0.5
    """Share of faces with an expression."""


def run(args: Synth) -> None:
    """Write the set and print where it is and how fast it went."""
    import os
    import time

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from probsym.data.synthetic.generate import check_request, generate
    from probsym.data.synthetic.scene import SceneSettings
    from probsym.errors import InputError

    settings = SceneSettings(
        size=args.size,
        yaw_std_deg=args.yaw_std,
        yaw_max_deg=args.yaw_max,
        pitch_std_deg=args.pitch_std,
        pitch_max_deg=args.pitch_max,
        roll_std_deg=args.roll_std,
        roll_max_deg=args.roll_max,
        expression_share=args.expression_share,
    )
    if args.workers < 0:
        raise InputError(f"workers: expected 0 (one per core) or more, got {args.workers}")
    counts = {"train": args.count, "val": args.val_count, "test": args.test_count}
    workers = args.workers or os.cpu_count() or 1
    check_request(args.out, counts, args.seed, workers)
    if args.shape == "ict":
        from probsym.data.synthetic.ict_facekit import load_ict_facekit

        if args.model_path is None:
            raise InputError("model-path: expected the ICT-FaceKit folder or .npz file with --shape ict, got none")
        model = load_ict_facekit(args.model_path)
    else:
        from probsym.data.synthetic.procedural import procedural_head

        if args.model_path is not None:
            raise InputError(f"model-path: expected none with --shape procedural, got {args.model_path}")
        model = procedural_head()

    total = sum(counts.values())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console()
    begin = time.perf_counter()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("rendering", total=total)
        card = generate(
            model,
            args.out,
            counts,
            settings,
            seed=args.seed,
            workers=workers,
            progress=lambda split, done: bar.update(task, advance=done, description=split),
        )
    seconds = time.perf_counter() - begin
    result = f"{total} images of {args.size} x {args.size} in {seconds:.1f} s ({total / seconds:.0f}/s)"
    console.print(f"{args.out}: {result}", highlight=False, soft_wrap=True)
    for split, entry in card["splits"].items():
        console.print(f"  {split}: {entry['count']} images, sha256 {entry['sha256'][:16]}", highlight=False)
