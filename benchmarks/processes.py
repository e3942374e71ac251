"""The same training under ``accelerate launch`` with several numbers of processes: losses, images a second, CPU time.

    probsym synth --out faces32 --size 32 --count 2000
    python benchmarks/processes.py --data faces32

Processes share the CPU's cores, each with an equal number of threads and at least one. More processes than cores take
turns.
"""

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.config import load_recipe
from probsym.errors import InputError

ERROR = "probsym: error: "
"""Before what "probsym train" says about bad input."""


def main(argv: Sequence[str] | None = None) -> list[dict[str, Any]]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="as for probsym train")
    parser.add_argument("--recipe", default="small")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--threads", type=int, default=0, help="of each process; 0: cores / processes, at least 1")
    arguments = parser.parse_args(argv)
    check_at_least(1, steps=arguments.steps, processes=arguments.processes)
    check_at_least(0, threads=arguments.threads)
    load_recipe(arguments.recipe)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for count in arguments.processes:
            run = Path(scratch) / str(count)
            threads = arguments.threads or max(len(os.sched_getaffinity(0)) // count, 1)
            rows.append(train(count, threads, arguments.data, run, arguments.recipe, arguments.steps))
            print(json.dumps(rows[-1]), flush=True)
    return rows


def train(processes: int, threads: int, data: Path, run: Path, recipe: str, steps: int) -> dict[str, Any]:
    """One training: images a second from the logs after the first, and what all processes used."""
    number = str(threads)
    environment = {**os.environ, "ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": number, "NUMBA_NUM_THREADS": number}
    launch = [sys.executable, "-m", "accelerate.commands.launch", "--num_processes", str(processes)]
    launch += ["--multi_gpu"] if processes > 1 else ["--num_machines", "1"]
    command = ["--module", "probsym", "train", "--data", data, "--out", run, "--recipe", recipe, "--steps", steps]
    used = _cpu_seconds()
    done = subprocess.run([*launch, *map(str, command)], env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        reasons = [line for line in done.stderr.splitlines() if line.startswith(ERROR)]
        if reasons:
            raise InputError(reasons[0].removeprefix(ERROR))
        raise SystemExit(f"{processes} processes: {done.stderr[-2000:]}")
    lines = map(json.loads, (run / "metrics.jsonl").read_text(encoding="utf-8").splitlines())
    logs = [line for line in lines if line["kind"] == "train"]
    if not logs:
        raise InputError(f"steps: expected at least as many as between two logs, got {steps}")
    batch = load_recipe(recipe).stages[-1].batch_size
    timed = logs[1:] or logs  # kernels are loaded in the first
    return {
        "processes": processes,
        "threads": threads,
        "images_s": batch * len(timed) / sum(1 / log["steps_per_second"] for log in timed),
        "cpu_s": _cpu_seconds() - used,
        "losses": [(log["step"], log["total"]) for log in logs],
    }


def furthest(rows: Sequence[dict[str, Any]]) -> float:
    """Largest relative difference of a loss from that of the first training at the same step."""
    first = dict(rows[0]["losses"])
    return max((abs(loss / first[step] - 1) for row in rows for step, loss in row["losses"]), default=math.nan)


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run() -> None:
    """All trainings, and how far their losses are apart."""
    print(f"losses differ by at most {furthest(main()):.2g} of their value")


if __name__ == "__main__":
    sys.exit(exit_code(run))
