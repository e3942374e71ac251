import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from probsym.config import ModelConfig
from probsym.data.decoding import load_image
from probsym.data.transforms import to_tensor
from probsym.errors import CheckpointError
from probsym.export import graph_files, refinement_onnx
from probsym.export import onnx as export_onnx
from probsym.export.onnx import IMAGES_INPUT, write_onnx
from probsym.export.onnx_file import with_half_weights
from probsym.export.onnx_graphs import filled_graph
from probsym.export.refinement_onnx import REFINED_OUTPUT, refinement_disagreement, refinement_graph_file
from probsym.inference.loading import load
from probsym.inference.model_folders import model_names
from probsym.models.autoencoder import Autoencoder

ROOT = Path(__file__).parents[2]
PHOTOS = sorted((ROOT / "tests" / "photos").glob("*.png"))
TINY = ModelConfig(image_size=32, architecture="slim", width=4, latent=8, refinement_width=4)
REFINED = [name for name in model_names() if load(name).refinement_net is not None]


def session(content: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])


def tiny(**settings: int) -> Autoencoder:
    """A small model whose refinement network changes the albedo."""
    torch.manual_seed(0)
    model = Autoencoder(dataclasses.replace(TINY, **settings)).eval()
    if model.refinement_net is not None:
        torch.nn.init.normal_(model.refinement_net.out.weight, std=0.2)
    return model


@pytest.fixture
def _graphs_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_files, "GRAPHS", ROOT / "tests" / "graphs")


def test_models_with_the_network() -> None:
    assert REFINED == ["cat-128", "cat-64", "face-128"]


@pytest.mark.parametrize("name", REFINED)
def test_the_two_files_give_the_albedo_of_python(name: str) -> None:
    """The photo through the first file, its outputs through the second; with weights of half the size, too."""
    model = load(name)
    size = model.camera.size
    photos = to_tensor(np.stack([load_image(photo, size) for photo in PHOTOS]))
    images = torch.cat([photos, torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(0))])
    with torch.inference_mode():
        wanted, coarse = model.factors(images).albedo.numpy(), model.coarse_factors(images).albedo.numpy()
    assert np.abs(wanted - coarse).mean() > 0.01
    first, whole = filled_graph(model, name), refinement_onnx.refinement_onnx(model, name)
    assert first is not None
    networks = session(first)
    halved = with_half_weights(whole)
    assert len(halved) < 0.8e6
    for content, weights in ((whole, "float32"), (halved, "float16")):
        refine = session(content)
        names = [one.name for one in refine.get_inputs()]
        assert names[0] == IMAGES_INPUT
        for index, image in enumerate(images[:, None].numpy()):
            factors = dict(zip(names[1:], networks.run(names[1:], {IMAGES_INPUT: image}), strict=True))
            (came,) = refine.run([REFINED_OUTPUT], {IMAGES_INPUT: image, **factors})
            assert isinstance(came, np.ndarray)
            np.testing.assert_allclose(came[0], wanted[index], atol=5e-5)
        entries = refine.get_modelmeta().custom_metadata_map
        assert (entries["model"], entries["weights"]) == (name, weights)
        assert json.loads(entries["outputs"])[REFINED_OUTPUT]["shape"] == [1, 3, size, size]
    assert not any(tensor.doc_string for tensor in onnx.load_model_from_string(whole).graph.initializer)


@pytest.mark.parametrize("name", REFINED)
def test_only_weights_are_large(name: str) -> None:
    """A map that is stored takes space, and half weights round it."""
    proto = onnx.load_model_from_string(refinement_graph_file(load(name).config).read_bytes())
    assert [opset.version for opset in proto.opset_import] == [18]
    assert all(not opset.domain for opset in proto.opset_import)  # what every runtime knows
    large = [tensor for tensor in proto.graph.initializer if np.prod(tensor.dims) >= 1024]
    assert large
    assert all(tensor.doc_string for tensor in large)


@pytest.mark.usefixtures("_graphs_of_the_tests")
def test_a_saved_model_is_exported_with_it(
    tiny_to_onnx: Callable[[Autoencoder, str], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_onnx, "to_onnx", tiny_to_onnx)
    tiny().save_pretrained(tmp_path / "saved")
    model = load(str(tmp_path / "saved"))
    for fp16, suffix, close in ((False, "", 1e-5), (True, "_fp16", 0.05)):
        path, apart = write_onnx(model, "saved", tmp_path / "out", fp16)
        assert path == tmp_path / "out" / f"model{suffix}.onnx"
        assert apart[REFINED_OUTPUT] < close
        description = json.loads((path.parent / f"refine{suffix}.json").read_text())
        assert list(description["inputs"]) == [
            one.name for one in session((path.parent / f"refine{suffix}.onnx").read_bytes()).get_inputs()
        ]
        assert description["weights"] == ("float16" if fp16 else "float32")
    assert len(list((tmp_path / "out").iterdir())) == 8


@pytest.mark.usefixtures("_graphs_of_the_tests")
def test_a_file_that_disagrees_is_not_written(
    tiny_to_onnx: Callable[[Autoencoder, str], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, other = tiny(), tiny()
    assert other.refinement_net is not None
    torch.nn.init.normal_(other.refinement_net.out.weight, std=0.2)
    content = refinement_onnx.refinement_onnx(other, "other")
    assert refinement_disagreement(content, model)[REFINED_OUTPUT] > 1e-3
    monkeypatch.setattr(export_onnx, "to_onnx", tiny_to_onnx)
    monkeypatch.setattr(export_onnx, "refinement_onnx", lambda *_: content)
    with pytest.raises(CheckpointError, match="in refined_albedo"):
        write_onnx(model, "tiny", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("_graphs_of_the_tests")
def test_a_model_without_the_network(
    tiny_to_onnx: Callable[[Autoencoder, str], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tiny(refinement_width=0)
    with pytest.raises(CheckpointError, match="expected one with a refinement network, got refinement_width 0"):
        refinement_onnx.refinement_onnx(model, "plain")
    monkeypatch.setattr(export_onnx, "to_onnx", tiny_to_onnx)
    _, apart = write_onnx(model, "plain", tmp_path / "out")
    assert REFINED_OUTPUT not in apart
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["model.json", "model.onnx"]


@pytest.mark.usefixtures("_graphs_of_the_tests")
def test_other_shapes_are_refused() -> None:
    refine = session(refinement_onnx.refinement_onnx(tiny(), "tiny"))
    inputs = {one.name: np.zeros(one.shape, np.float32) for one in refine.get_inputs()}
    for name, wrong in ((IMAGES_INPUT, (1, 3, 64, 64)), ("canonical_depth", (2, 32, 32)), ("rotation_rad", (1, 4))):
        with pytest.raises(Exception, match=f"(?s)invalid dimensions for input: {name}"):
            refine.run(None, inputs | {name: np.zeros(wrong, np.float32)})


@pytest.mark.weekly
def test_without_a_kept_graph_it_is_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_files, "GRAPHS", tmp_path)
    model = tiny()
    assert refinement_disagreement(refinement_onnx.refinement_onnx(model, "tiny"), model)[REFINED_OUTPUT] < 1e-5
