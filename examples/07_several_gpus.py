"""Train with several processes. Start it with accelerate, one process per GPU:

    accelerate launch --multi_gpu --num_processes 4 examples/07_several_gpus.py --data photos/ --recipe paper

On a machine without a GPU, two processes on the CPU:

    ACCELERATE_USE_CPU=true accelerate launch --multi_gpu --num_processes 2 examples/07_several_gpus.py --steps 4

The recipe's batch size is the total over all processes. Only the first process writes and prints.
"""

import argparse
import os
import sys
from pathlib import Path

import probsym
from probsym.cli.exit_code import exit_code
from probsym.config import load_recipe
from probsym.synthetic.generate import generate_set
from probsym.synthetic.settings import SceneSettings


def main() -> None:
    """Train; every process runs this same program."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder on storage that all processes can read")
    parser.add_argument("--recipe", default="quick")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--out", type=Path, default=Path("outputs/several-gpus"))
    arguments = parser.parse_args()

    recipe, data = load_recipe(arguments.recipe), arguments.data
    if data is None:  # each process renders its own copy, which the same seed makes identical
        data = arguments.out / f"faces-{os.environ.get('RANK', '0')}"
        if not data.exists():
            generate_set(data, {"train": 64, "val": 4, "test": 4}, SceneSettings(size=recipe.model.image_size))

    trained = probsym.train(data, arguments.out / "run", recipe, steps=arguments.steps)
    if os.environ.get("RANK", "0") == "0":
        print(f"{trained.step} steps, {trained.samples} images, {trained.seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(exit_code(main))  # bad input: one line, exit code 2
