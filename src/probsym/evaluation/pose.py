"""Predicted viewpoints against true ones: correlation and slope of each angle."""

from jaxtyping import Float
from torch import Tensor

from probsym.evaluation.metrics import centre_columns, pearson
from probsym.types import Viewpoint

ANGLES = ("pitch", "yaw", "roll")


def pose_correlation(predicted: Viewpoint, true: Viewpoint) -> dict[str, float]:
    """Pearson correlation over the images of each predicted angle with the true one: pitch, yaw and roll.

    Raises:
        InputError: the numbers of images differ, or there are fewer than 2.
    """
    values = pearson(predicted.rotation_rad.double(), true.rotation_rad.double())
    return dict(zip(ANGLES, values.tolist(), strict=True))


def pose_slope(predicted: Viewpoint, true: Viewpoint) -> dict[str, float]:
    """Least-squares slope of each predicted angle against the true one: pitch, yaw and roll.

    A slope below 1 means that the predicted rotation is too small, which a correlation does not show. It is 0 if the
    true angles do not vary.

    Raises:
        InputError: the numbers of images differ, or there are fewer than 2.
    """
    values = slopes(predicted.rotation_rad.double(), true.rotation_rad.double())
    return dict(zip(ANGLES, values.tolist(), strict=True))


def slopes(
    predicted: Float[Tensor, "images columns"], true: Float[Tensor, "images columns"]
) -> Float[Tensor, " columns"]:
    """Least-squares slope of each column of ``predicted`` against ``true``; 0 for a constant true column.

    Raises:
        InputError: the shapes differ, or there are fewer than 2 images.
    """
    a, b = centre_columns(predicted, true)
    return (a * b).sum(0) / b.square().sum(0).clamp(min=1e-30)
