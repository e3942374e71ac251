"""Devices, precision, processes and signals of a training run; through accelerate."""

import os
import platform
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState, PartialState
from accelerate.utils import gather_object, parse_flag_from_env
from torch import Tensor

from probsym.devices import DEVICES, choose_device, computes_in_bfloat16
from probsym.errors import InputError, ProcessLostError
from probsym.inference.parallel import SET_BY_LAUNCHERS, shard_from_environment
from probsym.training.lock import has_ended, start_time

PATIENCE = 5.0
"""Seconds in which a process whose connection was lost has to end to be named."""


def connect_processes(device: str | None) -> PartialState:
    """Join the processes that a launcher started, if any, and choose the device.

    Args:
        device: as for :func:`probsym.devices.choose_device`, but without a GPU's number: accelerate gives each process
            its own. Which of several GPUs: CUDA_VISIBLE_DEVICES.

    Raises:
        InputError: another name, or no such device here; or a launcher's variable that is no number.
        ProcessLostError: another process cannot be reached.
    """
    shard_from_environment()
    on_cpu = parse_flag_from_env("ACCELERATE_USE_CPU")  # Accelerator() looks at it by itself, PartialState() does not
    chosen = torch.device("cpu") if on_cpu and device in (None, "auto") else choose_device(device)
    if chosen.type not in DEVICES or chosen.index is not None:
        raise InputError(f"device: expected one of {', '.join(DEVICES)}, got {device!r}")
    release_accelerator()
    # Accelerate looks for the same GPUs in the same order, unless it is told to stay on the CPU.
    try:
        with _without_leftovers():
            return PartialState(cpu=on_cpu or chosen.type == "cpu")
    except RuntimeError as error:
        if not _is_lost_connection(error):
            raise
        where = f"{os.environ.get('MASTER_ADDR')}:{os.environ.get('MASTER_PORT')}"
        reason = " ".join(str(error).partition("\n")[0].split())
        raise ProcessLostError(f"the other processes cannot be reached at {where}: {reason}") from None


@contextmanager
def _without_leftovers() -> Iterator[None]:
    """Hide a launcher's variables of which some are missing: accelerate would wait for processes that do not exist."""
    found = {name: os.environ[name] for name in SET_BY_LAUNCHERS if name in os.environ}
    hidden = found if len(found) < len(SET_BY_LAUNCHERS) else {}
    for name in hidden:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(hidden)


def training_device() -> torch.device:
    """The device that accelerate has chosen for this process."""
    return PartialState(cpu=parse_flag_from_env("ACCELERATE_USE_CPU")).device or torch.device("cpu")


def make_accelerator(precision: str, run: Path) -> Accelerator:
    """An accelerator that logs to TensorBoard's files in the folder of a run; ``precision``: "bf16" or "no"."""
    return Accelerator(mixed_precision=precision, log_with="tensorboard", project_dir=run)


def launch_note(world_size: int, environment: Mapping[str, str] = os.environ) -> str:
    """How many processes there are, in one line, if a launcher started them; "" otherwise."""
    if world_size > 1:
        return f"{world_size} processes share each batch"
    if "ACCELERATE_MIXED_PRECISION" not in environment:  # which "accelerate launch" sets for everything that it starts
        return ""
    if "MASTER_PORT" in environment and "WORLD_SIZE" not in environment:
        return (
            "1 process, though accelerate was asked for more: with --cpu it starts one; for several on a CPU, set"
            " ACCELERATE_USE_CPU=true and give --multi_gpu instead"
        )
    return "1 process"


@contextmanager
def name_lost_process(state: PartialState) -> Iterator[None]:
    """Turn the error of a lost connection to another process into one that names the process.

    Args:
        state: of this process. All processes have to enter.

    Raises:
        ProcessLostError: another process has ended. From then on this one ignores SIGTERM, with which a launcher ends
            the processes that are left: it has to say why first. The launcher kills it if it stays.
    """
    if state.num_processes == 1:
        yield
        return
    mine = {"pid": os.getpid(), "host": platform.node(), "started": start_time(os.getpid())}
    members: list[dict[str, Any]] = []
    before = _ignore_sigterm_once_lost(members)
    lost = ""
    try:
        members += gather_object([mine])
        yield
    except RuntimeError as error:
        if not _is_lost_connection(error):
            raise
        with StopSignals():  # a launcher ends the processes that are left, and this one has to say why first
            lost = _describe_lost(members, state.num_processes)
        raise ProcessLostError(f"{lost}; continue with --resume") from None
    finally:
        if before is not None and not lost:  # else it would end this process before the error is printed
            signal.signal(signal.SIGTERM, before)


def _ignore_sigterm_once_lost(members: list[dict[str, Any]]) -> Any:
    """Let SIGTERM do nothing if one of ``members`` has ended: the error that names it is on its way.

    Returns:
        the handler before; None outside the main thread, where no handler can be set.
    """

    def receive(number: int, frame: FrameType | None) -> None:
        if any(has_ended(member) for member in members):
            return
        if callable(before):
            before(number, frame)
        elif before != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    before = signal.getsignal(signal.SIGTERM)
    try:
        signal.signal(signal.SIGTERM, receive)
    except ValueError:  # not the main thread
        return None
    return before


def _is_lost_connection(error: RuntimeError) -> bool:
    kinds = (torch.distributed.DistBackendError, torch.distributed.DistNetworkError, torch.distributed.DistStoreError)
    return isinstance(error, kinds) or "gloo" in str(error)


def _describe_lost(members: list[dict[str, Any]], count: int) -> str:
    """The processes that have ended, of ``members``; they may need a moment to."""
    until = time.monotonic() + PATIENCE
    while True:
        lost = [rank for rank, member in enumerate(members) if has_ended(member)]
        if lost or not members or time.monotonic() > until:
            break
        time.sleep(0.1)
    if not lost:
        return f"another of the {count} processes has ended or cannot be reached"
    names = [f"process {rank + 1} of {count} (pid {members[rank]['pid']})" for rank in lost]
    return f"{', '.join(names)} has ended" if len(names) == 1 else f"{', '.join(names)} have ended"


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


def choose_precision(setting: str, device: torch.device) -> str:
    """Accelerate's name for the precision: "bf16" or "no" (float32).

    Args:
        setting: "float32", "bfloat16", or "auto": bfloat16 where the device has instructions for it.
        device: that the training runs on.
    """
    if setting == "auto":
        return "bf16" if computes_in_bfloat16(device) else "no"
    return "bf16" if setting == "bfloat16" else "no"


class StopSignals:
    """Context manager that records the first signal; a second one raises ``KeyboardInterrupt``.

    Outside the main thread it does nothing, for Python delivers signals to the main thread only.
    """

    def __init__(self) -> None:
        self.number = 0
        """Number of the signal received; 0: none."""
        self._before: dict[int, object] = {}

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        if self.number:
            raise KeyboardInterrupt
        self.number = number

    def __enter__(self) -> "StopSignals":
        try:
            self._before = {number: signal.signal(number, self._receive) for number in (signal.SIGINT, signal.SIGTERM)}
        except ValueError:  # not the main thread
            self._before = {}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # pyright: ignore[reportArgumentType]
