"""In the app, an alpha channel or the network that a model carries along tells object from ground as in Python."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from probsym.data.decoding import load_image
from probsym.data.transforms import to_tensor
from probsym.export.cutout import cutout
from probsym.export.object_onnx import PHOTO_INPUT
from probsym.export.render import opacity_or_border
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct
from probsym.models.object_net import ObjectNet, object_unet
from probsym.web.app import write_app
from web.app_page import next_result, open_app

CLEO = Path(__file__).parents[1] / "photos" / "cleo.png"
RECORD = """
window.results = [];
document.addEventListener("reconstructed", ({ detail }) => window.results.push([...detail.cutout]));
"""


def bright_object_net() -> ObjectNet:
    """Calls what is bright the object."""
    network = object_unet()
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, torch.nn.Conv2d):
                layer.weight.zero_()
        network.get_parameter("enter.0.weight")[0] = 1 / 27
        network.get_parameter("merge.0.0.weight")[0, 16] = 1 / 9
        network.out.weight[0, 0, 1, 1] = 8
    return ObjectNet(network)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Folder of a model with an object net."""
    network = load("face-64")
    network.silhouette = torch.full((64, 64), 0.6)
    network.object_net = bright_object_net()
    folder = tmp_path_factory.mktemp("model") / "bright"
    network.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def app_folder(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("app") / "app"
    write_app([str(model), "face-64"], folder)
    return folder


@pytest.fixture(scope="module")
def opened(app_folder, browser):
    with open_app(app_folder, browser, RECORD) as page:
        yield page


def cut_out(page: Any, path: Path) -> NDArray[np.bool_]:
    """What the app cuts out of a photo's central square, 128 x 128."""
    before = page.evaluate("window.results.length")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Make it 3D").click()
    return np.reshape(next_result(page, before), (128, 128)) > 0.5


def overlap(found: NDArray[np.bool_], opacity: torch.Tensor) -> float:
    """Intersection over union of what the app cuts out and an opacity by Python, which has 127 points."""
    expected = np.pad(opacity_or_border(opacity, 64, 2).numpy(), ((0, 1), (0, 1)), mode="edge") > 0.5
    return float((found & expected).sum() / (found | expected).sum())


@pytest.mark.slow
def test_it_is_a_file_of_its_own(app_folder):
    own, without = json.loads((app_folder / "app.json").read_text())["models"]
    assert (own["file"], own["object_net"]) == ("bright.onnx", "bright.object.onnx")
    assert "object_net" not in without
    assert {path.name for path in app_folder.glob("*.onnx")} == {"bright.onnx", "bright.object.onnx", "face-64.onnx"}
    assert (app_folder / "bright.object.onnx").stat().st_size <= 1e6


@pytest.mark.slow
def test_the_file_says_what_the_network_says(app_folder, model):
    content = (app_folder / "bright.object.onnx").read_bytes()
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    assert session.get_modelmeta().custom_metadata_map["model"] == "bright"
    assert session.get_modelmeta().custom_metadata_map["weights"] == "float16"
    assert onnx.TensorProto.FLOAT16 in {one.data_type for one in onnx.load_model_from_string(content).graph.initializer}
    photo = torch.rand(3, 64, 64, generator=torch.Generator().manual_seed(0))
    (came,) = session.run(None, {PHOTO_INPUT: photo[None].numpy()})
    net = load(str(model)).object_net
    assert net is not None
    np.testing.assert_allclose(np.asarray(came), net.probability(photo).numpy(), atol=1e-4)


@pytest.mark.slow
def test_objects_are_cut_out_as_in_python(opened, model):
    network = load(str(model))
    truth = reconstruct([CLEO], network, detect="none")
    photo = to_tensor(load_image(CLEO, 256)[None])[0]
    found = cut_out(opened, CLEO)

    def shared(net: ObjectNet | None) -> float:
        opacity = cutout(photo, truth, 0, network.camera, silhouette=network.silhouette, object_net=net)
        return overlap(found, opacity)

    assert shared(network.object_net) > 0.88
    assert shared(None) < 0.6  # another one


@pytest.mark.slow
def test_an_alpha_channel_is_the_silhouette_as_in_python(opened, model, tmp_path):
    path = tmp_path / "cut.png"
    with Image.open(CLEO) as photo:
        alpha = Image.new("L", photo.size, 0)
        # Off the middle, with a soft edge and its corners: no silhouette that the app would find.
        alpha.paste(255, (round(0.35 * photo.width), round(0.1 * photo.height), photo.width, round(0.7 * photo.height)))
        photo.putalpha(alpha.filter(ImageFilter.GaussianBlur(3)))
        photo.save(path)
    network = load(str(model))
    truth = reconstruct([path], network, detect="none")
    (crop,) = truth.photos
    assert crop.native is not None
    assert crop.alpha is not None
    known = (network.silhouette, network.object_net)
    expected, found_by_net = (
        cutout(to_tensor(crop.native[None])[0], truth, 0, network.camera, shares, *known)
        for shares in (torch.from_numpy(crop.alpha)[None] / 255, None)
    )
    found = cut_out(opened, path)
    assert overlap(found, expected) > 0.95  # 127 points beside 128
    assert overlap(found, found_by_net) < 0.7


@pytest.mark.slow
def test_an_alpha_channel_that_covers_nothing_is_not_used(opened, tmp_path):
    empty, opaque = tmp_path / "empty.png", tmp_path / "opaque.png"
    with Image.open(CLEO) as photo:
        grey = Image.new("RGB", photo.size, (128, 128, 128))  # what is behind transparent pixels
        grey.save(opaque)
        grey.putalpha(0)
        grey.save(empty)
    np.testing.assert_array_equal(cut_out(opened, empty), cut_out(opened, opaque))
