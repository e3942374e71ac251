"""``probsym train``: train a model on a folder of photos."""

from dataclasses import dataclass
from pathlib import Path

from probsym.cli.startup import heavy_imports


@dataclass(frozen=True)
class Train:
    """Learn a category's 3D from a folder of single photos, without labels.

    Ctrl-C saves and stops; --resume continues from there.
    """

    data: Path
    """Folder or zip of photos of one kind of object, with or without train/ and val/; the paper's synface.zip or its
    folder; tar archives, or a set of the package datasets (extra stream); or a folder made by "probsym synth"."""
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
    """Continue from the newest checkpoint in --out, with the run's own recipe; --steps or --minutes may extend it."""
    max_megapixels: float = 67.0
    """Refuse photos of more million pixels; larger JPEGs are decoded at a reduced size. Each million takes 8 MB."""
    force: bool = False
    """Train even if the photos are of a single colour, all the same, or noise."""
    no_restart: bool = False
    """Go on when the shapes are hollow after a tenth of the budget; recipes other than paper start again by default."""
    device: str = "auto"
    """auto (a GPU where there is one), cpu, cuda or mps (Apple's GPU)."""
    compile: bool = False
    """Compile the training step first (torch.compile; needs a GPU and Triton): pays for long trainings."""


def run(args: Train) -> int:
    """Train; the exit code is 0, or 128 + the signal that stopped it.

    Raises:
        ProbsymError: bad input.
    """
    from rich.console import Console

    with heavy_imports():
        from probsym.data.pixel_budget import set_max_megapixels
        from probsym.inference.shards import shard_from_environment
        from probsym.training.run import train

    set_max_megapixels(args.max_megapixels)
    # Of several processes started together, only the first prints.
    console = Console(stderr=True, quiet=shard_from_environment().rank > 0)
    result = train(
        args.data,
        args.out,
        args.recipe,
        steps=args.steps,
        minutes=args.minutes,
        seed=args.seed,
        init=args.init,
        overrides={
            "data.crop": args.crop,
            "validate_every": args.validate_every,
            "restart_hollow": False if args.no_restart else None,
        },
        resume=args.resume,
        device=args.device,
        compiled=args.compile,
        force=args.force,
        console=console,
    )
    if result.signal:
        text = f"stopped and saved; continue with: probsym train --data {args.data} --out {args.out} --resume"
        exit_code = 128 + result.signal
    else:
        text, exit_code = f"model: {args.out / 'model'}   pictures: {args.out / 'sheets'}", 0
    console.print(text, highlight=False, soft_wrap=True, markup=False)
    return exit_code
