"""``probsym bulk``: factors of millions of photos as shards with a Parquet index."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro


@dataclass(frozen=True)
class Bulk:
    """Reconstruct very many photos into few files: shards of factors, and a Parquet index.

    Made for jobs of many processes that may be killed: the same command continues, with any number of processes, and
    repeats no finished shard. Under "accelerate launch" or torchrun each process takes its part; in an array job
    --part says which. Needs the extra bulk: pip install 'probsym[bulk]'.
    """

    inputs: Annotated[tyro.conf.Positional[tuple[Path, ...]], tyro.conf.arg(help_behavior_hint="(at least one)")]
    """Photos, folders of photos (searched recursively) and zip files of photos."""
    out: Path
    """Folder for the shards."""
    model: str = "face-64"
    """Shipped model, folder of a run or of a model, owner/name on the Hugging Face Hub, or a .pth file of unsup3d's
    authors."""
    detect: Literal["auto", "face", "cat", "none"] = "auto"
    """What to look for in the photos, as for "probsym reconstruct"."""
    all: bool = False
    """Reconstruct everything that is found in a photo, not only the largest."""
    crop: float = 1.0
    """Side of the crop as a share of the photo's shorter side, or of the crop around what was found."""
    refine_crop: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: they stay)")] = False
    """Refine each crop as "probsym reconstruct" does by default; takes some 50 times as long."""
    per_shard: int = 1000
    """Photos in a shard. All processes and continuations must use the same number."""
    part: str = ""
    """Which part this process does, such as 3/64, counted from 1; by default as the launcher says, else all."""
    device: str = "auto"
    """auto (a GPU where there is one), cpu, cuda or mps (Apple's GPU)."""


def run(args: Bulk) -> None:
    """Make the shards.

    Raises:
        ProbsymError: bad input.
        OSError: a shard cannot be written.
    """
    from probsym.cli.progress import progress_bar
    from probsym.inference.bulk import reconstruct_in_bulk
    from probsym.inference.shards import parse_part, shard_from_environment

    shard = parse_part(args.part) if args.part else shard_from_environment()
    with progress_bar() as bar:
        task = bar.add_task("reconstructing", total=None)
        result = reconstruct_in_bulk(
            args.inputs, args.out, args.model, detect=args.detect, crop=args.crop, all=args.all,
            refine_crop=args.refine_crop, device=args.device, per_shard=args.per_shard, shard=shard,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip
    for line in result.log.lines():
        print(f"probsym: {line}", file=sys.stderr)
    print("\n".join(result.lines()))
