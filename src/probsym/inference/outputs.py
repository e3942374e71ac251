"""What ``reconstruct`` makes of squares: their reconstructions, and for each what writes its files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from probsym.data.decoding import decode_photo
from probsym.data.transforms import to_tensor
from probsym.export.bundle import BundleOptions, prepare_bundle
from probsym.export.in_photo import Place
from probsym.export.pictures import write_png
from probsym.inference.crops import preview_of
from probsym.models.autoencoder import Autoencoder
from probsym.types import Reconstruction

if TYPE_CHECKING:
    from probsym.cli.reconstruct import Reconstruct
    from probsym.inference.collected import ContactSheet, Page
    from probsym.inference.crops import Entry


@dataclass(frozen=True)
class Reconstructed:
    """What the model makes of a batch of squares."""

    images: Float[Tensor, "batch 3 size size"]
    result: Reconstruction
    flipped: Float[Tensor, "batch 3 size size"] | None
    """Reconstructions by mirrored albedo and depth, for the picture sheet."""


def reconstructed(entries: "Sequence[Entry]", model: Autoencoder, maps_only: bool) -> Reconstructed | None:
    """Reconstruct squares, all of which have pixels; None if there are none. Any thread may call this."""
    if not entries:
        return None
    with torch.inference_mode():
        images = to_tensor(np.stack([entry.pixels for entry in entries if entry.pixels is not None]))
        images = images.to(next(model.parameters()).device)
        result = model(images)
        flipped = None if maps_only else model.render_pair(result.factors)[1].image
    return Reconstructed(images, result, flipped)


def bundles(
    args: "Reconstruct",
    entries: "Sequence[Entry]",
    made: Reconstructed | None,
    model: Autoencoder,
    formats: tuple[str, ...],
    overview: "ContactSheet",
    page: "Page | None",
) -> Iterator[tuple[Callable[[Path], None], Path]]:
    """What writes each square's results, and to which folder."""
    if made is None:
        return
    options = BundleOptions(
        args.model, args.shaded, args.maps_only, args.turntable, args.relight, formats, args.solid_mm
    )
    args.out.mkdir(parents=True, exist_ok=True)  # not before there is something to write
    images, result, flipped = made.images, made.result, made.flipped
    if not args.maps_only:
        overview.add(images, result, flipped)
    if page is not None:
        page.add(entries, result, model.camera)

    def prepare(row: int, entry: "Entry") -> Callable[[Path], None]:
        photo = None if entry.detail is None else to_tensor(entry.detail[None])[0]
        place, more = _place(entry, args.crop), [_preview_writer(entry)] if args.preview else []
        name = entry.photo.name
        with torch.inference_mode():
            return prepare_bundle(
                images[row], result, row, flipped, model.camera, name, options, photo, place=place, more=more
            )

    for row, entry in enumerate(entries):
        if args.maps_only:  # nothing to be rendered: all of it may be done by the thread that writes
            yield lambda folder, row=row, entry=entry: prepare(row, entry)(folder), args.out / entry.folder
        else:
            yield prepare(row, entry), args.out / entry.folder


def _place(entry: "Entry", crop: float) -> Place | None:
    """Where the square lies in its photo, if it is not simply the middle."""
    if entry.subject is None or not (entry.found or crop < 1):
        return None
    square, detection = entry.subject.square, entry.subject.detection
    detector = detection.detector if detection is not None else "none"
    # the photo is decoded again when it is needed: many whole photos would fill the memory
    return Place(
        square.left, square.top, square.side, lambda: decode_photo(entry.photo.read()), entry.photo_size, detector
    )


def _preview_writer(entry: "Entry") -> Callable[[Path], None]:
    return lambda folder: write_png(preview_of(entry), folder / "detection.png")
