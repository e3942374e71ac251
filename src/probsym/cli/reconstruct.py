"""``probsym reconstruct``: photos in, meshes and maps out."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import tyro

from probsym.cli.flags import OneOrMorePaths
from probsym.cli.result_files import ResultFiles
from probsym.cli.startup import heavy_imports


@dataclass(frozen=True)
class Reconstruct:
    """Reconstruct photos in 3D: meshes, maps of all factors, factors.json, a sheet and an animation.

    The object that the model was trained on, such as a face, is detected in each photo and cropped like the training
    photos. If nothing is detected, the centre crop is used, which the object should fill.
    """

    photos: OneOrMorePaths
    """Photos, folders of photos (with subfolders) and zip archives of photos."""
    out: Annotated[Path | None, tyro.conf.arg(help_behavior_hint="(default: outputs/NAME)")] = None
    """Results folder: a subfolder per photo, contact_sheet.png of the first 100. NAME: first input, no extension."""
    model: str = "face-128"
    """Shipped model (face-64, face-128, cat-64, cat-128, car-64, synface-64), folder of a run or model, owner/name on
    the Hugging Face Hub, or .pth file of unsup3d."""
    detect: Literal["auto", "face", "cat", "none"] = "auto"
    """What to detect. auto: what the model was trained on, or nothing if --crop is given. face, cat: only that; photos
    without one are skipped. none: nothing; the centre crop is used."""
    all: bool = False
    """Reconstruct all detections in a photo, not only the largest."""
    crop: float = 1.0
    """Side of the crop relative to the photo's shorter side, or to the crop around the detection; below 1 zooms in."""
    refine_crop: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: each crop is refined)")] = True
    """Do not shift, scale and rotate crops to where the model explains the photo best, by far the slowest step."""
    mask: Annotated[Path | None, tyro.conf.arg(help_behavior_hint="(default: computed)")] = None
    """Silhouette of the object: an image for one photo, or a folder with one per photo, of the same name with any
    extension. White or opaque is object, grey soft."""
    size: int = 0
    """Image size in pixels, at most 256, for a sharper albedo by models with a refinement network; 0: the model's."""
    limit: int = 0
    """Reconstruct at most this many photos; 0: all."""
    max_megapixels: float = 67.0
    """Largest photo in megapixels, 8 MB of memory each; larger JPEGs are decoded at reduced size, others refused."""
    device: str = "auto"
    """auto (a GPU if there is one), cpu, cuda or mps (Apple GPU)."""
    files: Annotated[ResultFiles, tyro.conf.OmitArgPrefixes] = field(default_factory=ResultFiles)
    """Which files are written, and how."""


def run(args: Reconstruct) -> None:
    """Reconstruct all photos.

    Raises:
        ProbsymError: bad input; nothing has been written then.
        OSError: the results cannot be written.
    """
    with heavy_imports():
        from probsym.cli.messages import show_progress
        from probsym.data.memory import keep_freed_memory, set_max_megapixels
        from probsym.export.bundle import BundleOptions
        from probsym.inference.parallel import shard_from_environment
        from probsym.inference.reconstruct import reconstruct_to_folder

    keep_freed_memory()
    set_max_megapixels(args.max_megapixels)
    files, options = args.files, BundleOptions(args.model, **args.files.bundle_options())
    out = args.out or Path("outputs", args.photos[0].resolve().stem if args.photos else "")
    with show_progress("loading the model") as progress:
        result = reconstruct_to_folder(
            args.photos, out, options, detect=args.detect, crop=args.crop, mask=args.mask, refine_crop=args.refine_crop,
            all=args.all, size=args.size, page=files.page, preview=files.preview, limit=args.limit, device=args.device,
            shard=shard_from_environment(), progress=lambda done, total: progress("reconstructing", done, total),
        )  # fmt: skip
    for line in result.log.lines():
        print(f"probsym: {line}", file=sys.stderr)
    print("\n".join(result.lines()))
