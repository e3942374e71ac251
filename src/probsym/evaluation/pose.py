"""Predicted viewpoints against true ones: correlation and slope of each angle."""

from probsym.evaluation.correlation import centre_columns, pearson
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
    a, b = centre_columns(predicted.rotation_rad.double(), true.rotation_rad.double())
    values = (a * b).sum(0) / b.square().sum(0).clamp(min=1e-30)
    return dict(zip(ANGLES, values.tolist(), strict=True))
