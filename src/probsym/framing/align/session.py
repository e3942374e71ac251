"""One alignment of a heap of photos: what to click, what is learned from it, what to ask next, and what is written."""

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image

from probsym.config import Framing
from probsym.cpus import use_single_thread
from probsym.data.decoding import decode_photo, opened_photo
from probsym.data.image_files import UnreadableImageError
from probsym.data.photos import ImageFile
from probsym.errors import InputError
from probsym.framing.align.detector import MIN_LOG_ODDS, LearnedDetector, working_image
from probsym.framing.align.learn import Clicked, learn_detector
from probsym.framing.align.oriented_box import (
    OrientedBox,
    box_of_points,
    framed_box,
    points_of_box,
    unit_box,
)
from probsym.framing.align.points import Points, check_enough, check_points
from probsym.progress import TaskProgress

SAMPLED_PHOTOS = 240
"""Photos, spread evenly, from which those to click are chosen, and from which a detector learns beside the clicked."""
THREADS = 2
_TINY_PX = 12
_SHOWN_PX = 720


class AlignmentSession:
    """Photos on the way to a detector; the files must stay readable while it is used."""

    def __init__(self, files: Sequence[ImageFile], framing: Framing, progress: TaskProgress | None = None) -> None:
        """Read a sample of the photos.

        Args:
            files: of the photos.
            framing: ``side`` and ``offset_y`` are in distances of the two points.
            progress: told how many photos have been read.

        Raises:
            InputError: no photo can be read.
        """
        self.framing = framing
        self._files = {file.name: file for file in files}
        self._report = progress or (lambda what, done, total: None)
        self._grey: dict[str, tuple[np.ndarray, float]] = {}
        tiny = []
        step = max(1.0, len(files) / SAMPLED_PHOTOS)
        sample = [files[int(number * step)] for number in range(min(len(files), SAMPLED_PHOTOS))]
        unreadable = []
        for file, found in self._read_all(sample, "reading a sample"):
            if isinstance(found, str):
                unreadable.append(f"{file.name} ({found})")
            else:
                self._grey[file.name] = found[0]
                tiny.append(found[1])
        if not tiny:
            raise InputError(
                f"photos: expected readable photos, got {len(unreadable)} unreadable; the first: {unreadable[0]}"
            )
        self._tiny: Float[np.ndarray, "photos features"] = np.stack(tiny)
        self._sample = list(self._grey)

    def to_click(self, count: int = 20) -> list[str]:
        """Names of photos that differ from each other."""
        return [self._sample[index] for index in diverse_indices(self._tiny, count)]

    def least_certain(self, detector: LearnedDetector, count: int, without: Mapping[str, object]) -> list[str]:
        """Names of the photos of the sample in which the detector is least sure, whether of an object or of none.

        Args:
            detector: what has been learned so far.
            count: wanted.
            without: names to leave out.
        """
        names = [name for name in self._sample if name not in without]
        with ThreadPoolExecutor(THREADS, initializer=use_single_thread) as pool:
            found = list(pool.map(lambda name: detector.find(self._grey[name][0])[:1], names))
        doubt = [abs(best[0].log_odds) if best else 0.0 for best in found]
        return [names[index] for index in np.argsort(doubt, kind="stable")[:count]]

    def guess(self, detector: LearnedDetector, name: str) -> Float[np.ndarray, "2 2"] | None:
        """The two points that the detector finds in a photo of the sample, pixels; None if it finds none."""
        grey, scale = self._grey[name]
        found = detector.find(grey)
        if not found or found[0].log_odds <= MIN_LOG_ODDS:
            return None
        return points_of_box(unit_box(found[0].box, self.framing)) * scale

    def shown(self, name: str) -> tuple[bytes, float]:
        """A photo as JPEG for the page, and pixels of the photo per pixel of it.

        Raises:
            InputError: there is no such photo, or it cannot be read.
        """
        photo = self._decoded(name)
        scale = max(1.0, max(photo.size) / _SHOWN_PX)
        size = (max(1, round(photo.width / scale)), max(1, round(photo.height / scale)))
        buffer = io.BytesIO()
        photo.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0).save(buffer, "JPEG", quality=90)
        return buffer.getvalue(), scale

    def check(self, points: Points, shown: Collection[str]) -> None:
        """Raise unless these are points of photos that were shown.

        Args:
            points: by name of the photo.
            shown: names of photos of the sample.

        Raises:
            InputError: a photo that was not shown, two points on one spot or beyond the photo.
        """
        for name, pair in check_points(points).items():
            if name not in shown:
                raise InputError(f"points: expected some of the {len(shown)} photos shown, got {name[:80]!r}")
            if pair is not None:
                grey, scale = self._grey[name]
                self._box(name, pair / scale, grey)

    def learn(self, points: Points, seed: int = 0) -> LearnedDetector:
        """A detector of what was clicked.

        Args:
            points: by name of the photo.
            seed: of the errors that the refinement learns to correct.

        Raises:
            InputError: an unknown photo, two points on one spot or beyond the photo, or fewer than four photos with
                points.
        """
        points = check_points(points)
        check_enough(points)
        clicked = []
        for number, (name, pair) in enumerate(points.items()):
            if name not in self._grey:
                self._grey[name] = working_image(self._decoded(name))
            grey, scale = self._grey[name]
            clicked.append(Clicked(grey, None if pair is None else self._box(name, pair / scale, grey)))
            self._report("reading the clicked photos", number + 1, len(points))
        others = [self._grey[name][0] for name in self._sample if name not in points]
        return learn_detector(clicked, others, self.framing, seed, self._report)

    def _box(self, name: str, pair: np.ndarray, grey: UInt8[np.ndarray, "height width"]) -> OrientedBox:
        height, width = grey.shape
        if (pair < -0.5 * min(width, height)).any() or (pair > np.array([width, height]) * 1.5).any():
            raise InputError(f"{name}: points: expected pixels of the photo, got some far beyond it")
        return framed_box(box_of_points(pair), self.framing)

    def _decoded(self, name: str) -> Image.Image:
        if name not in self._files:
            raise InputError(f"points: no such photo among the {len(self._files)}: {name}")
        try:
            return decode_photo(self._files[name].read())
        except UnreadableImageError as error:
            raise InputError(f"{name}: unreadable ({error})") from None

    def _read_all(self, files: Sequence[ImageFile], what: str) -> Iterator[tuple[ImageFile, "_Read | str"]]:
        with ThreadPoolExecutor(THREADS) as pool:
            for start in range(0, len(files), 32):
                part = files[start : start + 32]
                for number, (file, found) in enumerate(zip(part, pool.map(_read, part), strict=True)):
                    self._report(what, start + number + 1, len(files))
                    yield file, found


_Read = tuple[tuple[np.ndarray, float], Float[np.ndarray, " features"]]
"""Of a photo: what :func:`working_image` and :func:`_tiny` make of it."""


def _read(file: ImageFile) -> _Read | str:
    """What is used of a photo, or why it cannot be read."""
    try:
        with opened_photo(file.read()) as photo:
            return working_image(photo), _tiny(photo)
    except UnreadableImageError as error:
        return str(error)


def _tiny(photo: Image.Image) -> Float[np.ndarray, " features"]:
    """A tiny colour picture with zero mean and unit variance, by which photos are compared."""
    small = cv2.resize(np.asarray(photo), (_TINY_PX, _TINY_PX), interpolation=cv2.INTER_AREA).astype(np.float64)
    return ((small - small.mean()) / (small.std() + 1.0)).ravel()


def diverse_indices(features: Float[np.ndarray, "photos features"], count: int) -> list[int]:
    """Indices of photos, each the farthest from all before it (Gonzalez 1985).

    The first is the one nearest the mean. Half of the candidates, those farthest from the mean, are left out: outliers
    teach little.

    Args:
        features: one row a photo.
        count: wanted; all if there are fewer.
    """
    from_mean = np.linalg.norm(features - features.mean(0), axis=1)
    allowed = np.sort(np.argsort(from_mean, kind="stable")[: max(count, (len(features) + 1) // 2)])
    rows = features[allowed]
    chosen = [int(np.argmin(from_mean[allowed]))]
    distance = np.linalg.norm(rows - rows[chosen[0]], axis=1)
    while len(chosen) < min(count, len(allowed)):
        chosen.append(int(np.argmax(distance)))
        distance = np.minimum(distance, np.linalg.norm(rows - rows[chosen[-1]], axis=1))
    return [int(allowed[index]) for index in chosen]
