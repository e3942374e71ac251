"""Run commands one after another, each with a time limit, and record their outcomes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
GRACE = 15.0
"""Seconds in which a part that is asked to stop may save."""


@dataclass(frozen=True)
class Part:
    """A command, and what its result says."""

    name: str
    command: Sequence[str | Path]
    seconds: float
    """Until it is asked to stop."""
    figures: Callable[[str], dict[str, Any]]
    """From its output, or from the files that it wrote."""
    needs: Path | None = None
    """File or folder of an earlier part."""
    skipped: str = ""
    """Why it does not run."""


def run_limited(
    command: Sequence[str | Path], seconds: float, environment: Mapping[str, str], log: Path
) -> tuple[int, bool]:
    """Run a command in the checkout; the return code, and whether it exceeded ``seconds``.

    Then, and when this process is interrupted or terminated, it and all processes that it started are asked to stop,
    and killed if they do not.
    """
    words = [*map(str, command)]
    before = signal.signal(signal.SIGTERM, _leave)
    with (
        log.open("wb") as output,
        subprocess.Popen(
            words, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=ROOT, start_new_session=True
        ) as process,
    ):
        try:
            return process.wait(seconds), False
        except subprocess.TimeoutExpired:
            return _stop(process), True
        except BaseException:
            _stop(process)
            raise
        finally:
            signal.signal(signal.SIGTERM, before)


def _leave(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _stop(process: subprocess.Popen[bytes]) -> int:
    for number, seconds in ((signal.SIGTERM, GRACE), (signal.SIGKILL, None)):
        try:
            os.killpg(process.pid, number)
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break
    return process.wait()


def perform(part: Part, environment: Mapping[str, str], log: Path) -> dict[str, Any]:
    """Run a part; what there is to record of it."""
    record: dict[str, Any] = {"name": part.name, "command": [*map(str, part.command)], "limit_s": part.seconds}
    reason = part.skipped or ("no time is left" if part.seconds <= 1 else "")
    if not reason and part.needs is not None and not part.needs.exists():
        reason = f"there is no {part.needs}"
    if reason:
        return record | {"returncode": None, "skipped": reason, "seconds": 0.0, "figures": {}}
    begin = time.monotonic()
    code, late = run_limited(part.command, part.seconds, environment, log)
    output = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    record |= {"returncode": code, "timed_out": late, "seconds": time.monotonic() - begin, "figures": {}}
    try:
        record["figures"] = part.figures(output)
    except Exception as error:  # of whatever the part left; the others go on
        record |= {} if code else {"error": f"{type(error).__name__}: {error}"}
    return record | {"output_tail": output[-2000:]}


def failed(part: Mapping[str, Any]) -> bool:
    """Whether it ran and did not succeed."""
    return part["returncode"] not in (0, None) or "error" in part


def outcome(part: Mapping[str, Any]) -> str:
    """How a part ended, in a few words."""
    if part["returncode"] is None:
        return f"skipped: {part['skipped']}"
    late = ", stopped at its limit" if part["timed_out"] else ""
    return part.get("error", "done" if not part["returncode"] else f"return code {part['returncode']}") + late
