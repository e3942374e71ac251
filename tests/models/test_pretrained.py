import dataclasses
import io
import json
import types
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
import torch
from huggingface_hub import errors
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor

from probsym.config import ModelConfig
from probsym.errors import CheckpointError, ConfigError
from probsym.models.autoencoder import Autoencoder
from probsym.models.hub import ModelCard
from probsym.models.object_net import ObjectNet, object_unet
from probsym.models.pretrained import decode_silhouette, encode_silhouette

TINY = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)


def test_a_silhouette_survives_its_file() -> None:
    silhouette = torch.rand(64, 64, generator=torch.Generator().manual_seed(0))
    decoded = decode_silhouette(encode_silhouette(silhouette), "silhouette.png")
    torch.testing.assert_close(decoded, silhouette, atol=0.5 / 255 + 1e-6, rtol=0)


def _png(mode: str, width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_png("RGB", 64, 64), "got RGB, 64 x 64"),
        (_png("L", 64, 32), "got L, 64 x 32"),
        (_png("L", 4, 4), "8 to 512 pixels, got L, 4 x 4"),
        (b"not a picture", "damaged"),
        (encode_silhouette(torch.rand(64, 64))[:200], "damaged"),
    ],
)
def test_other_files_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(CheckpointError, match=words) as caught:
        decode_silhouette(content, "silhouette.png")
    assert str(caught.value).startswith("silhouette.png: expected a square grey PNG")


def _model(**settings: Any) -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(dataclasses.replace(TINY, **settings))


def _images() -> Tensor:
    return torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(5))


@pytest.mark.parametrize("architecture", ["paper", "slim"])
def test_saved_and_loaded(architecture: str, tmp_path: Path) -> None:
    model = _model(architecture=architecture, fov_deg=12.0, translation_z_range=0.0).eval()
    model.save_pretrained(tmp_path / "deep" / "model")
    assert sorted(path.name for path in (tmp_path / "deep" / "model").iterdir()) == ["config.json", "model.safetensors"]
    loaded = Autoencoder.from_pretrained(str(tmp_path / "deep" / "model"))
    assert loaded.config == model.config
    assert not loaded.training
    found = loaded.state_dict()
    for name, tensor in model.state_dict().items():
        assert torch.equal(found[name], tensor)
    torch.testing.assert_close(loaded(_images()).image, model(_images()).image)


def test_half_precision_files_load_as_float32(tmp_path: Path) -> None:
    model = _model()
    model.save_pretrained(tmp_path)
    halves = {name: tensor.half() for name, tensor in load_file(tmp_path / "model.safetensors").items()}
    save_file(halves, tmp_path / "model.safetensors")
    loaded = Autoencoder.from_pretrained(str(tmp_path))
    for name, tensor in loaded.state_dict().items():
        assert tensor.dtype == torch.float32
        assert torch.equal(tensor, halves[name].float())


def _saved(folder: Path) -> Path:
    _model().save_pretrained(folder)
    return folder


def _assert_one_line(folder: Path, *words: str) -> None:
    with pytest.raises(CheckpointError) as caught:
        Autoencoder.from_pretrained(str(folder))
    text = str(caught.value)
    assert "\n" not in text
    for word in words:
        assert word in text


def test_missing_files(tmp_path: Path) -> None:
    for name in ("model.safetensors", "config.json"):
        folder = _saved(tmp_path / name)
        (folder / name).unlink()
        _assert_one_line(folder, name, "no such file")


def test_damaged_weights(tmp_path: Path) -> None:
    whole = (_saved(tmp_path / "cut") / "model.safetensors").read_bytes()
    (tmp_path / "cut" / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    _assert_one_line(tmp_path / "cut", "model.safetensors", "damaged")
    (_saved(tmp_path / "empty") / "model.safetensors").write_bytes(b"")
    _assert_one_line(tmp_path / "empty", "model.safetensors", "damaged")


def test_weights_of_other_sizes(tmp_path: Path) -> None:
    values = json.loads((_saved(tmp_path) / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(values | {"latent": 12}))
    _assert_one_line(tmp_path, "model.safetensors", "sizes")


def test_damaged_config(tmp_path: Path) -> None:
    (_saved(tmp_path) / "config.json").write_text("{")
    _assert_one_line(tmp_path, "config.json", "not JSON")


def test_unknown_setting_in_the_config(tmp_path: Path) -> None:
    values = json.loads((_saved(tmp_path) / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(values | {"colour": "blue"}))
    with pytest.raises(ConfigError, match="colour: unknown setting"):
        Autoencoder.from_pretrained(str(tmp_path))


def test_config_that_is_no_table(tmp_path: Path) -> None:
    (_saved(tmp_path) / "config.json").write_text("[]")
    _assert_one_line(tmp_path, "config.json: damaged: expected a table, got []")


def _cached(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Hub's cache with one model, as a download leaves it, and no network; returns the model's folder."""
    repository = folder / "models--owner--name"
    snapshot = repository / "snapshots" / "0123456789"
    _model().save_pretrained(snapshot)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("0123456789")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(folder))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    return snapshot


def test_from_the_cache_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = _cached(tmp_path, monkeypatch)
    loaded = Autoencoder.from_pretrained("owner/name").state_dict()
    for name, tensor in Autoencoder.from_pretrained(snapshot).state_dict().items():
        assert torch.equal(loaded[name], tensor)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("owner/other", {}, "owner/other: not available .*: config.json is not in the cache, and the Hub cannot be"),
        ("owner/name", {"revision": "v2"}, "owner/name: not available .*: config.json is not in the cache"),
        ("a/b/c", {}, 'a/b/c: not available from the Hugging Face Hub: expected a folder or "owner/name"$'),
    ],
)
def test_not_in_the_cache(
    name: str, options: dict[str, str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cached(tmp_path, monkeypatch)
    with pytest.raises(CheckpointError, match=message) as caught:
        Autoencoder.from_pretrained(name, revision=options.get("revision"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (errors.RepositoryNotFoundError, "no such repository, or a private one; log in with `hf auth login`"),
        (errors.GatedRepoError, "access is restricted"),
        (errors.RevisionNotFoundError, "no such revision: v1"),
        (errors.RemoteEntryNotFoundError, "the repository has no config.json"),
        (errors.HfHubHTTPError, "500 Server Error"),
    ],
)
def test_refused_by_the_hub(error: Any, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    response = types.SimpleNamespace(headers={}, request=None)

    def refuse(*_args: Any, **_options: Any) -> str:
        raise error("500 Server Error\n\nRequest ID: 1", response=response)

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", refuse)
    with pytest.raises(CheckpointError) as caught:
        Autoencoder.from_pretrained("owner/name", revision="v1")
    assert str(caught.value).startswith(f"owner/name: not available from the Hugging Face Hub: {message}")
    assert "\n" not in str(caught.value)


def test_model_card(tmp_path: Path) -> None:
    """The Hub's own reader finds the header's fields; without a license or metrics none are stated."""
    card = ModelCard("owner/name", license="mit", dataset="photos", metrics={"MAD, degrees": 11.55})
    _model().save_pretrained(tmp_path / "full", card=card)
    read = huggingface_hub.ModelCard.load(tmp_path / "full" / "README.md")
    header: Any = read.data
    assert (header.license, header.library_name, header.pipeline_tag) == ("mit", "probsym", "image-to-3d")
    assert "unsup3d" in header.tags
    found = {result.metric_name: result.metric_value for result in header.eval_results}
    assert found == card.metrics
    assert 'probsym.reconstruct("photo.jpg", model="owner/name")' in read.text
    assert "| MAD, degrees | 11.55 |" in read.text
    _model().save_pretrained(tmp_path / "short", card=ModelCard("short"))
    read = huggingface_hub.ModelCard.load(tmp_path / "short" / "README.md")
    header = read.data
    assert (header.license, header.eval_results) == (None, None)


def test_from_and_to_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub's own functions are replaced by a folder."""
    repository = tmp_path / "hub"

    class Hub:
        def __init__(self, token: str) -> None:
            assert token == "secret"

        def create_repo(self, repo_id: str, private: bool, exist_ok: bool) -> None:
            assert (repo_id, private, exist_ok) == ("me/model", True, True)
            repository.mkdir()

        def upload_folder(self, repo_id: str, folder_path: str, commit_message: str) -> Any:
            for path in Path(folder_path).iterdir():
                (repository / path.name).write_bytes(path.read_bytes())
            return types.SimpleNamespace(commit_url="https://hub/commit")

    def download(repo_id: str, name: str, **options: Any) -> str:
        assert repo_id == "me/model"
        assert options["revision"] == "v1"
        return str(repository / name)

    monkeypatch.setattr(huggingface_hub, "HfApi", Hub)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", download)
    model = _model()
    model.silhouette = torch.eye(16)
    model.object_net = ObjectNet(object_unet())
    assert model.push_to_hub("me/model", private=True, token="secret") == "https://hub/commit"
    assert "# me/model" in (repository / "README.md").read_text()
    loaded = Autoencoder.from_pretrained("me/model", revision="v1")
    assert loaded.object_net is not None
    assert loaded.silhouette is not None
    assert torch.equal(loaded.silhouette, model.silhouette)
    found = loaded.state_dict()
    for name, tensor in model.state_dict().items():
        assert torch.equal(found[name], tensor)
