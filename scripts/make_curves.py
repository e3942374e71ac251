"""Chart of runs on data with ground truth: SIDE and MAD of every validation, against steps.

    python scripts/make_curves.py curves.webp "best=RUN" "paper=OTHER"

``--losses`` shows the loss and the reconstruction error above them: means over 200 steps, from step 200 on.
"""

import argparse
import sys
from pathlib import Path
from statistics import fmean

from probsym.benchmark.figure import Curve, Panel, curves_chart
from probsym.cli.exit_code import exit_code
from probsym.errors import InputError
from probsym.io import atomic_write, check_new_file, read_text
from probsym.readers.plain import parse_json

RATIOS = {"side_ratio": "SIDE / mean depth", "mad_ratio": "MAD / mean depth"}
LOSSES = {"total": "loss", "error": "error: mean absolute reconstruction error, 0 to 1"}
MEAN_OF = 200
"""Steps whose losses are averaged."""


def entries_of(run: Path, keys: set[str]) -> list[dict[str, float]]:
    """The lines of a run's ``metrics.jsonl`` that have these keys."""
    path = run / "metrics.jsonl"
    entries = [parse_json(line, str(path)) for line in read_text(path).splitlines()]
    return [entry for entry in entries if isinstance(entry, dict) and {"step", *keys} <= set(entry)]


def validations(run: Path) -> list[dict[str, float]]:
    """The validations of a run."""
    found = entries_of(run, set(RATIOS))
    if not found:
        raise InputError(f"{run / 'metrics.jsonl'}: expected validations on data with ground truth, found none")
    return found


def losses(run: Path, name: str) -> list[tuple[float, float]]:
    """Step and mean of a loss over the steps before it."""
    parts: dict[int, list[float]] = {}
    for entry in entries_of(run, set(LOSSES)):
        parts.setdefault(int(entry["step"] - 1) // MEAN_OF, []).append(entry[name])
    return [((part + 1) * MEAN_OF, fmean(values)) for part, values in sorted(parts.items())]


def main() -> None:
    """Write the chart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="picture to write (.webp, .jpg or .png)")
    parser.add_argument("runs", nargs="+", help="label=folder of the run")
    parser.add_argument("--losses", action="store_true", help="also the loss and the reconstruction error")
    arguments = parser.parse_args()
    check_new_file("out", arguments.out, (".webp", ".jpg", ".png"))
    runs, folders = {}, {}
    for run in arguments.runs:
        label, equals, folder = run.partition("=")
        if not equals:
            raise InputError(f"runs: expected label=folder, got {run}")
        folders[label] = Path(folder)
        runs[label] = validations(folders[label])
    panels = []
    for name, title in LOSSES.items() if arguments.losses else ():
        curves = [Curve(label, losses(folder, name)) for label, folder in folders.items()]
        panels.append(Panel(title, "steps", "", curves))
    for name, title in RATIOS.items():
        curves = [Curve(label, [(entry["step"], entry[name]) for entry in run]) for label, run in runs.items()]
        panels.append(Panel(title, "steps", "", curves))
    with atomic_write(arguments.out) as temporary:
        curves_chart("Training and validation" if arguments.losses else "Validation", panels).save(
            temporary, quality=85
        )


if __name__ == "__main__":
    sys.exit(exit_code(main))
