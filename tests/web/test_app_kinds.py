"""In the app, people and cats are found and told apart as in Python."""

import json
from pathlib import Path

import pytest
from PIL import Image

from probsym.framing.crops import FRAMINGS
from probsym.framing.find_crops import find_crops
from web.app_page import choose, open_app, square, to_start, write_framed_app

PHOTOS = Path(__file__).parents[2] / "examples" / "photos"
WORKER = """
new Promise((resolve) => {
  const source = `
    addEventListener("securitypolicyviolation", (event) => postMessage(event.blockedURI));
    fetch("http://127.0.0.1:9/photo", { method: "POST", body: "photo", mode: "no-cors" }).catch(() => {});
    setTimeout(() => postMessage("went"), 10000);
  `;
  new Worker(URL.createObjectURL(new Blob([source]))).onmessage = ({ data }) => resolve(data);
})
"""
"""What the page refuses to a worker of the kind that searches."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def app_folder(tmp_path_factory, tiny_to_onnx):
    return write_framed_app(tmp_path_factory.mktemp("kinds"), tiny_to_onnx)


@pytest.fixture(scope="module")
def opened(app_folder, browser):
    with open_app(app_folder, browser) as page:
        yield page


@pytest.fixture
def page(opened):
    to_start(opened)
    return opened


def boxes_of(photo, kind="face"):
    search = find_crops(photo, FRAMINGS[kind], all_detections=True)
    return [[crop.box.left, crop.box.top, crop.box.side] for crop in search.crops]


def two_people():
    """A photo of two people on a plain ground, one larger than the other."""
    photo = Image.new("RGB", (640, 400), (120, 130, 120))
    for name, place, side in (("ada", (40, 60), 200), ("cleo", (330, 40), 270)):
        with Image.open(PHOTOS / f"{name}.png") as person:
            photo.paste(person.convert("RGB").resize((side, side)), place)
    return photo


def test_files(app_folder):
    data = json.loads((app_folder / "app.json").read_text())
    assert [entry["detection"]["kind"] for entry in data["models"]] == ["face", "cat"]
    sizes = [(app_folder / data["detectors"][kind]).stat().st_size for kind in ("faces", "cats")]
    assert sizes[0] < 130_000
    assert sum(sizes) < 1.2e6
    assert not list(app_folder.glob("*.detector.safetensors"))


def test_the_squares_around_two_people_agree_with_pythons_crops(page, tmp_path):
    photo = two_people()
    words = choose(page, photo, tmp_path / "two.png")
    expected = boxes_of(photo)
    assert len(expected) == 2
    assert "found 2; this is the largest" in words
    for box in expected:
        assert square(page) == pytest.approx(box, abs=0.01)
        page.get_by_role("button", name="Next one").click()
    page.locator(".square").press("ArrowRight")
    assert square(page)[0] > expected[0][0]  # it can still be moved


def test_the_square_around_a_person_agrees_with_pythons_crop(page, tmp_path):
    for name, side in (("ada", 448), ("ben", 256), ("cleo", 256)):  # few pixels are soon searched
        with Image.open(PHOTOS / f"{name}.png") as opened:
            photo = opened.convert("RGB").resize((side, side))
        assert "The model's detector placed the square" in choose(page, photo, tmp_path / f"{name}.png")
        (expected,) = boxes_of(photo)
        assert square(page) == pytest.approx(expected, abs=0.01)
        page.get_by_role("button", name="Another photo").click()


def test_a_person_is_no_cat_and_the_model_for_people_is_offered(page, tmp_path):
    photo = two_people()
    page.locator("select").select_option("cat-32")
    assert choose(page, photo, tmp_path / "two.png") == "This looks like a person. Try face-32."
    assert boxes_of(photo, "cat") == []
    page.get_by_role("button", name="Use face-32").click()
    page.get_by_text("found 2; this is the largest").wait_for()
    assert page.locator("select").input_value() == "face-32"
    assert square(page) == pytest.approx(boxes_of(photo)[0], abs=0.01)


def test_a_cat_that_the_edge_cuts_off_is_no_person(page, tmp_path):
    with Image.open(PHOTOS.parent / "cats" / "chelsea.jpg") as opened:
        photo = opened.convert("RGB")
    page.locator("select").select_option("face-32")
    assert choose(page, photo, tmp_path / "chelsea.png") == "This looks like a cat. Try cat-32."


def test_photos_stay_in_the_search_too(page, tmp_path):
    with page.expect_worker() as starting:
        choose(page, Image.new("RGB", (64, 64)), tmp_path / "black.png")
    assert starting.value.url.startswith("blob:")
    assert page.evaluate(WORKER) == "http://127.0.0.1:9/photo"
