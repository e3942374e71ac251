"""Run networks that share their input concurrently on a GPU."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import torch


def run_on_streams(device: torch.device, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """The results of independent calls.

    During CUDA graph capture each call, and its backward, becomes a branch of its own: one small network leaves most of
    a GPU idle. Otherwise they run in sequence.

    Args:
        device: of the inputs.
        calls: functions that do not depend on each other's results.
    """
    if device.type != "cuda" or torch.compiler.is_compiling() or not torch.cuda.is_current_stream_capturing():
        return [call() for call in calls]
    here, results = torch.cuda.current_stream(device), []
    streams = [_stream(device, branch) for branch in range(len(calls))]
    for call, stream in zip(calls, streams, strict=True):
        stream.wait_stream(here)
        with torch.cuda.stream(stream):
            results.append(call())
    for stream in streams:
        here.wait_stream(stream)
    return results


@cache
def _stream(device: torch.device, branch: int) -> torch.cuda.Stream:
    del branch
    return torch.cuda.Stream(device)
