"""What the scripts share in which a model learns to predict what another, or itself, predicts of other crops."""

import dataclasses
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from probsym.config import DataConfig, OptimizerConfig
from probsym.data.sampling import split_validation
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder
from probsym.training.optimizer import ExponentialMovingAverage, make_optimizer, set_rates
from probsym.training.schedule import rate_factor

BATCH = 16
"""Photos of a step."""
_PRINT_EVERY = 20


def load_coarse(name: str) -> Autoencoder:
    """A model for inference without its refinement net, which neither teaches nor learns here."""
    model = load(name)
    if model.refinement_net is None:
        return model
    model.refinement_net = None
    coarse = Autoencoder(dataclasses.replace(model.config, refinement_width=0))
    coarse.load_state_dict(model.state_dict())
    return coarse.eval()


def minimise(
    student: Autoencoder, losses: Callable[[float], tuple[Tensor, ...]], config: OptimizerConfig, steps: int
) -> Autoencoder:
    """Train a model and print the losses every 20 steps; returns the model with averaged weights.

    Args:
        student: to train, in the mode in which it is to predict.
        losses: of the next batch, scalars to add up; called with the share of the steps taken, 0 to 1.
        config: rates, warm-up, clipping and decay of the average.
        steps: number of batches.
    """
    average = ExponentialMovingAverage(student, Autoencoder(student.config), config.ema_decay)
    optimizer = make_optimizer(student, config)
    for step in range(steps):
        set_rates(optimizer, rate_factor(config, step, step / steps))
        parts = losses(step / steps)
        optimizer.zero_grad()
        torch.stack(parts).sum().backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), config.clip_norm)
        optimizer.step()
        average.update(student, step)
        if step % _PRINT_EVERY == 0:
            print(step, *(f"{part.item():.3f}" for part in parts), flush=True)
    return average.average


def split_photos(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices of the photos that "probsym train" learns from, and of those that it holds out."""
    defaults = DataConfig()
    return split_validation(count, defaults.validation_share, defaults.validation_limit, seed)
