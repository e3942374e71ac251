"""Words about processes, without starting any."""

import os
import platform
import signal
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import torch
from accelerate.state import PartialState

from probsym.errors import InputError, ProcessLostError
from probsym.inference.parallel import SET_BY_LAUNCHERS
from probsym.training import processes
from probsym.training.lock import has_ended, start_time
from probsym.training.processes import connect_processes, launch_note, name_lost_process, release_accelerator

ACCELERATE = {"ACCELERATE_MIXED_PRECISION": "no"}


@pytest.mark.parametrize(
    ("world_size", "environment", "note"),
    [
        (1, {}, ""),
        (1, ACCELERATE, "1 process"),
        (1, {**ACCELERATE, "MASTER_PORT": "29500"}, "1 process, though accelerate was asked for more: with --cpu it"),
        (1, {**ACCELERATE, "MASTER_PORT": "29500", "WORLD_SIZE": "1"}, "1 process"),
        (4, {}, "4 processes share each batch"),
    ],
)
def test_the_note_tells_how_many_processes_a_launcher_started(
    world_size: int, environment: dict[str, str], note: str
) -> None:
    found = launch_note(world_size, environment)
    assert found.startswith(note)
    assert bool(found) == bool(note)


@pytest.mark.parametrize(
    "left_over",
    [
        {"RANK": "1", "WORLD_SIZE": "4"},
        {"RANK": "1", "WORLD_SIZE": "4", "LOCAL_RANK": "1"},
        {"MASTER_ADDR": "10.0.0.9"},
    ],
)
def test_left_over_variables_start_no_processes(left_over: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in left_over.items():
        monkeypatch.setenv(name, value)
    try:
        assert connect_processes("cpu").num_processes == 1
    finally:
        release_accelerator()
    assert {name: os.environ[name] for name in left_over} == left_over


def test_a_launcher_s_variable_that_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SET_BY_LAUNCHERS:
        monkeypatch.setenv(name, "many")
    with pytest.raises(InputError, match="RANK: expected a number in this environment variable, got 'many'"):
        connect_processes("cpu")


class _Two(PartialState):
    """The state of the first of two processes."""

    def __init__(self) -> None:
        pass

    num_processes = 2


def _process(pid: int, **changes: Any) -> dict[str, Any]:
    return {"pid": pid, "host": platform.node(), "started": start_time(pid), **changes}


@pytest.fixture(autouse=True)
def _sigterm() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> int:
    """The other process has ended; its number."""
    child = os.fork() or os._exit(0)
    os.waitpid(child, 0)
    monkeypatch.setattr(processes, "gather_object", lambda mine: [*mine, _process(child)])
    return child


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_the_lost_process_is_named(gone: int) -> None:
    message = rf"^process 2 of 2 \(pid {gone}\) has ended; continue with --resume$"
    with pytest.raises(ProcessLostError, match=message), name_lost_process(_Two()):
        raise RuntimeError("[gloo/transport/tcp/pair.cc:553] Connection closed by peer [127.0.0.1]:1234")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_launcher_that_ends_this_process_waits_for_the_name(gone: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(member: dict[str, Any]) -> bool:
        if member["pid"] == gone:
            os.kill(os.getpid(), signal.SIGTERM)
        return has_ended(member)

    def end(*_: object) -> None:
        pytest.fail("ended without a name")

    monkeypatch.setattr(processes, "has_ended", ended)
    signal.signal(signal.SIGTERM, end)
    with pytest.raises(ProcessLostError, match=f"pid {gone}"), name_lost_process(_Two()):
        raise RuntimeError("gloo: timed out")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_launcher_waits_until_the_error_is_printed(gone: int) -> None:
    received: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: received.append(number))

    def lose() -> None:
        os.kill(os.getpid(), signal.SIGTERM)  # before the connection breaks
        raise RuntimeError("gloo: timed out")

    with pytest.raises(ProcessLostError, match=f"pid {gone}"), name_lost_process(_Two()):
        lose()
    os.kill(os.getpid(), signal.SIGTERM)  # before the error is printed
    assert received == []


@pytest.mark.parametrize("error", [None, ValueError("something else")])
def test_sigterm_acts_as_before_while_no_process_is_lost(
    error: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[int] = []

    def receive(number: int, _: object) -> None:
        received.append(number)

    monkeypatch.setattr(processes, "gather_object", lambda mine: mine)
    signal.signal(signal.SIGTERM, receive)
    with suppress(ValueError), name_lost_process(_Two()):
        os.kill(os.getpid(), signal.SIGTERM)
        if error:
            raise error
    assert received == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) is receive


def test_a_process_elsewhere_cannot_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 0.0)
    monkeypatch.setattr(processes, "gather_object", lambda mine: [*mine, _process(1, host="elsewhere")])
    with pytest.raises(ProcessLostError, match=r"^another of the 2 processes has ended"), name_lost_process(_Two()):
        raise RuntimeError("gloo: timed out")


def test_a_process_that_ends_before_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(mine: list[object]) -> None:
        raise RuntimeError("[gloo/transport/tcp/pair.cc:553] Connection closed by peer [127.0.0.1]:1234")

    monkeypatch.setattr(processes, "gather_object", lose)
    with pytest.raises(ProcessLostError, match=r"^another of the 2 processes has ended"), name_lost_process(_Two()):
        pytest.fail("entered")


def test_processes_that_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(cpu: bool) -> None:
        raise torch.distributed.DistNetworkError("The client socket has timed out.\nException raised from here")

    monkeypatch.setattr(processes, "PartialState", lose)
    monkeypatch.setattr(processes, "release_accelerator", lambda: None)
    monkeypatch.setenv("MASTER_ADDR", "10.0.0.9")
    monkeypatch.setenv("MASTER_PORT", "29500")
    message = r"^the other processes cannot be reached at 10\.0\.0\.9:29500: The client socket has timed out\.$"
    with pytest.raises(ProcessLostError, match=message):
        connect_processes("cpu")


@pytest.mark.usefixtures("gone")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("error", [RuntimeError("shapes differ"), ValueError("gloo")])
def test_other_errors_stay_what_they_are(error: Exception) -> None:
    with pytest.raises(type(error), match=str(error)), name_lost_process(_Two()):
        raise error


def test_a_single_process_does_not_communicate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "gather_object", lambda mine: pytest.fail("asked"))
    with name_lost_process(PartialState(cpu=True)):
        pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_zombie_has_ended() -> None:
    child = os.fork() or os._exit(0)
    record = _process(child)
    while not has_ended(record):
        pass
    os.waitpid(child, 0)
    assert has_ended(record)
    assert not has_ended(_process(os.getpid()))
    assert not has_ended(_process(child, host="elsewhere"))
    assert has_ended(_process(os.getpid(), started="0"))
    assert has_ended(_process(-1))
