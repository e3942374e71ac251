"""Learn the detector of cats' faces that comes with the package.

    python scripts/learn_cat_detector.py --faces faces_utk_128.zip --cats cats_afhq_128.zip

The cats are aligned, so that one box holds for all of them. Human faces and noise are shown without a box. Filters and
verifier are learned from few photos, as :mod:`probsym.framing.align` learns them from clicks; refinement and the wide
verifier from many, the latter by the places that the search then proposes. Half of the photos, by SHA-256, are never
seen: ``benchmarks/detection.py`` measures on those.
"""

import hashlib
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
import tyro
from jaxtyping import UInt8

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.config import Framing
from probsym.data.decoding import decode_photo
from probsym.data.image_files import UnreadableImageError
from probsym.data.photos import ImageFile, open_photo_source
from probsym.errors import InputError
from probsym.framing.align.detector import LEVELS, LearnedDetector, working_image
from probsym.framing.align.detector_file import detector_from_bytes, detector_to_bytes
from probsym.framing.align.filters import search
from probsym.framing.align.learn import Clicked, learn_detector
from probsym.framing.align.oriented_box import OrientedBox, framed_box
from probsym.framing.align.regression_cascade import Example, RegressionStage, learn_stages, refine
from probsym.framing.align.verify import WideVerifier, learn_wide_verifier, wide_features
from probsym.framing.detectors import CAT_FILE
from probsym.io import check_new_file, write_bytes

Grey = UInt8[np.ndarray, "height width"]

LEARNED = Framing("cat", side=1.03, offset_y=0.0)
"""The square around a detected box whose content the detector learns: a cat's face without its ears."""
BOXES = {"face": OrientedBox(63.6, 52.9, 129.5), "cat": OrientedBox(64.0, 77.0, 100.8)}
"""Where the detector's box lies in the photos of 128 pixels of UTKFace and AFHQ: the median of OpenCV's cascades."""
_SIDE = 128
_PLACES = 16
"""Candidate boxes per photo to train the wide verifier on: as many as it scores at detection time."""
_EXACT = 4
"""Further boxes of each cat, close to its own."""
_SPREAD = (0.05, 0.05, 0.06, 0.1)
"""Standard deviations of their shifts in sides, log scale and turn in radians."""
_NEAR, _NEAR_SCALE = 0.14, 0.2
"""A proposed box shows the cat if centre (in sides) and log scale are this close to its own ..."""
_FAR, _FAR_SCALE = 0.2, 0.29
"""... and does not from here on; those between are left out."""
_FINE_SHARE = 0.2
"""So many photos are searched for small objects too."""
_MOST_PEOPLE = 250
_TURNED_SHARE = 0.25
"""So many photos are shown once more on their side or upside down, as something else."""
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
    refined: int = 600
    """Cats from which the refinement of boxes is learned."""
    many_cats: int = 900
    """Cats for the wide verifier."""
    many_faces: int = 500
    """Human faces for it."""
    people: Path | None = None
    """Folder or zip of photos of people with more around the face; up to 250 are shown to it as they are."""
    seed: int = 0
    """Of the choice of photos and of the scenes."""
    start: Path | None = None
    """Take filters and verifier from this detector instead of learning them."""
    keep_wide: bool = False
    """Take its wide verifier, too: only the refinement is learned."""


def training_photos(files: Sequence[ImageFile]) -> Sequence[ImageFile]:
    """The half of a set that is learned from: even SHA-256."""
    return [file for file in files if not _is_odd(file)]


def held_out_photos(files: Sequence[ImageFile]) -> Sequence[ImageFile]:
    """Those with odd SHA-256 at odd places: filters and refinement that ship were learned from even places."""
    return [file for place, file in enumerate(files) if place % 2 == 1 and _is_odd(file)]


def _is_odd(file: ImageFile) -> bool:
    return hashlib.sha256(file.read()).digest()[0] % 2 == 1


def _grey(source: Path, file: ImageFile, side: int = 0) -> Grey:
    """A photo without colour, resized to ``side`` pixels unless that is 0."""
    try:
        photo = decode_photo(file.read()).convert("L")
    except UnreadableImageError as error:
        raise InputError(f"{source}: {file.name}: expected a photo, got a damaged one ({error})") from None
    return np.asarray(photo.resize((side, side)) if side else photo)


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
            if len(chosen) < count:
                raise InputError(f"{source}: expected {count} photos or more to learn from, got {len(chosen)}")
            for number in generator.choice(len(chosen), count, replace=False):
                grey = _grey(source, chosen[number], _SIDE)
                picture, box = scene(generator, grey, BOXES[kind])
                examples.append(Clicked(picture, framed_box(box, LEARNED) if kind == "cat" else None))
    examples += [Clicked(noise(generator, *generator.integers(160, 240, 2)), None) for _ in range(settings.noise)]
    return [examples[number] for number in generator.permutation(len(examples))]


def _stages(settings: Settings) -> tuple[RegressionStage, ...]:
    generator = np.random.default_rng(settings.seed)
    examples = []
    with open_photo_source(settings.cats) as files:
        chosen = training_photos(files)
        for number in generator.permutation(len(chosen))[: settings.refined]:
            picture, box = scene(generator, _grey(settings.cats, chosen[number], _SIDE), BOXES["cat"])
            examples.append(Example(picture, framed_box(box, LEARNED)))
    return tuple(learn_stages(examples, LEARNED, generator))


def _seen(
    detector: LearnedDetector, photo: Grey, truth: OrientedBox | None, generator: np.random.Generator
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Wide features and labels of the places that the detector proposes, and of boxes close to the true one."""
    colour = np.repeat(photo[..., None], 3, axis=2)
    for side, smallest in LEVELS if generator.random() < _FINE_SHARE else LEVELS[:1]:
        grey, scale = working_image(colour, side)
        places = [one.box for one in search(grey, detector.filters, _PLACES, smallest)]
        boxes, labels = refine(grey, places, detector.stages, detector.framing), [0.0] * len(places)
        if truth is not None:
            own = OrientedBox(truth.x / scale, truth.y / scale, truth.side / scale)
            known = [(box, _label(box, own)) for box in boxes]
            kept = [(box, label) for box, label in known if label is not None]
            for _ in range(_EXACT):
                dx, dy, log_scale, turn = generator.normal(0, _SPREAD)
                kept.append((own.moved(dx, dy, math.exp(log_scale), turn), 1.0))
            boxes, labels = [box for box, _ in kept], [label for _, label in kept]
        yield wide_features(grey, boxes).half(), torch.tensor(labels)


def _label(box: OrientedBox, truth: OrientedBox) -> float | None:
    away = max(abs(box.x - truth.x), abs(box.y - truth.y)) / truth.side
    scale = abs(math.log(box.side / truth.side))
    if away < _NEAR and scale < _NEAR_SCALE:
        return 1.0
    return None if away < _FAR and scale < _FAR_SCALE else 0.0


def _wide_verifier(settings: Settings, detector: LearnedDetector, generator: np.random.Generator) -> WideVerifier:
    pairs: list[tuple[torch.Tensor, torch.Tensor]] = []
    kinds = (("cat", settings.cats, settings.many_cats), ("face", settings.faces, settings.many_faces))
    for kind, source, count in kinds:
        with open_photo_source(source) as files:
            chosen = training_photos(files)
            for number in generator.permutation(len(chosen))[:count]:
                grey = _grey(source, chosen[number], _SIDE)
                mirrored = np.ascontiguousarray(grey[:, ::-1]) if generator.random() < 0.5 else grey
                picture, box = scene(generator, mirrored, BOXES[kind])
                truth = framed_box(box, LEARNED) if kind == "cat" else None
                pairs += _seen(detector, picture, truth, generator)
                if generator.random() < _TURNED_SHARE:
                    turned = np.ascontiguousarray(np.rot90(mirrored, int(generator.integers(1, 4))))
                    pairs += _seen(detector, scene(generator, turned, BOXES[kind])[0], None, generator)
        print(f"up to {kind}: {sum(len(labels) for _, labels in pairs)} boxes", flush=True)
    if settings.people is not None:
        with open_photo_source(settings.people) as files:
            for file in training_photos(files)[:_MOST_PEOPLE]:
                pairs += _seen(detector, _grey(settings.people, file), None, generator)
    features, labels = zip(*pairs, strict=True)
    return learn_wide_verifier(torch.cat(features), torch.cat(labels), seed=settings.seed)


def main(settings: Settings) -> None:
    """Learn and write."""
    check_new_file("out", settings.out)
    check_at_least(1, **{name: getattr(settings, name) for name in ("shown", "refined", "many_cats")})
    if settings.keep_wide and settings.start is None:
        raise InputError("keep_wide: expected --start with the detector whose wide verifier is kept")
    check_at_least(0, **{name: getattr(settings, name) for name in ("others", "noise", "many_faces", "seed")})
    torch.set_num_threads(1)
    generator = np.random.default_rng(settings.seed)
    if settings.start is None:
        detector = learn_detector(_examples(settings, generator), (), LEARNED, settings.seed)
    else:
        detector = detector_from_bytes(settings.start.read_bytes(), str(settings.start))
    detector = replace(detector, stages=_stages(settings))
    if not settings.keep_wide:
        detector = replace(detector, wide_verifier=_wide_verifier(settings, detector, generator))
    write_bytes(settings.out, detector_to_bytes(detector))
    print(f"{settings.out}: {settings.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
