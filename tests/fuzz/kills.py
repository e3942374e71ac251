"""Trainings that are killed, or run out of disk, again and again, and end as if nothing had happened.

``python tests/fuzz/kills.py --seed 0 --rounds 5``. A training of each kind is started in a separate process, which a
fault ends before a random file operation, and resumed, until it reaches its end. Weights, their average, Adam's state,
the model, all logged values and TensorBoard's must then equal those of an uninterrupted training, bit for bit.
"""

import argparse
import dataclasses
import io
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from rich.console import Console
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

sys.path.insert(0, str(Path(__file__).parents[1]))
from fuzz.faults import IN_MEMORY, attempt, report
from probsym.config import DataConfig, ModelConfig, ObjectiveConfig, OptimizerConfig, Recipe, Stage
from probsym.models.autoencoder import Autoencoder
from probsym.training.checkpoint import list_checkpoints, load_checkpoint
from probsym.training.run import run_training

MOST_FAULTS = 12
"""Of one training; it then runs to its end."""
_TIMES = ("seconds", "steps_per_second")


def recipes(start: Path) -> dict[str, Recipe]:
    """The kinds of trainings.

    Args:
        start: where to store a model that some start from.
    """
    model = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)
    plain = Recipe(
        model=model,
        objective=ObjectiveConfig(features="random"),
        data=DataConfig(validation_share=0.25),
        optimizer=OptimizerConfig(learning_rate=1e-3, warmup_steps=2, decay="cosine", clip_norm=5.0, ema_decay=0.9),
        stages=(Stage(image_size=32, batch_size=4),),
        steps=24,
        validate_every=12,
        checkpoint_minutes=0.0,  # after each step
    )
    torch.manual_seed(1)
    Autoencoder(model).save_pretrained(start)
    growing = dataclasses.replace(model, image_size=64)
    sharper = dataclasses.replace(model, refinement_width=4, relief_gain=1.2)
    return {
        "plain": plain,
        "growing": dataclasses.replace(plain, model=growing, stages=(Stage(32, 4, 0.5), Stage(64, 3, 0.5))),
        "sharpen": dataclasses.replace(
            plain,
            model=sharper,
            objective=dataclasses.replace(plain.objective, lambda_relight=3.0),
            optimizer=dataclasses.replace(plain.optimizer, trained="refinement"),
            init=str(start),
        ),
        "rerender and crop": dataclasses.replace(
            plain, objective=dataclasses.replace(plain.objective, lambda_rerender=0.3, lambda_crop=0.3)
        ),
    }


def _train(photos: Path, run: Path, recipe: Recipe) -> None:
    resume = bool(list_checkpoints(run))
    result = run_training(photos, run, recipe, resume=resume, console=Console(file=io.StringIO()))
    assert result.signal == 0


def state_of(run: Path) -> dict[str, Any]:
    """All that must be equal after a training, but times."""
    saved = load_checkpoint(run)
    found: dict[str, Any] = {"state": dataclasses.replace(saved.state, seconds=0)}
    tensors = {f"model.{name}": weight for name, weight in saved.model.state_dict().items()}
    if saved.average is not None:
        tensors |= {f"average.{name}": weight for name, weight in saved.average.state_dict().items()}
    tensors |= {f"adam.{name}.{key}": value for name, of in saved.optimizer.items() for key, value in of.items()}
    found |= {name: tensor.numpy().tobytes() for name, tensor in tensors.items()}
    found["weights"] = (run / "model" / "model.safetensors").read_bytes()
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    found["metrics"] = [{key: value for key, value in row.items() if key not in _TIMES} for row in rows]
    boards = sorted({path.parent for path in run.rglob("events.out.tfevents.*")})
    for number, folder in enumerate(boards):
        board = EventAccumulator(str(folder)).Reload()
        for tag in board.Tags()["scalars"]:
            if not tag.endswith(_TIMES):
                found[f"board {number} {tag}"] = [(event.step, event.value) for event in board.Scalars(tag)]
    shown = {int(path.stem.removeprefix("step-")) for path in (run / "sheets").iterdir()}
    found["sheets"] = {step for step in shown if step % saved.recipe.validate_every == 0}  # others come after a time
    return found


def kill_points(photos: Path, folder: Path, recipe: Recipe, seed: int, rounds: int) -> Iterator[tuple[int, str, str]]:
    """Train with faults; yields operation, kind of fault and what went wrong.

    Args:
        photos: to train on.
        folder: empty.
        recipe: of the trainings.
        seed: of the operations.
        rounds: trainings.
    """
    rng = np.random.default_rng(seed)
    _train(photos, folder / "whole", recipe)  # here, so that the processes need not import and compile anything
    expected = state_of(folder / "whole")
    code, operations = attempt(partial(_train, photos, folder / "again", recipe), 0, kill=True, audited=True)
    assert code == 0
    for number in range(rounds):
        run, kill = folder / f"run-{number}", number % 2 == 0
        tried: list[int] = []
        code, moment = -1, 0
        while code != 0:
            moment = int(rng.integers(1, operations // 3)) if len(tried) < MOST_FAULTS else 0
            code, reached = attempt(partial(_train, photos, run, recipe), moment, kill, audited=True)
            if code == 0 and 0 < moment <= reached:  # a full disk where nothing is lost by it
                yield moment, "kill" if kill else "ENOSPC", ""
            if code != 0:
                tried.append(moment)
                yield moment, "kill" if kill else "ENOSPC", _unexpected(code, kill)
            if len(tried) > MOST_FAULTS:
                return
        if moment and not kill:  # a fault in a clean-up is ignored, and the next process cleans up
            attempt(partial(_train, photos, run, recipe), 0, kill, audited=True)
        found = state_of(run)
        different = [name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)]
        left = [path.name for path in run.rglob(".*")]
        if different or left:
            yield 0, f"after {tried}", f"differs in {sorted(different)[:5]}, left {left}"


def _unexpected(code: int, kill: bool) -> str:
    return "" if code == (-signal.SIGKILL if kill else 1) else f"exit code {code}"


def make_photos(folder: Path) -> Path:
    """Twelve pictures of a shaded disc, in a new folder."""
    folder.mkdir()
    rows, columns = np.mgrid[:40, :40] / 39.0
    generator = np.random.default_rng(7)
    for number in range(12):
        x, y = generator.uniform(0.35, 0.65, 2)
        disc = np.clip(1 - ((columns - x) ** 2 + (rows - y) ** 2) * 9, 0, 1)[..., None]
        pixels = np.sqrt(disc) * generator.uniform(0.2, 1.0, 3) + (disc == 0) * 0.6 * rows[..., None]
        Image.fromarray((pixels.clip(0, 1) * 255).astype(np.uint8)).save(folder / f"{number:02d}.png")
    return folder


def main() -> int:
    """Try all kinds; the exit code is 1 if a fault was not survived."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=4, help="trainings of each kind")
    parser.add_argument("--only", nargs="*", help="kinds")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as name:
        folder = Path(name)
        os.environ["PROBSYM_CACHE"] = str(folder / "cache")
        photos, kinds = make_photos(folder / "photos"), recipes(folder / "start")
        chosen = {kind: kinds[kind] for kind in args.only or kinds}
        for kind in chosen:
            (folder / kind).mkdir()
        return report(
            (kind, kill_points(photos, folder / kind, recipe, args.seed, args.rounds))
            for kind, recipe in chosen.items()
        )


if __name__ == "__main__":
    sys.exit(main())
