"""``probsym align``: aligned crops of any kind of object, from two points clicked in a few photos."""

import sys
import webbrowser
from dataclasses import dataclass
from pathlib import Path

import tyro

from probsym.cli.startup import heavy_imports

_LISTED = 10
_SETTINGS = ("auto", "side", "offset_y", "size", "min_size", "keep_roll", "limit")


@dataclass(frozen=True)
class Align:
    """Crop photos of any kind of object alike: click two points in about twenty, and a detector learns the rest.

    A page on this machine shows the photos. Click the same two mirror-symmetric points in each (both eyes, both
    headlights, both wing tips), or "Not here"; then correct those that the detector is least sure of. The folder also
    gets framing.json, points.csv and detector.safetensors: a model that "probsym train" learns from it finds and frames
    the object in new photos by itself.
    """

    inputs: tyro.conf.Positional[tuple[Path, ...]]
    """Photos, folders of photos (searched recursively) and zip files of photos."""
    out: Path
    """Folder to create; must be missing or empty."""
    points: Path | None = None
    """CSV (name,x1,y1,x2,y2; nothing after the name: not here) or JSON file of points, instead of the page."""
    auto: bool = False
    """No clicks: crop objects on plain ground, or align the photos to each other, if that measures better than their
    central squares; otherwise these."""
    side: float = 2.2
    """Side of the crop in distances of the two points; the page can change it."""
    offset_y: float = 0.4
    """Distance from the middle between the points down to the crop's centre, in distances of the points."""
    keep_roll: bool = False
    """Leave objects rotated, for the model to learn roll. Default: crops are rotated until the two points are level."""
    size: int = 256
    """Larger crops are reduced to this size in pixels; smaller ones keep theirs."""
    min_size: int = 32
    """Crops smaller than this, in pixels, are left out."""
    max_megapixels: float = 67.0
    """Refuse photos of more million pixels; larger JPEGs are decoded at a reduced size. Each million takes 8 MB."""
    limit: int = 0
    """Use at most this many photos; 0: all."""
    port: int = 0
    """Port of the page; 0: a free one."""
    no_browser: bool = False
    """Do not open a browser, only print the address."""


def run(args: Align) -> None:
    """Align the photos and print a summary.

    Raises:
        ProbsymError: bad input, or the object was found in no photo; nothing has been written.
        OSError: the results cannot be written.
    """
    from contextlib import nullcontext

    from probsym.cli.progress import show_progress

    with heavy_imports():
        from probsym.data.pixel_budget import set_max_megapixels
        from probsym.framing.align.folder import align
        from probsym.web.align_server import ClickPage

    set_max_megapixels(args.max_megapixels)

    def opened(url: str) -> None:
        print(f"{url}\nclick there; Ctrl-C stops", flush=True)
        if not args.no_browser:
            webbrowser.open(url)

    settings = {name: getattr(args, name) for name in _SETTINGS}
    page = ClickPage(args.port, opened) if args.points is None and not args.auto else nullcontext(args.points)
    with page as points, show_progress() as progress:
        report = align(args.inputs, args.out, points, progress=progress, **settings)
    for name, reason in report.skipped[:_LISTED]:
        print(f"probsym: left out {name}: {reason}", file=sys.stderr)
    if len(report.skipped) > _LISTED:
        more = len(report.skipped) - _LISTED
        print(f"probsym: left out {more} more photos; {args.out / 'framing.json'} lists them", file=sys.stderr)
    print(f"{report.crops} crops from {report.photos} photos in {report.folder}, by {report.method}")
    print(f"look at a few dozen of them, then run: probsym inspect {report.folder}")
