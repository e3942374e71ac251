"""Terms that the paper does not have; every recipe's weight for them is 0 unless its file says otherwise."""

from jaxtyping import Float
from torch import Tensor

from probsym.types import Viewpoint


def smoothness(depth: Float[Tensor, "batch height width"]) -> Float[Tensor, ""]:
    """Mean absolute second difference of depth, in units of the pixel grid: scene units per pixel squared."""
    along_u = depth[:, :, 2:] - 2 * depth[:, :, 1:-1] + depth[:, :, :-2]
    along_v = depth[:, 2:] - 2 * depth[:, 1:-1] + depth[:, :-2]
    return along_u.abs().mean() + along_v.abs().mean()


def view_mean(viewpoint: Viewpoint) -> Float[Tensor, ""]:
    """Squared batch mean of the rotation, radians squared: the canonical frame is the photos' mean orientation."""
    return viewpoint.rotation_rad.mean(0).square().sum()
