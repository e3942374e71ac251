"""Reader of photometric stereo sets: the same objects under many known lights, with measured normals.

A set is an npz archive, for example of Extended Yale B (Georghiades et al. 2001, Lee et al. 2005) with normals by
photometric stereo. The archive's frame is x right, y up, z towards the camera; :func:`load_photometric` converts it to
the package's.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Bool, Float, UInt8
from torch import Tensor
from torch.nn import functional

from probsym.errors import InputError
from probsym.readers.arrays import check_array, read_npz

_ARRAYS = ("photos", "normals", "mask", "light")
_TO_PACKAGE = torch.tensor([-1.0, 1.0, 1.0])
"""Factors that convert a vector out of the surface or to the light (y up, z to the camera) to one into the surface or
along the light's travel (y down, z into the scene)."""


@dataclass(frozen=True)
class PhotometricSet:
    """People (or other objects) seen from one viewpoint under known lights, in the package's frame."""

    photos: UInt8[Tensor, "people lights size size"]
    """Grey."""
    normals: Float[Tensor, "people 3 size size"]
    """Unit normals in the view, towards +z; (0, 0, 1) where ``mask`` is false."""
    mask: Bool[Tensor, "people size size"]
    """Pixels whose normals are trusted."""
    light: Float[Tensor, "people lights 3"]
    """Unit vectors along the light's travel, in the view."""

    @property
    def size(self) -> int:
        """Height and width of the photos in pixels."""
        return self.photos.shape[-1]

    @property
    def angle_deg(self) -> Float[Tensor, "people lights"]:
        """Angle between the light and the camera's axis, degrees; 0: the light is at the camera."""
        x, y, z = self.light.double().unbind(-1)
        return torch.atan2((x.square() + y.square()).sqrt(), z).rad2deg().float()


def load_photometric(path: Path) -> PhotometricSet:
    """Read an npz archive of P objects under K lights each.

    Its arrays are ``photos`` (P K S S bytes), ``normals`` (P S S 3), ``mask`` (P S S) and ``light`` (P K 3).

    Raises:
        InputError: no such file, not such an archive, shapes that do not fit, or fewer than two people.
    """
    try:
        arrays = read_npz(path, _ARRAYS)
    except OSError as error:
        raise InputError(f"{path}: expected an .npz archive of photos under known lights ({error.strerror})") from None
    photos = check_array(arrays["photos"], f"{path}: photos", (None, None, None, None), "u")
    if photos.dtype != np.uint8:
        raise InputError(f"{path}: photos: expected bytes, got {photos.dtype}")
    people, lights, size, _ = photos.shape
    check_array(photos, f"{path}: photos", (people, lights, size, size))
    check_array(arrays["normals"], f"{path}: normals", (people, size, size, 3), "f", finite=False)
    check_array(arrays["mask"], f"{path}: mask", (people, size, size), "biu")
    check_array(arrays["light"], f"{path}: light", (people, lights, 3), "f")
    if size < 2:
        raise InputError(f"{path}: photos: expected at least 2 pixels, got {size}")
    if people < 2 or lights < 2:
        raise InputError(f"{path}: expected at least 2 people and 2 lights, got {people} and {lights}")
    mask = torch.from_numpy(arrays["mask"].astype(bool))
    normals = torch.from_numpy(arrays["normals"].astype(np.float32)).movedim(-1, 1) * _TO_PACKAGE[:, None, None]
    light = torch.from_numpy(arrays["light"].astype(np.float32)) * _TO_PACKAGE
    known = mask[:, None] & normals.isfinite().all(1, keepdim=True)
    ahead = torch.tensor([0.0, 0.0, 1.0])[:, None, None]
    return PhotometricSet(
        photos=torch.from_numpy(arrays["photos"]),
        normals=torch.where(known, functional.normalize(normals, dim=1), ahead),
        mask=known[:, 0],
        light=functional.normalize(light, dim=-1),
    )
