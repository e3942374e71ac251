"""Devices and processes of a training, through accelerate."""

from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState, PartialState
from accelerate.utils import parse_flag_from_env
from torch import Tensor

from probsym.errors import InputError


def connect_processes(device: str | None) -> PartialState:
    """Join the processes that a launcher started, if any, and choose the device.

    Args:
        device: "cpu", "cuda", or None for a GPU where there is one. Which of several GPUs: CUDA_VISIBLE_DEVICES.

    Raises:
        InputError: another name, or no GPU for "cuda".
    """
    if device not in (None, "cpu", "cuda"):
        raise InputError(f"device: expected cpu or cuda, got {device!r}")
    if device == "cuda" and not torch.cuda.is_available():
        raise InputError("device: expected a GPU for 'cuda', found none")
    release_accelerator()
    # Accelerator() looks at the variable by itself, PartialState() does not.
    return PartialState(cpu=device == "cpu" or parse_flag_from_env("ACCELERATE_USE_CPU"))


def training_device() -> torch.device:
    """The device that accelerate has chosen for this process."""
    return PartialState(cpu=parse_flag_from_env("ACCELERATE_USE_CPU")).device or torch.device("cpu")


def make_accelerator(precision: str, run: Path) -> Accelerator:
    """An accelerator that logs to TensorBoard's files in the folder of a run; ``precision``: "bf16" or "no"."""
    return Accelerator(mixed_precision=precision, log_with="tensorboard", project_dir=run)


def release_accelerator() -> None:
    """Reset accelerate's global state, so that another training in this process may use another precision or device.

    Several processes stay connected.
    """
    alone = PartialState._shared_state.get("num_processes", 1) == 1
    AcceleratorState._reset_state(reset_partial_state=alone)


def max_over_processes(accelerator: Accelerator, value: float) -> float:
    """The largest of the processes' values. Clocks and signals differ between processes, decisions must not."""
    if accelerator.num_processes == 1:
        return value
    gathered = accelerator.gather(torch.tensor([value], dtype=torch.float64, device=accelerator.device))
    return max(gathered.tolist())  # pyright: ignore[reportAttributeAccessIssue]


def mean_over_processes(accelerator: Accelerator, values: Tensor) -> Tensor:
    """Element-wise mean of the processes' tensors."""
    if accelerator.num_processes == 1:
        return values
    return accelerator.gather(values[None]).mean(0)  # pyright: ignore[reportAttributeAccessIssue]
