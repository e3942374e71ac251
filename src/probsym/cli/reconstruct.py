"""``probsym reconstruct``: photos in, meshes and maps out."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import tyro

from probsym.cli._startup import without_collection
from probsym.export.formats import DEFAULT_FORMATS, Format
from probsym.web import PAGE_NAME

if TYPE_CHECKING:
    from probsym.data.photos import ImageFile
    from probsym.inference.crops import Framer
    from probsym.inference.notes import Notes
    from probsym.inference.shards import Shard

_THREADS = 4


@dataclass(frozen=True)
class Reconstruct:
    """Turn photos into 3D: meshes, maps of every factor, factors.json, picture sheet and turntable.

    A face is looked for in each photo, and framed as in the photos that the model learned from, if the model knows
    how these were framed (all that come with the package but synface-64 do). Otherwise the central square is taken,
    which the object should fill.
    """

    inputs: tyro.conf.Positional[tuple[Path, ...]]
    """Photos, folders of photos (with all below) and zip files of photos."""
    out: Path
    """Folder for the results: one subfolder per photo, and contact_sheet.png of the first 100."""
    model: str = "face-64"
    """Shipped model (face-64, face-128, cat-64, cat-128, synface-64), or the folder of a run or of a model."""
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
    detect: Literal["auto", "face", "cat", "none"] = "auto"
    """What to look for. auto: what the model was framed by, and the central square where nothing is found or --crop is
    given; face or cat: only that, other photos are skipped; none: the central square."""
    all: bool = False
    """Reconstruct everything that is found in a photo, not only the largest."""
    preview: bool = False
    """Also write detection.png: the photo with what was found and what was cut."""
    crop: float = 1.0
    """Side of the square as a share of the photo's shorter side, or of what is found: below 1 zooms in."""
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
    with without_collection():
        from probsym.checks import check_range
        from probsym.data.decoding import check_size_and_crop, quiet_pillow
        from probsym.data.inputs import open_photos
        from probsym.errors import InputError
        from probsym.inference.loading import load
        from probsym.inference.shards import shard_from_environment
        from probsym.io import remove_new_folder_on_error
        from probsym.training.allocator import keep_freed_memory

        import_module("probsym.inference.outputs")  # used later on, but imported more quickly here

    check_range("limit", args.limit, 0, 10**9)
    check_range("solid_mm", args.solid_mm, 5, 2000)
    formats = _wanted_formats(args)
    share = shard_from_environment()
    keep_freed_memory()
    if args.out.exists() and not args.out.is_dir():
        raise InputError(f"out: expected a folder, got the file {args.out}")
    with open_photos(args.inputs, args.out) as photos, quiet_pillow():
        model = load(args.model, share.device(args.device))
        check_size_and_crop(model.camera.size, args.crop)
        with remove_new_folder_on_error(args.out):
            made, notes = _reconstruct_all(args, photos[: args.limit or None], share, model, formats)
    notes.print()
    used = notes.photos - len(notes.skipped)
    found = f", {made} squares in all" if made > used else ""
    print(f"{used} photo(s) reconstructed{found} in {args.out}")
    if used:
        if not args.maps_only:
            print(f"overview: {args.out / share.name('contact_sheet.png')}")
        if args.page:
            print(f"page: {args.out / share.name(PAGE_NAME)}")


def _framer(args: Reconstruct, model: Any) -> "Framer":
    """How squares are taken of the photos: by the flags, or as the model wants it."""
    from probsym.config import Framing
    from probsym.export.photo_texture import MAX_TEXTURE_SIZE
    from probsym.framing.crops import FRAMINGS
    from probsym.inference.crops import Framer

    framing = model.config.framing
    if args.detect == "none" or (args.detect == "auto" and args.crop != 1.0):
        framing = Framing()
    elif args.detect not in ("auto", framing.detector):
        framing = FRAMINGS[args.detect]
    insist = args.detect in ("face", "cat")
    detail = MAX_TEXTURE_SIZE if args.texture == "photo" and not args.maps_only else 0
    return Framer(model.camera.size, framing, args.crop, args.all, insist, detail)


def _reconstruct_all(
    args: Reconstruct, photos: "Sequence[ImageFile]", share: "Shard", model: Any, formats: tuple[str, ...]
) -> "tuple[int, Notes]":
    """Reconstruct and write this process's share; how many squares that is, and what is to be said of its photos."""
    from probsym.cli._console import progress_bar
    from probsym.data.inputs import ResultNames
    from probsym.inference.collected import ContactSheet, Page
    from probsym.inference.crops import BATCH, entries_of
    from probsym.inference.notes import Notes
    from probsym.inference.outputs import bundles, reconstructed
    from probsym.inference.parallel import parallel_map_ordered

    # Names are those among all photos: no two processes may write to one folder.
    names = ResultNames()
    named = share.of([(photo, names.add(photo.name)) for photo in photos])
    framer, notes, made = _framer(args, model), Notes([], [], len(named)), 0
    overview, page = ContactSheet(), Page() if args.page else None
    # Maps are many small steps of Python: a second thread would only take the lock from the first, and from torch. They
    # are little to keep, too; meshes and animations are much, and mostly compression, which needs no lock.
    threads, waiting = (1, 2 * BATCH) if args.maps_only else (_THREADS, 2 * _THREADS)
    several = args.maps_only and len(named) > BATCH and next(model.parameters()).device.type == "cpu"
    with (
        ThreadPoolExecutor(_THREADS) as pool,
        ThreadPoolExecutor(threads) as writers,
        _batches_at_once(several) as workers,
        progress_bar() as progress,
    ):
        if not args.maps_only:  # half a second, while torch computes
            pool.submit(_import_quickly)
        task = progress.add_task("reconstructing", total=len(named))
        writing: list[Future[None]] = []
        try:
            squares = entries_of(named, names, framer, lambda: page.photo_size if page else 0, pool)
            taken = ((batch, notes.take(batch)) for batch in squares)
            for (batch, readable), result in parallel_map_ordered(
                taken, lambda batch: reconstructed(batch[1], model, args.maps_only), workers
            ):
                made += len(readable)
                for write, folder in bundles(args, readable, result, model, formats, overview, page):
                    writing.append(writers.submit(write, folder))
                    while len(writing) > waiting:  # neither memory nor an error may pile up
                        writing.pop(0).result()
                progress.advance(task, len({entry.photo for entry in batch}))
            for future in writing:
                future.result()
        except BaseException:
            for executor in (pool, writers):
                executor.shutdown(wait=False, cancel_futures=True)
            raise
    if share.count == 1:  # where one of several fails, launchers end the others
        notes.refuse_if_all(framer.framing.detector if framer.insist else "none")
    if made:
        if not args.maps_only:
            overview.write(args.out / share.name("contact_sheet.png"), model.camera)
        if page is not None:
            page.write(args.out / share.name(PAGE_NAME), args.model)
    return made, notes


def _import_quickly() -> None:
    from probsym.export.trimesh_import import import_trimesh

    with without_collection():
        import_trimesh()


@contextmanager
def _batches_at_once(several: bool) -> Iterator[int]:
    """How many batches the networks work on at once; if several, each with one thread.

    Two threads on one batch wait for each other at every layer, and for those that decode and write; two batches
    do not.
    """
    import torch

    before = torch.get_num_threads()
    if several:
        torch.set_num_threads(1)
    try:
        yield min(before, _THREADS) if several else 1
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
