"""Which device computes, and what runs on it: the one place that asks."""

import warnings
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import torch

from probsym.errors import InputError

CPU_FLAGS = Path("/proc/cpuinfo")
DEVICES = ("auto", "cpu", "cuda", "mps")
"""What ``--device`` takes; a GPU's number may follow, as in cuda:1."""
_TRITON_NEEDS = (7, 0)
"""Compute capability of the oldest GPUs for which Triton makes kernels: Volta."""


def choose_device(name: str | None = None) -> torch.device:
    """The device to compute on.

    Args:
        name: "cpu", "cuda", "mps" (Apple's GPUs), or one with a number, such as "cuda:1". "auto" or None: an NVIDIA or
            AMD GPU (cuda) that torch has kernels for, else Apple's GPU, else the CPU.

    Raises:
        InputError: no such device here, or it cannot compute.
    """
    if name in (None, "auto"):
        return _best_device()
    try:
        device = torch.device(name)
        check_computes(device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise InputError(
            f"device: expected {', '.join(DEVICES)}, available on this machine, got {name!r}: {_reason(error)}"
        ) from None
    return device


def gpu_problem() -> str:
    """Why the GPU that torch sees cannot compute, such as one too old for this torch; "" if it can or there is none."""
    if not torch.cuda.is_available():
        return ""
    try:
        check_computes(torch.device("cuda"))
    except RuntimeError as error:  # "no kernel image is available for execution on the device", or out of memory
        return _reason(error)
    return ""


def supports_triton(device: torch.device) -> bool:
    """Whether Triton is installed and makes kernels for ``device``, a GPU of at least compute capability 7.0."""
    return device.type == "cuda" and find_triton() and is_new_enough_for_triton(device.index or 0)


@cache
def find_triton() -> bool:
    """Whether Triton is installed; it comes with torch for CUDA on Linux."""
    return find_spec("triton") is not None


def _best_device() -> torch.device:
    if torch.cuda.is_available():
        problem = gpu_problem()
        if not problem:
            return torch.device("cuda")
        warnings.warn(f"the GPU cannot compute ({problem}); using the CPU", stacklevel=3)
        return torch.device("cpu")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


@cache
def is_new_enough_for_triton(index: int) -> bool:
    """Whether Triton makes kernels for the GPU of this number; warns once if not."""
    found = torch.cuda.get_device_capability(index)
    if found >= _TRITON_NEEDS:
        return True
    warnings.warn(
        f"the GPU has compute capability {found[0]}.{found[1]}, and Triton needs {_TRITON_NEEDS[0]}.{_TRITON_NEEDS[1]};"
        " using torch's operators, which are slower",
        stacklevel=3,
    )
    return False


def check_computes(device: torch.device) -> None:
    """Run a kernel on the device.

    Raises:
        RuntimeError: it does not run; torch raises AssertionError or NotImplementedError for some devices.
    """
    result = torch.ones(1, device=device) + 1
    if device.type != "meta":  # whose tensors have no values
        result.item()


def _reason(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def computes_in_bfloat16(device: torch.device) -> bool:
    """Whether a device has instructions for bfloat16, so that it is faster than float32."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    try:  # torch emulates bfloat16 slowly on CPUs without one of these instruction sets
        flags = CPU_FLAGS.read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags
