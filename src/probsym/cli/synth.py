"""``probsym synth``: synthetic faces with ground truth."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Synth:
    """Render synthetic faces with ground-truth depth, normals, albedo, light, viewpoint and landmarks."""

    out: Path
    """Folder to write; new or empty."""
    shape: Literal["procedural", "ict", "basel"] = "procedural"
    """Face shapes: the built-in head, ICT-FaceKit or a Basel Face Model (these need --model-path)."""
    model_path: Path | None = None
    """ICT-FaceKit: its folder of OBJ files, or an .npz of its arrays. Basel: the .h5 (2017, 2019) or .mat (2009)."""
    landmarks: Path | None = None
    """Basel: text file of the 68 landmarks' vertex indices, counted from 0; without, from the names in the .h5."""
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
    """Threads, or processes if more than two; 0: one per core. The bytes do not depend on it."""
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
    realistic_share: float = 0.0
    """Share of images with second-order spherical harmonics, cast shadows and highlights; 0: the method's own light."""
    detail: float | None = None
    """Amplitude of the skin's texture noise, 0 to 0.45, for all faces alike; without: drawn from 0.02 to 0.08."""
    ambient: tuple[float, float] = (0.30, 0.60)
    """Range of the ambient light k_a."""
    diffuse: tuple[float, float] = (0.30, 0.70)
    """Range of the diffuse light k_d, which is cut at 1.1 - k_a."""
    light_x: tuple[float, float] = (-1.0, 1.0)
    """Range of lx; the light's direction is (lx, ly, 1) made a unit vector."""
    light_y: tuple[float, float] = (-0.6, 1.0)
    """Range of ly."""


def run(args: Synth) -> None:
    """Write the set and print where it is and how fast it went."""
    import os
    import time

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from probsym.errors import InputError
    from probsym.synthetic.generate import check_request, generate
    from probsym.synthetic.scene import SceneSettings
    from probsym.synthetic.shapes import load_shape

    settings = SceneSettings(
        size=args.size,
        yaw_std_deg=args.yaw_std,
        yaw_max_deg=args.yaw_max,
        pitch_std_deg=args.pitch_std,
        pitch_max_deg=args.pitch_max,
        roll_std_deg=args.roll_std,
        roll_max_deg=args.roll_max,
        expression_share=args.expression_share,
        realistic_share=args.realistic_share,
        detail=args.detail,
        ambient=args.ambient,
        diffuse=args.diffuse,
        light_x=args.light_x,
        light_y=args.light_y,
    )
    if args.workers < 0:
        raise InputError(f"workers: expected 0 (one per core) or more, got {args.workers}")
    counts = {"train": args.count, "val": args.val_count, "test": args.test_count}
    workers = args.workers or os.cpu_count() or 1
    check_request(args.out, counts, args.seed, workers)
    model = load_shape(args.shape, args.model_path, args.landmarks)

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
    console.print(f"{args.out}: {result}", highlight=False, soft_wrap=True, markup=False)
    for split, entry in card["splits"].items():
        console.print(f"  {split}: {entry['count']} images, sha256 {entry['sha256'][:16]}", highlight=False)
