"""Everything that is written for one photo: meshes, maps, factors, sheet, animation."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jaxtyping import Float
from torch import Tensor

from probsym.export.arrays import factor_arrays, write_exr, write_npz
from probsym.export.formats import DEFAULT_FORMATS, MAP_FORMATS, check_formats
from probsym.export.in_photo import Place, prepare_in_photo, write_in_photo
from probsym.export.maps import describe, write_factors, write_maps
from probsym.export.mesh import build_mesh, write_glb, write_obj
from probsym.export.photo_texture import PhotoTexture, photo_texture
from probsym.export.pictures import write_png
from probsym.export.ply import PLY_UPSAMPLE, write_ply
from probsym.export.sheet import sheet
from probsym.export.solid import SOLID_MM, build_solid, write_stl
from probsym.export.turntable import turntable, write_turntable
from probsym.export.video import write_video
from probsym.geometry.camera import PinholeCamera
from probsym.io import atomic_folder_update
from probsym.types import Reconstruction

_AT_ONCE = 2
"""Files of one photo that are written at the same time: the OBJ's text needs Python's lock, the animation does not."""


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
    formats: tuple[str, ...] = DEFAULT_FORMATS
    """Of ``FORMATS``; with ``maps_only`` those of ``MAP_FORMATS`` alone are written."""
    solid_mm: float = SOLID_MM
    """Longer side of the body for printing, millimetres."""


def prepare_bundle(
    image: Float[Tensor, "3 size size"],
    reconstruction: Reconstruction,
    index: int,
    flipped_image: Float[Tensor, "batch 3 size size"] | None,
    camera: PinholeCamera,
    source: str,
    options: BundleOptions,
    photo: Float[Tensor, "3 pixels pixels"] | None = None,
    place: Place | None = None,
    more: Sequence[Callable[[Path], None]] = (),
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
        photo: the same square in the photo's own resolution, [0, 1], to take fine colours from; without it mesh and
            animation have the model's albedo.
        place: where in the photo the model looked; with it, the results are also shown in the whole photo.
        more: write other files of the photo into the folder they are called with.

    Returns:
        A function of the folder to write to. Either all files arrive there or, if it raises, none.

    Raises:
        InputError: nothing of the surface can be shown, or a format needs a package that is not installed.
    """
    check_formats(options.formats)
    writers = [*more]
    one = reconstruction[index : index + 1].detach().to("cpu")
    image = image.detach().cpu()
    description = describe(one, 0, options.model, source)
    if place is not None:
        description["square"] = place.describe()
    writers.append(lambda folder: write_maps(image, one, 0, folder / "maps"))
    writers.append(lambda folder: write_factors(description, folder / "factors.json"))
    if {*MAP_FORMATS} & {*options.formats}:
        arrays = factor_arrays(image, one, 0, camera)
        if "npz" in options.formats:
            writers.append(lambda folder: write_npz(arrays, folder / "factors.npz"))
        if "exr" in options.formats:
            writers.append(lambda folder: write_exr(arrays, folder / "geometry.exr"))
    if not options.maps_only:
        texture = None if photo is None else photo_texture(photo, one, 0, camera)
        flipped = None if flipped_image is None else flipped_image[index : index + 1].cpu()
        picture = sheet(image[None], one, flipped, camera)
        writers.append(lambda folder: write_png(picture, folder / "sheet.png"))
        writers += _mesh_writers(one, camera, options, texture)
        if options.turntable:
            writers += _animation_writers(one, camera, options, texture)
        if place is not None:
            compose = prepare_in_photo(one, 0, camera)
            writers.append(lambda folder: write_in_photo(compose, place.load(), place, folder))
    return partial(_write_all, writers)


def _mesh_writers(
    one: Reconstruction, camera: PinholeCamera, options: BundleOptions, texture: PhotoTexture | None
) -> list[Callable[[Path], None]]:
    writers: list[Callable[[Path], None]] = []
    carries = "shaded" if options.shaded else "albedo"
    if {"glb", "obj"} & {*options.formats}:
        mesh = build_mesh(one, 0, camera, carries, photo=texture)
        if "glb" in options.formats:
            writers.append(lambda folder: write_glb(mesh, folder / "mesh.glb"))
        if "obj" in options.formats:
            writers.append(lambda folder: write_obj(mesh, folder / "mesh.obj"))
    if "ply" in options.formats:
        fine_mesh = build_mesh(one, 0, camera, carries, PLY_UPSAMPLE, photo=texture)
        writers.append(lambda folder: write_ply(fine_mesh, folder / "mesh.ply"))
    if "stl" in options.formats:
        solid = build_solid(one, 0, camera, options.solid_mm)
        writers.append(lambda folder: write_stl(solid, folder / "solid.stl"))
    return writers


def _animation_writers(
    one: Reconstruction, camera: PinholeCamera, options: BundleOptions, texture: PhotoTexture | None
) -> list[Callable[[Path], None]]:
    frames = turntable(one, 0, camera, motion="relight" if options.relight else "turn", photo=texture)
    writers: list[Callable[[Path], None]] = [lambda folder: write_turntable(frames, folder / "turntable.webp")]
    if "mp4" in options.formats:
        writers.append(lambda folder: write_video(frames, folder / "turntable.mp4"))
    return writers


def _write_all(writers: list[Callable[[Path], None]], folder: Path) -> None:
    with atomic_folder_update(folder) as scratch, ThreadPoolExecutor(_AT_ONCE) as pool:
        for written in [pool.submit(write, scratch) for write in writers]:
            written.result()
