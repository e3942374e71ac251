"""``probsym crop``: crop photos to the detected faces, to train on."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import tyro

_LISTED = 10


@dataclass(frozen=True)
class Crop:
    """Crop photos for training: detect the face in each photo and cut the same box around it everywhere.

    Photos are rotated upright; crops that reach beyond a photo are padded by reflection. The folder also gets
    framing.json, from which "probsym train" learns how its photos were cropped.
    """

    inputs: tyro.conf.Positional[tuple[Path, ...]]
    """Photos, folders of photos (searched recursively) and zip files of photos."""
    out: Path
    """Folder to create; must be missing or empty."""
    detect: Literal["auto", "face", "cat"] = "auto"
    """What to detect. auto: whichever is found in more of the photos."""
    side: float | None = None
    """Side of the crop relative to the detector's box; default: that of the shipped models (face 0.77, cat 1.03)."""
    offset_y: float | None = None
    """Distance from the box's centre down to the crop's, relative to the box's side; default: face 0.09, cat 0."""
    size: int = 256
    """Larger crops are reduced to this size in pixels; smaller ones keep theirs."""
    min_size: int = 48
    """Crops smaller than this, in pixels, are left out."""
    all: bool = False
    """Crop everything that is detected in a photo, not only the largest."""
    preview: Path | None = None
    """Also write this PNG: up to 60 photos with detections and crops drawn in."""
    max_megapixels: float = 67.0
    """Refuse photos of more million pixels; larger JPEGs are decoded at a reduced size. Each million takes 8 MB."""
    limit: int = 0
    """Use at most this many photos; 0: all."""


def run(args: Crop) -> None:
    """Crop the photos and print a summary.

    Raises:
        ProbsymError: bad input, or nothing detected in any photo; nothing has been written.
        OSError: the results cannot be written.
    """
    from probsym.cli.progress import show_progress
    from probsym.data.pixel_budget import set_max_megapixels
    from probsym.framing.crop_folder import crop

    set_max_megapixels(args.max_megapixels)
    with show_progress() as progress:
        report = crop(
            args.inputs,
            args.out,
            detect=args.detect,
            side=args.side,
            offset_y=args.offset_y,
            size=args.size,
            min_size=args.min_size,
            all_detections=args.all,
            preview=args.preview,
            limit=args.limit,
            progress=progress,
        )
    if report.sampled:
        counts = ", ".join(f"{name} in {count}" for name, count in report.detections)
        print(f"probsym: detector {report.framing.detector}: of {report.sampled} photos, {counts}", file=sys.stderr)
    for name, reason in report.skipped[:_LISTED]:
        print(f"probsym: left out {name}: {reason}", file=sys.stderr)
    if len(report.skipped) > _LISTED:
        more = len(report.skipped) - _LISTED
        print(f"probsym: left out {more} more photos; {args.out / 'framing.json'} lists them", file=sys.stderr)
    print(f"{report.crops} crops from {report.used} of {report.photos} photos in {report.folder}")
    print(f"look at a few dozen of them, then run: probsym inspect {report.folder}")
