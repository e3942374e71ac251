"""``probsym align``: aligned crops of any kind of object, from two points clicked in a few photos."""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from probsym.cli.flags import OneOrMorePaths
from probsym.cli.messages import print_skipped
from probsym.cli.startup import heavy_imports

_SETTINGS = ("auto", "side", "offset_y", "size", "min_size", "keep_roll", "limit")


@dataclass(frozen=True)
class Align:
    """Crop photos of any object consistently: click two points in about twenty photos, and a detector crops the rest.

    A local page shows the photos. In each, click the same two mirror-symmetric points (both eyes, both headlights, both
    wing tips), or "Not here"; then correct the photos on which the detector is least certain. The output folder also
    contains framing.json, points.csv and detector.safetensors, with which a trained model finds and crops the object in
    new photos.
    """

    photos: OneOrMorePaths
    """Photos, folders of photos (with subfolders) and zip archives of photos."""
    out: Path
    """Output folder; must be new or empty."""
    points: Path | None = None
    """Points from a CSV (name,x1,y1,x2,y2; only a name: not here) or JSON file, instead of the page."""
    auto: bool = False
    """No clicks: crop objects on plain backgrounds, or align the photos jointly, if that scores better than centre
    crops; otherwise use centre crops."""
    side: float = 2.2
    """Side of the crop as a multiple of the distance between the points; can be changed in the page."""
    offset_y: float = 0.4
    """How far the crop's centre lies below the midpoint of the points, as a multiple of their distance."""
    keep_roll: bool = False
    """Do not rotate crops to level the two points, so that the model learns roll."""
    size: int = 256
    """Largest size of a crop in pixels; larger ones are downsampled, smaller ones kept as they are."""
    min_size: int = 32
    """Smallest size of a crop in pixels; smaller ones are skipped."""
    max_megapixels: float = 67.0
    """Largest photo in megapixels, 8 MB of memory each; larger JPEGs are decoded at reduced size, others refused."""
    limit: int = 0
    """Use at most this many photos; 0: all."""
    port: int = 0
    """Port to listen on; 0: a free one."""
    no_browser: bool = False
    """Print the address without opening a browser."""


def run(args: Align) -> None:
    """Align the photos and print a summary.

    Raises:
        ProbsymError: bad input, or the object was found in no photo; nothing has been written.
        OSError: the results cannot be written.
    """
    with heavy_imports():
        from probsym.cli.messages import show_progress
        from probsym.data.memory import set_max_megapixels
        from probsym.framing.align.folder import align
        from probsym.web.align_server import ClickPage

    set_max_megapixels(args.max_megapixels)
    settings = {name: getattr(args, name) for name in _SETTINGS}
    kept = args.out.resolve().with_name(f"{args.out.resolve().name}-points.csv")
    hint = f"click there; Ctrl-C stops; until the crops are written, your points are in {kept}"
    clicks = ClickPage(args.port, lambda url: print(f"{url}\n{hint}", flush=True), not args.no_browser, kept)
    with (
        clicks if args.points is None and not args.auto else nullcontext(args.points) as points,
        show_progress() as progress,
    ):
        report = align(args.photos, args.out, points, progress=progress, **settings)
    print_skipped(report.skipped, args.out)
    print(f"{report.crops} crops from {report.photos} photos in {report.folder}, by {report.method}")
    print(f"look at a few dozen of them, then run: probsym inspect {report.folder}")
