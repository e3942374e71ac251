"""Refine the crop of a photo: the position, size and roll in which the model explains the photo best.

A model knows its objects in the position and size that its training photos had. In a crop that differs a little from
these, the reconstruction's features lie beside the photo's. The crops around the given one are therefore tried, and
compared by how well the edges and colours of the reconstruction match those of the photo.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float, UInt8
from PIL import Image
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.data.transforms import to_tensor
from probsym.framing.crops import CropBox, crop_and_resize
from probsym.geometry.crop_transform import roll_matrix
from probsym.models.autoencoder import Autoencoder

MARGIN = 1.7
"""Side of the region that is searched, relative to the given crop's."""
_FIRST_SIDES = (1.0, 0.8, 0.9, 1.12, 1.25)
_FIRST_SHIFTS = (0.0, -0.1, 0.1)
"""First candidates: sides relative to the given crop's, and shifts downwards relative to half of it."""
_STEPS = tuple(tuple(share * step for step in (0.06, 0.05, 0.05, 0.07)) for share in (1.0, 1.0, 0.5, 0.25))
"""Steps from the best candidate: log side, shifts relative to half the given side, roll in radians."""
_LIMITS = (0.3, 0.25, 0.25, 0.35)
"""Largest deviations from the given crop, in the same units."""
_TYPICAL = (0.15, 0.1, 0.1, 0.12)
_DEVIATION_COST = 0.06
"""Cost of a deviation of ``_TYPICAL`` size along one axis. It grows with the fourth power: small deviations are nearly
free, and a much tighter crop, which cuts off brows and ears of turned heads, has to explain the photo much better."""
_COLOUR_WEIGHT = 1.5
"""Weight of the difference in colour; that of the edges is 1."""
_PLAIN = 0.01
"""Standard deviation, of colours from 0 to 1, below which a crop shows nothing to go by."""


class Deviation(NamedTuple):
    """Of a crop from the given one."""

    log_side: float = 0.0
    """Logarithm of the ratio of the sides."""
    x: float = 0.0
    """Shift of the centre to the right in the given crop's axes, as a share of half its side."""
    y: float = 0.0
    """Shift of the centre downwards."""
    roll_rad: float = 0.0
    """Clockwise rotation about the crop's centre."""


def refine_box(model: Autoencoder, photo: Image.Image, box: CropBox) -> CropBox:
    """The crop near ``box`` that ``model`` explains best. Any thread may call this.

    Args:
        model: in ``eval`` mode.
        photo: upright, RGB.
        box: first guess; overlaps the photo.

    Returns:
        A crop of 0.74 to 1.35 times the side, whose centre is shifted by at most an eighth of the side along each axis
        and whose roll differs by at most 20 degrees; ``box`` itself where no other fits better.
    """
    device = next(model.parameters()).device
    region = to_tensor(search_region(photo, box, model.camera.size)[None]).to(device)
    found = refine_region(model, region)
    if found == Deviation():
        return box
    half = box.side / 2
    cosine, sine = math.cos(box.roll_rad), math.sin(box.roll_rad)
    centre_x = box.left + half + half * (cosine * found.x - sine * found.y)
    centre_y = box.top + half + half * (sine * found.x + cosine * found.y)
    side = box.side * math.exp(found.log_side)
    return CropBox(centre_x - side / 2, centre_y - side / 2, side, box.roll_rad + found.roll_rad)


def crop_refinement(model: Autoencoder, wanted: bool) -> Callable[[Image.Image, CropBox], CropBox] | None:
    """:func:`refine_box` with this model, or None if crops shall stay as they are."""
    return partial(refine_box, model) if wanted else None


def search_region(photo: Image.Image, box: CropBox, size: int) -> UInt8[np.ndarray, "side side 3"]:
    """The part of a photo that :func:`refine_region` searches, ``side side 3`` bytes, for a model's image size."""
    margin = box.side * (MARGIN - 1) / 2
    wide = CropBox(box.left - margin, box.top - margin, box.side * MARGIN, box.roll_rad)
    return crop_and_resize(photo, wide, round(2 * MARGIN * size))


@torch.inference_mode()
def refine_region(model: Autoencoder, region: Float[Tensor, "batch 3 side side"]) -> Deviation:
    """Search the best crop in a region around the given one.

    Args:
        model: in ``eval`` mode.
        region: one image, ``MARGIN`` times as wide as the given crop, with the same centre; RGB in [0, 1].

    Raises:
        InputError: ``region`` is not one RGB image.
    """
    check_shape("region", region, (1, 3, None, None))
    given = torch.zeros(1, 4, device=region.device)
    target = sample_crops(region, given, model.camera.size)
    if target.std() < _PLAIN:
        return Deviation()
    first = [(math.log(side), 0.0, shift, 0.0) for side in _FIRST_SIDES for shift in _FIRST_SHIFTS]
    candidates = given.new_tensor(first)
    costs = _costs(model, region, target, candidates)
    best, cost = candidates[costs.argmin()], costs.min()
    limits = given.new_tensor(_LIMITS)
    for row in _STEPS:
        steps = torch.diag(given.new_tensor(row))
        around = torch.cat([best + steps, best - steps]).clamp(-limits, limits)
        costs = _costs(model, region, target, around)
        gains = (cost - costs).clamp(min=0).view(2, 4)
        if gains.max() == 0:
            continue
        # each axis moves towards its better side, if there is one; the single best step may still be better
        sign = (gains[0] >= gains[1]).float() * (gains[0] > 0) - (gains[1] > gains[0]).float()
        combined = (best + sign * given.new_tensor(row)).clamp(-limits, limits)
        of_combined = _costs(model, region, target, combined[None])[0]
        single = costs.argmin()
        best, cost = (combined, of_combined) if of_combined < costs[single] else (around[single], costs[single])
    return Deviation(*best.tolist())


def _costs(
    model: Autoencoder, region: Tensor, target: Float[Tensor, "1 3 S S"], candidates: Float[Tensor, "count 4"]
) -> Float[Tensor, " count"]:
    """How badly the model explains the given crop, ``target``, from each candidate's crop."""
    crops = sample_crops(region, candidates, model.camera.size)
    result = model.render(model.coarse_factors(crops, with_confidence=False))
    image, seen = seen_in_given_crop(result.image, candidates), _covered(result.mask, candidates)
    inner = seen[..., 1:-1, 1:-1]
    ours, theirs = (_edges(picture.mean(1, keepdim=True)) * inner for picture in (image, target))
    energy = ours.square().sum((1, 2, 3)) * theirs.square().sum((1, 2, 3))
    correlation = (ours * theirs).sum((1, 2, 3)) / energy.sqrt().clamp(min=1e-6)
    contrast = (target - target.mean((2, 3), keepdim=True)).abs().mean().clamp(min=1e-3)
    difference = ((image - target).abs() * seen).sum((1, 2, 3)) / (3 * seen.sum((1, 2, 3))).clamp(min=1)
    deviation = (candidates / candidates.new_tensor(_TYPICAL)).pow(4).sum(1)
    return 1 - correlation + _COLOUR_WEIGHT * difference / contrast + _DEVIATION_COST * deviation


def sample_crops(
    region: Float[Tensor, "1 3 side side"], candidates: Float[Tensor, "count 4"], size: int
) -> Float[Tensor, "count 3 size size"]:
    """The crops of a region that deviate from the given one by ``candidates``, antialiased; rows as ``Deviation``."""
    side, roll = candidates[:, 0].exp(), candidates[:, 3]
    transform = torch.cat([side[:, None, None] * roll_matrix(roll), candidates[:, 1:3, None]], 2) / MARGIN
    grid = functional.affine_grid(transform, [len(candidates), 3, 2 * size, 2 * size], align_corners=False)
    regions = region.expand(len(candidates), -1, -1, -1)
    crops = functional.grid_sample(regions, grid, padding_mode="reflection", align_corners=False)
    return functional.avg_pool2d(crops, 2)


def seen_in_given_crop(
    images: Float[Tensor, "count channels size size"], candidates: Float[Tensor, "count 4"]
) -> Float[Tensor, "count channels size size"]:
    """Pictures of the candidates' crops, moved back to the given crop; 0 outside."""
    matrix = roll_matrix(-candidates[:, 3]) / candidates[:, 0].exp()[:, None, None]
    transform = torch.cat([matrix, -(matrix @ candidates[:, 1:3, None])], 2)
    grid = functional.affine_grid(transform, list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, align_corners=False)


def normals_in_given_crop(
    normals: Float[Tensor, "count 3 size size"], candidates: Float[Tensor, "count 4"]
) -> Float[Tensor, "count 3 size size"]:
    """Normals of the candidates' crops as unit vectors in the given crop; undefined outside."""
    moved = seen_in_given_crop(normals, candidates)
    across = torch.einsum("bij,bjhw->bihw", roll_matrix(candidates[:, 3]), moved[:, :2])
    return functional.normalize(torch.cat([across, moved[:, 2:]], 1), dim=1)


def _covered(mask: Bool[Tensor, "count S S"], candidates: Tensor) -> Float[Tensor, "count 1 S S"]:
    """1 where the given crop's pixels lie inside the candidates' masks."""
    return (seen_in_given_crop(mask[:, None].float(), candidates) > 0.99).float()


def _edges(image: Float[Tensor, "count 1 S S"]) -> Float[Tensor, "count 2 inner inner"]:
    """Central differences in x and y, without the outermost pixels."""
    across = (image[..., 2:] - image[..., :-2])[..., 1:-1, :]
    down = (image[..., 2:, :] - image[..., :-2, :])[..., 1:-1]
    return torch.cat([across, down], 1)
