"""In the app, the latest photo and the latest choice of a model count, whatever is still on its way."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import Image

from web.app_page import next_result, open_app, write_framed_app

FOV_DEG: dict[Literal["face", "cat"], float] = {"face": 10.0, "cat": 12.0}
"""Tells by which model a result was made."""
SCRIPT = """
window.results = [];
document.addEventListener("reconstructed", ({ detail }) => {
  window.results.push({ name: detail.name, fov: detail.fovDeg });
});
window.unhandled = [];
addEventListener("unhandledrejection", ({ reason }) => window.unhandled.push(String(reason)));
window.slow = [];
const decode = createImageBitmap;
window.createImageBitmap = async (file, ...options) => {
  if (file.name.startsWith("slow")) await new Promise((go) => window.slow.push(go));
  return decode(file, ...options);
};
window.cameras = [];
MediaDevices.prototype.getUserMedia = () => new Promise((allow) => window.cameras.push(() => {
  const stream = document.createElement("canvas").captureStream();
  window.tracks = [...(window.tracks ?? []), ...stream.getTracks()];
  allow(stream);
}));
"""
"""Photos whose names begin with "slow" are decoded, and cameras allowed, when the test says so."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def app_folder(tmp_path_factory: pytest.TempPathFactory, tiny_to_onnx: Any) -> Path:
    folder = write_framed_app(tmp_path_factory.mktemp("races"), tiny_to_onnx)
    listed = folder / "app.json"
    data = json.loads(listed.read_text())
    for entry, fov_deg in zip(data["models"], FOV_DEG.values(), strict=True):
        entry["fov_deg"] = fov_deg
    listed.write_text(json.dumps(data))
    return folder


@pytest.fixture
def page(app_folder: Path, browser: Any) -> Iterator[Any]:
    """Open a new page for each test, because models that a page has loaded stay in it."""
    with open_app(app_folder, browser, SCRIPT) as page:
        yield page
        assert page.evaluate("window.unhandled") == []


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Grey photos in which nothing is found, soon searched."""
    folder = tmp_path_factory.mktemp("photos")
    for name, size in (("first", 64), ("second", 80), ("slow", 96)):
        Image.new("RGB", (size, size), (120, 130, 120)).save(folder / f"{name}.png")
    return folder


@contextmanager
def held(page: Any, pattern: str) -> Iterator[list[Any]]:
    """Requests for these files wait until the block ends."""
    waiting: list[Any] = []
    page.route(pattern, lambda route: waiting.append(route))
    yield waiting
    for route in waiting:
        route.continue_()
    page.unroute(pattern)


def choose(page: Any, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)


def make(page: Any) -> None:
    page.get_by_role("button", name="Make it 3D").click()


def side(page: Any) -> float:
    """Of the crop dialog's square, pixels."""
    return float(page.locator("dialog[open] .square").get_attribute("data-square").split()[2])


def until(page: Any, true: str) -> None:
    end = time.monotonic() + 60
    while not page.evaluate(true):
        assert time.monotonic() < end, true
        page.wait_for_timeout(20)


def test_another_model_while_a_photo_is_searched(page: Any, photos: Path) -> None:
    with held(page, "**/detect-*") as waiting:
        page.reload()
        choose(page, photos / "first.png")
        page.get_by_text("Searching the photo").wait_for()
        page.locator("select").select_option("cat-32")
        assert waiting
    page.get_by_text("Fit the square to the cat's face").wait_for()
    make(page)
    assert next_result(page, 0)["fov"] == FOV_DEG["cat"]
    assert page.evaluate("window.results.length") == 1


def test_another_model_while_a_photo_is_reconstructed(page: Any, photos: Path) -> None:
    with held(page, "**/face-32.onnx"):
        page.reload()
        choose(page, photos / "first.png")
        page.get_by_text("from the brows to the chin").wait_for()
        make(page)
        page.locator("select").select_option("cat-32")
        page.get_by_text("Fit the square to the cat's face").wait_for()
    make(page)
    assert next_result(page, 0)["fov"] == FOV_DEG["cat"]
    page.wait_for_selector("main.stage[aria-busy=false]")
    assert page.evaluate("window.results.length") == 1


def test_a_second_photo_while_the_first_is_opened(page: Any, photos: Path) -> None:
    choose(page, photos / "slow.png")
    until(page, "window.slow.length")
    choose(page, photos / "second.png")
    make_button = page.get_by_role("button", name="Make it 3D")
    make_button.wait_for()
    page.evaluate("window.slow[0]()")
    page.wait_for_timeout(200)  # its search would begin
    assert side(page) == 80
    make_button.click()
    assert next_result(page, 0)["name"] == "second.png"
    assert page.locator(".app-status").text_content() == ""
    assert page.locator("dialog[open]").count() == 0


def test_a_second_photo_while_the_first_is_framed(page: Any, photos: Path) -> None:
    choose(page, photos / "first.png")
    page.get_by_role("button", name="Make it 3D").wait_for()
    choose(page, photos / "second.png")
    until(page, "document.querySelector('dialog[open] .square')?.dataset.square.endsWith(' 80.0000')")
    make(page)
    assert next_result(page, 0)["name"] == "second.png"
    assert page.locator("dialog[open]").count() == 0


def test_a_second_photo_while_the_first_is_reconstructed(page: Any, photos: Path) -> None:
    """Both were framed, so both are made."""
    with held(page, "**/face-32.onnx"):
        page.reload()
        for name in ("first", "second"):
            choose(page, photos / f"{name}.png")
            make(page)
        page.get_by_text("Reconstructing").wait_for()
    next_result(page, 1)
    assert [result["name"] for result in page.evaluate("window.results")] == ["first.png", "second.png"]
    assert page.locator(".top h1").text_content() == "second.png"
    assert page.locator(".app-status").text_content() == ""


def test_a_photo_that_is_given_up_is_not_started_again(page: Any, photos: Path) -> None:
    choose(page, photos / "first.png")
    page.get_by_role("button", name="Another photo").click()
    page.locator("dialog").wait_for(state="detached")
    page.locator("select").select_option("cat-32")
    page.wait_for_timeout(200)
    assert page.locator("dialog").count() == 0


def test_a_camera_that_is_asked_for_twice(page: Any, photos: Path) -> None:
    for _ in range(2):
        page.get_by_role("button", name="Use the camera").click()
    page.evaluate("window.cameras.forEach((allow) => allow())")
    page.get_by_role("button", name="Take the photo").wait_for()
    assert page.locator("dialog").count() == 1
    assert page.evaluate("window.tracks.map((track) => track.readyState)") == ["ended", "live"]
    choose(page, photos / "first.png")  # and a photo takes its place
    page.get_by_role("button", name="Make it 3D").wait_for()
    assert page.locator("dialog").count() == 1
    assert page.evaluate("window.tracks.map((track) => track.readyState)") == ["ended", "ended"]


def test_another_model_without_a_network(page: Any) -> None:
    until(page, "document.querySelector('.app-status')?.textContent === ''")
    page.route("**/cat-32.onnx", lambda route: route.abort())
    page.locator("select").select_option("cat-32")
    page.get_by_text("That did not work: cat-32.onnx cannot be loaded.").wait_for()


def test_of_two_photos_at_once_the_first_is_taken_which_is_said(page: Any) -> None:
    """And Enter makes it 3D."""
    page.evaluate("""() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
      canvas.getContext("2d").fillRect(0, 0, 64, 64);
      canvas.toBlob((blob) => {
        const dataTransfer = new DataTransfer();
        for (const name of ["one.png", "two.png"]) dataTransfer.items.add(new File([blob], name));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      });
    }""")
    page.get_by_text("One photo at a time: this is the first of 2.").wait_for()
    page.locator(".square").press("Enter")
    assert next_result(page, 0)["name"] == "one.png"
