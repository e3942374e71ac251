from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from tests.export.animals import Domes, animal

from probsym.cli.main import main
from probsym.config import ModelConfig
from probsym.errors import InputError
from probsym.export.silhouette import learn_silhouette
from probsym.inference import silhouettes
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder

SIZE = 32


@pytest.fixture(scope="module")
def photos() -> list[NDArray[np.uint8]]:
    generator = np.random.default_rng(0)
    return [animal(generator) for _ in range(5)]


def test_ears_come_out_of_the_photos(photos: list[NDArray[np.uint8]]) -> None:
    model = Domes(ModelConfig(image_size=SIZE, architecture="slim", width=4, latent=8))
    steps: list[tuple[int, int]] = []
    silhouette = learn_silhouette(model, photos, lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1]
    torch.testing.assert_close(silhouette, silhouette.flip(1))
    ear, between, head, corner = silhouette[8, 18], silhouette[8, 32], silhouette[36, 32], silhouette[60, 2]
    assert ear > 0.7
    assert between < 0.4
    assert head > 0.95
    assert corner < 0.1


def test_no_photo_is_refused() -> None:
    with pytest.raises(InputError, match="photos: expected at least one"):
        learn_silhouette(Autoencoder(ModelConfig(image_size=SIZE, architecture="slim", width=4, latent=8)), [])


def test_the_command_stores_it_with_the_model(
    photos: list[NDArray[np.uint8]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, folder = tmp_path / "model", tmp_path / "photos"
    Autoencoder(ModelConfig(image_size=SIZE, architecture="slim", width=4, latent=8)).save_pretrained(model)
    assert load(model).silhouette is None
    folder.mkdir()
    for number, photo in enumerate(photos[:3]):
        Image.fromarray(photo).save(folder / f"{number}.png")
    assert main(["silhouette", "--data", str(folder), "--model", str(model), "--photos", "2"]) == 0
    assert "silhouette.png" in capsys.readouterr().out
    silhouette = load(model).silhouette
    assert silhouette is not None
    assert silhouette.shape == (64, 64)
    load(model).save_pretrained(tmp_path / "copy")
    assert (tmp_path / "copy/silhouette.png").read_bytes() == (model / "silhouette.png").read_bytes()


def test_the_command_stores_a_network_that_belongs_to_the_silhouette(
    photos: list[NDArray[np.uint8]], tmp_path: Path
) -> None:
    model, folder = tmp_path / "model", tmp_path / "photos"
    Autoencoder(ModelConfig(image_size=SIZE, architecture="slim", width=4, latent=8)).save_pretrained(model)
    folder.mkdir()
    for number, photo in enumerate(photos[:3]):
        Image.fromarray(photo).save(folder / f"{number}.png")
    command = ["silhouette", "--data", str(folder), "--model", str(model), "--photos", "2"]
    assert main([*command, "--network-steps", "1", "--network-photos", "2"]) == 0
    net = load(model).object_net
    assert net is not None
    load(model).save_pretrained(tmp_path / "copy")
    assert (tmp_path / "copy/object.safetensors").read_bytes() == (model / "object.safetensors").read_bytes()
    assert not any(name.startswith("object_net") for name, _ in load(model).named_parameters())
    assert main(command) == 0
    assert not (model / "object.safetensors").exists()
    assert load(model).object_net is None


def test_a_full_disk_leaves_the_earlier_silhouette_and_network(
    photos: list[NDArray[np.uint8]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, folder = tmp_path / "model", tmp_path / "photos"
    Autoencoder(ModelConfig(image_size=SIZE, architecture="slim", width=4, latent=8)).save_pretrained(model)
    (model / "silhouette.png").write_bytes(b"earlier")
    (model / "object.safetensors").write_bytes(b"earlier")
    folder.mkdir()
    Image.fromarray(photos[0]).save(folder / "0.png")
    before = sorted(path.name for path in model.iterdir())

    def fail(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(silhouettes, "load", lambda _: Domes(ModelConfig(image_size=SIZE)))
    monkeypatch.setattr(silhouettes, "encode_object_net", fail)
    with pytest.raises(OSError, match="No space"):
        silhouettes.add_silhouette(model, folder, network_steps=1)
    assert sorted(path.name for path in model.iterdir()) == before
    assert (model / "silhouette.png").read_bytes() == (model / "object.safetensors").read_bytes() == b"earlier"


def test_photos_without_an_object_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model, folder = tmp_path / "model", tmp_path / "photos"
    Autoencoder(ModelConfig(image_size=SIZE, architecture="slim", width=4, latent=8)).save_pretrained(model)
    folder.mkdir()
    for number in range(3):
        Image.new("RGB", (1, 1), (120, 120, 120)).save(folder / f"{number}.png")
    assert main(["silhouette", "--data", str(folder), "--model", str(model)]) == 2
    assert "data: 3 of 3 photos are of a single colour; no silhouette can be learned" in capsys.readouterr().err
    assert not (model / "silhouette.png").exists()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--model", "face-64"], "model: expected the folder of a run or model, got face-64"),
        (["--model", ".", "--photos", "0"], "photos: expected at least 1, got 0"),
        (["--model", ".", "--network-photos", "0"], "network_photos: expected at least 1, got 0"),
        (["--model", ".", "--network-steps", "-1"], "network_steps: expected at least 0, got -1"),
    ],
)
def test_bad_input_is_refused(flags: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["silhouette", "--data", "nothing", *flags]) == 2
    assert words in capsys.readouterr().err
