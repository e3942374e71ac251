import dataclasses
from collections.abc import Callable

import onnx
import onnxruntime
import pytest
import torch

from probsym.config import ModelConfig
from probsym.export.graph_files import GRAPHS
from probsym.export.object_onnx import object_graph_file
from probsym.export.onnx import IMAGES_INPUT, describe_onnx, disagreement, named_factors
from probsym.export.onnx_graphs import filled_graph, graph_file
from probsym.export.refinement_onnx import refinement_graph_file
from probsym.inference.loading import load
from probsym.inference.model_folders import model_names
from probsym.models.autoencoder import Autoencoder


def test_every_shipped_model_has_a_graph_and_no_graph_is_left_over() -> None:
    """Red after a change of networks or export: run scripts/make_onnx_graphs.py."""
    configs = [load(name).config for name in model_names()]
    networks = {graph_file(config) for config in configs}
    refinement = {refinement_graph_file(config) for config in configs if config.refinement_width}
    assert {*networks, *refinement, object_graph_file()} == {*GRAPHS.glob("*.onnx")}


@pytest.mark.parametrize("name", ["cat-64", "face-128"])
def test_a_filled_graph_agrees_with_torch(name: str) -> None:
    model = load(name)
    content = filled_graph(model, name)
    assert content is not None
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    images = torch.rand(1, 3, model.camera.size, model.camera.size, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        wanted = named_factors(model.coarse_factors(images))
    came = session.run(list(wanted), {IMAGES_INPUT: images.numpy()})
    for tensor, array in zip(wanted.values(), came, strict=True):
        torch.testing.assert_close(torch.from_numpy(array), tensor, atol=1e-5, rtol=0)
    assert session.get_modelmeta().custom_metadata_map["model"] == name
    assert session.get_modelmeta().custom_metadata_map.keys() == describe_onnx(model, name).keys()
    assert not any(tensor.doc_string for tensor in onnx.load_model_from_string(content).graph.initializer)


def test_the_graph_of_the_tests_agrees_with_torch(tiny_to_onnx: Callable[[Autoencoder, str], bytes]) -> None:
    """Red after a change of networks or export: run scripts/make_onnx_graphs.py."""
    torch.manual_seed(1)
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()
    assert max(disagreement(tiny_to_onnx(model, "tiny"), model).values()) < 1e-5


def test_how_photos_are_framed_does_not_matter_but_networks_do() -> None:
    model = load("face-64")
    assert graph_file(dataclasses.replace(model.config, framing_side=0.5)) == graph_file(model.config)
    model.config = dataclasses.replace(model.config, width=20)
    assert filled_graph(model, "other") is None
