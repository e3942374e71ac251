"""``probsym crop``: crop photos to the detected faces, to train on."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from probsym.cli.flags import OneOrMorePaths
from probsym.cli.messages import print_skipped


@dataclass(frozen=True)
class Crop:
    """Crop photos for training: detect the face in each photo and crop consistently around it.

    EXIF orientation is applied; crops that extend beyond a photo are padded by reflection. framing.json in the output
    folder tells "probsym train" how the photos were cropped.
    """

    photos: OneOrMorePaths
    """Photos, folders of photos (with subfolders) and zip archives of photos."""
    out: Path
    """Output folder; must be new or empty."""
    detect: Literal["auto", "face", "cat"] = "auto"
    """What to detect. auto: whichever is found in more photos."""
    side: Annotated[float | None, tyro.conf.arg(help_behavior_hint="(default: face 0.77, cat 1.27)")] = None
    """Side of the crop relative to the detected box. The default is that of the shipped models' training."""
    offset_y: Annotated[float | None, tyro.conf.arg(help_behavior_hint="(default: face 0.09, cat -0.13)")] = None
    """How far the crop's centre lies below the box's, relative to its side."""
    size: int = 256
    """Largest size of a crop in pixels; larger ones are downsampled, smaller ones kept as they are."""
    min_size: int = 48
    """Smallest size of a crop in pixels; smaller ones are skipped."""
    all: bool = False
    """Crop all detections in a photo, not only the largest."""
    preview: Path | None = None
    """Also write this PNG: up to 60 photos with detections and crops."""
    max_megapixels: float = 67.0
    """Largest photo in megapixels, 8 MB of memory each; larger JPEGs are decoded at reduced size, others refused."""
    limit: int = 0
    """Use at most this many photos; 0: all."""


def run(args: Crop) -> None:
    """Crop the photos and print a summary.

    Raises:
        ProbsymError: bad input, or nothing detected in any photo; nothing has been written.
        OSError: the results cannot be written.
    """
    from probsym.cli.messages import show_progress
    from probsym.data.memory import set_max_megapixels
    from probsym.framing.crop_folder import crop

    set_max_megapixels(args.max_megapixels)
    with show_progress() as progress:
        report = crop(
            args.photos,
            args.out,
            detect=args.detect,
            side=args.side,
            offset_y=args.offset_y,
            size=args.size,
            min_size=args.min_size,
            all=args.all,
            preview=args.preview,
            limit=args.limit,
            progress=progress,
        )
    if report.sampled:
        counts = ", ".join(f"{name} in {count}" for name, count in report.detections)
        print(f"probsym: detector {report.framing.detector}: of {report.sampled} photos, {counts}", file=sys.stderr)
    print_skipped(report.skipped, args.out)
    print(f"{report.crops} crops from {report.used} of {report.photos} photos in {report.folder}")
    print(f"look at a few dozen of them, then run: probsym inspect {report.folder}")
