"""``probsym reconstruct``: photos in, meshes and maps out."""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import tyro

from probsym.export.formats import DEFAULT_FORMATS, Format
from probsym.viewer import PAGE_NAME

if TYPE_CHECKING:
    import numpy as np

    from probsym.cli._share import Share
    from probsym.data.sources import ImageFile

_BATCH = 32
_THREADS = 4
_LISTED = 10
SHEET_ROWS = 100
"""The contact sheet shows at most so many photos."""


@dataclass(frozen=True)
class Reconstruct:
    """Turn photos into 3D: meshes, maps of every factor, factors.json, picture sheet and turntable.

    Photos that are not square are cropped to their central square; the object should fill it as it does in the
    photos that the model learned from.
    """

    inputs: tyro.conf.Positional[tuple[Path, ...]]
    """Photos, folders of photos (with all below) and zip files of photos."""
    out: Path
    """Folder for the results: one subfolder per photo, and contact_sheet.png of the first 100."""
    model: str = "face-64"
    """Shipped model (cat-64, face-64), or the folder of a run or of a model."""
    shaded: bool = False
    """Give the mesh the photo's light and shade; otherwise its texture is the albedo."""
    texture: Literal["photo", "model"] = "photo"
    """Colours of mesh and animation. photo: the photo's own, up to 512 pixels, where it sees the surface (elsewhere
    mirrored, or else the model's); model: the model's alone, which are smooth."""
    formats: tuple[Format, ...] = DEFAULT_FORMATS
    """Files beside maps, sheet and animation. stl: closed body for 3D printing; npz: all numbers; exr, mp4: need
    the extras probsym[exr], probsym[video]."""
    solid: bool = False
    """Also write solid.stl, the closed body with walls and back plate (as stl among the formats does)."""
    solid_mm: float = 80.0
    """Longer side of that body in millimetres."""
    crop: float = 1.0
    """Side of the central square as a share of the photo's shorter side: below 1 zooms in."""
    turntable: bool = True
    """Leave out the animation, the slowest part."""
    relight: bool = False
    """In the animation the light goes round instead of the object turning."""
    maps_only: bool = False
    """Write only maps and factors.json: no mesh, picture sheet or animation."""
    page: bool = False
    """Also write page.html: the first 100 photos in 3D, to be turned, lit and shared, in one file without network."""
    limit: int = 0
    """Take at most this many photos; 0: all."""
    device: str = "cpu"
    """Torch device, such as cpu or cuda."""


def run(args: Reconstruct) -> None:
    """Reconstruct all photos.

    Raises:
        ProbsymError: bad input; nothing has been written then.
        OSError: the results cannot be written.
    """
    from probsym.checks import check_range
    from probsym.cli._photos import open_photos
    from probsym.cli._share import share_of_this_process
    from probsym.data.decoding import check_size_and_crop, quiet_pillow
    from probsym.errors import InputError
    from probsym.pipeline import load

    check_range("limit", args.limit, 0, 10**9)
    check_range("solid_mm", args.solid_mm, 5, 2000)
    _wanted_formats(args)
    share = share_of_this_process()
    if args.out.exists() and not args.out.is_dir():
        raise InputError(f"out: expected a folder, got the file {args.out}")
    with open_photos(args.inputs) as photos, quiet_pillow():
        model = load(args.model, share.device(args.device))
        check_size_and_crop(model.camera.size, args.crop)
        count, skipped = _reconstruct_all(args, photos[: args.limit or None], share, model)
    for photo, reason in skipped[:_LISTED]:
        print(f"probsym: skipped {photo}: {reason}", file=sys.stderr)
    if skipped:
        print(f"probsym: skipped {len(skipped)} of {count} photos: unreadable", file=sys.stderr)
    print(f"{count - len(skipped)} photo(s) reconstructed in {args.out}")
    if count > len(skipped):
        if not args.maps_only:
            print(f"overview: {args.out / share.name('contact_sheet.png')}")
        if args.page:
            print(f"page: {args.out / share.name(PAGE_NAME)}")


def _reconstruct_all(
    args: Reconstruct, photos: "Sequence[ImageFile]", share: "Share", model: Any
) -> tuple[int, list[tuple[str, str]]]:
    """Reconstruct and write this process's share; how many photos that is, and (name, reason) of the unreadable."""
    from probsym.cli._console import progress_bar
    from probsym.cli._photos import result_names

    # Names are those among all photos: no two processes may write to one folder.
    named = share.of(list(zip(photos, result_names([photo.name for photo in photos]), strict=True)))
    overview, page, skipped = _Overview(), _Page() if args.page else None, []
    detailed = args.texture == "photo" and not args.maps_only
    # Maps are many small steps of Python: a second thread would only take the lock from the first, and from torch. They
    # are little to keep, too; meshes and animations are much, and mostly compression, which needs no lock.
    threads, waiting = (1, 2 * _BATCH) if args.maps_only else (_THREADS, 2 * _THREADS)
    several = args.maps_only and len(named) > _BATCH
    with (
        ThreadPoolExecutor(_THREADS) as pool,
        ThreadPoolExecutor(threads) as writers,
        _core_for_others(several),
        progress_bar() as progress,
    ):
        if not args.maps_only:  # half a second, while torch computes
            pool.submit(import_module, "trimesh.exchange.gltf")
        task = progress.add_task("reconstructing", total=len(named))
        writing: list[Future[None]] = []
        try:
            for entries in _decoded(named, model.camera.size, args.crop, pool, detailed, page):
                skipped += [(entry.photo.name, entry.reason) for entry in entries if entry.pixels is None]
                readable = [entry for entry in entries if entry.pixels is not None]
                progress.advance(task, len(entries) - len(readable))
                for write, folder in _bundles(args, readable, model, overview, page):
                    writing.append(writers.submit(write, folder))
                    progress.advance(task)
                    while len(writing) > waiting:  # neither memory nor an error may pile up
                        writing.pop(0).result()
            for future in writing:
                future.result()
        except BaseException:
            for executor in (pool, writers):
                executor.shutdown(wait=False, cancel_futures=True)
            raise
    if share.count == 1:  # where one of several fails, launchers end the others
        _refuse_if_all(skipped, len(named))
    if len(skipped) < len(named):
        if not args.maps_only:
            overview.write(args.out / share.name("contact_sheet.png"), model.camera)
        if page is not None:
            page.write(args.out / share.name(PAGE_NAME), args.model)
    return len(named), skipped


def _bundles(
    args: Reconstruct, entries: "Sequence[_Decoded]", model: Any, overview: "_Overview", page: "_Page | None"
) -> "Iterator[tuple[Callable[[Path], None], Path]]":
    """What writes each photo's results, and to which folder."""
    import numpy as np
    import torch

    from probsym.data.transforms import to_tensor
    from probsym.export.bundle import BundleOptions, prepare_bundle

    if not entries:
        return
    options = BundleOptions(
        args.model, args.shaded, args.maps_only, args.turntable, args.relight, _wanted_formats(args), args.solid_mm
    )
    args.out.mkdir(parents=True, exist_ok=True)  # not before there is something to write
    with torch.inference_mode():
        images = to_tensor(np.stack([entry.pixels for entry in entries if entry.pixels is not None]))
        images = images.to(next(model.parameters()).device)
        result = model(images)
        flipped = None if args.maps_only else model.render_pair(result.factors)[1].image
    if not args.maps_only:
        overview.add(images, result, flipped)
    if page is not None:
        page.add(entries, result, model.camera)

    def prepare(row: int, entry: _Decoded) -> Callable[[Path], None]:
        photo = None if entry.detail is None else to_tensor(entry.detail[None])[0]
        with torch.inference_mode():
            return prepare_bundle(images[row], result, row, flipped, model.camera, entry.photo.name, options, photo)

    for row, entry in enumerate(entries):
        if args.maps_only:  # nothing to be rendered: all of it may be done by the thread that writes
            yield lambda folder, row=row, entry=entry: prepare(row, entry)(folder), args.out / entry.folder
        else:
            yield prepare(row, entry), args.out / entry.folder


@contextmanager
def _core_for_others(wanted: bool) -> Iterator[None]:
    """Torch with one thread less: threads that wait for one which cannot run, because photos are written, burn time."""
    import torch

    before = torch.get_num_threads()
    if wanted:
        torch.set_num_threads(max(1, before - 1))
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _wanted_formats(args: Reconstruct) -> tuple[str, ...]:
    """The formats, once each; refused if other flags leave out what they need, or a package is missing."""
    from probsym.errors import InputError
    from probsym.export.formats import MAP_FORMATS, check_formats

    asked: tuple[str, ...] = (*args.formats, "stl") if args.solid else args.formats
    wanted = tuple(dict.fromkeys(asked))
    beyond = [name for name in wanted if name not in (*MAP_FORMATS, *DEFAULT_FORMATS)]
    if args.maps_only and beyond:
        raise InputError(f"formats: expected maps alone with --maps-only, got {beyond[0]}")
    if "mp4" in wanted and not args.turntable:
        raise InputError("formats: mp4 is the animation, which --no-turntable leaves out")
    check_formats(wanted)
    return wanted


def _refuse_if_all(skipped: list[tuple[str, str]], count: int) -> None:
    from probsym.errors import InputError

    if len(skipped) == count:
        name, reason = skipped[0]
        raise InputError(f"inputs: expected readable photos, got {count} unreadable; the first: {name} ({reason})")


@dataclass(frozen=True)
class _Decoded:
    photo: "ImageFile"
    folder: str
    pixels: "np.ndarray | None"
    shown: "np.ndarray | None" = None
    """The same square with more pixels, for the page."""
    reason: str = ""
    detail: "np.ndarray | None" = None
    """The same square in the photo's own resolution, if the texture is taken from it."""


def _decoded(
    named: "Sequence[tuple[ImageFile, str]]",
    size: int,
    crop: float,
    pool: ThreadPoolExecutor,
    detailed: bool,
    page: "_Page | None",
) -> Iterator[list[_Decoded]]:
    """The photos in batches; the next batch is decoded while one is worked on."""
    from probsym.data.decoding import UnreadableImageError, decode_detail, decode_image
    from probsym.export.photo_texture import LARGEST

    def decode(photo: "ImageFile", folder: str, shown_size: int | None) -> _Decoded:
        try:
            data = photo.read()
            detail = decode_detail(data, LARGEST, crop) if detailed else None
            shown = None if shown_size is None else decode_image(data, max(size, shown_size), crop)
            return _Decoded(photo, folder, decode_image(data, size, crop), shown, detail=detail)
        except UnreadableImageError as error:
            return _Decoded(photo, folder, None, reason=str(error))

    ahead: list[Future[_Decoded]] = []
    for start in range(0, len(named) + _BATCH, _BATCH):
        now = ahead
        shown_size = None if page is None else page.photo_size
        ahead = [pool.submit(decode, *pair, shown_size) for pair in named[start : start + _BATCH]]
        if now:
            yield [future.result() for future in now]


class _Overview:
    """The rows of the contact sheet, as they come."""

    def __init__(self) -> None:
        self._parts: list[tuple[Any, Any, Any]] = []
        self._free = SHEET_ROWS

    def add(self, images: Any, reconstruction: Any, flipped: Any) -> None:
        if self._free > 0:
            rows = slice(0, self._free)
            self._parts.append((images[rows].cpu(), reconstruction[rows].to("cpu"), flipped[rows].cpu()))
            self._free -= len(images)

    def write(self, path: Path, camera: Any) -> None:
        import torch

        from probsym.export.pictures import write_png
        from probsym.export.sheet import sheet
        from probsym.pipeline import joined

        images, reconstructions, flipped = zip(*self._parts, strict=True)
        write_png(sheet(torch.cat(images), joined(reconstructions), torch.cat(flipped), camera), path)


class _Page:
    """What page.html will hold, as it comes."""

    def __init__(self) -> None:
        self._entries: list[dict[str, Any]] = []

    @property
    def photo_size(self) -> int | None:
        """Pixels on a side of the photos beside their reconstructions; None when no more fit."""
        from probsym.viewer.page import PAGE_PHOTOS, PHOTO_SIZE

        return PHOTO_SIZE if len(self._entries) < PAGE_PHOTOS else None

    def add(self, entries: "Sequence[_Decoded]", reconstruction: Any, camera: Any) -> None:
        from probsym.viewer.page import PAGE_PHOTOS, page_entry

        for row, entry in enumerate(entries[: PAGE_PHOTOS - len(self._entries)]):
            if entry.shown is not None:
                self._entries.append(page_entry(entry.photo.name, entry.shown, reconstruction, row, camera))

    def write(self, path: Path, model: str) -> None:
        from probsym.viewer.page import write_page

        write_page(self._entries, model, path)
