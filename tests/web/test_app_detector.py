"""In the app, the detector that a model carries along frames the photo as it does in Python."""

import base64
import json
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.config import ModelConfig
from probsym.data.transforms import to_tensor
from probsym.export.cutout import cutout
from probsym.export.render import opacity_or_border
from probsym.framing.align.detector import LearnedDetector, working_image
from probsym.framing.align.detector_file import detector_to_bytes
from probsym.framing.align.filters import RollFilters
from probsym.framing.align.hog import hog
from probsym.framing.align.oriented_box import OrientedBox, crop_box
from probsym.framing.align.regression_cascade import patch_features
from probsym.framing.align.verify import Verifier
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct
from probsym.models.autoencoder import Autoencoder
from probsym.web.app import write_app
from web.app_page import choose, next_result, open_app, square, to_start

CONFIG = ModelConfig(
    image_size=32, architecture="slim", width=4, latent=8,
    framing_detector="learned", framing_side=2.0, framing_offset_y=0.25, framing_upright=True,
)  # fmt: skip
RECORD = """
window.results = [];
document.addEventListener("reconstructed", ({ detail }) => window.results.push({
  depth: [...detail.canonicalDepth], cutout: [...detail.cutout],
}));
"""


def photo_of(*places: tuple[int, int]) -> Image.Image:
    """Bright crosses on grey, centred at these places."""
    pixels = np.full((160, 320, 3), 110, np.uint8)
    for x, y in places:
        pixels[y - 6 : y + 6, x - 22 : x + 22] = (220, 200, 90)
        pixels[y - 22 : y + 22, x - 6 : x + 6] = (90, 200, 220)
    return Image.fromarray(pixels)


def cross_detector() -> LearnedDetector:
    """Finds crosses by the features of one, takes them as rotated by 0.3, and is sure of none in plain grey."""
    grey, _ = working_image(photo_of((160, 80)))
    window = crop_box(grey, OrientedBox(160, 80, 60 * 1.2), 48)  # one cell more on each side
    template = hog(torch.from_numpy(window)[None].float(), 4)[:, :, 1:-1, 1:-1]
    filters = RollFilters((0.3,), template - template.mean(), torch.zeros(1))
    shown = patch_features(grey, [OrientedBox(160, 80, 60, 0.3)])[0]
    centred = shown - shown.mean()
    return LearnedDetector(CONFIG.framing, filters, (), Verifier(10 * centred / centred.square().sum(), -3.0))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Folder of an untrained model with the detector of crosses."""
    torch.manual_seed(0)
    network = Autoencoder(CONFIG)
    network.detector = detector_to_bytes(cross_detector())
    network.silhouette = torch.eye(16)
    folder = tmp_path_factory.mktemp("model") / "crosses"
    network.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def app_folder(model, tmp_path_factory, tiny_to_onnx):
    folder = tmp_path_factory.mktemp("app") / "app"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("probsym.web.model_files.to_onnx", tiny_to_onnx)
        write_app([str(model)], folder)
    return folder


@pytest.fixture(scope="module")
def opened(app_folder, browser):
    with open_app(app_folder, browser, RECORD) as page:
        yield page


@pytest.fixture
def page(opened):
    to_start(opened)
    return opened


def make(page: Any) -> dict[str, list[float]]:
    """Press the button and return the result."""
    before = page.evaluate("window.results.length")
    page.get_by_role("button", name="Make it 3D").click()
    return next_result(page, before)


@pytest.mark.slow
def test_detector_and_silhouette_come_with_the_networks(app_folder, model):
    (entry,) = json.loads((app_folder / "app.json").read_text())["models"]
    assert entry["detection"]["file"] == "crosses.detector.safetensors"
    assert entry["detection"]["framing"]["side"] == 2.0
    assert (app_folder / entry["detection"]["file"]).read_bytes() == (model / "detector.safetensors").read_bytes()
    assert base64.b64decode(entry["silhouette"]) == bytes((np.eye(16) * 255).astype(np.uint8))


@pytest.mark.slow
def test_the_square_agrees_with_pythons_crop(page, model, tmp_path):
    path = tmp_path / "one.png"
    assert "The model's detector placed the square" in choose(page, photo_of((200, 70)), path)
    box = reconstruct(path, str(model)).photos[0].box
    assert square(page) == pytest.approx([box.left, box.top, box.side], abs=1)
    grip, shown = (page.locator(name).bounding_box() for name in (".grip.top.left", ".square"))
    assert abs(grip["x"] + grip["width"] / 2 - shown["x"]) < 4  # on the corner of a small square, not within it
    depth = make(page)["depth"]
    wanted = reconstruct(path, str(model)).factors.canonical_depth[0].flatten().numpy()
    difference = np.abs(np.array(depth) - wanted)  # rotated photos are interpolated linearly there, with cubics here
    assert difference.max() < 0.01
    assert difference.mean() < 0.001


@pytest.mark.slow
def test_the_alpha_channel_is_turned_and_mirrored_with_the_photo(page, model, tmp_path):
    path = tmp_path / "cut.png"
    photo = photo_of((200, 22))
    alpha = np.full((photo.height, photo.width), 110, np.uint8)  # ground in which the cross is still found
    alpha[:34, 190:] = 255
    photo.putalpha(Image.fromarray(alpha))
    choose(page, photo, path)
    network = load(str(model))
    result = reconstruct(path, network)
    (crop,) = result.photos
    assert crop.box.top < 0
    assert abs(crop.box.roll_rad) > 0.1
    assert crop.native is not None
    assert crop.alpha is not None
    shares = torch.from_numpy(crop.alpha)[None] / 255
    opacity = cutout(to_tensor(crop.native[None])[0], result, 0, network.camera, shares, network.silhouette)
    found = np.reshape(make(page)["cutout"], (128, 128)) > 0.5
    points = opacity_or_border(opacity, 32, 4).numpy() > 0.5
    nearest = np.linspace(0, len(points) - 1, 128).round().astype(int)
    expected = points[np.ix_(nearest, nearest)]
    assert (found & expected).sum() / (found | expected).sum() > 0.9


@pytest.mark.slow
def test_both_objects_in_a_photo_are_offered(page, tmp_path):
    words = choose(page, photo_of((80, 70), (240, 90)), tmp_path / "two.png")
    assert "found 2; this is the most certain" in words
    first = square(page)
    page.get_by_role("button", name="Next one").click()
    assert abs(square(page)[0] - first[0]) > 100
    page.get_by_role("button", name="Next one").click()
    assert square(page) == first


@pytest.mark.slow
def test_the_page_says_that_it_found_no_object(page, tmp_path):
    assert "could not place the square" in choose(page, photo_of(), tmp_path / "none.png")
    assert square(page) == [80, 0, 160]
    assert page.get_by_role("button", name="Next one").is_hidden()


@pytest.mark.slow
def test_a_crop_that_reaches_beyond_the_photo_is_mirrored(page, model, tmp_path):
    path = tmp_path / "edge.png"
    choose(page, photo_of((200, 22)), path)
    box = reconstruct(path, str(model)).photos[0].box
    assert box.top < 0
    _, top, side = square(page)
    assert side == pytest.approx(box.side, abs=1)
    assert 0 <= top < 1
    corner = page.evaluate(
        "[...document.querySelector('.crop-photo').getContext('2d').getImageData(160, 0, 1, 1).data]"
    )
    assert corner[3] == 255
