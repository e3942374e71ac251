"""All files of one photo's results: meshes, maps, factors, sheet, animation."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_choice, check_range
from probsym.errors import FileFormatError, InputError
from probsym.export.cutout import cutout
from probsym.export.factor_arrays import factor_arrays, write_exr, write_npz
from probsym.export.formats import DEFAULT_FORMATS, MAP_FORMATS, VIDEO_FORMATS, check_formats
from probsym.export.in_photo import prepare_in_photo, write_in_photo
from probsym.export.maps import describe, write_factors, write_maps
from probsym.export.mesh import MESH_POINTS, OBJ_POINTS, build_mesh, write_glb, write_obj
from probsym.export.object_sheet import object_sheet, object_tiles
from probsym.export.photo_place import Place
from probsym.export.photo_texture import PhotoTexture, photo_texture
from probsym.export.pictures import without_last_bit, write_png
from probsym.export.ply import PLY_POINTS, PLY_UPSAMPLE, write_ply
from probsym.export.solid import MOST_TRIANGLES, SOLID_MM, build_solid, write_stl
from probsym.export.turntable import Content, beside, turntables, write_turntable
from probsym.export.usdz import write_usdz
from probsym.export.video import write_video
from probsym.geometry.camera import PinholeCamera
from probsym.io import atomic_folder_update
from probsym.models.object_net import ObjectNet
from probsym.readers.plain import entries, read_json_table
from probsym.types import ModelOutput

FACTORS_FILE = "factors.json"
"""Light, viewpoint, scales and the list of all files of the folder that the package wrote."""

_AT_ONCE = 2
"""Files of one photo that are written at the same time: the OBJ's text needs Python's lock, the animation does not."""
_FILES_OF_0_1 = (
    "depth_in_photo.jpg", "detection.png", "factors.npz", "geometry.exr", "maps/albedo.png", "maps/canonical_depth.png",
    "maps/canonical_depth_16bit.png", "maps/canonical_image.png", "maps/canonical_normals.png", "maps/confidence.png",
    "maps/depth.png", "maps/depth_16bit.png", "maps/input.png", "maps/mask.png", "maps/normals.png",
    "maps/reconstruction.png", "maps/shading.png", "maps/symmetry_confidence.png", "mesh.glb", "mesh.mtl", "mesh.obj",
    "mesh.ply", "mesh.png", "sheet.png", "solid.stl", "turned_in_photo.jpg", "turntable.mp4", "turntable.webp",
)  # fmt: skip
"""What version 0.1.0 may have written, whose ``factors.json`` has no list."""


@dataclass(frozen=True)
class BundleOptions:
    """Which files are written, and how."""

    model: str
    """Name or path of the model, for ``factors.json``."""
    formats: tuple[str, ...] = DEFAULT_FORMATS
    """Of ``FORMATS``; with ``maps_only`` those of ``MAP_FORMATS`` alone are written."""
    texture: Literal["photo", "model"] = "photo"
    """Colours of mesh and animation: from the photo where it sees the surface, or the model's albedo everywhere."""
    shaded: bool = False
    """With the model's texture, give the mesh the light and shade of the photo; otherwise its texture is the albedo.
    The photo's colours always keep its light."""
    turntable: bool = True
    """Write the animation."""
    relight: bool = False
    """Let the light go round in the animation instead of turning the object."""
    maps_only: bool = False
    """Write ``maps/`` and ``factors.json`` alone."""
    solid_mm: float = SOLID_MM
    """Longer side of the solid for 3D printing, millimetres."""
    cutout: bool = True
    """Cut the object out; otherwise the whole crop is shown."""
    full: bool = False
    """Write meshes with all triangles; otherwise at most about 1 MB of each."""

    def __post_init__(self) -> None:
        check_formats(self.formats)
        check_choice("texture", self.texture, ("photo", "model"))
        check_range("solid_mm", self.solid_mm, 5, 2000)
        meshes = [name for name in self.formats if name not in (*MAP_FORMATS, *DEFAULT_FORMATS)]
        if self.maps_only and meshes:
            raise InputError(f"formats: expected only {', '.join(MAP_FORMATS)} with maps_only, got {meshes[0]}")
        videos = [name for name in self.formats if name in VIDEO_FORMATS]
        if videos and not self.turntable:
            raise InputError(f"formats: expected turntable to be on, which {videos[0]} needs")


def prepare_bundle(
    image: Float[Tensor, "3 size size"],
    reconstruction: ModelOutput,
    index: int,
    camera: PinholeCamera,
    source: str,
    options: BundleOptions,
    photo: Float[Tensor, "3 pixels pixels"] | None = None,
    alpha: Float[Tensor, "1 pixels pixels"] | None = None,
    silhouette: Float[Tensor, "side side"] | None = None,
    object_net: ObjectNet | None = None,
    place: Place | None = None,
    more: Sequence[Callable[[Path], None]] = (),
    collect_tiles: Callable[[dict[str, Tensor]], None] | None = None,
) -> Callable[[Path], bool]:
    """Render one sample, and return a function that encodes and writes its files.

    Rendering stays in the calling thread; any thread may write.

    Args:
        image: the photo as the model saw it, [0, 1].
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        source: name of the photo, for ``factors.json``.
        options: what is written.
        photo: the same crop at the photo's resolution, [0, 1], for the texture; without it mesh and animation have
            the model's albedo.
        alpha: opacity of ``photo``, [0, 1], if it has a mask or an alpha channel: the silhouette to cut out.
        silhouette: of the category, as in ``model.silhouette``, for photos without either.
        object_net: of the category, as in ``model.object_net``, for the same.
        place: where in the photo the crop lies; with it, the results are also shown in the whole photo.
        more: write other files of the photo into the folder they are called with.
        collect_tiles: called with the pictures of the sheet, for a contact sheet.

    Returns:
        A function of the folder to write to. It replaces all files that an earlier call wrote there and keeps the
        files of others; if it raises, the folder is as before. It returns True if there were earlier results.

    Raises:
        InputError: no such sample, or nothing of the surface can be shown.
    """
    writers = [*more]
    one = reconstruction.sample(index)
    image = image.detach().cpu()
    description = describe(one, 0, options.model, source)
    if place is not None:
        description["square"] = place.describe()
    writers.append(lambda folder: write_maps(image, one, 0, camera, folder / "maps"))
    if {*MAP_FORMATS} & {*options.formats}:
        arrays = factor_arrays(image, one, 0, camera)
        if "npz" in options.formats:
            writers.append(lambda folder: write_npz(arrays, folder / "factors.npz"))
        if "exr" in options.formats:
            writers.append(lambda folder: write_exr(arrays, folder / "geometry.exr"))
    if not options.maps_only:
        texture = None
        if photo is not None and options.texture == "photo":
            texture = photo_texture(photo, one, 0, camera)
        shown = image if photo is None else photo
        opacity = cutout(shown, one, 0, camera, alpha, silhouette, object_net) if options.cutout else None
        tiles = object_tiles(shown, one, 0, camera, texture, opacity)
        picture = object_sheet(tiles)
        if collect_tiles is not None:
            collect_tiles(tiles)
        writers.append(lambda folder: write_png(without_last_bit(picture), folder / "sheet.png"))
        writers += _mesh_writers(one, camera, options, texture, opacity)
        if options.turntable:
            writers += _animation_writers(one, camera, options, texture, opacity)
        if place is not None:
            compose = prepare_in_photo(one, 0, camera, opacity=opacity)
            writers.append(lambda folder: write_in_photo(compose, place, folder))
    return partial(_write_all, writers, description)


def _mesh_writers(
    one: ModelOutput,
    camera: PinholeCamera,
    options: BundleOptions,
    texture: PhotoTexture | None,
    opacity: Tensor | None,
) -> list[Callable[[Path], None]]:
    writers: list[Callable[[Path], None]] = []
    # The photo's own light stays in its colours: what cannot be de-lit well would show blotches.
    carries = "shaded" if options.shaded or texture is not None else "albedo"
    build = partial(build_mesh, one, 0, camera, carries, photo=texture, opacity=opacity)
    if {"glb", "usdz"} & {*options.formats}:
        mesh = build(most_points=None if options.full else MESH_POINTS, with_confidence=False)
        if "glb" in options.formats:
            writers.append(lambda folder: write_glb(mesh, folder / "mesh.glb"))
        if "usdz" in options.formats:
            writers.append(lambda folder: write_usdz(mesh, folder / "mesh.usdz"))
    if "obj" in options.formats:
        small_mesh = build(most_points=None if options.full else OBJ_POINTS, with_confidence=False)
        writers.append(lambda folder: write_obj(small_mesh, folder / "mesh.obj"))
    if "ply" in options.formats:
        fine_mesh = build(upsample=PLY_UPSAMPLE, most_points=None if options.full else PLY_POINTS)
        writers.append(lambda folder: write_ply(fine_mesh, folder / "mesh.ply"))
    if "stl" in options.formats:
        most = None if options.full else MOST_TRIANGLES
        solid = build_solid(one, 0, camera, options.solid_mm, opacity=opacity, most_triangles=most)
        writers.append(lambda folder: write_stl(solid, folder / "solid.stl"))
    return writers


def _animation_writers(
    one: ModelOutput,
    camera: PinholeCamera,
    options: BundleOptions,
    texture: PhotoTexture | None,
    opacity: Tensor | None,
) -> list[Callable[[Path], None]]:
    motion = "relight" if options.relight else "turn"

    with_depth = bool({"depth-mp4", "rgbd-mp4"} & {*options.formats})
    contents: tuple[Content, ...] = ("colour", "depth") if with_depth else ("colour",)
    frames, *more = turntables(one, 0, camera, motion, photo=texture, opacity=opacity, contents=contents)
    writers: list[Callable[[Path], None]] = [lambda folder: write_turntable(frames, folder / "turntable.webp")]
    if "mp4" in options.formats:
        writers.append(lambda folder: write_video(frames, folder / "turntable.mp4"))
    if with_depth:
        (depths,) = more
        if "depth-mp4" in options.formats:
            writers.append(lambda folder: write_video(depths, folder / "depth.mp4"))
        if "rgbd-mp4" in options.formats:
            both = [beside(*pair) for pair in zip(frames, depths, strict=True)]
            writers.append(lambda folder: write_video(both, folder / "rgbd.mp4"))
    return writers


def _write_all(writers: list[Callable[[Path], None]], description: dict[str, Any], folder: Path) -> bool:
    with atomic_folder_update(folder) as scratch:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for written in [pool.submit(write, scratch) for write in writers]:
                written.result()
        files = [path.relative_to(scratch).as_posix() for path in scratch.rglob("*") if path.is_file()]
        files = sorted([*files, FACTORS_FILE])
        write_factors({**description, "files": files}, scratch / FACTORS_FILE)
        earlier = earlier_files(folder)
        _remove(folder, {*earlier} - {*files})
    return bool(earlier)


def earlier_files(folder: Path) -> list[str]:
    """The files in a photo's folder that the package wrote, by its ``factors.json``; none if there is no such file."""
    try:
        values = read_json_table(folder / FACTORS_FILE)
        former = [*_FILES_OF_0_1] if "probsym_version" in values else []
        files = entries(values.get("files", former), str, FACTORS_FILE)
    except (OSError, FileFormatError):  # missing, damaged, or of another program
        return []
    return [name for name in dict.fromkeys(files) if _is_inside(folder, PurePosixPath(name))]


def _is_inside(folder: Path, name: PurePosixPath) -> bool:
    """Whether a name may be a file in the folder; those of strangers may lead out of it, also by links."""
    if not name.parts or ".." in name.parts or name.is_absolute() or "\0" in str(name):
        return False
    return (folder / name).parent.resolve().is_relative_to(folder.resolve())


def _remove(folder: Path, files: Collection[str]) -> None:
    for name in files:
        with suppress(OSError):  # it is not there, or no file
            (folder / name).unlink()
    for name in {PurePosixPath(name).parent for name in files} - {PurePosixPath()}:
        with suppress(OSError):  # files of others are in it, or it is not there
            (folder / name).rmdir()
