"""Render faces with ground truth and score a model on them.

python examples/06_evaluate.py --model synface-64 --count 500
"""

import argparse
import sys
from pathlib import Path

import probsym
from probsym.cli.exit_code import exit_code
from probsym.synthetic.generate import generate_set


def main() -> None:
    """Print SIDE and MAD of a model beside the mean-depth baseline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="synface-64", help="shipped model, or folder of a run")
    parser.add_argument("--count", type=int, default=100, help="test images")
    parser.add_argument("--out", type=Path, default=Path("outputs/evaluate"))
    arguments = parser.parse_args()

    model = probsym.load(arguments.model)
    faces = arguments.out / "faces"
    if not faces.exists():
        generate_set(faces, {"train": 0, "val": 0, "test": arguments.count})

    # The built-in head differs from the ICT faces that synface-64 was trained on, so expect larger errors here.
    evaluation = probsym.evaluate(model, faces)
    print(f"{evaluation.images} images")
    print(evaluation)


if __name__ == "__main__":
    sys.exit(exit_code(main))  # bad input: one line, exit code 2
