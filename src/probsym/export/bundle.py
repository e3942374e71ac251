"""Everything that is written for one photo: mesh, maps, factors, sheet, turntable."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jaxtyping import Float
from torch import Tensor

from probsym.export.files import folder_replacing
from probsym.export.maps import describe, write_factors, write_maps
from probsym.export.mesh import build_mesh, write_glb, write_obj
from probsym.export.pictures import write_png
from probsym.export.sheet import sheet
from probsym.export.turntable import turntable, write_turntable
from probsym.geometry.camera import PinholeCamera
from probsym.types import Reconstruction


@dataclass(frozen=True)
class BundleOptions:
    """What is written, and how."""

    model: str
    """Name or path of the model, for ``factors.json``."""
    shaded: bool = False
    """The mesh carries the photo's light instead of the albedo."""
    maps_only: bool = False
    """Only ``maps/`` and ``factors.json``."""
    turntable: bool = True
    """Also the animation."""
    relight: bool = False
    """In the animation the light goes round instead of the object turning."""


def prepare_bundle(
    image: Float[Tensor, "3 size size"],
    reconstruction: Reconstruction,
    index: int,
    flipped_image: Float[Tensor, "batch 3 size size"] | None,
    camera: PinholeCamera,
    source: str,
    options: BundleOptions,
) -> Callable[[Path], None]:
    """Render what has to be rendered for one sample; the result encodes and writes it.

    The two halves are apart because the rasteriser must stay in one thread, while any thread may write.

    Args:
        image: the photo as the model saw it, [0, 1].
        reconstruction: a batch.
        index: the sample in the batch.
        flipped_image: flipped reconstructions of the batch, for the sheet.
        camera: the model's.
        source: name of the photo, for ``factors.json``.
        options: what is written.

    Returns:
        A function of the folder to write to. Either all files arrive there or, if it raises, none.

    Raises:
        InputError: nothing of the surface can be shown.
    """
    writers: list[Callable[[Path], None]] = []
    one = reconstruction[index : index + 1].detach().to("cpu")
    image = image.detach().cpu()
    description = describe(one, 0, options.model, source)
    writers.append(lambda folder: write_maps(image, one, 0, folder / "maps"))
    writers.append(lambda folder: write_factors(description, folder / "factors.json"))
    if not options.maps_only:
        mesh = build_mesh(one, 0, camera, texture="shaded" if options.shaded else "albedo")
        flipped = None if flipped_image is None else flipped_image[index : index + 1].cpu()
        picture = sheet(image[None], one, flipped, camera)
        writers.append(lambda folder: write_glb(mesh, folder / "mesh.glb"))
        writers.append(lambda folder: write_obj(mesh, folder / "mesh.obj"))
        writers.append(lambda folder: write_png(picture, folder / "sheet.png"))
        if options.turntable:
            frames = turntable(one, 0, camera, motion="relight" if options.relight else "turn")
            writers.append(lambda folder: write_turntable(frames, folder / "turntable.webp"))
    return partial(_write_all, writers)


def _write_all(writers: list[Callable[[Path], None]], folder: Path) -> None:
    with folder_replacing(folder) as scratch:
        for write in writers:
            write(scratch)
