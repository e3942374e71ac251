import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from probsym.config import Recipe, Stage
from probsym.data.transforms import to_tensor
from probsym.losses.illumination import RELIGHT_DRAWS
from probsym.synthetic.storage import load_synthetic
from probsym.training.batch_loader import BatchLoader
from probsym.training.dataset import open_training_data

STAGE = Stage(image_size=32, batch_size=4)


def _batches(faces: Path, recipe: Recipe, rank: int = 0, world: int = 1) -> BatchLoader:
    return BatchLoader(open_training_data(faces, 32, recipe.data, 0), recipe, torch.device("cpu"), rank, world)


def _supervised(recipe: Recipe) -> Recipe:
    model = dataclasses.replace(recipe.model, rotation_range_deg=0, translation_range=0, translation_z_range=0)
    return dataclasses.replace(recipe, model=model, objective=dataclasses.replace(recipe.objective, supervised=True))


def _plain(recipe: Recipe, **data: bool) -> Recipe:
    return dataclasses.replace(recipe, data=dataclasses.replace(recipe.data, horizontal_flip=False, **data))


def _clean(faces: Path) -> Tensor:
    return to_tensor(np.array(load_synthetic(faces, "train").images))


def test_ground_truth_is_flipped_with_its_image(faces: Path, recipe: Recipe) -> None:
    stored, clean = load_synthetic(faces, "train"), _clean(faces)
    batches = _batches(faces, _supervised(recipe))
    seen = set()
    for samples in range(0, 32, 4):
        for image, depth, mask in zip(*batches.batch_at(samples, STAGE), strict=True):
            plain = [torch.equal(image, other) for other in clean]
            flipped = [torch.equal(image.flip(-1), other) for other in clean]
            is_flipped = any(flipped)
            number = (flipped if is_flipped else plain).index(True)
            seen.add(is_flipped)
            truth, foreground = (torch.from_numpy(np.array(part[number])) for part in (stored.depth, stored.mask))
            assert torch.equal(depth, truth.flip(-1) if is_flipped else truth)
            assert torch.equal(mask, foreground.flip(-1) if is_flipped else foreground)
    assert seen == {False, True}


def test_every_image_keeps_its_rectangle(faces: Path, recipe: Recipe) -> None:
    clean, batches = _clean(faces), _batches(faces, _plain(recipe, perturb=True))
    shown: dict[int, Tensor] = {}
    for samples in range(0, 32, 4):
        (images,) = batches.batch_at(samples, STAGE)
        for image in images:
            changed = (image[None] != clean).any(1).float().mean((1, 2))
            number = int(changed.argmin())
            assert 0.03 < changed[number] < 0.27
            assert torch.equal(shown.setdefault(number, image), image)
    assert len(shown) == 8


def test_a_sample_index_gives_the_same_batch_again_and_the_next_another(faces: Path, recipe: Recipe) -> None:
    first, second = _batches(faces, recipe), _batches(faces, recipe)
    first.batch_at(0, STAGE)
    assert torch.equal(first.batch_at(4, STAGE)[0], second.batch_at(4, STAGE)[0])
    assert not torch.equal(first.batch_at(4, STAGE)[0], first.batch_at(8, STAGE)[0])


def test_each_process_gets_its_shard_of_a_batch(faces: Path, recipe: Recipe) -> None:
    whole = _batches(faces, _plain(recipe)).batch_at(8, STAGE)[0]
    shares = [_batches(faces, _plain(recipe), rank, 2).batch_at(8, STAGE)[0] for rank in range(2)]
    assert [len(share) for share in shares] == [2, 2]
    remaining = list(whole)
    for image in torch.cat(shares):
        remaining.pop(next(at for at, other in enumerate(remaining) if torch.equal(image, other)))
    assert not remaining


def test_flips_follow_from_the_sample_index(faces: Path, recipe: Recipe) -> None:
    flipping, plain = _batches(faces, recipe), _batches(faces, _plain(recipe))
    turned = []
    for samples in range(0, 64, 4):
        for one, other in zip(flipping.batch_at(samples, STAGE)[0], plain.batch_at(samples, STAGE)[0], strict=True):
            assert torch.equal(one, other) or torch.equal(one, other.flip(2))
            turned.append(not torch.equal(one, other))
    assert 0.2 < sum(turned) / len(turned) < 0.8


def test_images_on_the_device_are_the_same(faces: Path, recipe: Recipe) -> None:
    batches, resident = _batches(faces, recipe), _batches(faces, recipe)
    resident.keep_on_device()
    for samples in range(0, 32, 4):
        (read,), (kept,) = batches.batch_at(samples, STAGE), resident.batch_at(samples, STAGE)
        assert torch.equal(read, kept)
        assert read.stride() == kept.stride()


def test_a_gpu_keeps_images_that_take_little_of_its_memory(
    faces: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[BatchLoader] = []
    monkeypatch.setattr(BatchLoader, "keep_on_device", lambda batches: kept.append(batches))
    source = open_training_data(faces, 32, recipe.data, 0)
    for free, count in ((source.images.nbytes * 3, 0), (source.images.nbytes * 5, 1)):
        monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _, free=free: (free, 10 * free))
        BatchLoader(source, recipe, torch.device("cuda"), 0, 1)
        assert len(kept) == count


def test_random_crops_are_those_of_the_whole_batch(faces: Path, recipe: Recipe) -> None:
    cropping = dataclasses.replace(recipe, objective=dataclasses.replace(recipe.objective, lambda_crop=1.0))
    _, whole = _batches(faces, cropping).batch_at(8, STAGE)
    assert whole.shape == (4, 4)
    assert (whole.abs().amax(0) <= torch.tensor([0.223, 0.12, 0.12, 0.26])).all()
    shares = [_batches(faces, cropping, rank, 2).batch_at(8, STAGE)[1] for rank in range(2)]
    assert torch.equal(torch.cat(shares), whole)
    assert not torch.equal(_batches(faces, cropping).batch_at(12, STAGE)[1], whole)


def test_random_shadows_come_after_the_crops_and_lights_of_other_terms(faces: Path, recipe: Recipe) -> None:
    relighting, rerendering = (
        dataclasses.replace(recipe, objective=dataclasses.replace(recipe.objective, **{name: 1.0}))
        for name in ("lambda_relight", "lambda_rerender")
    )
    _, *others, whole = _batches(faces, relighting).batch_at(8, STAGE)
    for found, expected in zip(others, _batches(faces, rerendering).batch_at(8, STAGE)[1:], strict=True):
        assert torch.equal(found, expected)
    assert whole.shape == (4, RELIGHT_DRAWS)
    assert -1 <= whole.min() < 0 < whole.max() <= 1
    shares = [_batches(faces, relighting, rank, 2).batch_at(8, STAGE)[3] for rank in range(2)]
    assert torch.equal(torch.cat(shares), whole)


def test_random_lights_and_rotations_are_those_of_the_whole_batch_and_leave_the_crops(
    faces: Path, recipe: Recipe
) -> None:
    rerendering, cropping = (
        dataclasses.replace(recipe, objective=dataclasses.replace(recipe.objective, **{name: 1.0}))
        for name in ("lambda_rerender", "lambda_crop")
    )
    _, crops, whole = _batches(faces, rerendering).batch_at(8, STAGE)
    assert torch.equal(crops, _batches(faces, cropping).batch_at(8, STAGE)[1])
    assert whole.shape == (4, 6)
    assert (whole.abs().amax(0) <= torch.tensor([1.0, 1.0, 1.0, 0.15, 0.15, 0.15])).all()
    assert whole.min() < 0 < whole.max()
    shares = [_batches(faces, rerendering, rank, 2).batch_at(8, STAGE)[2] for rank in range(2)]
    assert torch.equal(torch.cat(shares), whole)
