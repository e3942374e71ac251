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
    """Square of the mean rotation, radians squared: the canonical frame is the photos' mean orientation.

    Estimated without bias from the products of different images of the batch. The square of the batch's own mean
    would also hold the variance over the batch size, and shrink the views; 0 for a single image.
    """
    rotation = viewpoint.rotation_rad
    count = max(len(rotation), 2)
    products = rotation.sum(0).square() - rotation.square().sum(0)
    return products.sum() / (count * (count - 1))
