"""The lock of a run folder, and whether other processes still run, also where the system tells less."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from probsym.errors import InputError
from probsym.training import lock
from probsym.training.lock import LOCK_FILE, has_ended, lock_run_folder, start_time


def _lock(run: Path, **owner: object) -> Path:
    run.mkdir(exist_ok=True)
    path = run / LOCK_FILE
    path.write_text(json.dumps({"pid": os.getpid(), "host": platform.node()} | owner))
    return path


def _ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_the_lock_names_its_owner_and_is_released(tmp_path: Path) -> None:
    run = tmp_path / "run"
    with lock_run_folder(run):
        owner = json.loads((run / LOCK_FILE).read_text())
        assert (owner["pid"], owner["host"]) == (os.getpid(), platform.node())
        with (
            pytest.raises(InputError, match=f"out: .*run is in use by process {os.getpid()} on "),
            lock_run_folder(run),
        ):
            pass
        assert (run / LOCK_FILE).is_file()
        (run / "something").write_text("")
    assert [path.name for path in run.iterdir()] == ["something"]


def test_a_folder_left_empty_is_removed_with_those_above_it(tmp_path: Path) -> None:
    with lock_run_folder(tmp_path / "deep" / "run"):
        pass
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "there").mkdir()
    with lock_run_folder(tmp_path / "there"):
        pass
    assert list(tmp_path.iterdir()) == [tmp_path / "there"]


def test_an_error_releases_the_lock(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), lock_run_folder(tmp_path / "run"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="a reused process number is told by /proc")
@pytest.mark.parametrize("kind", ["ended", "damaged", "reused", "impossible"])
def test_stale_locks_are_replaced(tmp_path: Path, kind: str) -> None:
    run = tmp_path / "run"
    owner = {"ended": {"pid": _ended_process()}, "reused": {"started": "1"}, "impossible": {"pid": 2**40}}
    path = _lock(run, **owner.get(kind, {}))
    if kind == "damaged":
        path.write_bytes(b"\0")
    with lock_run_folder(run):
        assert json.loads(path.read_text())["pid"] == os.getpid()
    assert not path.exists()


def test_locks_of_other_hosts_are_respected(tmp_path: Path) -> None:
    path = _lock(tmp_path / "run", host="elsewhere", pid=12)
    message = r"in use by process 12 on elsewhere; wait for it, or remove .*\.lock"
    with pytest.raises(InputError, match=message), lock_run_folder(tmp_path / "run"):
        pass
    assert path.is_file()


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
        patch.setattr(lock.os, "name", "nt")
        patch.setattr(lock.os, "kill", lambda *_: pytest.fail("probed"))
        assert not has_ended(ended)
