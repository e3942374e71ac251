"""When the compiled kernels serve."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

COMPUTE_DTYPES = (torch.float32, torch.float64)
"""Types that kernels compute in."""
_IMAGES_A_THREAD = 0.25
"""With fewer images for each of torch's threads its own operators, which share out single images, are faster."""
_may_serve = True


def use_cpu_kernel(*tensors: Tensor, types: tuple[torch.dtype, ...] = COMPUTE_DTYPES) -> bool:
    """Whether gradients are wanted of ``tensors``, all on the CPU, with images enough for the threads.

    Without gradients torch's operators serve: they need nothing compiled, and one photo's work has more threads there.

    Args:
        tensors: batches of images, or what belongs to them.
        types: what they may hold.
    """
    if not _may_serve or torch.compiler.is_compiling() or not torch.is_grad_enabled():
        return False
    here = all(tensor.device.type == "cpu" and tensor.dtype in types for tensor in tensors)
    many = tensors[0].shape[0] >= torch.get_num_threads() * _IMAGES_A_THREAD
    return here and many and any(tensor.requires_grad for tensor in tensors)


@contextmanager
def disable_cpu_kernels() -> Iterator[None]:
    """Leave everything to torch's operators inside: to compare the kernels with them."""
    global _may_serve
    before, _may_serve = _may_serve, False
    try:
        yield
    finally:
        _may_serve = before
