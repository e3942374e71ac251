"""Learn the detector of cats' faces that comes with the package.

    python scripts/learn_cat_detector.py --faces faces_utk_128.zip --cats cats_afhq_128.zip

The cats are aligned, so that one box holds for all of them. Human faces and noise are shown without a box. Every other
photo, by name, is never seen: ``benchmarks/detection.py`` measures on those.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import tyro
from jaxtyping import UInt8

from probsym.data.decoding import decode_photo
from probsym.data.photos import ImageFile, open_photo_source
from probsym.framing.align.learn import Clicked, learn_detector
from probsym.framing.align.oriented_box import OrientedBox, framed_box
from probsym.framing.align.storage import detector_to_bytes
from probsym.framing.crops import FRAMINGS
from probsym.framing.detectors import CAT_FILE
from probsym.io import write_bytes

Grey = UInt8[np.ndarray, "height width"]

BOXES = {"face": OrientedBox(63.6, 52.9, 129.5), "cat": OrientedBox(64.0, 77.0, 100.8)}
"""Where the detector's box lies in the photos of 128 pixels of UTKFace and AFHQ: the median of OpenCV's cascades."""
_SIDE = 128
_WHOLE_SHARE = 0.6
"""So many photos are shown as they are, at one of these sides; the others are pasted into noise."""
_WHOLE_SIDES = (128, 160, 220)


@dataclass(frozen=True)
class Settings:
    """Learn the detector."""

    faces: Path
    """Folder or zip of UTKFace's aligned faces, 128 pixels."""
    cats: Path
    """Folder or zip of AFHQ's cats, 128 pixels."""
    out: Path = CAT_FILE
    """File of the detector."""
    shown: int = 80
    """Cats, with their box."""
    others: int = 50
    """Human faces."""
    noise: int = 12
    """Pictures of noise."""
    seed: int = 0
    """Of the choice of photos and of the scenes."""


def training_photos(files: Sequence[ImageFile]) -> Sequence[ImageFile]:
    """The half of a set that is learned from."""
    return files[::2]


def held_out_photos(files: Sequence[ImageFile]) -> Sequence[ImageFile]:
    """The other half."""
    return files[1::2]


def noise(generator: np.random.Generator, height: int, width: int) -> Grey:
    """Clouds of random roughness."""
    total = np.zeros((height, width))
    falling = generator.uniform(0, 1.5)
    for octave in range(2, 8):
        coarse = generator.normal(size=(2**octave, 2**octave))
        total += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) / octave**falling
    low, high = np.sort(generator.uniform(0, 255, 2))
    share = (total - total.min()) / np.ptp(total)
    return (low + share * (high - low)).astype(np.uint8)


def scene(generator: np.random.Generator, photo: Grey, box: OrientedBox) -> tuple[Grey, OrientedBox]:
    """A photo at some size, or pasted into noise with soft edges; and its box there."""
    if generator.random() < _WHOLE_SHARE:
        side = int(generator.choice(_WHOLE_SIDES))
        return _resized(photo, side), _placed(box, side / _SIDE, 0, 0)
    height, width = generator.integers(160, 240, 2)
    side = int(min(height, width) * generator.uniform(0.3, 0.9))
    left, top = generator.integers(0, width - side + 1), generator.integers(0, height - side + 1)
    ground = noise(generator, int(height), int(width))
    axis = np.linspace(-1, 1, side)
    square = 1 - np.maximum(abs(axis[:, None]), abs(axis[None]))
    disc = 1.02 - np.hypot(axis[:, None], axis[None])
    share = np.clip((square if generator.random() < 0.5 else disc) / 0.1, 0, 1)
    part = ground[top : top + side, left : left + side]
    ground[top : top + side, left : left + side] = share * _resized(photo, side) + (1 - share) * part
    return ground, _placed(box, side / _SIDE, float(left), float(top))


def _resized(photo: Grey, side: int) -> Grey:
    method = cv2.INTER_AREA if side < len(photo) else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(photo, (side, side), interpolation=method), np.uint8)


def _placed(box: OrientedBox, scale: float, left: float, top: float) -> OrientedBox:
    return OrientedBox(box.x * scale + left, box.y * scale + top, box.side * scale)


def _examples(settings: Settings, generator: np.random.Generator) -> list[Clicked]:
    examples = []
    for source, kind, count in ((settings.faces, "face", settings.others), (settings.cats, "cat", settings.shown)):
        with open_photo_source(source) as files:
            chosen = training_photos(files)
            for number in generator.choice(len(chosen), count, replace=False):
                grey = np.asarray(decode_photo(chosen[number].read()).convert("L").resize((_SIDE, _SIDE)))
                picture, box = scene(generator, grey, BOXES[kind])
                examples.append(Clicked(picture, framed_box(box, FRAMINGS["cat"]) if kind == "cat" else None))
    examples += [Clicked(noise(generator, *generator.integers(160, 240, 2)), None) for _ in range(settings.noise)]
    return [examples[number] for number in generator.permutation(len(examples))]


def main(settings: Settings) -> None:
    """Learn and write."""
    torch.set_num_threads(1)
    examples = _examples(settings, np.random.default_rng(settings.seed))
    detector = learn_detector(examples, (), FRAMINGS["cat"], settings.seed)
    settings.out.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(settings.out, detector_to_bytes(detector))
    print(f"{settings.out}: {settings.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(tyro.cli(Settings))
