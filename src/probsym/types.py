"""The method's quantities as types: light, viewpoint, factors, reconstruction.

Frame: x right, y down, z into the scene, camera at the origin, the object around (0, 0, 1).
Every tensor's first axis is the batch. Images are RGB in [0, 1].
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_range

_Record = TypeVar("_Record", bound="_TensorRecord")


class _TensorRecord:
    """Moves, detaches and indexes all tensors of a frozen record at once."""

    def _map(self: _Record, apply: Any) -> _Record:
        changed = {}
        for entry in fields(self):  # type: ignore[arg-type]  # only subclasses are dataclasses
            value = getattr(self, entry.name)
            if isinstance(value, Tensor):
                value = apply(value)
            elif isinstance(value, _TensorRecord):
                value = value._map(apply)
            changed[entry.name] = value
        return type(self)(**changed)

    def to(self: _Record, *args: Any, **kwargs: Any) -> _Record:
        """Every tensor through ``Tensor.to(*args, **kwargs)``."""
        return self._map(lambda tensor: tensor.to(*args, **kwargs))

    def detach(self: _Record) -> _Record:
        """Every tensor detached from the autograd graph."""
        return self._map(torch.Tensor.detach)

    def __getitem__(self: _Record, index: slice | Tensor) -> _Record:
        """Part of the batch, by a slice or an index tensor; the batch axis stays."""
        return self._map(lambda tensor: tensor[index])


def concatenate(parts: Sequence[_Record]) -> _Record:
    """Several batches as one, in their order. A field that is no tensor keeps the value of the first part.

    Args:
        parts: at least one; all have the same optional fields.
    """
    first = parts[0]
    joined: dict[str, Any] = {}
    for entry in fields(first):  # type: ignore[arg-type]  # only subclasses are dataclasses
        values: list[Any] = [getattr(part, entry.name) for part in parts]
        if isinstance(values[0], Tensor):
            joined[entry.name] = torch.cat(values)
        else:
            joined[entry.name] = concatenate(values) if isinstance(values[0], _TensorRecord) else values[0]
    return type(first)(**joined)


@dataclass(frozen=True)
class Light(_TensorRecord):
    """The light l: ambient and one directional light, in the canonical frame (paper section 3.3)."""

    ambient: Float[Tensor, " batch"]
    """k_a in [0, 1]."""
    diffuse: Float[Tensor, " batch"]
    """k_d in [0, 1]."""
    direction: Float[Tensor, "batch 3"]
    """Unit vector proportional to (lx, ly, 1), the direction in which the light travels."""


@dataclass(frozen=True)
class Viewpoint(_TensorRecord):
    """The viewpoint w: rotation of the object about (0, 0, 1), then translation (paper section 3.3)."""

    rotation_rad: Float[Tensor, "batch 3"]
    """(rx, ry, rz) = (pitch, yaw, roll) in radians; the matrix is Rz @ Ry @ Rx."""
    translation: Float[Tensor, "batch 3"]
    """(tx, ty, tz) in scene units."""


@dataclass(frozen=True)
class Factors(_TensorRecord):
    """Everything that the networks predict for a batch of images (paper section 3.1)."""

    canonical_depth: Float[Tensor, "batch height width"]
    """Canonical depth d, scene units, in [0.9, 1.1] by default."""
    albedo: Float[Tensor, "batch 3 height width"]
    """Albedo a, [0, 1]."""
    light: Light
    viewpoint: Viewpoint
    sigma: Float[Tensor, "batch 1 height width"] | None = None
    """Confidence scale σ of the plain reconstruction; None in a model without confidence."""
    sigma_flip: Float[Tensor, "batch 1 height width"] | None = None
    """Confidence scale σ' of the flipped reconstruction: large where the object is not symmetric."""
    sigma_features: Float[Tensor, "batch 1 height/4 width/4"] | None = None
    """Confidence scale σ_f of the plain reconstruction's features."""
    sigma_features_flip: Float[Tensor, "batch 1 height/4 width/4"] | None = None
    """Confidence scale σ_f' of the flipped reconstruction's features."""


@dataclass(frozen=True)
class ModelOutput(_TensorRecord):
    """Factors and their rendering from the predicted viewpoint (paper equation 1)."""

    factors: Factors
    canonical_normals: Float[Tensor, "batch 3 height width"]
    """Unit normals of the canonical depth, pointing towards +z."""
    shading: Float[Tensor, "batch 1 height width"]
    """``(k_a + k_d * max(0, <n, l>)) ** (1 / shading_gamma)`` in the canonical frame."""
    canonical_image: Float[Tensor, "batch 3 height width"]
    """J = albedo * shading, in the canonical frame."""
    image: Float[Tensor, "batch 3 height width"]
    """Reconstruction Î of the photo, [0, 1]; 0 where ``mask`` is false."""
    depth: Float[Tensor, "batch height width"]
    """Depth from the predicted viewpoint, scene units."""
    normals: Float[Tensor, "batch 3 height width"]
    """Unit normals of ``depth``, pointing towards +z."""
    mask: Bool[Tensor, "batch height width"]
    """True where the surface is visible."""
    shading_gamma: float = field(default=1.0, kw_only=True)
    """The model's gamma: the linear shading is raised to the power 1 / shading_gamma."""

    def resized(self, size: int) -> "ModelOutput":
        """All maps at ``size`` pixels a side, bilinear between pixel centres; ``mask`` where at least half is true.

        Normals are not unit vectors where they were mixed.
        """
        own = self.mask.shape[-1]

        def resize(tensor: Tensor) -> Tensor:
            if tensor.ndim < 3:  # light and viewpoint
                return tensor
            maps = tensor.float() if tensor.ndim == 4 else tensor[:, None].float()
            side = maps.shape[-1] * size // own
            maps = functional.interpolate(maps, size=(side, side), mode="bilinear", align_corners=True)
            maps = maps if tensor.ndim == 4 else maps[:, 0]
            return maps >= 0.5 if tensor.dtype == torch.bool else maps.to(tensor.dtype)

        return self._map(resize)

    def sample(self, index: int) -> "ModelOutput":
        """One sample of the batch, detached and on the CPU; the batch axis stays.

        Raises:
            InputError: no such sample.
        """
        check_range("index", index, 0, len(self.shading) - 1)
        return self[index : index + 1].detach().to("cpu")


def __getattr__(name: str) -> Any:
    if name == "Reconstruction":  # the name of ModelOutput in version 1.0.0
        return ModelOutput
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
