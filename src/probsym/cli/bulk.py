"""``probsym bulk``: factors of millions of photos as shards with a Parquet index."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from probsym.cli.flags import OneOrMorePaths


@dataclass(frozen=True)
class Bulk:
    """Reconstruct millions of photos into a few large files: shards of factors, and a Parquet index.

    If the job is killed, the same command continues, with any number of processes, and skips finished shards. Under
    "accelerate launch" or torchrun each process takes its part; in an array job --part selects it. Needs the extra
    bulk: pip install 'probsym[bulk]'.
    """

    photos: OneOrMorePaths
    """Photos, folders of photos (with subfolders) and zip archives of photos."""
    out: Path
    """Folder for the shards."""
    model: str = "face-64"
    """Shipped model, folder of a run or model, owner/name on the Hugging Face Hub, or .pth file of unsup3d."""
    detect: Literal["auto", "face", "cat", "none"] = "auto"
    """What to detect, as in "probsym reconstruct"."""
    all: bool = False
    """Reconstruct all detections in a photo, not only the largest."""
    crop: float = 1.0
    """Side of the crop as a fraction of the photo's shorter side, or of the crop around the detection."""
    refine_crop: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: they are not)")] = False
    """Refine each crop as "probsym reconstruct" does by default; takes about 50 times as long."""
    per_shard: int = 1000
    """Photos per shard; must be the same for all processes and when a job continues."""
    part: str = ""
    """Part of the photos for this process, such as 3/64, counted from 1; by default set by the launcher, else all."""
    device: str = "auto"
    """auto (a GPU if there is one), cpu, cuda or mps (Apple GPU)."""


def run(args: Bulk) -> None:
    """Make the shards.

    Raises:
        ProbsymError: bad input.
        OSError: a shard cannot be written.
    """
    from probsym.cli.messages import show_progress
    from probsym.inference.bulk import reconstruct_in_bulk
    from probsym.inference.parallel import parse_part, shard_from_environment

    shard = parse_part(args.part) if args.part else shard_from_environment()
    with show_progress("loading the model") as progress:
        result = reconstruct_in_bulk(
            args.photos, args.out, args.model, detect=args.detect, crop=args.crop, all=args.all,
            refine_crop=args.refine_crop, device=args.device, per_shard=args.per_shard, shard=shard,
            progress=lambda done, total: progress("reconstructing", done, total),
        )  # fmt: skip
    for line in result.log.lines():
        print(f"probsym: {line}", file=sys.stderr)
    print("\n".join(result.lines()))
