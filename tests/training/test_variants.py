"""Trainings other than the method's own: supervised, perturbed, from given weights."""

import dataclasses
import io
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from rich.console import Console

from probsym.config import ModelConfig, ObjectiveConfig, Recipe
from probsym.data.synthetic.storage import load_synthetic
from probsym.data.transforms import to_tensor
from probsym.errors import CheckpointError, ConfigError, InputError
from probsym.models.autoencoder import Autoencoder
from probsym.training.checkpoint import load_checkpoint
from probsym.training.source import open_source
from probsym.training.train import Training, release_accelerator, train


def _quiet() -> Console:
    return Console(file=io.StringIO())


def _supervised(recipe: Recipe) -> Recipe:
    model = dataclasses.replace(
        recipe.model, rotation_range_deg=0, translation_range=0, translation_z_range=0, clamp_border=False
    )
    objective = dataclasses.replace(recipe.objective, supervised=True, features="vgg16")  # which is not asked for
    return dataclasses.replace(recipe, model=model, objective=objective)


def test_supervised_learns_the_depth_and_nothing_else(faces: Path, tmp_path: Path, recipe: Recipe) -> None:
    recipe = dataclasses.replace(_supervised(recipe), steps=40, validate_every=20)
    train(faces, tmp_path / "run", recipe, console=_quiet())
    rows = [json.loads(line) for line in (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()]
    totals = [row["total"] for row in rows if row["kind"] == "train"]
    assert totals[-1] < 0.8 * totals[0]
    side = [row["side"] for row in rows if row["kind"] == "validation"]
    assert side[-1] < side[0]
    saved = load_checkpoint(tmp_path / "run")
    assert all(name.startswith("depth_net.") for name in saved.optimizer)
    assert not saved.model.factors(torch.rand(1, 3, 32, 32)).viewpoint.rotation_rad.any()


def test_truth_is_mirrored_with_its_image(
    faces: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = load_synthetic(faces, "train")
    steps = 0
    original = Training._truth

    def spy(self: Training, chosen: np.ndarray, mirrored: torch.Tensor | None, size: int) -> tuple[torch.Tensor, ...]:
        nonlocal steps
        steps += 1
        depth, mask = original(self, chosen, mirrored, size)
        for place, number in enumerate(chosen):
            assert mirrored is not None
            truth = torch.from_numpy(np.array(stored.depth[number]))
            foreground = torch.from_numpy(np.array(stored.mask[number]))
            assert torch.equal(depth[place], truth.flip(-1) if mirrored[place] else truth)
            assert torch.equal(mask[place], foreground.flip(-1) if mirrored[place] else foreground)
        return depth, mask

    monkeypatch.setattr(Training, "_truth", spy)
    train(faces, tmp_path / "run", _supervised(recipe), console=_quiet())
    assert steps == 6


def test_supervised_resumes(faces: Path, tmp_path: Path, recipe: Recipe) -> None:
    recipe = _supervised(recipe)
    train(faces, tmp_path / "run", dataclasses.replace(recipe, steps=3), console=_quiet())
    train(faces, tmp_path / "run", recipe, resume=True, console=_quiet())
    train(faces, tmp_path / "whole", recipe, console=_quiet())
    assert load_checkpoint(tmp_path / "run").position.step == load_checkpoint(tmp_path / "whole").position.step == 6


def test_supervised_needs_truth_and_a_fixed_viewpoint(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    with pytest.raises(InputError, match='data: expected a set made by "probsym synth"'):
        train(photos, tmp_path / "run", _supervised(recipe), console=_quiet())
    assert not (tmp_path / "run").exists()
    with pytest.raises(ConfigError, match="supervised: expected model"):
        Recipe(model=ModelConfig(), objective=ObjectiveConfig(supervised=True), steps=1)


def test_every_image_keeps_its_rectangle(
    faces: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = dataclasses.replace(recipe.data, perturb=True, horizontal_flip=False)
    recipe = dataclasses.replace(recipe, data=data)
    batches: list[torch.Tensor] = []
    original = Training._truth

    def spy(self: Training, chosen: np.ndarray, *others: object) -> tuple[torch.Tensor, ...]:
        batches.append(torch.from_numpy(np.array(chosen)))
        return original(self, chosen, *others)  # type: ignore[arg-type]

    images: list[torch.Tensor] = []
    monkeypatch.setattr(Training, "_truth", spy)
    monkeypatch.setattr("probsym.training.train.downscale", lambda batch, size: images.append(batch.clone()) or batch)
    train(faces, tmp_path / "run", recipe, console=_quiet())
    clean = to_tensor(np.array(load_synthetic(faces, "train").images))
    shown: dict[int, torch.Tensor] = {}
    for chosen, batch in zip(batches, images, strict=True):
        for number, image in zip(chosen.tolist(), batch, strict=True):
            changed = (image != clean[number]).any(0).float().mean().item()
            assert 0.03 < changed < 0.27
            assert torch.equal(shown.setdefault(number, image), image)
    assert len(shown) == 8


def test_starting_from_given_weights(faces: Path, tmp_path: Path, recipe: Recipe) -> None:
    train(faces, tmp_path / "first", recipe, console=_quiet())
    start = Autoencoder.from_pretrained(str(tmp_path / "first" / "model"))
    onward = dataclasses.replace(recipe, init=str(tmp_path / "first"), seed=9)
    training = Training(open_source(faces, 32, recipe.data, 9), tmp_path / "second", onward, False, _quiet())
    for name, weight in start.state_dict().items():
        assert torch.equal(training.model.state_dict()[name], weight), name
    release_accelerator()
    wider = dataclasses.replace(onward, model=dataclasses.replace(recipe.model, width=8))
    with pytest.raises(CheckpointError, match="init: expected a model as the recipe's first stage"):
        train(faces, tmp_path / "third", wider, console=_quiet())
    with pytest.raises(CheckpointError, match="model: expected cat-64"):
        train(faces, tmp_path / "third", dataclasses.replace(onward, init="nowhere"), console=_quiet())
    assert not (tmp_path / "third").exists()
