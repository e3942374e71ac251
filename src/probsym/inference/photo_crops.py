"""From a photo to the crops that a model is given: detection, framing and resizing, in a few threads."""

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from probsym.checks import check_choice
from probsym.config import Framing
from probsym.data.decoding import decode_alpha, decode_detail, decode_image, opened_photo, photo_size
from probsym.data.image_files import UnreadableImageError
from probsym.data.masks import OBJECT_LEVEL, decode_mask
from probsym.data.photos import ImageFile, ResultNames
from probsym.framing.align.detector import LearnedDetector, detect_learned
from probsym.framing.crops import FRAMINGS, CropBox, central_box, crop_and_resize
from probsym.framing.detection import Detection
from probsym.framing.find_crops import CropSearch, FoundCrop, find_crops

Detect = Literal["auto", "face", "cat", "none"]
_WORDS = {"face": "person", "cat": "cat"}
_MODEL_SIZES = (64, 128)
"""Pixels, of the shipped models of each kind."""
Refine = Callable[[Image.Image, CropBox], CropBox]
"""From an upright RGB photo and a crop to a better crop."""
_PIXELS_PER_CROP_PIXEL = 4
"""Resolution at which a photo is decoded for its centre crop, which refinement may reduce in size."""
_BLURRED = 64
"""Crops of fewer pixels on a side look blurred when a model of more pixels enlarges them."""
_PLAIN = 2.0
"""Standard deviation of the grey levels, 0 to 255, below which a crop shows a single colour."""


@dataclass(frozen=True)
class PhotoCrop:
    """The part of a photo that the model was given."""

    photo: ImageFile
    pixels: UInt8[np.ndarray, "size size 3"]
    """RGB at the model's size."""
    box: CropBox
    """Where the crop lies, in pixels of the photo from its upper left corner; it may reach beyond the photo."""
    photo_size: tuple[int, int]
    """Width and height of the photo, pixels."""
    search: CropSearch
    """All detections in the photo."""
    detection: Detection | None = None
    """The detection that the crop is for; None for a centre crop."""
    warnings: tuple[str, ...] = ()
    """Why the reconstruction may be unreliable."""
    native: UInt8[np.ndarray, "side side 3"] | None = None
    """The crop at the resolution of the photo, up to a limit: for the texture, and to look at."""
    alpha: UInt8[np.ndarray, "side side"] | None = None
    """The silhouette of the object in ``native``: the mask given with the photo, or the photo's own opacity."""
    folder: str = ""
    """Name of the folder of its results."""

    @property
    def name(self) -> str:
        """Name of the photo."""
        return self.photo.name

    @property
    def detector(self) -> str:
        """The detector that found the crop: "face", "cat", "learned", or "none" for a centre crop."""
        return self.detection.detector if self.detection is not None else "none"

    @property
    def is_whole(self) -> bool:
        """True for the centre crop of the full shorter side."""
        return self.detection is None and self.box == central_box(*self.photo_size)

    def __repr__(self) -> str:
        box = f"left={self.box.left:.0f}, top={self.box.top:.0f}, side={self.box.side:.0f}"
        warnings = f", warnings={list(self.warnings)}" if self.warnings else ""
        return f"PhotoCrop({self.name!r}, {box}, detector={self.detector}{warnings})"


@dataclass(frozen=True)
class Skipped:
    """A photo that was not reconstructed."""

    name: str
    reason: str


@dataclass(frozen=True)
class Framer:
    """How photos are cropped for a model; :func:`make_framer` decides."""

    size: int
    """Side of the model's images, pixels."""
    framing: Framing = dataclasses.field(default_factory=Framing)
    crop: float = 1.0
    """Side of the crop as a share of what the framing asks for, in (0, 1]: below 1 zooms in."""
    all_detections: bool = False
    """Crop every detection, not only the largest."""
    required: bool = False
    """Skip photos without a detection; otherwise they get a centre crop."""
    native_limit: int = 0
    """Largest side of ``PhotoCrop.native``, pixels; 0: none."""
    learned: LearnedDetector | None = None
    """The detector of a framing by "learned"."""
    refine: Refine | None = None
    """Improves each crop; by default crops stay as they are."""

    def __call__(self, photo: ImageFile) -> list[PhotoCrop] | Skipped:
        """The crops of one photo, without folder names. Any thread may call this."""
        try:
            data = photo.read()
            central = self.framing.detector == "none" and self.refine is None
            crops = self._central_crop(photo, data) if central else self._crops(photo, data)
            if not self.native_limit or isinstance(crops, Skipped):
                return crops
            alpha = decode_alpha(data) if photo.mask is None else decode_mask(photo.mask, data)
            if alpha is None:
                return crops
            return [_with_alpha(crop, alpha) for crop in crops]
        except UnreadableImageError as error:
            return Skipped(photo.name, f"unreadable ({error})")

    def _central_crop(self, photo: ImageFile, data: bytes) -> list[PhotoCrop]:
        pixels, size = decode_image(data, self.size, self.crop), photo_size(data)
        native = decode_detail(data, self.native_limit, self.crop) if self.native_limit else None
        box = central_box(*size, self.crop)
        search, warnings = CropSearch((FoundCrop(box),)), self._warnings(pixels, box)
        return [PhotoCrop(photo, pixels, box, size, search, None, warnings, native)]

    def _crops(self, photo: ImageFile, data: bytes) -> list[PhotoCrop] | Skipped:
        central = self.framing.detector == "none"
        largest = max(self.size, self.native_limit)
        enough = math.ceil(_PIXELS_PER_CROP_PIXEL * largest / self.crop) if central else None
        size = photo_size(data) if central else None
        with opened_photo(data, enough) as picture:
            return self._crops_of(photo, picture, size or picture.size)

    def _crops_of(self, photo: ImageFile, picture: Image.Image, size: tuple[int, int]) -> list[PhotoCrop] | Skipped:
        """The crops of a photo of that size, from a picture of it that may be smaller."""
        scale = size[0] / picture.width
        learned = partial(detect_learned, detector=self.learned) if self.learned is not None else None
        search = find_crops(picture, self.framing, self.all_detections, self.crop, learned)
        found_crops, warnings = search.crops, ()
        if search.other_kind is not None:
            return Skipped(photo.name, _wrong_kind(search.other_kind, self.size))
        if not found_crops:
            reason = _nothing_found(self.framing.detector, len(search.detections))
            if self.required:
                return Skipped(photo.name, reason)
            found_crops = (FoundCrop(central_box(*picture.size, self.crop)),)
            warnings = (f"{reason}: using the centre crop",)
        crops = []
        for found in found_crops:
            box = self.refine(picture, found.box) if self.refine is not None else found.box
            pixels = crop_and_resize(picture, box, self.size)
            as_found = box == found.box and found.detection is None
            in_photo = central_box(*size, self.crop) if as_found else box.times(scale)  # the former without rounding
            lines = (*warnings, *self._warnings(pixels, in_photo))
            side = max(2, min(round(in_photo.side), self.native_limit))
            native = crop_and_resize(picture, box, side) if self.native_limit else None
            crops.append(PhotoCrop(photo, pixels, in_photo, size, search, found.detection, lines, native))
        return crops

    def _warnings(self, pixels: np.ndarray, box: CropBox) -> tuple[str, ...]:
        lines = []
        if box.side < min(self.size, _BLURRED):
            quality = "blurred" if box.side >= self.size / 4 else "unreliable"
            enlarged = f"only {box.side:.0f} pixel(s) wide and was enlarged to {self.size}"
            lines.append(f"the crop is {enlarged}: the result will be {quality}")
        if pixels.std(axis=(0, 1)).max() < _PLAIN:
            lines.append("the crop shows a single colour: there is nothing to reconstruct")
        return tuple(lines)


def _with_alpha(crop: PhotoCrop, alpha: Image.Image) -> PhotoCrop:
    assert crop.native is not None
    pixels = crop_and_resize(alpha, crop.box, len(crop.native))[..., 0]
    if pixels.max() > OBJECT_LEVEL:
        return dataclasses.replace(crop, alpha=pixels)
    if crop.photo.mask is None:
        return crop
    return dataclasses.replace(crop, warnings=(*crop.warnings, "the mask is empty in the crop, and is not used"))


def make_framer(
    size: int,
    framing: Framing,
    detect: str = "auto",
    crop: float = 1.0,
    all_detections: bool = False,
    native: int = 0,
    learned: LearnedDetector | None = None,
    refine: Refine | None = None,
) -> Framer:
    """Decide how photos are cropped.

    Args:
        size: side of the model's images, pixels.
        framing: of the photos that the model learned from.
        detect: "auto" takes the model's framing, or centre crops where it has none or ``crop`` is given;
            "face" and "cat" look for that alone and skip photos without one; "none" takes centre crops.
        crop: side of the crop as a share of what the framing asks for, in (0, 1].
        all_detections: crop every detection, not only the largest.
        native: largest side of ``PhotoCrop.native``, pixels; 0: none.
        learned: the model's own detector, where its framing names one.
        refine: improves each crop.

    Raises:
        InputError: an unknown ``detect``.
    """
    check_choice("detect", detect, ("auto", *FRAMINGS, "none"))
    if detect == "none" or (detect == "auto" and crop != 1.0):
        framing = Framing()
    elif detect not in ("auto", framing.detector):
        framing = FRAMINGS[detect]
    return Framer(size, framing, crop, all_detections, detect in FRAMINGS, native, learned, refine)


def crop_in_batches(
    photos: Sequence[tuple[ImageFile, str]],
    names: ResultNames,
    framer: Callable[[ImageFile], list[PhotoCrop] | Skipped],
    batch_size: int,
    pool: ThreadPoolExecutor,
) -> Iterator[tuple[int, list[PhotoCrop], list[Skipped]]]:
    """Crop photos in batches; the next batch is decoded while the caller works on one.

    Args:
        photos: photos, each with the folder of its first crop.
        names: gave these folders, and gives those of further crops.
        framer: crops each photo; any thread may call it.
        batch_size: at most this many crops are yielded at a time.
        pool: the threads that decode.

    Yields:
        The number of photos that are done with this batch, their crops, and what was skipped.
    """
    ahead: list[tuple[str, Future[Any]]] = []
    for start in range(0, len(photos) + batch_size, batch_size):
        current = ahead
        ahead = [(folder, pool.submit(framer, photo)) for photo, folder in photos[start : start + batch_size]]
        crops: list[PhotoCrop] = []
        skipped: list[Skipped] = []
        for folder, future in current:
            result = future.result()
            if isinstance(result, Skipped):
                skipped.append(result)
            for number, crop in enumerate([] if isinstance(result, Skipped) else result):
                crops.append(dataclasses.replace(crop, folder=names.add_again(folder) if number else folder))
        done = len(current)
        while crops or skipped:  # photos may have several crops each
            yield done, crops[:batch_size], skipped
            done, crops, skipped = 0, crops[batch_size:], []


def _wrong_kind(kind: str, size: int) -> str:
    """What to try with a photo of another kind; the shipped models are named by kind and size."""
    return f"this looks like a {_WORDS[kind]}: try `--model {kind}-{size if size in _MODEL_SIZES else _MODEL_SIZES[0]}`"


def _nothing_found(detector: str, seen: int) -> str:
    detector = "object" if detector == "learned" else detector
    if seen:
        return f"no whole {detector} found, only {seen} cut off by the edge of the photo"
    return f"no {detector} found"
