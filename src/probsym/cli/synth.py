"""``probsym synth``: synthetic faces and cars with ground truth."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import tyro

from probsym.synthetic.settings import SceneSettings


@dataclass(frozen=True)
class Synth:
    """Render synthetic faces or cars with ground-truth depth, normals, albedo, light, viewpoint and landmarks."""

    out: Path
    """Output folder; must be new or empty."""
    shape: Literal["procedural", "ict", "basel", "car"] = "procedural"
    """procedural, car: built in. ict: ICT-FaceKit; basel: Basel Face Model; both need --model-path."""
    model_path: Path | None = None
    """ict: the folder of OBJ files, or an .npz of its arrays. basel: the .h5 (2017, 2019) or .mat (2009) file."""
    landmarks: Path | None = None
    """basel: text file with the vertex indices, from 0, of the 68 landmarks; by default found by name in the .h5."""
    count: int = 1000
    """Training images; 0: no training split."""
    val_count: int = 100
    """Validation images, with other identities."""
    test_count: int = 200
    """Test images, with other identities."""
    seed: int = 0
    """Random seed; the same seed gives the same bytes."""
    workers: int = 0
    """Threads, or processes if more than two; 0: one per core. Does not affect the images."""
    scene: Annotated[SceneSettings, tyro.conf.OmitArgPrefixes] = field(default_factory=SceneSettings)
    """Sampling distributions."""


def run(args: Synth) -> None:
    """Render the set and print a summary.

    Raises:
        ProbsymError: bad input.
        OSError: the set cannot be written.
    """
    import time

    from rich.console import Console

    from probsym.cli.messages import show_progress
    from probsym.kernels.dispatch import require_numba

    require_numba("synth")
    from probsym.synthetic.generate import generate_set

    begin = time.perf_counter()
    with show_progress() as progress:
        card = generate_set(
            args.out,
            {"train": args.count, "val": args.val_count, "test": args.test_count},
            args.scene,
            shape=args.shape,
            model_path=args.model_path,
            landmarks=args.landmarks,
            seed=args.seed,
            workers=args.workers,
            progress=progress,
        )
    seconds = time.perf_counter() - begin
    total = sum(entry["count"] for entry in card["splits"].values())
    size, console = args.scene.size, Console()
    summary = f"{args.out}: {total} images of {size} x {size} in {seconds:.1f} s ({total / seconds:.0f}/s)"
    console.print(summary, highlight=False, soft_wrap=True, markup=False)
    for split, entry in card["splits"].items():
        console.print(f"  {split}: {entry['count']} images, sha256 {entry['sha256'][:16]}", highlight=False)
