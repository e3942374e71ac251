"""Self-contained pages: the built viewer and the factors of some photos in one HTML file that works offline."""

import base64
import io
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor

from probsym import __version__
from probsym.data.transforms import to_tensor
from probsym.errors import InputError
from probsym.export.cutout import cutout
from probsym.export.pictures import to_picture
from probsym.geometry.camera import PinholeCamera
from probsym.io import write_text
from probsym.models.object_net import ObjectNet
from probsym.types import ModelOutput

PAGE_PHOTOS = 100
"""A page shows the first photos, up to this many: each adds about 0.15 MB."""
PHOTO_SIZE, MAX_PHOTO_SIZE = 256, 512
"""Fewest and most pixels on a side of a photo, which is also the texture of its object."""
PAGE_FORMAT = 2
"""Of the data block; ``viewer/src/page-data.ts`` reads it and holds the same number."""

BUILT_PAGE = Path(__file__).parents[1] / "web" / "built"
DATA_BLOCK = '<script type="application/json" id="photos">{}</script>'
_EMPTY = DATA_BLOCK.format("null")


@cache
def template() -> str:
    """The built page without photos."""
    return (BUILT_PAGE / "index.html").read_text(encoding="utf-8")


def page_entry(
    name: str,
    photo: UInt8[np.ndarray, "height width 3"],
    reconstruction: ModelOutput,
    index: int,
    camera: PinholeCamera,
    opacity: Float[Tensor, "points points"] | None = None,
) -> dict[str, Any]:
    """What a page holds of one photo, ready for JSON. Maps keep every bit, but albedo is rounded to 8 bits.

    Args:
        name: of the photo, as people know it.
        photo: RGB of the crop, with as many pixels as are worth showing.
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        opacity: of the same sample, from :func:`probsym.export.cutout.cutout`; without it the whole square is shown.

    Raises:
        InputError: no such sample, or the photo is not square.
    """
    factors = reconstruction.sample(index).factors
    if photo.shape[0] != photo.shape[1]:
        raise InputError(f"photo: expected a square picture, got {photo.shape[1]} x {photo.shape[0]} pixels")
    light, view = factors.light, factors.viewpoint
    return {
        "name": name,
        "size": camera.size,
        "fov_deg": camera.fov_deg,
        "canonical_depth": _floats(factors.canonical_depth),
        "albedo": _base64(np.asarray(to_picture(factors.albedo[0])).tobytes()),
        "sigma": None if factors.sigma is None else _floats(factors.sigma),
        "sigma_flip": None if factors.sigma_flip is None else _floats(factors.sigma_flip),
        "light": {
            "ambient": light.ambient.item(),
            "diffuse": light.diffuse.item(),
            "direction": light.direction[0].tolist(),
            "gamma": reconstruction.shading_gamma,
        },
        "viewpoint": {"rotation_rad": view.rotation_rad[0].tolist(), "translation": view.translation[0].tolist()},
        "cutout": None if opacity is None else _base64(np.asarray(to_picture(opacity[None])).tobytes()),
        "photo": _encoded(Image.fromarray(photo)),
    }


class Page:
    """Collects the first ``PAGE_PHOTOS`` reconstructions for a page."""

    def __init__(
        self,
        camera: PinholeCamera,
        cut_out: bool = True,
        silhouette: Tensor | None = None,
        object_net: ObjectNet | None = None,
    ) -> None:
        """An empty page.

        Args:
            camera: the model's.
            cut_out: show the objects alone.
            silhouette: of the category, as in ``model.silhouette``.
            object_net: of the category, as in ``model.object_net``.
        """
        self.entries: list[dict[str, Any]] = []
        self._camera, self._cut_out, self._silhouette, self._object_net = camera, cut_out, silhouette, object_net

    def add(
        self,
        name: str,
        photo: UInt8[np.ndarray, "side side 3"],
        reconstruction: ModelOutput,
        index: int,
        alpha: UInt8[np.ndarray, "side side"] | None = None,
    ) -> None:
        """Add one sample, if there is room; see :func:`page_entry`. The photo is resized if it is small or large.

        Args:
            name: of the photo, as people know it.
            photo: RGB of the crop that the model saw.
            reconstruction: a batch.
            index: the sample in the batch.
            alpha: a given mask or the photo's own opacity, which then is the silhouette.
        """
        if len(self.entries) < PAGE_PHOTOS:
            size = max(PHOTO_SIZE, self._camera.size, min(MAX_PHOTO_SIZE, len(photo)))
            resized = np.asarray(Image.fromarray(photo).resize((size, size), Image.Resampling.LANCZOS))
            opacity = None
            if self._cut_out:
                shares = None if alpha is None else torch.from_numpy(alpha)[None] / 255
                picture = to_tensor(photo[None])[0]
                known = (self._silhouette, self._object_net)
                opacity = cutout(picture, reconstruction, index, self._camera, shares, *known)
            self.entries.append(page_entry(name, resized, reconstruction, index, self._camera, opacity))

    def write(self, path: Path, model: str) -> None:
        """Write the page; see :func:`write_page`."""
        write_page(self.entries, model, path)


def page_html(entries: Sequence[dict[str, Any]], model: str) -> str:
    """A page of photos as text.

    Args:
        entries: of :func:`page_entry`, at least one.
        model: name or path of the model, as the person gave it.

    Raises:
        InputError: there is no photo.
    """
    if not entries:
        raise InputError("entries: expected at least one photo, got none")
    block = {"format": PAGE_FORMAT, "model": model, "made_by": f"probsym {__version__}", "photos": list(entries)}
    # Within a script element only "<" could end it; JSON may write it as an escape.
    text = json.dumps(block, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    head, tail = template().split(_EMPTY)
    return head + DATA_BLOCK.format(text) + tail


def write_page(entries: Sequence[dict[str, Any]], model: str, path: Path) -> None:
    """Write :func:`page_html` as ``path``, at once.

    Raises:
        InputError: there is no photo.
        OSError: the file cannot be written.
    """
    write_text(path, page_html(entries, model))


def _floats(values: Tensor) -> str:
    return _base64(values.float().numpy().astype("<f4").tobytes())


def _encoded(picture: Image.Image) -> str:
    """As WebP: small photos without loss, in two thirds of a PNG; large ones with a loss that cannot be seen."""
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", lossless=picture.width <= PHOTO_SIZE, quality=95, method=4)
    return "data:image/webp;base64," + _base64(buffer.getvalue())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
