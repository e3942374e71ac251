"""Faults at each file operation of the checkpoint writer: a kill, or a full disk.

``python tests/fuzz/faults.py``. Before its n-th file operation a process that writes a checkpoint is killed, or gets
"no space left on device", for every n and for several situations. Afterwards the run must load as it was before or as
it should be, write the next checkpoint, and hold nothing but checkpoints.
"""

import errno
import hashlib
import os
import re
import shutil
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from fuzz.targets import run_arguments
from probsym.errors import ProbsymError
from probsym.training.checkpoint import load_checkpoint, save_checkpoint

_SYSTEM_CALLS = "open write writelines flush close truncate fsync rename replace mkdir rmdir unlink remove scandir"
_MORE_CALLS = "stat lstat listdir chmod utime readinto read __exit__ posix_fallocate"
OPERATIONS = frozenset([*_SYSTEM_CALLS.split(), *_MORE_CALLS.split()])
"""Names of the interpreter's C functions that ask the operating system for something to do with files."""
EVENTS = frozenset(["open", *(f"os.{name}" for name in ("mkdir", "rmdir", "remove", "rename", "listdir", "scandir"))])
"""Names of the audit events of such functions."""
_OWNERS = ("posix", "nt", "_io", "io", "builtins", "BufferedWriter", "FileIO", "BufferedReader", "TextIOWrapper")

IN_MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory: flushing them to the disk costs nothing."""
_TEMPORARY = re.compile(r"(\.(?:writing|replaced)-)\d+-[0-9a-f]{8}-[0-9a-f]{16}")

Situation = tuple[str, tuple[int, ...], int]
SITUATIONS: tuple[Situation, ...] = (
    ("the first", (), 4),
    ("the same step again", (4,), 4),
    ("the third, which removes the first", (2, 3), 4),
    ("the same step again, with an older one", (3, 4), 4),
)
"""Name, steps of the checkpoints that are there, step of the one that is written."""


class Faults:
    """Counts file operations, and fails before one of them."""

    def __init__(self, moment: int, kill: bool) -> None:
        """Fail before operation ``moment``, from 1; 0: never."""
        self.count, self._moment, self._kill = 0, moment, kill

    def __call__(self, frame: Any, event: str, function: Any) -> None:
        """A profile function of :func:`sys.setprofile`."""
        if event == "c_call" and function.__name__ in OPERATIONS and _is_of_files(function):
            self._next()

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """A hook of :func:`sys.addaudithook`: sees fewer operations, no reading and writing, and costs no time."""
        if event in EVENTS:
            self._next()

    def _next(self) -> None:
        self.count += 1
        if self.count == self._moment:
            if self._kill:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _is_of_files(function: Any) -> bool:
    owner = getattr(function, "__self__", None)
    return getattr(function, "__module__", None) in _OWNERS or type(owner).__name__ in _OWNERS


def attempt(write: Callable[[], object], moment: int, kill: bool, audited: bool = False) -> tuple[int, int]:
    """Call ``write`` in a separate process with a fault before operation ``moment``.

    Args:
        write: writes files.
        moment: from 1; 0: no fault.
        kill: the process, instead of letting it believe that the disk is full.
        audited: count only what :meth:`Faults.audit` sees, for calls that compute much.

    Returns:
        Exit code (negative: the signal) and, of a process that reached its end, the number of operations.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        faults, code = Faults(moment, kill), 0
        if audited:
            sys.addaudithook(faults.audit)
        else:
            sys.setprofile(faults)
        try:
            write()
        except (OSError, ProbsymError):
            code = 1
        except BaseException:
            traceback.print_exc()
            code = 2
        finally:
            sys.setprofile(None)
        os.write(writing, str(faults.count).encode())
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        counted = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), int(counted or 0)


def fingerprint(run: Path) -> list[float] | None:
    """Step and sums of what is resumed; None without a checkpoint."""
    if not any((run / "checkpoints").glob("step-*")):
        return None
    checkpoint = load_checkpoint(run)
    weights = [float(weight.double().sum()) for weight in checkpoint.model.state_dict().values()]
    moments = [float(state["exp_avg"].double().sum()) for state in checkpoint.optimizer.values()]
    return [checkpoint.state.step, *weights, *moments]


def check_run(run: Path, before: list[float] | None, after: list[float], arguments: tuple[Any, ...]) -> str:
    """What is wrong with a run after a fault; empty if nothing is."""
    found = fingerprint(run)
    if found not in (before, after):
        return f"resumes at {found[:1] if found else found}, which is neither the old nor the new checkpoint"
    save_checkpoint(run, *arguments)
    if load_checkpoint(run).state.step != arguments[0].train_state.step:
        return "the next checkpoint is not the newest"
    left = [path.name for path in (run / "checkpoints").iterdir() if not path.name.startswith("step-")]
    return f"left behind: {left}" if left else ""


def digest(folder: Path) -> str:
    """Of all names and contents below a folder; names of temporaries count without process and random part."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda path: _TEMPORARY.sub(r"\1", str(path))):
        found.update(_TEMPORARY.sub(r"\1", path.relative_to(folder).as_posix()).encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"folder")
    return found.hexdigest()


def points(situation: Situation, every: int = 1) -> Iterator[tuple[int, str, str]]:
    """Try each fault of a situation; yields operation, kind of fault, and what went wrong.

    A folder that equals an earlier one is not checked again.

    Args:
        situation: of ``SITUATIONS``.
        every: 1 tries all operations, n every n-th.
    """
    _, earlier, step = situation
    checked: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as name:
        folder = Path(name)
        whole = folder / "before"
        (whole / "checkpoints").mkdir(parents=True)
        for number in earlier:
            save_checkpoint(whole, *run_arguments(number))
        arguments, later = run_arguments(step), run_arguments(step + 1)
        arguments = (arguments[0], later[1], arguments[2], arguments[3])  # other weights than those that are there
        save_checkpoint(folder / "warm", *arguments)  # what is imported late would count as file operations
        before = fingerprint(whole)
        run = Path(shutil.copytree(whole, folder / "run-0"))
        code, operations = attempt(partial(save_checkpoint, run, *arguments), 0, kill=True)
        assert code == 0
        after = fingerprint(run)
        assert after is not None
        assert after != before
        for kill in (True, False):
            for moment in range(1, operations + 1, every):
                kind = "kill" if kill else "ENOSPC"
                shutil.rmtree(run)
                # Another name each time: a process cleans a folder only once.
                run = Path(shutil.copytree(whole, folder / f"run-{kind}-{moment}"))
                code, _ = attempt(partial(save_checkpoint, run, *arguments), moment, kill)
                if code not in ((-signal.SIGKILL,) if kill else (0, 1)):
                    yield moment, kind, f"exit code {code}"
                    continue
                left = digest(run)
                if left not in checked:
                    checked[left] = check_run(run, before, after, later)
                yield moment, kind, checked[left]


def report(named: Iterable[tuple[str, Iterable[tuple[int, str, str]]]]) -> int:
    """Print how many faults there were, and which were not survived; the exit code is 1 if there was one."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    tried = failed = 0
    for name, found in named:
        outcomes = list(found)
        wrong = [outcome for outcome in outcomes if outcome[2]]
        tried, failed = tried + len(outcomes), failed + len(wrong)
        print(f"{name}: {len(outcomes)} faults, {len(wrong)} not survived", flush=True)
        for moment, kind, reason in wrong:
            print(f"    {kind} before operation {moment}: {reason}")
    print(f"{tried} faults, {tried - failed} survived")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(report((situation[0], points(situation)) for situation in SITUATIONS))
