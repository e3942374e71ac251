"""When a CPU kernel replaces torch's operators."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

import torch
from torch import Tensor

from probsym.errors import InputError

COMPUTE_DTYPES = (torch.float32, torch.float64)
"""Types that the kernels compute in."""
_MIN_IMAGES_PER_THREAD = 0.25
"""With fewer images per thread torch's operators, which split single images, are faster."""
NUMBA_IS_INSTALLED = find_spec("numba") is not None
"""There are Pythons and processors without it; torch's operators serve there, except for "probsym synth"."""
_enabled = NUMBA_IS_INSTALLED


def use_cpu_kernel(*tensors: Tensor, dtypes: tuple[torch.dtype, ...] = COMPUTE_DTYPES) -> bool:
    """Whether to call the CPU kernel: gradients are needed, all tensors are on the CPU, and the batch is large enough.

    Inference stays with torch's operators: nothing has to be compiled, and a single photo gets all threads.

    Args:
        tensors: inputs of the operation, batch first.
        dtypes: types that the kernel takes.
    """
    if not _enabled or torch.compiler.is_compiling() or not torch.is_grad_enabled():
        return False
    supported = all(tensor.device.type == "cpu" and tensor.dtype in dtypes for tensor in tensors)
    large = tensors[0].shape[0] >= torch.get_num_threads() * _MIN_IMAGES_PER_THREAD
    return supported and large and any(tensor.requires_grad for tensor in tensors)


def require_numba(what: str) -> None:
    """Raise unless numba is installed.

    Raises:
        InputError: it is missing; the message says what needs it.
    """
    if not NUMBA_IS_INSTALLED:
        raise InputError(f"{what} needs numba, which is not installed: pip install numba")


@contextmanager
def disable_cpu_kernels() -> Iterator[None]:
    """Use torch's operators inside the block, to compare the kernels with them."""
    global _enabled
    before, _enabled = _enabled, False
    try:
        yield
    finally:
        _enabled = before
