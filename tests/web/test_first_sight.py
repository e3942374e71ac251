"""What the page shows when it opens: a crisp object with a smooth outline, by every shipped model of photos."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from probsym.cli.main import main
from probsym.inference.reconstruct import reconstruct
from probsym.inference.results import Reconstruction
from probsym.synthetic.storage import load_synthetic
from web.conftest import CHROMIUM, FLAGS, NO_ANTIALIASING, Opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXAMPLES = Path(__file__).parents[2] / "examples"
PEOPLE = [EXAMPLES / "photos" / name for name in ("ada.png", "eileen.jpg")]
CATS = [EXAMPLES / "cats" / "chelsea.jpg"]
SIDE = 256


@pytest.fixture(scope="module")
def photos_of(tmp_path_factory) -> Callable[[str], list[Path]]:
    """Sample photos for a shipped model; of cars, rendered ones."""

    def find(model: str) -> list[Path]:
        if model != "car-64":
            return CATS if model.startswith("cat") else PEOPLE
        folder = tmp_path_factory.mktemp("cars")
        flags = "--shape car --count 0 --val-count 0 --test-count 2 --size 128 --seed 3 --workers 1"
        assert main(["synth", "--out", str(folder / "set"), *flags.split()]) == 0
        paths = []
        for number, image in enumerate(load_synthetic(folder / "set", "test").images):
            paths.append(folder / f"car {number}.png")
            Image.fromarray(image).save(paths[-1])
        return paths

    return find


@pytest.fixture(scope="module")
def crisp_browser(browser) -> Iterator[Any]:
    """Chromium with antialiasing, which takes twice as long: for outlines, on pages of few pixels."""
    flags = [flag for flag in FLAGS if flag != NO_ANTIALIASING]
    with closing(browser.browser_type.launch(executable_path=CHROMIUM, args=flags)) as chromium:
        yield chromium


@pytest.fixture(scope="module", params=["face-64", "face-128", "cat-64", "cat-128", "car-64"])
def result(request, photos_of) -> Reconstruction:
    """Of a model's samples."""
    detect = "auto" if request.param.startswith("face") else "none"  # the photo of the cat cuts off her ears
    return reconstruct(photos_of(request.param), request.param, detect=detect)


@pytest.fixture(scope="module")
def page(result, tmp_path_factory) -> str:
    out = tmp_path_factory.mktemp("results")
    result.save(out, maps_only=True, page=True)
    return (out / "page.html").as_uri()


@contextmanager
def tab(browser: Any, width: int, height: int) -> Iterator[Any]:
    """One for all models, without animation: a new tab starts two processes."""
    with closing(browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")) as shown:
        shown.set_default_timeout(120_000)  # WebGL in software on a busy machine
        yield shown


@pytest.fixture(scope="module")
def crisp_tab(crisp_browser) -> Iterator[Any]:
    with tab(crisp_browser, 760, 480) as shown:
        yield shown


@pytest.fixture(scope="module")
def large_tab(browser) -> Iterator[Any]:
    with tab(browser, 1000, 640) as shown:
        yield shown


def opened(tab: Any, page: str) -> Opened:
    """The page as it opens."""
    tab.goto(page)
    view = Opened(tab)
    view.show(plain=False)
    return view


def choose(view: Opened, number: int) -> None:
    """Show another photo of the page; the first is there already, and has no gallery if it is the only one."""
    if number:
        view.page.locator(".gallery button").nth(number).click()
    view.settle()


def test_it_is_an_object_with_a_smooth_outline(crisp_tab, page, result):
    view = opened(crisp_tab, page)
    assert view.page.get_by_role("radio", name="Photo").is_checked()
    pictures = []
    for number in range(len(result.photos)):
        choose(view, number)
        pictures.append(view.picture())
    for picture in pictures:
        covered = (picture[..., 3] > 0.5).astype(np.uint8)
        assert cv2.connectedComponents(covered)[0] == 2  # one piece
        assert cv2.connectedComponents(1 - covered)[0] == 2  # without holes
        outlines, _ = cv2.findContours(covered, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        (outline,) = outlines
        hull = cv2.convexHull(outline)
        convex = 0.75 if result.model_name == "car-64" else 0.85  # cars have mirrors and wheels
        assert cv2.contourArea(outline) > convex * cv2.contourArea(hull)  # no spikes
        assert cv2.arcLength(outline, True) < 1.25 * cv2.arcLength(hull, True)  # no stairs
        _, _, width, height = cv2.boundingRect(outline)
        assert cv2.contourArea(outline) < 0.93 * width * height  # no rectangle
        if result.model_name != "car-64":  # whose tyres are black
            dark = (picture[..., :3].max(axis=2) < 0.02) & (picture[..., 3] > 0.5)
            edge = cv2.erode(covered, np.ones((9, 9), np.uint8)) == 0
            assert not (dark & edge).any()  # no black slivers


def test_it_is_as_sharp_as_the_photo(large_tab, page, result):
    """At the photo's view, so that both can be compared, and in a stage large enough for the pixels compared."""
    view = opened(large_tab, page)
    sampled = []
    for number in range(len(result.photos)):
        choose(view, number)
        view.page.keyboard.press("p")
        view.settle()
        sampled.append(view.sampled(SIDE))
    for drawn, crop in zip(sampled, result.photos, strict=True):
        inside = drawn[..., 3] == 1
        inside[:16] = inside[-16:] = inside[:, :16] = inside[:, -16:] = False
        inside = inside[1:-1, 1:-1]
        assert crop.native is not None
        expected = np.asarray(Image.fromarray(crop.native).resize((SIDE, SIDE)), np.float64) / 255
        gradients = []
        for picture in (drawn[..., :3].mean(axis=2), expected.mean(axis=2)):
            down, right = picture[2:, 1:-1] - picture[:-2, 1:-1], picture[1:-1, 2:] - picture[1:-1, :-2]
            gradients.append(np.hypot(down, right)[inside])
        assert np.quantile(gradients[0], 0.95) > 0.75 * np.quantile(gradients[1], 0.95)
