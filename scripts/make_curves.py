"""Chart of runs on data with ground truth: SIDE and MAD of every validation, against steps.

python scripts/make_curves.py curves.webp "best=RUN" "paper=OTHER"
"""

import argparse
import json
from pathlib import Path

from probsym.benchmark.figure import Curve, Panel, curves_chart

RATIOS = {"side_ratio": "SIDE / mean depth", "mad_ratio": "MAD / mean depth"}


def validations(run: Path) -> list[dict[str, float]]:
    """The validation lines of a run's ``metrics.jsonl``."""
    lines = (run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    return [entry for entry in map(json.loads, lines) if entry["kind"] == "validation"]


def main() -> None:
    """Write the chart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="picture to write (.webp, .jpg or .png)")
    parser.add_argument("runs", nargs="+", help="label=folder of the run")
    arguments = parser.parse_args()
    runs = {label: validations(Path(folder)) for label, folder in (run.split("=", 1) for run in arguments.runs)}
    panels = []
    for name, title in RATIOS.items():
        curves = [Curve(label, [(entry["step"], entry[name]) for entry in run]) for label, run in runs.items()]
        panels.append(Panel(title, "steps", "", curves))
    curves_chart("Validation", panels).save(arguments.out, quality=85)


if __name__ == "__main__":
    main()
