"""``probsym reconstruct``: photos in, meshes and maps out."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from probsym.cli.startup import heavy_imports
from probsym.export.formats import DEFAULT_FORMATS, Format


@dataclass(frozen=True)
class Reconstruct:
    """Turn photos into 3D: meshes, maps of every factor, factors.json, picture sheet and animation.

    Each photo is searched for what the model was trained on (faces or cats' faces) and cropped as the training photos
    were. Where nothing is found, the central crop is used, which the object should fill.
    """

    inputs: Annotated[tyro.conf.Positional[tuple[Path, ...]], tyro.conf.arg(help_behavior_hint="(at least one)")]
    """Photos, folders of photos (searched recursively) and zip files of photos."""
    out: Annotated[Path | None, tyro.conf.arg(help_behavior_hint="(default: outputs/NAME)")] = None
    """Folder for the results: one subfolder per photo, and contact_sheet.png of the first 100. By default it is
    outputs/ and the name of the first input, without its ending."""
    model: str = "face-64"
    """Shipped model (face-64, face-128, cat-64, cat-128, synface-64), folder of a run or of a model, or owner/name on
    the Hugging Face Hub."""
    shaded: bool = False
    """With --texture model, give the mesh the light and shade of the photo; without it the texture is the albedo.
    Colours from the photo always keep its light."""
    texture: Literal["photo", "model"] = "photo"
    """Colours of mesh and animation. photo: sharp, from the photo itself where it sees the surface, mirrored or from
    the model elsewhere. model: smooth, from the model alone."""
    formats: tuple[Format, ...] = DEFAULT_FORMATS
    """Files to write beside maps, sheet and animation. stl: closed body for 3D printing; usdz: AR on phones; npz: all
    numbers; depth-mp4, rgbd-mp4: the animation's depth, alone and beside it. exr, usdz and the videos need the extras
    probsym[exr], probsym[usdz] and probsym[video]."""
    solid: bool = False
    """Also write solid.stl, the closed body for 3D printing; the same as stl among the formats."""
    solid_mm: float = 80.0
    """Longer side of that body in millimetres."""
    full: bool = False
    """Write mesh.obj and solid.stl with every triangle; without it each stays below about 2 MB."""
    detect: Literal["auto", "face", "cat", "none"] = "auto"
    """What to look for in the photos. auto: what the model was trained on, or nothing if --crop is given. face, cat:
    only that; photos without one are skipped. none: nothing; the centre of each photo is used."""
    all: bool = False
    """Reconstruct everything that is found in a photo, not only the largest."""
    preview: bool = False
    """Also write detection.png: the photo with what was found and the crop."""
    crop: float = 1.0
    """Side of the crop as a share of the photo's shorter side, or of the crop around what was found: below 1 zooms
    in."""
    refine_crop: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: each crop is refined)")] = True
    """Keep each crop as it was found. Without this it is shifted, scaled and rotated a little to where the model
    explains the photo best, which takes most of the time of large folders."""
    turntable: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: it is written)")] = True
    """Do not write the animation, which takes most of a photo's time."""
    cutout: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: the object is cut out)")] = True
    """Show the whole crop in mesh and animation, not the object alone."""
    relight: bool = False
    """In the animation, let the light go round instead of turning the object."""
    maps_only: bool = False
    """Write only maps and factors.json: no mesh, picture sheet or animation."""
    page: bool = False
    """Also write page.html: the first 100 photos in 3D, to turn, light and share, in one file that works offline."""
    limit: int = 0
    """Reconstruct at most this many photos; 0: all."""
    max_megapixels: float = 67.0
    """Refuse photos of more million pixels; larger JPEGs are decoded at a reduced size. Each million takes 8 MB."""
    device: str = "auto"
    """auto (a GPU where there is one), cpu, cuda or mps (Apple's GPU)."""


def run(args: Reconstruct) -> None:
    """Reconstruct all photos.

    Raises:
        ProbsymError: bad input; nothing has been written then.
        OSError: the results cannot be written.
    """
    with heavy_imports():
        from probsym.cli.progress import progress_bar
        from probsym.data.pixel_budget import set_max_megapixels
        from probsym.export.bundle import BundleOptions
        from probsym.inference.reconstruct import reconstruct_to_folder
        from probsym.inference.shards import shard_from_environment
        from probsym.training.allocator import keep_freed_memory

    keep_freed_memory()
    set_max_megapixels(args.max_megapixels)
    formats = tuple(dict.fromkeys((*args.formats, "stl") if args.solid else args.formats))
    options = BundleOptions(
        model=args.model, formats=formats, texture=args.texture, shaded=args.shaded, turntable=args.turntable,
        relight=args.relight, maps_only=args.maps_only, solid_mm=args.solid_mm, cutout=args.cutout, full=args.full,
    )  # fmt: skip
    out = args.out or Path("outputs", args.inputs[0].resolve().stem if args.inputs else "")
    with progress_bar() as bar:
        task = bar.add_task("loading the model", total=None)
        result = reconstruct_to_folder(
            args.inputs, out, options, detect=args.detect, crop=args.crop, all=args.all, refine_crop=args.refine_crop,
            page=args.page, preview=args.preview, limit=args.limit, device=args.device, shard=shard_from_environment(),
            progress=lambda done, total: bar.update(task, description="reconstructing", completed=done, total=total),
        )  # fmt: skip
    for line in result.log.lines():
        print(f"probsym: {line}", file=sys.stderr)
    print("\n".join(result.lines()))
