"""Flags of ``probsym reconstruct``: which files are written, and how."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import tyro

from probsym.export.formats import DEFAULT_FORMATS, Format


@dataclass(frozen=True)
class ResultFiles:
    """The files of each photo, and those of all photos."""

    formats: tuple[Format, ...] = DEFAULT_FORMATS
    """Files to write in addition to maps, sheet and animation. stl: solid for 3D printing; usdz: AR on phones; npz: all
    arrays; depth-mp4, rgbd-mp4: depth of the animation, alone or next to it. exr, usdz and videos need the extras
    probsym[exr], probsym[usdz] and probsym[video]."""
    texture: Literal["photo", "model"] = "photo"
    """Colours of mesh and animation. photo: from the photo where the surface is visible, else from its mirror point or
    the model. model: the model's albedo only, which is smooth."""
    shaded: bool = False
    """With --texture model, multiply the texture by the predicted shading. Colours from the photo always include its
    light."""
    solid: bool = False
    """Also write solid.stl, a watertight solid for 3D printing; same as --formats stl."""
    solid_mm: float = 80.0
    """Longer side of the solid in millimetres."""
    full: bool = False
    """Write meshes with all triangles; by default each is limited to about 1 MB."""
    turntable: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: it is written)")] = True
    """Skip the animation, the slowest output."""
    relight: bool = False
    """Move the light in the animation instead of rotating the object."""
    cutout: Annotated[bool, tyro.conf.arg(help_behavior_hint="(default: the object is cut out)")] = True
    """Keep the background in mesh and animation."""
    maps_only: bool = False
    """Write only maps and factors.json: no mesh, sheet or animation."""
    preview: bool = False
    """Also write detection.png: the photo with detections and crop."""
    page: bool = False
    """Also write page.html: an interactive 3D page of the first 100 photos, in one file that works offline."""

    def bundle_options(self) -> dict[str, Any]:
        """Of each photo: what :class:`probsym.export.bundle.BundleOptions` takes beside the model."""
        formats = (*self.formats, "stl") if self.solid else self.formats
        return {
            "formats": tuple(dict.fromkeys(formats)), "texture": self.texture, "shaded": self.shaded,
            "turntable": self.turntable, "relight": self.relight, "maps_only": self.maps_only,
            "solid_mm": self.solid_mm, "cutout": self.cutout, "full": self.full,
        }  # fmt: skip
