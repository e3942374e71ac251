"""Write reconstructions into a results folder, batch by batch, while the next ones are computed."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType

import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor

from probsym.data.decoding import opened_photo
from probsym.data.transforms import to_tensor
from probsym.export.bundle import BundleOptions, prepare_bundle
from probsym.export.formats import CONTACT_SHEET, PAGE_NAME
from probsym.export.object_sheet import ContactSheet
from probsym.export.page import Page
from probsym.export.photo_place import Place, reduced
from probsym.export.pictures import write_png
from probsym.export.trimesh_support import import_trimesh
from probsym.framing.crops import rotate_upright
from probsym.framing.preview import DrawnBox, preview
from probsym.inference.parallel import Shard
from probsym.inference.photo_crops import PhotoCrop
from probsym.models.autoencoder import Autoencoder
from probsym.types import ModelOutput

_THREADS = 4


class ResultsWriter:
    """Writes one folder per crop; at the end, also the contact sheet and the page.

    A context manager: leaving it waits for all files. ``contact_sheet`` and ``page`` are then the paths of what was
    written, or None.
    """

    def __init__(
        self,
        folder: Path,
        model: Autoencoder,
        options: BundleOptions,
        page: bool = False,
        preview: bool = False,
        shard: Shard | None = None,
    ) -> None:
        """Nothing is written before the first batch is added.

        Args:
            folder: of the results; made if missing.
            model: that made the reconstructions.
            options: files for each crop.
            page: also write the page.
            preview: also write ``detection.png`` for each crop.
            shard: of this process, for the names of contact sheet and page.
        """
        self.contact_sheet: Path | None = None
        self.page: Path | None = None
        self._folder, self._model, self._options, self._preview = folder, model, options, preview
        self._shard = shard or Shard()
        self._sheet = None if options.maps_only else ContactSheet()
        self._page = Page(model.camera, options.cutout, model.silhouette, model.object_net) if page else None
        # Maps are many small steps of Python: a second thread would only compete for Python's lock. They are also
        # small. Meshes and animations are large, and mostly compression, which does not hold the lock.
        self._pool = ThreadPoolExecutor(1 if options.maps_only else _THREADS)
        self._max_pending = 64 if options.maps_only else 2 * _THREADS
        self._pending: list[Future[bool]] = []
        self._replaced = self._started = False
        if not options.maps_only:  # takes half a second, meanwhile the model computes
            self._pool.submit(import_trimesh)

    def add(
        self, crops: Sequence[PhotoCrop], images: Float[Tensor, "batch 3 size size"], reconstruction: ModelOutput
    ) -> None:
        """Render and write a batch; returns when it is rendered and most of it is written.

        Args:
            crops: of the photos.
            images: what the model was given, in [0, 1].
            reconstruction: of these images.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._started = True
        if self._page is not None:
            for row, crop in enumerate(crops):
                self._page.add(
                    crop.name, crop.pixels if crop.native is None else crop.native, reconstruction, row, crop.alpha
                )
        for row, crop in enumerate(crops):
            prepare = partial(self._prepare, crop, images, reconstruction, row)
            # Without rendering, all of the work may be done by the thread that writes.
            write = partial(_prepare_and_write, prepare) if self._options.maps_only else prepare()
            self._pending.append(self._pool.submit(write, self._folder / crop.folder))
            while len(self._pending) > self._max_pending:  # bounds the memory, and raises errors early
                self._wait_for_one()

    def _prepare(
        self, crop: PhotoCrop, images: Tensor, reconstruction: ModelOutput, row: int
    ) -> Callable[[Path], bool]:
        photo = None if crop.native is None else to_tensor(crop.native[None])[0]
        alpha = None if crop.alpha is None else torch.from_numpy(crop.alpha)[None] / 255
        more: list[Callable[[Path], None]] = [partial(_write_preview, crop)] if self._preview else []
        with torch.inference_mode():
            return prepare_bundle(
                images[row],
                reconstruction,
                row,
                self._model.camera,
                crop.name,
                self._options,
                photo,
                alpha,
                self._model.silhouette,
                self._model.object_net,
                place=None if crop.is_whole else _place(crop),
                more=more,
                collect_tiles=None if self._sheet is None else self._sheet.add,
            )

    def _wait_for_one(self) -> None:
        self._replaced |= self._pending.pop(0).result()

    def _write_overviews(self) -> None:
        sheet, page = (self._folder / self._shard.name(name) for name in (CONTACT_SHEET, PAGE_NAME))
        if self._sheet is not None:
            self._sheet.write(sheet)
            self.contact_sheet = sheet
        if self._page is not None:
            self._page.write(page, self._options.model)
            self.page = page
        if self._replaced:  # those of an earlier run would show results that are gone
            for path, written in ((sheet, self.contact_sheet), (page, self.page)):
                if written is None:
                    path.unlink(missing_ok=True)

    def __enter__(self) -> "ResultsWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                while self._pending:
                    self._wait_for_one()
                if self._started:
                    self._write_overviews()
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)


def _prepare_and_write(prepare: Callable[[], Callable[[Path], bool]], folder: Path) -> bool:
    return prepare()(folder)


def _place(crop: PhotoCrop) -> Place:
    # The photo is decoded again when it is needed: many whole photos would fill the memory.
    box = crop.box

    def load_upright() -> Image.Image:
        with opened_photo(crop.photo.read()) as photo:
            picture = small if (small := reduced(photo)) is not photo else photo.copy()
        return rotate_upright(picture, box.times(picture.width / crop.photo_size[0]))

    return Place(box.left, box.top, box.side, load_upright, crop.photo_size, crop.detector, box.roll_rad)


def _write_preview(crop: PhotoCrop, folder: Path) -> None:
    write_png(preview_of(crop), folder / "detection.png")


def preview_of(crop: PhotoCrop) -> Image.Image:
    """The photo of a crop, with all detections and the crop drawn on it."""
    found, cut = crop.search.detections, crop.box
    boxes = [DrawnBox(one.left, one.top, one.side, one.detector, roll_rad=one.roll_rad) for one in found]
    boxes.append(DrawnBox(cut.left, cut.top, cut.side, crop.folder, cut=True, roll_rad=cut.roll_rad))
    with opened_photo(crop.photo.read()) as photo:
        return preview(photo, boxes, _caption(crop))


def _caption(crop: PhotoCrop) -> str:
    found = len(crop.search.detections)
    if crop.detection is not None:
        text = f"{found} found (blue), crop (yellow)"
    else:
        text = "cropped already: centre crop" if crop.search.already_cropped else "centre crop"
    return f"{text}, {crop.box.side:.0f} px"
