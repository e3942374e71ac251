"""Fuzz all readers: ``python tests/fuzz/run.py --count 130``; every mutation is given by seed, target and number.

Each target runs in a separate process, with limited time and memory, so that crashes, hangs and excessive memory
count like foreign exceptions. A failure is repeated with ``--only TARGET --start NUMBER --count 1 --show``.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import signal
import sys
import tempfile
import traceback
import warnings
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from fuzz.targets import TARGETS, Target
from probsym.errors import ProbsymError

SECONDS = 60
MEMORY = 12 * 2**30
"""Most address space of a process, bytes; the libraries alone reserve several GB."""


def mutation(name: str, number: int, seed: int, content: bytes) -> bytes:
    """The mutation of a target's example by its number."""
    rng = np.random.default_rng([seed, zlib.crc32(name.encode()), number])
    return TARGETS[name].mutate(content, rng)


def outcome(target: Target, path: Path, show: bool = False) -> str:
    """ "read", "refused" or the foreign exception."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            target.read(path)
        except ProbsymError:
            return "refused"
        except Exception as error:
            if show:
                traceback.print_exc()
            place = traceback.extract_tb(error.__traceback__)[-1]
            text = " ".join(str(error).split())[:120]
            return f"{type(error).__name__}: {text} ({Path(place.filename).name}:{place.lineno})"
    return "read"


def try_target(
    name: str,
    numbers: range,
    seed: int,
    folder: Path,
    report: Callable[[str], None] = lambda _: None,
    show: bool = False,
) -> list[str]:
    """The outcome of each mutation, in this process.

    Args:
        name: of the target.
        numbers: of the mutations.
        seed: of all mutations.
        folder: empty.
        report: called with each outcome.
        show: print the tracebacks of foreign exceptions.
    """
    target = TARGETS[name]
    whole, copy = folder / "whole", folder / "copy"
    whole.mkdir()
    path = target.prepare(whole)
    content = path.read_bytes()
    assert (of_whole := outcome(target, path)) == "read", f"{name}: the example itself: {of_whole}"
    outcomes = []
    for number in numbers:
        shutil.copytree(whole, copy)
        (copy / path.relative_to(whole)).write_bytes(mutation(name, number, seed, content))
        outcomes.append(outcome(target, copy / path.relative_to(whole), show))
        report(outcomes[-1])
        shutil.rmtree(copy)
    return outcomes


def _in_child(name: str, numbers: range, seed: int, descriptor: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as folder, os.fdopen(descriptor, "w") as pipe:

        def report(one: str) -> None:
            print(one, file=pipe, flush=True)
            signal.alarm(SECONDS)  # ends the process

        signal.alarm(5 * SECONDS)
        try_target(name, numbers, seed, Path(folder), report)
        signal.alarm(0)


def run_target(name: str, numbers: range, seed: int) -> list[str]:
    """The outcome of each mutation; a process that dies is replaced."""
    outcomes: list[str] = []
    while len(outcomes) < len(numbers):
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os.close(read)
            try:
                _in_child(name, numbers[len(outcomes) :], seed, write)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            outcomes += pipe.read().splitlines()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code:
            outcomes.append(f"killed by {signal.Signals(-code).name}" if code < 0 else "the fuzzer itself failed")
    return outcomes


def main() -> int:
    """Fuzz; the exit code is 1 if there was a foreign exception."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=130, help="mutations of each target")
    parser.add_argument("--start", type=int, default=0, help="number of the first")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", choices=[*TARGETS], help="targets")
    parser.add_argument("--show", action="store_true", help="in one process, with tracebacks")
    parser.add_argument("--out", type=Path, help="write the counts as JSON")
    args = parser.parse_args()
    numbers = range(args.start, args.start + args.count)
    counts: dict[str, dict[str, Any]] = {}
    foreign = 0
    for name in args.only or TARGETS:
        if args.show:
            with tempfile.TemporaryDirectory() as folder:
                print(*try_target(name, numbers, args.seed, Path(folder), show=True), sep="\n")
            continue
        outcomes = run_target(name, numbers, args.seed)
        tally = Counter(one if one in ("read", "refused") else "foreign" for one in outcomes)
        foreign += tally["foreign"]
        counts[name] = {kind: tally[kind] for kind in ("read", "refused", "foreign")}
        print(f"{name:18} {tally['read']:5} read {tally['refused']:5} refused {tally['foreign']:5} foreign", flush=True)
        for number, one in zip(numbers, outcomes, strict=True):
            if one not in ("read", "refused"):
                print(f"    {name} {number}: {one}", flush=True)
    total = sum(sum(tally.values()) for tally in counts.values())
    print(f"{total} mutations of {len(counts)} kinds of files, seed {args.seed}: {foreign} foreign exceptions")
    if args.out is not None:
        report = {"seed": args.seed, "count": args.count, "python": platform.python_version(), "targets": counts}
        args.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return int(foreign > 0)


if __name__ == "__main__":
    sys.exit(main())
