"""Whether other processes still run, also where the system tells less."""

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from probsym.training import process_table
from probsym.training.process_table import has_ended, start_time


@pytest.fixture
def ended() -> dict[str, Any]:
    """A process that has ended."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        started = start_time(child.pid)
    return {"pid": child.pid, "host": platform.node(), "started": started}


def _own(started: str | None) -> dict[str, Any]:
    return {"pid": os.getpid(), "host": platform.node(), "started": started}


def test_processes_of_this_machine_are_known_to_have_ended(ended: dict[str, Any]) -> None:
    assert has_ended(ended)
    assert not has_ended(_own(start_time(os.getpid())))
    assert not has_ended({**ended, "host": "elsewhere"})


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not tell when a process started")
def test_a_process_id_in_use_by_a_later_process_counts_as_ended() -> None:
    assert has_ended(_own("1"))


def test_without_the_process_file_system(ended: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", missing)
    assert start_time(os.getpid()) is None
    assert has_ended(ended)
    assert not has_ended(_own(None))


def test_no_process_is_probed_on_windows(ended: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(process_table.os, "name", "nt")
        patch.setattr(process_table.os, "kill", lambda *_: pytest.fail("probed"))
        assert not has_ended(ended)
