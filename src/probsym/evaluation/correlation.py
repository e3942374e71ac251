"""Pearson correlation over images, column by column."""

from jaxtyping import Float
from torch import Tensor

from probsym.errors import InputError


def centre_columns(
    predicted: Float[Tensor, "images columns"], true: Float[Tensor, "images columns"]
) -> tuple[Float[Tensor, "images columns"], Float[Tensor, "images columns"]]:
    """Both, less the mean of each column.

    Raises:
        InputError: the shapes differ, or there are fewer than 2 images.
    """
    if predicted.shape != true.shape or len(predicted) < 2:
        raise InputError(
            f"correlation: expected two equal sets of at least 2 rows, got {len(predicted)} and {len(true)}"
        )
    return predicted - predicted.mean(0), true - true.mean(0)


def pearson(
    predicted: Float[Tensor, "images columns"], true: Float[Tensor, "images columns"]
) -> Float[Tensor, " columns"]:
    """Correlation coefficient of each column, [-1, 1]; 0 for a constant column.

    Raises:
        InputError: the shapes differ, or there are fewer than 2 images.
    """
    a, b = centre_columns(predicted, true)
    return (a * b).sum(0) / (a.square().sum(0) * b.square().sum(0)).sqrt().clamp(min=1e-30)
