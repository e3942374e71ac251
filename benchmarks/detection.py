"""How often the face in a photo is found, and whether its kind is told: human faces and cats, at several sizes.

    python benchmarks/detection.py --faces faces_utk_128.zip --cats cats_afhq_128.zip --grounds cars_front.zip

The photos are those that ``scripts/learn_cat_detector.py`` holds out. Each is shown at its own size, enlarged, and
pasted with soft edges into an enlarged photo of something else. Right is a box of the right kind within a third in size
and a fifth of a box in place of the set's own; a wrong box is another one of the right kind; with the wrong kind alone,
the photo is skipped. ``--grounds`` are also searched as they are: each detection there is false.
"""

import importlib.util
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tyro
from boxes import MAX_OFFSET, MAX_SCALE, evenly_spaced, read_photos
from machine import check_report, write_report
from PIL import Image

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.data.photos import open_photo_source
from probsym.errors import InputError
from probsym.framing.align.oriented_box import OrientedBox
from probsym.framing.crops import FRAMINGS
from probsym.framing.detectors import detect_kinds
from probsym.framing.find_crops import CropSearch, find_crops

_SCENE = (1200, 900)
_SHARES = (0.2, 0.7)
"""Side of a pasted photo as a share of the scene's height."""


@dataclass(frozen=True)
class Settings:
    """Measure both detectors."""

    faces: Path
    """Folder or zip of UTKFace's aligned faces."""
    cats: Path
    """Folder or zip of AFHQ's cats."""
    grounds: Path
    """Folder or zip of photos without faces."""
    count: int = 500
    """Photos of each kind and size."""
    sizes: tuple[int, ...] = (128, 400, 1200, 0)
    """Pixels a side; 0: pasted into scenes."""
    out: Path | None = None
    """Write the figures as JSON."""


def outcome(search: CropSearch, box: OrientedBox) -> str:
    """right, wrong box, wrong kind or none: by the largest detection, as a single reconstruction takes it."""
    if not search.detections:
        return "none" if search.other_kind is None else "wrong kind"
    best = search.detections[0]
    x, y = best.left + best.side / 2 - box.x, best.top + best.side / 2 - box.y
    near = max(abs(x), abs(y)) < MAX_OFFSET * box.side and abs(best.side / box.side - 1) < MAX_SCALE
    return "right" if near else "wrong box"


def shown(
    photo: Image.Image, box: OrientedBox, size: int, ground: Image.Image, generator: np.random.Generator
) -> tuple[Image.Image, OrientedBox]:
    """The photo at a size, or pasted into a scene (size 0), and where its box is then."""
    if size:
        scale = size / photo.width
        return photo.resize((size, size), Image.Resampling.BICUBIC), _placed(box, scale, 0, 0)
    side = round(_SCENE[1] * generator.uniform(*_SHARES))
    left, top = int(generator.integers(0, _SCENE[0] - side)), int(generator.integers(0, _SCENE[1] - side))
    axis = np.linspace(-1, 1, side)
    share = np.clip((1 - np.maximum(abs(axis[:, None]), abs(axis[None]))) / 0.08, 0, 1)
    scene = ground.resize(_SCENE, Image.Resampling.BICUBIC)
    scene.paste(photo.resize((side, side)), (left, top), Image.fromarray((255 * share).astype(np.uint8)))
    return scene, _placed(box, side / photo.width, left, top)


def _placed(box: OrientedBox, scale: float, left: float, top: float) -> OrientedBox:
    return OrientedBox(box.x * scale + left, box.y * scale + top, box.side * scale)


def _photos(source: Path, count: int, held_out: bool) -> Iterator[Image.Image]:
    with open_photo_source(source) as files:
        chosen = _learning().held_out_photos(files) if held_out else files
        photos = read_photos(evenly_spaced(chosen, count))
        first = next(photos, None)
        if first is None:
            raise InputError(f"{source}: expected {'held-out' if held_out else 'readable'} photos, found none")
        yield first
        yield from photos


def _learning() -> Any:
    """The module ``scripts/learn_cat_detector.py``: its boxes and its split."""
    path = Path(__file__).parents[1] / "scripts" / "learn_cat_detector.py"
    spec = importlib.util.spec_from_file_location("learn_cat_detector", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(settings: Settings) -> list[dict[str, Any]]:
    """Print and return the figures."""
    check_report(settings.out)
    check_at_least(1, count=settings.count)
    check_at_least(0, sizes=settings.sizes)
    grounds, rows = list(_photos(settings.grounds, settings.count, held_out=False)), []
    boxes = _learning().BOXES
    for kind, source in (("face", settings.faces), ("cat", settings.cats)):
        for size in settings.sizes:
            generator, counts, seconds = np.random.default_rng(0), Counter(), 0.0
            for number, photo in enumerate(_photos(source, settings.count, held_out=True)):
                picture, box = shown(photo, boxes[kind], size, grounds[number % len(grounds)], generator)
                started = time.process_time()
                counts[outcome(find_crops(picture, FRAMINGS[kind]), box)] += 1
                seconds += time.process_time() - started
            rows.append(_row(f"{kind}, {size} px" if size else f"{kind}, in scenes", counts, seconds))
    counts, started = Counter(), time.process_time()
    for photo in grounds:
        counts["wrong kind" if detect_kinds(photo) else "none"] += 1
    rows.append(_row("cars, nothing to find", counts, time.process_time() - started))
    write_report(rows, settings.out)
    return rows


def _row(name: str, counts: Counter[str], seconds: float) -> dict[str, Any]:
    total = sum(counts.values())
    row: dict[str, Any] = {"name": name, "photos": total}
    row |= {key: 100 * counts[key] / total for key in ("right", "wrong box", "wrong kind", "none")}
    row["ms"] = 1000 * seconds / total
    print("{name:24} {photos:4} right {right:5.1f}  wrong box {wrong box:4.1f}  wrong kind {wrong kind:4.1f}"
          "  none {none:5.1f}  {ms:.0f} ms".format(**row), flush=True)  # fmt: skip
    return row


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
