"""The plain design that tables of speed are measured against; it lives here and not in the product.

Eager float32, without CUDA graphs, the torch rasteriser, nothing compiled for the CPU, one Adam for each network,
tensors in torch's own order (NCHW), memory as the C library keeps it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import torch
from torch import Tensor

from probsym.kernels.dispatch import disable_cpu_kernels
from probsym.models.autoencoder import Autoencoder
from probsym.rendering import reprojection
from probsym.rendering.rasterize import rasterize
from probsym.training import train
from probsym.training.train import Trainer

_contiguous = Tensor.contiguous


class OptimizerPerNetwork:
    """One Adam for each network, weight by weight."""

    def __init__(self, model: Autoencoder, rate: float) -> None:
        nets = [net for net in model.children() if any(weight.requires_grad for weight in net.parameters())]
        self.optimizers = [torch.optim.Adam(net.parameters(), rate, fused=False, foreach=False) for net in nets]

    def zero_grad(self, set_to_none: bool = True) -> None:
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none)

    def step(self) -> None:
        for optimizer in self.optimizers:
            optimizer.step()


def make_plain(trainer: Trainer) -> None:
    """Give a training, set up in float32, the plain design's optimisers and order of weights."""
    trainer.networks.model.to(memory_format=torch.contiguous_format)  # pyright: ignore[reportCallIssue]
    optimizer = OptimizerPerNetwork(trainer.networks.model, trainer.recipe.optimizer.learning_rate)
    trainer.networks.optimizer = trainer.networks.step.optimizer = optimizer  # pyright: ignore[reportAttributeAccessIssue]
    trainer.networks.step.captured = False


@contextmanager
def default_allocator() -> Iterator[None]:
    """Trainings that are set up within it leave the C library's way to keep memory alone."""
    with mock.patch.object(train, "keep_freed_memory", return_value=False):
        yield


@contextmanager
def plain_design() -> Iterator[None]:
    """Within it the step runs on torch's operators, what asks for channels last gets NCHW, memory is not kept."""
    with (
        default_allocator(),
        disable_cpu_kernels(),
        mock.patch.object(reprojection, "rasterize", _torch_rasterize),
        mock.patch.object(Tensor, "contiguous", _own_order),
    ):
        yield


def _torch_rasterize(vertices: Tensor, triangles: Tensor, size: int, backend: str = "auto") -> tuple[Tensor, Tensor]:
    del backend
    return rasterize(vertices, triangles, size, "torch")


def _own_order(tensor: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    del args, kwargs
    return _contiguous(tensor)
