"""Train on a folder of photos and reconstruct with the new model.

    python examples/03_train_on_your_photos.py --photos photos/ --recipe quick

Without --photos it trains on 64 rendered faces for a few steps, to show that everything runs.
"""

import argparse
import sys
from pathlib import Path

import probsym
from probsym.cli.exit_code import exit_code
from probsym.config import load_recipe
from probsym.synthetic.generate import generate_set
from probsym.synthetic.settings import SceneSettings

SAMPLE = Path(__file__).parent / "photos" / "ada.png"


def main() -> None:
    """Train, then reconstruct a photo with the trained model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="folder or zip archive of centred photos")
    parser.add_argument("--recipe", default="quick", help="shipped recipe or TOML file")
    parser.add_argument("--steps", type=int, help="budget in steps, instead of the recipe's")
    parser.add_argument("--out", type=Path, default=Path("outputs/train"))
    arguments = parser.parse_args()

    # A recipe is a frozen dataclass; any setting can be overridden by its dotted name.
    recipe = load_recipe(arguments.recipe)
    print(f"{arguments.recipe}: {recipe.model.architecture} networks at {recipe.model.image_size} pixels")

    data, steps = arguments.photos, arguments.steps
    if data is None:
        data, steps = arguments.out / "faces", steps or 10
        if not data.exists():
            generate_set(data, {"train": 64, "val": 4, "test": 4}, SceneSettings(size=recipe.model.image_size))

    trained = probsym.train(data, arguments.out / "run", recipe, steps=steps, overrides={"data.horizontal_flip": True})
    print(f"{trained.step} steps in {trained.seconds:.0f} s; sheets in {trained.run / 'sheets'}")

    result = probsym.reconstruct(SAMPLE, model=trained.run, detect="none")
    result.save(arguments.out / "result", maps_only=True)


if __name__ == "__main__":
    sys.exit(exit_code(main))  # bad input: one line, exit code 2
