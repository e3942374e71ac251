import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from probsym import __version__
from probsym.config import CONFIG_FILE, ModelConfig
from probsym.data.decoding import load_image
from probsym.data.transforms import to_tensor
from probsym.errors import CheckpointError, InputError
from probsym.export import onnx as export_onnx
from probsym.export.onnx import (
    IMAGES_INPUT,
    MEANINGS,
    describe_onnx,
    disagreement,
    named_factors,
    to_onnx,
    write_onnx,
)
from probsym.export.onnx_file import IR_VERSION, OPSET, with_half_weights
from probsym.inference.loading import load
from probsym.inference.model_folders import SHIPPED_MODELS, model_names
from probsym.models.autoencoder import Autoencoder

ROOT = Path(__file__).parents[2]
PHOTOS = sorted((ROOT / "tests" / "photos").glob("*.png"))


def session(content: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def largest_differences(
    networks: onnxruntime.InferenceSession, model: Autoencoder, images: torch.Tensor
) -> dict[str, float]:
    with torch.inference_mode():
        wanted = named_factors(model.coarse_factors(images))
    came = networks.run(None, {IMAGES_INPUT: images.numpy()})
    for tensor, array in zip(wanted.values(), came, strict=True):
        assert isinstance(array, np.ndarray)
        assert array.dtype == np.float32
        assert array.shape == tuple(tensor.shape)
    return {
        name: float(np.abs(tensor.numpy() - array).max())
        for (name, tensor), array in zip(wanted.items(), came, strict=True)
    }


def one_model_per_graph() -> list[Any]:
    """Shipped models whose configurations differ in more than the framing: others have the same graph.

    All but the first are for the week: an export takes ten seconds.
    """
    models: dict[str, str] = {}
    for name in ("face-64", "face-128", *model_names()):
        config = json.loads((SHIPPED_MODELS / name / CONFIG_FILE).read_text())
        networks = {key: value for key, value in config.items() if not key.startswith("framing_")}
        models.setdefault(json.dumps(networks, sort_keys=True), name)
    first, *others = models.values()
    return [first, *(pytest.param(name, marks=pytest.mark.weekly) for name in others)]


@pytest.mark.slow
@pytest.mark.parametrize("name", one_model_per_graph())
def test_shipped_models_agree_with_torch(name: str, face_64_onnx: Callable[[], bytes]) -> None:
    model = load(name)
    whole = face_64_onnx() if name == "face-64" else to_onnx(model, name)
    halved = with_half_weights(whole)
    assert len(halved) <= 12e6
    assert len(halved) < 0.52 * len(whole)
    size = model.camera.size
    photos = to_tensor(np.stack([load_image(photo, size) for photo in PHOTOS]))
    images = torch.cat([photos, photos[:1].flip(3), torch.rand(1, 3, size, size)])
    for content, weights, close in ((whole, "float32", 1e-5), (halved, "float16", 1e-3)):
        networks = session(content)
        for batch in (images[:1], images):
            differences = largest_differences(networks, model, batch)
            assert list(differences) == list(MEANINGS)
            assert max(differences.values()) < close
        entries = networks.get_modelmeta().custom_metadata_map
        assert entries["model"] == name
        assert entries["weights"] == weights
        assert entries["probsym_version"] == __version__
        camera = json.loads(entries["camera"])
        assert camera["size_px"] == size
        assert camera["fov_deg"] == 10.0
        assert camera["focal_px"] == pytest.approx((size - 1) / 2 / np.tan(np.radians(5)))
        assert json.loads(entries["outputs"])["rotation_rad"]["shape"] == ["batch", 3]
        for word in (b"probsym/models", b"site-packages", str(ROOT).encode()):
            assert word not in content  # neither source lines nor this machine's folders


@pytest.fixture(scope="module")
def plain() -> Autoencoder:
    """A small model of the paper's layers that has neither light nor confidence."""
    torch.manual_seed(0)
    config = ModelConfig(image_size=32, width=4, latent=8, fov_deg=12.0, use_light=False, use_confidence=False)
    return Autoencoder(config).eval()


@pytest.fixture(scope="module")
def plain_content(plain: Autoencoder) -> bytes:
    return to_onnx(plain, "plain")


@pytest.mark.slow
def test_the_papers_layers_without_light_and_confidence(plain: Autoencoder, plain_content: bytes) -> None:
    images = torch.rand(3, 3, 32, 32)
    networks = session(plain_content)
    differences = largest_differences(networks, plain, images)
    assert list(differences) == [name for name in MEANINGS if not name.startswith("sigma")]
    assert max(differences.values()) < 1e-5
    ambient, direction = networks.run(["light_ambient", "light_direction"], {IMAGES_INPUT: images.numpy()})
    assert np.all(ambient == 1)
    assert np.all(direction == [0, 0, 1])
    model = onnx.load_model_from_string(plain_content)
    assert model.opset_import[0].version == OPSET
    assert model.ir_version == IR_VERSION


@pytest.mark.slow
def test_halved_weights(plain_content: bytes) -> None:
    def bytes_by_type(content: bytes) -> dict[int, int]:
        sizes: dict[int, int] = {}
        for tensor in onnx.load_model_from_string(content).graph.initializer:
            sizes[tensor.data_type] = sizes.get(tensor.data_type, 0) + int(np.prod(tensor.dims))
        return sizes

    before, after = bytes_by_type(plain_content), bytes_by_type(with_half_weights(plain_content))
    assert after[onnx.TensorProto.FLOAT16] > 0.9 * before[onnx.TensorProto.FLOAT]
    assert after[onnx.TensorProto.FLOAT16] + after[onnx.TensorProto.FLOAT] == before[onnx.TensorProto.FLOAT]


@pytest.mark.slow
def test_weights_that_float16_cannot_hold_stay(plain_content: bytes) -> None:
    proto = onnx.load_model_from_string(plain_content)
    largest = max(proto.graph.initializer, key=lambda tensor: int(np.prod(tensor.dims)))
    values = onnx.numpy_helper.to_array(largest).copy()
    values.flat[0] = 1e6
    largest.CopyFrom(onnx.numpy_helper.from_array(values, largest.name))
    kept = onnx.load_model_from_string(with_half_weights(proto.SerializeToString())).graph.initializer
    (again,) = [tensor for tensor in kept if tensor.name == largest.name]
    np.testing.assert_array_equal(onnx.numpy_helper.to_array(again), values)


@pytest.mark.slow
def test_a_file_is_written_with_its_description(
    plain: Autoencoder, plain_content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_onnx, "to_onnx", lambda *_: plain_content)
    for fp16, stem in ((False, "model"), (True, "model_fp16")):
        path, apart = write_onnx(plain, "plain", tmp_path / "deep" / "out", fp16)
        assert path == tmp_path / "deep" / "out" / f"{stem}.onnx"
        assert apart["canonical_depth"] < 1e-3
        expected = describe_onnx(plain, "plain", "float16" if fp16 else "float32")
        assert json.loads(path.with_suffix(".json").read_text()) == expected
    assert path.stat().st_size < (path.parent / "model.onnx").stat().st_size
    assert len(list(path.parent.iterdir())) == 4


@pytest.mark.slow
def test_a_file_that_disagrees_is_not_written(
    plain: Autoencoder, plain_content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(1)
    other = Autoencoder(plain.config).eval()
    assert disagreement(plain_content, other)["canonical_depth"] > 1e-3
    monkeypatch.setattr(export_onnx, "to_onnx", lambda *_: plain_content)
    with pytest.raises(CheckpointError, match=r"expected onnxruntime to agree with torch to 0\.001, got .* in "):
        write_onnx(other, "other", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_folder_may_be_given_by_its_former_name(
    tiny_to_onnx: Callable[[Autoencoder, str], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_onnx, "to_onnx", tiny_to_onnx)
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()
    call: Callable[..., tuple[Path, dict[str, float]]] = write_onnx
    path, _ = call(model, "tiny", folder=tmp_path / "out")
    assert path == tmp_path / "out" / "model.onnx"


@pytest.mark.parametrize("package", ["onnx", "onnxscript"])
def test_without_the_extra(plain: Autoencoder, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        InputError, match=rf"needs the package {package}, of the extra onnx: pip install 'probsym\[onnx\]'"
    ):
        to_onnx(plain, "plain")


def test_without_the_runtime(plain: Autoencoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(InputError, match="needs the package onnxruntime"):
        disagreement(b"", plain)


def test_every_output_is_described(plain: Autoencoder) -> None:
    full = Autoencoder(ModelConfig(image_size=32, width=4, latent=8, architecture="slim")).eval()
    outputs = describe_onnx(full, "m")["outputs"]
    assert list(outputs) == list(MEANINGS)
    assert outputs["sigma_features"]["shape"] == ["batch", 1, 8, 8]
    assert outputs["canonical_depth"]["shape"] == ["batch", 32, 32]
    assert describe_onnx(plain, "m")["depth"] == {"min": 0.9, "max": 1.1, "border": 1.04, "far": 1.2}
    full.config = replace(full.config, unclamp_border_at_size=32)
    assert describe_onnx(full, "m")["depth"]["border"] is None
