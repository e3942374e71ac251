"""Scripts of trainings that are more than one command."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest
import torch

from probsym.config import ModelConfig
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder
from probsym.types import Factors, Light, Viewpoint

TINY = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)


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
    depth, albedo, viewpoint, light = imitate.difference(factors(16, 1.06, 0.5, 0.03), teacher, 0.5)
    assert depth.item() == pytest.approx(44 * 0.01, abs=1e-4)
    assert albedo.item() == pytest.approx(3 * 0.1, abs=1e-5)
    assert viewpoint.item() == pytest.approx(20 * 0.01, abs=1e-5)
    assert light.item() == 0


def test_imitating_brings_a_student_nearer(
    imitate: ModuleType, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed, name in enumerate(("teacher", "student")):
        torch.manual_seed(seed)
        Autoencoder(TINY).save_pretrained(tmp_path / name)
    names = {"teacher": str(tmp_path / "teacher"), "student": str(tmp_path / "student")}
    imitate.main(imitate.Settings(photos, out=tmp_path / "out", steps=41, **names))
    first, _, last = (sum(map(float, line.split()[1:])) for line in capsys.readouterr().out.splitlines())
    assert last < 0.8 * first
    assert load(str(tmp_path / "out")).config == TINY
