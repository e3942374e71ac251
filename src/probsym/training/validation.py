"""Validation: a sheet of pictures, and the scores of the validation images."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import nn

from probsym.data.transforms import to_tensor
from probsym.evaluation.scores import score_model
from probsym.export.pictures import write_png
from probsym.export.sheet import sheet
from probsym.models.autoencoder import Autoencoder
from probsym.training.dataset import TrainingData

_SHOWN = 8


@contextmanager
def eval_mode(model: nn.Module) -> Iterator[None]:
    """Put a model into eval mode; afterwards it is in the mode that it was in."""
    was_training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(was_training)


def write_sheet(model: Autoencoder, data: TrainingData, picture: Path) -> None:
    """Draw the first eight validation images and their reconstructions.

    Args:
        model: of the images' size, in eval mode.
        data: holds the validation images.
        picture: PNG to write.
    """
    with torch.inference_mode():
        first = to_tensor(data.validation_images[:_SHOWN]).to(next(model.parameters()).device)
        reconstruction = model(first)
        flipped = model.render_pair(reconstruction.factors)[1].image
        write_png(sheet(first, reconstruction, flipped, model.camera), picture)


def validate(model: Autoencoder, data: TrainingData, picture: Path) -> dict[str, float]:
    """Score the validation images; see :meth:`probsym.evaluation.scores.Scorer.summary`.

    Args:
        model: of the images' size, in eval mode.
        data: holds the validation images and, for a synthetic set, their ground truth.
        picture: PNG to write, see :func:`write_sheet`.
    """
    write_sheet(model, data, picture)
    return score_model(model, data.validation_images, data.truth).summary()
