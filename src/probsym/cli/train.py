"""``probsym train``: learn a category from a folder of photos."""

import os
from dataclasses import dataclass
from pathlib import Path

from probsym.config import Recipe


@dataclass(frozen=True)
class Train:
    """Learn a category's 3D from a folder of single photos, without labels.

    Ctrl-C saves and stops; --resume goes on from there.
    """

    data: Path
    """Folder or zip of photos of one kind of thing, or a folder made by "probsym synth"."""
    out: Path
    """Folder of the run: model/ to use, sheets/ to look at, checkpoints/, metrics.jsonl, record.json."""
    recipe: str = "quick"
    """Name of a recipe (quick: 15 minutes on two cores; cpu: an hour; paper: the published settings) or a TOML file."""
    steps: int | None = None
    """Budget in steps, instead of the recipe's."""
    minutes: float | None = None
    """Budget in minutes of training, instead of the recipe's."""
    crop: float | None = None
    """Side of the centre crop as a share of each photo's shorter side, instead of the recipe's."""
    seed: int | None = None
    """Seed, instead of the recipe's."""
    validate_every: int | None = None
    """Steps between validations, instead of the recipe's."""
    init: str | None = None
    """Start from these weights: a shipped model, or the folder of a run or a model of the recipe's first stage."""
    resume: bool = False
    """Go on from the newest checkpoint in --out, with the run's own recipe; --steps or --minutes may extend it."""
    compile: bool = False
    """Compile the training step first (torch.compile; needs a GPU and Triton): pays for long trainings."""


def run(args: Train) -> int:
    """Train; the exit code is 0, or 128 + the signal that stopped it.

    Raises:
        ProbsymError: bad input.
    """
    from rich.console import Console

    from probsym.training.train import train

    # Of several processes started together, one speaks.
    console = Console(stderr=True, quiet=os.environ.get("RANK", "0") != "0")
    stopped = train(args.data, args.out, _recipe(args), args.resume, console, args.compile)
    if stopped:
        text = f"stopped and saved; go on with: probsym train --data {args.data} --out {args.out} --resume"
    else:
        text = f"model: {args.out / 'model'}   pictures: {args.out / 'sheets'}"
    console.print(text, highlight=False, soft_wrap=True, markup=False)
    return 128 + stopped if stopped else 0


def _recipe(args: Train) -> Recipe:
    import dataclasses

    from probsym.config import load_recipe
    from probsym.errors import ConfigError
    from probsym.training.checkpoint import load_checkpoint

    if args.steps is not None and args.minutes is not None:
        raise ConfigError("steps: expected either --steps or --minutes, got both")
    for name in ("steps", "minutes", "validate_every"):
        value = getattr(args, name)
        if value is not None and value <= 0:
            raise ConfigError(f"{name}: expected a positive number, got {value}")
    recipe = load_checkpoint(args.out).recipe if args.resume else load_recipe(args.recipe)
    recipe = recipe.with_budget(args.steps, args.minutes)
    given = {name: getattr(args, name) for name in ("seed", "validate_every", "init")}
    changes = {name: value for name, value in given.items() if value is not None}
    if args.crop is not None:
        changes["data"] = dataclasses.replace(recipe.data, crop=args.crop)
    recipe = dataclasses.replace(recipe, **changes)
    return recipe if args.resume else _framed(recipe, args.data)


def _framed(recipe: Recipe, data: Path) -> Recipe:
    """The recipe for photos that "probsym crop" cut: the model then knows how to frame others."""
    import dataclasses

    from probsym.framing.crops import read_card

    framing = read_card(data)
    if framing.detector == "none":
        return recipe
    framing = dataclasses.replace(framing, side=framing.side * recipe.data.crop)
    return dataclasses.replace(recipe, model=recipe.model.framed(framing))
