"""One training step: objective, gradients, clipping, optimizer; on a GPU captured as a CUDA graph and replayed.

A step of the slim networks launches about 1,500 short kernels. Launching one takes longer than running it; replaying a
CUDA graph launches all of them at once.
"""

from collections.abc import Callable

import torch
from accelerate import Accelerator
from accelerate.optimizer import AcceleratedOptimizer
from torch import Tensor, nn

from probsym.devices import supports_triton
from probsym.geometry.heightfield import grid_triangles
from probsym.losses.objective import DepthRegression, Objective, Terms
from probsym.models.autoencoder import Autoencoder

_WARM_UP = 4
"""Eager steps before the capture, in which convolutions are chosen, optimizer state and kernels made."""


def supports_cuda_graph(device: torch.device) -> bool:
    """Whether a step on ``device`` never waits for a value from the GPU; the torch rasterizer does."""
    return supports_triton(device)


class Loss(nn.Module):
    """Model and objective as one module, so that DistributedDataParallel wraps both."""

    def __init__(self, model: Autoencoder, objective: Objective | DepthRegression, compiled: bool = False) -> None:
        """Compile with ``torch.compile`` at the first call if ``compiled``."""
        super().__init__()
        self.model = model
        self.objective = objective
        self._evaluate = self._of
        if compiled:
            # Marked here, for a decorator would import the compiler at every start. The grid is the same tensor object
            # each time: the rasterizer caches what it computes of a mesh by identity.
            torch.compiler.assume_constant_result(grid_triangles)
            torch.compiler.assume_constant_result(supports_triton)
            self._evaluate = torch.compile(self._of, fullgraph=True, dynamic=False)

    def _of(self, images: Tensor, *truth: Tensor) -> Terms:
        return self.objective(self.model, images, *truth)

    def forward(self, images: Tensor, *truth: Tensor) -> Terms:
        """The objective of a batch."""
        return self._evaluate(images, *truth)


class Step:
    """Moves the weights by one step for each batch it is called with.

    ``captured`` says whether the step becomes a CUDA graph, which needs a GPU and a single process. The learning rates,
    which change between steps, are then tensors that the graph reads each time.
    """

    def __init__(
        self,
        loss: nn.Module,
        optimizer: AcceleratedOptimizer,
        accelerator: Accelerator,
        clip_norm: float,
        check: Callable[[Terms], None] | None = None,
    ) -> None:
        """Take ``loss`` and ``optimizer`` as the accelerator prepared them; ``check`` sees terms before backward."""
        self.loss, self.optimizer, self._accelerator = loss, optimizer, accelerator
        self._weights = [weight for weight in loss.parameters() if weight.requires_grad]
        self._clip_norm, self._check = clip_norm, check
        # Several processes communicate during backward, which a graph cannot capture here.
        self.captured: bool = supports_cuda_graph(accelerator.device) and accelerator.num_processes == 1
        self._stream = torch.cuda.Stream(accelerator.device) if self.captured else None
        self._warm = 0
        self._graph: torch.cuda.CUDAGraph | None = None
        self._shapes: list[torch.Size] = []
        self._batch: tuple[Tensor, ...] = ()
        self._terms = torch.empty(0)

    def __call__(self, *batch: Tensor) -> Terms:
        """One step; returns the objective and its parts before it, without gradients."""
        if self._stream is None or not self.captured:
            return self._eager_step(*batch)
        shapes = [part.shape for part in batch]
        if self._shapes != shapes:  # another stage
            self._shapes, self._warm, self._graph = shapes, 0, None
        if self._warm < _WARM_UP:
            self._warm += 1
            # On the stream of the capture: autograd remembers the stream on which it first met each weight.
            self._stream.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(self._stream):
                terms = self._eager_step(*batch)
            torch.cuda.current_stream().wait_stream(self._stream)
            return terms
        if self._graph is None:
            self._graph = self._capture(batch)
        for kept, new in zip(self._batch, batch, strict=True):
            kept.copy_(new)
        self._graph.replay()
        return Terms(*self._terms.clone().unbind())

    def _eager_step(self, *batch: Tensor) -> Terms:
        terms: Terms = self.loss(*batch)
        if self._check is not None:
            self._check(terms)
        self.optimizer.zero_grad(set_to_none=True)
        self._accelerator.backward(terms.total)
        if self._clip_norm > 0:
            self._accelerator.clip_grad_norm_(self._weights, self._clip_norm)
        self.optimizer.step()
        return Terms(*(term.detach() for term in terms))

    def _capture(self, batch: tuple[Tensor, ...]) -> torch.cuda.CUDAGraph:
        """Capture a step without running it; its gradients live in the graph's own memory."""
        self._batch = tuple(torch.empty_like(part) for part in batch)
        self.optimizer.zero_grad(set_to_none=True)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, stream=self._stream):
            self._terms = torch.stack(list(self._eager_step(*self._batch)))
        return graph
