"""Chart of runs on data with ground truth: SIDE and MAD of every validation, against steps.

python scripts/make_curves.py curves.webp "best=RUN" "paper=OTHER"
"""

import argparse
import sys
from pathlib import Path

from probsym.benchmark.figure import Curve, Panel, curves_chart
from probsym.cli.exit_code import exit_code
from probsym.errors import InputError
from probsym.io import atomic_write, check_new_file, read_text
from probsym.readers.json import parse_json

RATIOS = {"side_ratio": "SIDE / mean depth", "mad_ratio": "MAD / mean depth"}


def validations(run: Path) -> list[dict[str, float]]:
    """The validation lines of a run's ``metrics.jsonl``."""
    path = run / "metrics.jsonl"
    entries = [parse_json(line, str(path)) for line in read_text(path).splitlines()]
    found = [entry for entry in entries if isinstance(entry, dict) and {"step", *RATIOS} <= set(entry)]
    if not found:
        raise InputError(f"{path}: expected validations on data with ground truth, found none")
    return found


def main() -> None:
    """Write the chart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="picture to write (.webp, .jpg or .png)")
    parser.add_argument("runs", nargs="+", help="label=folder of the run")
    arguments = parser.parse_args()
    check_new_file("out", arguments.out, (".webp", ".jpg", ".png"))
    runs = {}
    for run in arguments.runs:
        label, equals, folder = run.partition("=")
        if not equals:
            raise InputError(f"runs: expected label=folder, got {run}")
        runs[label] = validations(Path(folder))
    panels = []
    for name, title in RATIOS.items():
        curves = [Curve(label, [(entry["step"], entry[name]) for entry in run]) for label, run in runs.items()]
        panels.append(Panel(title, "steps", "", curves))
    with atomic_write(arguments.out) as temporary:
        curves_chart("Validation", panels).save(temporary, quality=85)


if __name__ == "__main__":
    sys.exit(exit_code(main))
