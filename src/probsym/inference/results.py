"""The result of :func:`probsym.reconstruct`: reconstructions of one or more photos, to view and to save."""

import dataclasses
import html
import sys
import tempfile
import webbrowser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_range
from probsym.errors import InputError
from probsym.export.bundle import BundleOptions
from probsym.export.formats import DEFAULT_FORMATS, PAGE_NAME, Format
from probsym.export.page import Page, page_html
from probsym.inference.photo_crops import PhotoCrop, Skipped
from probsym.inference.predict import BATCH_SIZE
from probsym.inference.writing import ResultsWriter
from probsym.io import remove_new_folder_on_error
from probsym.models.autoencoder import Autoencoder
from probsym.types import ModelOutput

_FIELDS = dataclasses.fields(ModelOutput)
_FRAME = '<iframe srcdoc="{}" title="3D reconstruction" style="width: 100%; height: {}px; border: 0"></iframe>'


@dataclass(frozen=True, repr=False, eq=False)
class Reconstruction(ModelOutput):
    """A batch of reconstructions, one per crop.

    In addition to the fields below, it has those of :class:`probsym.types.ModelOutput`: ``factors`` (canonical
    depth, albedo, light, viewpoint, confidence), ``depth``, ``normals``, ``mask``, ``image``, ``shading``,
    ``canonical_image`` and ``canonical_normals``. Tensors have no gradients and are on the model's device.

    ``result[i]`` and ``for one in result`` give single samples, keeping the batch axis; slices and index tensors work
    too. Notebooks display a result as an interactive 3D page.
    """

    input_images: Float[Tensor, "batch 3 size size"]
    """The crops that the model received, [0, 1]."""
    photos: tuple[PhotoCrop, ...]
    """For each sample the photo's ``name``, the ``box`` of the crop, the ``detector`` and ``warnings``."""
    model: Autoencoder
    """The model that made the reconstructions."""
    model_name: str
    """Name or path of the model."""
    skipped: tuple[Skipped, ...] = ()
    """Photos that were not reconstructed, each with ``name`` and ``reason``."""

    def __len__(self) -> int:
        return len(self.input_images)

    def __getitem__(self, index: int | slice | Sequence[int] | Tensor) -> "Reconstruction":
        if isinstance(index, int):
            check_range("index", index, -len(self), len(self) - 1)
        rows = torch.arange(len(self))[index if isinstance(index, slice | Tensor) else torch.as_tensor(index)]
        rows = rows.reshape(-1)
        chosen = super().__getitem__(rows.to(self.input_images.device))
        return dataclasses.replace(chosen, photos=tuple(self.photos[row] for row in rows.tolist()), skipped=())

    def __iter__(self) -> "Iterator[Reconstruction]":
        return (self[row] for row in range(len(self)))

    def __repr__(self) -> str:
        size = self.model.camera.size
        photos = f"{len(self)} photo{'' if len(self) == 1 else 's'}"
        skipped = f", {len(self.skipped)} skipped" if self.skipped else ""
        return f"Reconstruction({photos}{skipped}, {size}x{size}, model {self.model_name})"

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """Each warning with the name of its photo."""
        return tuple((crop.name, line) for crop in self.photos for line in crop.warnings)

    def save(
        self,
        folder: str | Path,
        formats: Sequence[Format] = DEFAULT_FORMATS,
        *,
        texture: Literal["photo", "model"] = "photo",
        shaded: bool = False,
        turntable: bool = True,
        relight: bool = False,
        maps_only: bool = False,
        page: bool = False,
        preview: bool = False,
        cutout: bool = True,
        solid_mm: float = 80.0,
        full: bool = False,
    ) -> Path:
        """Write the same files as ``probsym reconstruct``: one folder per sample, and a contact sheet.

        Files that an earlier call wrote to a sample's folder are replaced; other files are kept. Contact sheet and page
        are overwritten.

        Args:
            folder: created if missing.
            formats: of "glb", "obj", "ply", "stl" (solid for 3D printing), "usdz" (AR on phones), "npz" (all arrays),
                "exr", "mp4", "depth-mp4" and "rgbd-mp4" (depth of the animation, alone or next to it).
            texture: "photo": mesh and animation use the photo's colours where the surface is visible; "model": only
                the model's albedo, which is smooth.
            shaded: with ``texture="model"``, multiply the texture by the predicted shading. Colours from the photo
                always include its light.
            turntable: write the animation, which takes most of the time.
            relight: move the light in the animation instead of rotating the object.
            maps_only: write only maps and factors.json.
            page: also write page.html, an interactive 3D page of the first 100 photos.
            preview: also write detection.png: the photo with detections and crop.
            cutout: remove the background; otherwise mesh and animation show the whole crop.
            solid_mm: longer side of the solid, millimetres, 5 to 2000.
            full: write meshes with all triangles; otherwise each is limited to about 1 MB.

        Returns:
            ``folder``.

        Raises:
            InputError: an unknown format, a missing package, or incompatible options.
            OSError: a file cannot be written.
        """
        folder = Path(folder)
        options = BundleOptions(
            self.model_name, tuple(formats), texture, shaded, turntable, relight, maps_only, solid_mm, cutout, full
        )
        if folder.exists() and not folder.is_dir():
            raise InputError(f"folder: expected a folder, got the file {folder}")
        with (
            remove_new_folder_on_error(folder),
            ResultsWriter(folder, self.model, options, page, preview) as writer,
        ):
            device = next(self.model.parameters()).device
            for start in range(0, len(self), BATCH_SIZE):
                part = self[start : start + BATCH_SIZE].to(device)
                plain = ModelOutput(**{field.name: getattr(part, field.name) for field in _FIELDS})
                writer.add(part.photos, part.input_images, plain)
        return folder

    def page(self) -> str:
        """The interactive 3D page of the first 100 samples, as HTML that works offline.

        Raises:
            InputError: the result is empty.
        """
        page = Page(self.model.camera, silhouette=self.model.silhouette, object_net=self.model.object_net)
        for row, crop in enumerate(self.photos):
            page.add(crop.name, crop.pixels if crop.native is None else crop.native, self, row, crop.alpha)
        return page_html(page.entries, self.model_name)

    def show(self, height: int = 640) -> None:
        """Show the interactive 3D page: in a notebook below the cell, otherwise in the browser.

        Args:
            height: height in a notebook, pixels.
        """
        ipython = sys.modules.get("IPython")  # imported already where a notebook runs
        if ipython is not None and ipython.get_ipython() is not None:
            # As data: IPython's HTML warns of frames.
            ipython.display.display({"text/html": _framed(self.page(), height), "text/plain": repr(self)}, raw=True)
            return
        path = Path(tempfile.mkdtemp(prefix="probsym-")) / PAGE_NAME
        path.write_text(self.page(), encoding="utf-8")
        webbrowser.open(path.as_uri())

    def _repr_html_(self) -> str:
        """The page inline, for notebooks."""
        return _framed(self.page(), 640) if len(self) else html.escape(repr(self))


def _framed(page: str, height: int) -> str:
    return _FRAME.format(html.escape(page, quote=True), height)
