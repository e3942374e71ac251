"""Scripts of trainings that are more than one command."""

import dataclasses
import importlib
from pathlib import Path
from types import ModuleType

import pytest
import torch

from probsym.config import ModelConfig
from probsym.data.image_folder import load_image_folder
from probsym.data.transforms import to_tensor
from probsym.geometry.crops import crop_images
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder
from probsym.rendering.shading import shade
from probsym.types import Factors, Light, Viewpoint

TINY = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)
RECIPE = """
base = "small"
steps = 2
stages = [{ image_size = 64, batch_size = 16 }]
[model]
image_size = 64
[objective]
features = "none"
lambda_perceptual = 0.0
[optimizer]
warmup_steps = 0
"""


@pytest.fixture
def imitate(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "scripts")
    return importlib.import_module("imitate_model")


def factors(size: int, depth: float, albedo: float, shift: float) -> Factors:
    light = Light(torch.full((1,), 0.5), torch.full((1,), 0.5), torch.tensor([[0.0, 0.0, 1.0]]))
    view = Viewpoint(torch.full((1, 3), 0.2), torch.full((1, 3), shift))
    return Factors(torch.full((1, size, size), depth), torch.full((1, 3, size, size), albedo), light, view)


def test_what_a_wider_crop_shows_is_smaller(imitate: ModuleType) -> None:
    """In a crop of 0.5, a relief of 0.1 and a shift of 0.04 are 0.05 and 0.02 of the whole photo's scene."""
    teacher = factors(32, 1.1, 0.6, 0.04)
    assert torch.stack(imitate.difference(factors(32, 1.05, 0.6, 0.02), teacher, 0.5)).abs().max() < 1e-5
    depth, rim, albedo, viewpoint, light = imitate.difference(factors(16, 1.06, 0.5, 0.03), teacher, 0.5)
    assert depth.item() == pytest.approx(40 * 0.01, abs=1e-4)
    assert rim.item() == pytest.approx(4 * 0.01, abs=1e-5)
    assert albedo.item() == pytest.approx(3 * 0.1, abs=1e-5)
    assert viewpoint.item() == pytest.approx(20 * 0.01, abs=1e-5)
    assert light.item() == 0


def test_the_centre_of_a_whole_photo_is_larger(imitate: ModuleType) -> None:
    """The inverse: a relief of 0.05 and a shift of 0.02 are 0.1 and 0.04 in a crop of 0.5, which shows the middle."""
    whole = factors(32, 1.05, 0.6, 0.02)
    whole.albedo[..., 8:24, 8:24] = 0.3
    centre = imitate.centre_of(whole, 0.5)
    assert torch.stack(imitate.difference(centre, factors(32, 1.1, 0.3, 0.04), 1)).abs().max() < 1e-4


def test_ridges_of_single_rows_are_not_imitated(imitate: ModuleType) -> None:
    teacher = factors(32, 1.0, 0.6, 0.04)
    teacher.canonical_depth[:, ::2] += 0.02
    smooth = factors(32, 1.01, 0.6, 0.04)
    assert imitate.difference(smooth, teacher, 1).depth < 1e-5 < imitate.difference(teacher, teacher, 1).depth


@pytest.mark.parametrize("inward", [False, True])
def test_imitating_brings_a_student_nearer(
    inward: bool, imitate: ModuleType, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed, name in enumerate(("teacher", "student")):
        torch.manual_seed(seed)
        Autoencoder(dataclasses.replace(TINY, refinement_width=4)).save_pretrained(tmp_path / name)
    names = {"teacher": str(tmp_path / "teacher"), "student": str(tmp_path / "student")}
    imitate.main(imitate.Settings(photos, out=tmp_path / "out", steps=41, inward=inward, **names))
    first, _, last, _ = (sum(map(float, line.split()[1:])) for line in capsys.readouterr().out.splitlines())
    assert last < 0.8 * first
    assert load(str(tmp_path / "out")).config == TINY


def test_a_recipe_trains_the_whole_photo_and_grows_the_student(
    imitate: ModuleType, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The albedo of the rim learns from photos, which imitating alone does not show it."""
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE)
    teacher = Autoencoder(TINY)
    teacher.save_pretrained(tmp_path / "teacher")
    imitate.main(imitate.Settings(photos, str(tmp_path / "teacher"), tmp_path / "out", recipe=str(recipe)))
    differences, error = capsys.readouterr().out.splitlines()
    assert len(differences.split()) == 5
    assert 0 < float(error.removeprefix("error ")) < 1
    student = load(str(tmp_path / "out"))
    assert student.config == dataclasses.replace(TINY, image_size=64)
    image = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    before, after = (model.eval().coarse_factors(image).albedo for model in (teacher.grow(64), student))
    assert (before - after)[..., :4].abs().max() > 1e-3


@pytest.fixture
def in_crops(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "scripts")
    return importlib.import_module("imitate_in_crops")


def test_imitating_in_crops_brings_a_student_nearer(in_crops: ModuleType, photos: Path, tmp_path: Path) -> None:
    """What is predicted of a crop comes nearer to what the model predicts of the whole image."""
    for seed, name in enumerate(("model", "student")):
        torch.manual_seed(seed)
        Autoencoder(TINY).save_pretrained(tmp_path / name)
    names = {"model": str(tmp_path / "model"), "student": str(tmp_path / "student")}
    in_crops.main(in_crops.Settings(photos, out=tmp_path / "out", steps=24, near=1, **names))
    crops, same = torch.tensor([[-0.2, 0.1, 0.0, 0.1]]).expand(8, 4), torch.zeros(8, 4)
    given = to_tensor(load_image_folder(photos, 32).images[:8])
    model, student, after = (load(str(tmp_path / name)) for name in ("model", "student", "out"))
    assert after.config == TINY
    with torch.inference_mode():
        wanted, moved = in_crops.predict(model, given, crops), crop_images(given, crops)
        first, last = (
            torch.stack(in_crops.difference(in_crops.predict(one, moved, same), wanted)).sum()
            for one in (student, after)
        )
    assert last < 0.85 * first


def test_a_raised_light_explains_the_photos_as_before(in_crops: ModuleType) -> None:
    model = Autoencoder(TINY).eval()
    direction = torch.tensor([[0.2, 0.4, 1.0], [0.0, -0.1, 1.0]])
    light = torch.cat([torch.tensor([[0.3, 0.5], [0.2, 0.6]]), torch.nn.functional.normalize(direction, dim=1)], 1)
    depth = 1 + 0.02 * torch.rand(2, 32, 32, generator=torch.Generator().manual_seed(0))
    depth = torch.nn.functional.avg_pool2d(depth[:, None], 5, 1, 2)[:, 0]
    before = in_crops.Predicted(depth, torch.full((2, 3, 32, 32), 0.4), torch.zeros(2, 3), torch.zeros(2, 3), light)
    after = in_crops.with_raised_light(model, before, -0.3)
    raised = after.light[:, 2:] / after.light[:, 4:]
    assert torch.allclose(raised, direction + torch.tensor([0.0, -0.3, 0.0]), atol=1e-6)
    assert torch.equal(after.light[:, :2], light[:, :2])
    assert (after.albedo - before.albedo).abs().max() > 0.02
    images = [
        part.albedo * shade(part.depth, in_crops.as_light(part.light), model.camera)[0] for part in (before, after)
    ]
    unclamped = after.albedo < 1
    assert torch.allclose(images[0][unclamped], images[1][unclamped], atol=1e-6)
    assert unclamped.float().mean() > 0.9
