"""In the app, the detector that a model carries along frames the photo as it does in Python."""

import base64
import json

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.config import ModelConfig
from probsym.framing.align.detector import LearnedDetector, working_image
from probsym.framing.align.filters import RollFilters
from probsym.framing.align.hog import hog
from probsym.framing.align.oriented_box import OrientedBox, crop_box
from probsym.framing.align.refine import patch_features
from probsym.framing.align.storage import detector_to_bytes
from probsym.framing.align.verify import Verifier
from probsym.inference.reconstruct import reconstruct
from probsym.models.autoencoder import Autoencoder
from probsym.web.app import write_app
from web.app_page import choose, open_app, square, to_start

CONFIG = ModelConfig(
    image_size=32, architecture="slim", width=4, latent=8,
    framing_detector="learned", framing_side=2.0, framing_offset_y=0.25, framing_upright=True,
)  # fmt: skip
RECORD = """
window.results = [];
document.addEventListener("reconstructed", ({ detail }) => window.results.push([...detail.canonicalDepth]));
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


@pytest.mark.slow
def test_detector_and_silhouette_come_with_the_networks(app_folder, model):
    (entry,) = json.loads((app_folder / "app.json").read_text())["models"]
    assert entry["detection"]["file"] == "crosses.detector.safetensors"
    assert entry["detection"]["framing"]["side"] == 2.0
    assert (app_folder / entry["detection"]["file"]).read_bytes() == (model / "detector.safetensors").read_bytes()
    assert base64.b64decode(entry["silhouette"]) == bytes((np.eye(16) * 255).astype(np.uint8))


@pytest.mark.slow
def test_the_square_is_pythons(page, model, tmp_path):
    path = tmp_path / "one.png"
    assert "The model's detector placed the square" in choose(page, photo_of((200, 70)), path)
    box = reconstruct(path, str(model)).photos[0].box
    assert square(page) == pytest.approx([box.left, box.top, box.side], abs=1)
    grip, shown = (page.locator(name).bounding_box() for name in (".grip.top.left", ".square"))
    assert abs(grip["x"] + grip["width"] / 2 - shown["x"]) < 4  # on the corner of a small square, not within it
    before = page.evaluate("window.results.length")
    page.get_by_role("button", name="Make it 3D").click()
    while page.evaluate("window.results.length") == before:  # wait_for_function polls with eval, which is refused
        page.wait_for_timeout(20)
    depth = page.evaluate("window.results.at(-1)")
    wanted = reconstruct(path, str(model)).factors.canonical_depth[0].flatten().numpy()
    difference = np.abs(np.array(depth) - wanted)  # rotated photos are interpolated linearly there, with cubics here
    assert difference.max() < 0.01
    assert difference.mean() < 0.001


@pytest.mark.slow
def test_a_photo_with_two_offers_both(page, tmp_path):
    words = choose(page, photo_of((80, 70), (240, 90)), tmp_path / "two.png")
    assert "found 2; this is the most certain" in words
    first = square(page)
    page.get_by_role("button", name="Next one").click()
    assert abs(square(page)[0] - first[0]) > 100
    page.get_by_role("button", name="Next one").click()
    assert square(page) == first


@pytest.mark.slow
def test_a_photo_without_one_says_so(page, tmp_path):
    assert "found nothing in this photo" in choose(page, photo_of(), tmp_path / "none.png")
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
