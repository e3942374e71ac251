"""Faults at each file operation of what writes folders: crops with a detector, synthetic sets, models.

``python tests/fuzz/outputs.py``. Kills and full disks as in :mod:`fuzz.faults`. Afterwards the folder is as before or
complete, never in between; writing again completes it, and leaves nothing else behind.
"""

import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))
from fuzz.faults import IN_MEMORY, attempt, digest, report
from fuzz.targets import CONFIG, POINTS, example_detector
from probsym.config import DETECTOR_FILE
from probsym.data.photos import open_photos
from probsym.errors import ProbsymError
from probsym.framing.align.crop_writer import write_crops
from probsym.framing.align.detector_file import detector_to_bytes
from probsym.framing.align.folder import POINTS_FILE
from probsym.framing.align.points import points_csv
from probsym.framing.crops import central_box
from probsym.io import is_in_use
from probsym.models.autoencoder import Autoencoder
from probsym.synthetic.generate import generate
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings

DETECTOR = example_detector()
DETECTOR_BYTES = detector_to_bytes(DETECTOR)
"""Once, for the order of a file's metadata is random."""


@dataclass(frozen=True)
class Output:
    """A folder that is written."""

    name: str
    write: Callable[[Path], object]
    """Writes it."""
    prepare: Callable[[Path], object] = lambda out: None
    """Creates what the folder already holds; by default it does not exist."""
    may_mix: bool = False
    """Files are replaced one by one, for the folder may hold others; it loads at any time."""


def outputs(photos: Path) -> list[Output]:
    """All of them; ``photos`` is a new folder for some photos."""
    photos.mkdir()
    for number in range(3):
        pixels = np.random.default_rng(number).integers(0, 256, (24, 24, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(photos / f"{number}.png")
    crops = partial(_write_crops, photos)
    return [
        Output("crops with their detector", crops),
        Output("crops in an empty folder", crops, Path.mkdir),
        Output("a synthetic set", _write_set),
        Output("a synthetic set in an empty folder", _write_set, Path.mkdir),
        Output("a model", _write_model),
        Output("a model in place of another", _write_model, partial(_write_model, seed=2), may_mix=True),
    ]


def _write_crops(photos: Path, out: Path) -> None:
    """What ``probsym align`` writes when everything has been learned."""
    extra = {POINTS_FILE: points_csv(POINTS).encode(), DETECTOR_FILE: DETECTOR_BYTES}
    with open_photos([photos]) as files:
        write_crops(files, out, lambda *_: central_box(24, 24), DETECTOR.framing, 16, 8, method="points", extra=extra)


def _write_set(out: Path) -> None:
    generate(procedural_head(), out, {"train": 2, "val": 2}, SceneSettings(size=32), seed=0, workers=1)


def _write_model(out: Path, seed: int = 1) -> None:
    torch.manual_seed(seed)
    model = Autoencoder(CONFIG.framed(DETECTOR.framing))
    model.detector = DETECTOR_BYTES
    model.save_pretrained(out)


def output_points(output: Output, folder: Path, every: int = 1) -> Iterator[tuple[int, str, str]]:
    """Try each fault; yields operation, kind of fault, and what went wrong.

    Args:
        output: what is written.
        folder: empty.
        every: 1 tries all operations, n every n-th.
    """
    for name in ("before", "after"):
        (folder / name).mkdir()
        output.prepare(folder / name / "out")
    output.write(folder / "warm")  # what is imported and compiled late would count as file operations
    code, operations = attempt(partial(output.write, folder / "after" / "out"), 0, kill=True)
    assert code == 0
    after = digest(folder / "after")
    assert after != digest(folder / "before")
    checked: dict[str, str] = {}
    for kill in (True, False):
        for moment in range(1, operations + 1, every):
            kind = "kill" if kill else "ENOSPC"
            place = Path(shutil.copytree(folder / "before", folder / f"{kind}-{moment}"))
            code, _ = attempt(partial(output.write, place / "out"), moment, kill)
            if code not in ((-signal.SIGKILL,) if kill else (0, 1)):
                yield moment, kind, f"exit code {code}"
            else:
                left = digest(place)
                if left not in checked:
                    checked[left] = _check(place, output, after)
                yield moment, kind, checked[left]
            shutil.rmtree(place)


def _check(place: Path, output: Output, after: str) -> str:
    """What is wrong after a fault; empty if nothing is."""
    out = place / "out"
    if output.may_mix:
        Autoencoder.from_pretrained(out)
    elif is_in_use(out) and digest(place) != after:
        return f"half written: {_names(out)}"
    with suppress(OSError, ProbsymError):  # a complete folder is in use
        output.write(out)
    return "" if digest(place) == after else f"after writing again: {_names(place)}"


def _names(folder: Path) -> str:
    return ", ".join(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")))


def _all_points() -> Iterator[tuple[str, list[tuple[int, str, str]]]]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as name:
        folder = Path(name)
        for number, output in enumerate(outputs(folder / "photos")):
            place = folder / str(number)
            place.mkdir()
            yield output.name, list(output_points(output, place))


if __name__ == "__main__":
    sys.exit(report(_all_points()))
