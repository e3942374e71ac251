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
    """Reconstruct photos in 3D: meshes, maps of all factors, factors.json, a sheet and an animation.

    The object that the model was trained on, such as a face, is detected in each photo and cropped like the training
    photos. If nothing is detected, the centre crop is used, which the object should fill.
    """

    inputs: Annotated[tyro.conf.Positional[tuple[Path, ...]], tyro.conf.arg(help_behavior_hint="(at least one)")]
    """Photos, folders of photos (with subfolders) and zip archives of photos."""
    out: Annotated[Path | None, tyro.conf.arg(help_behavior_hint="(default: outputs/NAME)")] = None
    """Results folder: one subfolder per photo, and contact_sheet.png of the first 100. NAME is the name of the first
    input, without extension."""
    model: str = "face-64"
    """Shipped model (face-64, face-128, cat-64, cat-128, synface-64), folder of a run or model, or owner/name on the
    Hugging Face Hub."""
    shaded: bool = False
    """With --texture model, multiply the texture by the predicted shading. Colours from the photo always include its
    light."""
    texture: Literal["photo", "model"] = "photo"
    """Colours of mesh and animation. photo: from the photo where the surface is visible, else from its mirror point or
    the model. model: the model's albedo only, which is smooth."""
    formats: tuple[Format, ...] = DEFAULT_FORMATS
    """Files to write in addition to maps, sheet and animation. stl: solid for 3D printing; usdz: AR on phones; npz: all
    arrays; depth-mp4, rgbd-mp4: depth of the animation, alone or next to it. exr, usdz and videos need the extras
    probsym[exr], probsym[usdz] and probsym[video]."""
    solid: bool = False
    """Also write solid.stl, a watertight solid for 3D printing; same as --formats stl."""
    solid_mm: float = 80.0
    """Longer side of the solid in millimetres."""
    full: bool = False
    """Write mesh.obj and solid.stl with all triangles; by default each is limited to about 2 MB."""
    detect: Literal["auto", "face", "cat", "none"] = "auto"
    """What to detect. auto: what the model was trained on, or nothing if --crop is given. face, cat: only that; photos
    without one are skipped. none: nothing; the centre crop is used."""
    all: bool = False
    """Reconstruct all detections in a photo, not only the largest."""
    preview: bool = False
    """Also write detection.png: the photo with detections and crop."""
    crop: float = 1.0
    """Side of the crop as a fraction of the photo's shorter side, or of the crop around the detection; below 1 zooms
    in."""
    refine_crop: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: each crop is refined)")] = True
    """Do not refine crops. By default each crop is shifted, scaled and rotated slightly to where the model explains the
    photo best, which takes most of the time on large folders."""
    turntable: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: it is written)")] = True
    """Skip the animation, the slowest output."""
    cutout: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: the object is cut out)")] = True
    """Keep the background in mesh and animation."""
    relight: bool = False
    """Move the light in the animation instead of rotating the object."""
    maps_only: bool = False
    """Write only maps and factors.json: no mesh, sheet or animation."""
    page: bool = False
    """Also write page.html: an interactive 3D page of the first 100 photos, in one file that works offline."""
    limit: int = 0
    """Reconstruct at most this many photos; 0: all."""
    max_megapixels: float = 67.0
    """Largest photo in megapixels, 8 MB of memory each; larger JPEGs are decoded at reduced size, others refused."""
    device: str = "auto"
    """auto (a GPU if there is one), cpu, cuda or mps (Apple GPU)."""


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
