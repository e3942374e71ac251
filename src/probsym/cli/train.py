"""``probsym train``: train a model on a folder of photos."""

from dataclasses import dataclass
from pathlib import Path

from probsym.cli.flags import OfRecipe
from probsym.cli.startup import heavy_imports


@dataclass(frozen=True)
class Train:
    """Learn a category's 3D shape from a folder of single-view photos, without labels.

    Ctrl-C saves and stops; --resume continues.
    """

    data: Path
    """Folder or zip of photos of one category, optionally split into train/ and val/; folder of tar archives; data set
    of Hugging Face's datasets (extra stream); folder made by "probsym synth"; the paper's synface.zip or its folder."""
    out: Path
    """Run folder: model/ is the result, sheets/ show the progress; checkpoints/, metrics.jsonl, record.json."""
    recipe: str = "quick"
    """Shipped recipe (quick: 15 minutes on two cores; cpu: an hour; paper: the published settings) or a TOML file."""
    steps: OfRecipe[int] = None
    """Budget in steps."""
    minutes: OfRecipe[float] = None
    """Budget in minutes of training."""
    crop: OfRecipe[float] = None
    """Side of the centre crop as a fraction of the photo's shorter side."""
    seed: OfRecipe[int] = None
    """Random seed."""
    validate_every: OfRecipe[int] = None
    """Steps between validations."""
    init: str | None = None
    """Initial weights: a shipped model, or the folder of a run or model, with the image size of the recipe's first
    stage."""
    resume: bool = False
    """Continue from the newest checkpoint in --out, with its own recipe; --steps or --minutes may extend the budget."""
    max_megapixels: float = 67.0
    """Largest photo in megapixels, 8 MB of memory each; larger JPEGs are decoded at reduced size, others refused."""
    force: bool = False
    """Train even if the photos are blank, identical or noise."""
    no_restart: bool = False
    """Continue if most shapes are hollow after a tenth of the budget; by default, most recipes restart."""
    device: str = "auto"
    """auto (a GPU if there is one), cpu, cuda or mps (Apple GPU)."""
    compile: bool = False
    """Compile the training step with torch.compile (needs a GPU and Triton); pays off for long runs."""


def run(args: Train) -> int:
    """Train; the exit code is 0, or 128 + the signal that stopped it.

    Raises:
        ProbsymError: bad input.
    """
    from rich.console import Console

    with heavy_imports():
        from probsym.data.memory import set_max_megapixels
        from probsym.inference.parallel import shard_from_environment
        from probsym.training.run import train

    set_max_megapixels(args.max_megapixels)
    # Of several processes started together, only the first prints.
    console = Console(stderr=True, quiet=shard_from_environment().rank > 0)
    result = train(
        args.data, args.out, args.recipe, steps=args.steps, minutes=args.minutes, seed=args.seed, init=args.init,
        overrides={
            "data.crop": args.crop,
            "validate_every": args.validate_every,
            "restart_hollow": False if args.no_restart else None,
        },
        resume=args.resume, device=args.device, compile=args.compile, force=args.force, console=console,
    )  # fmt: skip
    text = f"model: {args.out / 'model'}   pictures: {args.out / 'sheets'}"
    if result.signal:
        text = f"stopped and saved; continue with: probsym train --data {args.data} --out {args.out} --resume"
    console.print(text, highlight=False, soft_wrap=True, markup=False)
    return 128 + result.signal if result.signal else 0
