"""Hands, keys, themes, phones."""

import functools
import io
import math
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.export.page import PAGE_FORMAT

pytestmark = pytest.mark.browser

ADA = Path(__file__).parents[1] / "photos" / "ada.png"


@pytest.fixture
def opened(opened):
    """Pages of few pixels: none is compared with Python."""
    return functools.partial(opened, width=800, height=440, scale=0.5)


def stage_picture(view):
    """The stage as people see it: height width 3, [0, 1]."""
    with Image.open(io.BytesIO(view.page.locator("main.stage").screenshot())) as picture:
        return np.asarray(picture.convert("RGB"), dtype=float) / 255


def canvas_middle(view):
    box = view.page.locator("canvas.picture").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(view, dx, dy, steps=6, release=True):
    x, y = canvas_middle(view)
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + dx, y + dy, steps=steps)
    if release:
        view.page.mouse.up()


def fling(view, dx, milliseconds=60, steps=3):
    """A quick drag to the side, let go while moving: events with a time of their own, however slow the page."""
    x, y = canvas_middle(view)
    hand = view.page.context.new_cdp_session(view.page)
    begun = time.time()
    for step in range(steps + 2):
        share = min(step, steps) / steps
        hand.send(
            "Input.dispatchMouseEvent",
            {
                "type": {0: "mousePressed", steps + 1: "mouseReleased"}.get(step, "mouseMoved"),
                "x": x + dx * share,
                "y": y,
                "button": "left",
                "buttons": int(step <= steps),
                "clickCount": int(step in (0, steps + 1)),
                "timestamp": begun + milliseconds * share / 1000,
            },
        )


def width_of(picture):
    """Columns that the object takes."""
    return int((picture[..., 3] > 0.5).any(axis=0).sum())


def test_wipe(opened):
    view = opened()
    start = stage_picture(view)
    view.page.get_by_role("switch", name="Compare with the photo").check()
    view.settle()
    wipe = view.page.locator(".wipe")
    box, stage = wipe.bounding_box(), view.page.locator("main.stage").bounding_box()
    ratio = start.shape[1] / stage["width"]
    lengths = box["x"] - stage["x"], box["y"] - stage["y"], box["width"]
    left, top, side = (round(ratio * length) for length in lengths)
    ada = Image.open(ADA).convert("RGB").resize((side, side), Image.Resampling.BILINEAR)
    photo = np.asarray(ada, dtype=float) / 255

    def share_of_photo():
        """The share of columns, within the upper third and away from labels and line, that show the photo."""
        shown = stage_picture(view)[top + 4 : top + side // 3, left : left + side]
        before = start[top + 4 : top + side // 3, left : left + side]
        as_photo = np.abs(shown - photo[4 : side // 3]).mean(axis=(0, 2))
        as_before = np.abs(shown - before).mean(axis=(0, 2))
        return float((as_photo < as_before).mean())

    assert share_of_photo() == pytest.approx(0.5, abs=0.04)
    middle = box["y"] + box["height"] / 2
    view.page.mouse.move(box["x"] + box["width"] / 2, middle)
    view.page.mouse.down()
    view.page.mouse.move(box["x"] + box["width"] / 4, middle, steps=4)
    view.page.mouse.up()
    assert share_of_photo() == pytest.approx(0.25, abs=0.04)
    line = view.page.get_by_role("slider", name="Wipe between photo and reconstruction")
    line.press("End")
    assert line.get_attribute("aria-valuenow") == "100"
    assert share_of_photo() > 0.95
    line.press("Home")
    line.press("ArrowRight")
    assert line.get_attribute("aria-valuetext") == "2 % photo"
    view.page.keyboard.press("c")
    assert not wipe.is_visible()
    assert view.errors == []


def test_beside_the_photo_nothing_is_drawn_outside_of_it(opened):
    view = opened()

    def opaque_outside():
        picture = view.picture()[..., 3]
        canvas = view.page.locator("canvas.picture").bounding_box()
        side = float(view.page.locator(".stage").get_attribute("data-side")) * picture.shape[0] / canvas["height"]
        rows, columns = (
            slice(math.floor((length - side) / 2), math.ceil((length + side) / 2)) for length in picture.shape
        )
        inside = picture[rows, columns]
        assert (inside > 0).mean() > 0.8
        return int((picture > 0).sum() - (inside > 0).sum())

    assert opaque_outside() > 0
    view.page.keyboard.press("c")
    view.settle()
    assert opaque_outside() == 0
    view.page.keyboard.press("c")
    view.settle()
    assert opaque_outside() > 0


@pytest.mark.slow
def test_every_key(opened):
    view = opened()
    start = view.picture()
    keys = view.page.keyboard
    modes = view.page.get_by_role("radiogroup").get_by_role("radio")
    assert modes.count() == 9
    pictures = []
    for number in range(1, 10):
        keys.press(str(number))
        assert modes.nth(number - 1).is_checked()
        pictures.append(view.picture())
    for one in range(9):
        for other in range(one):
            assert np.abs(pictures[one] - pictures[other]).mean() > 0.004, (one, other)
    keys.press("2")
    pressed = {"f": "Front", "l": "Profile", "i": "Input"}
    seen = []
    for key, name in pressed.items():
        keys.press(key)
        view.settle()
        assert view.page.get_by_role("button", name=name, exact=True).get_attribute("aria-pressed") == "true"
        seen.append(view.picture())
    assert width_of(seen[1]) < 0.85 * width_of(seen[0])
    assert np.array_equal(seen[2], start)  # back at the photo's view, to the last bit
    view.page.locator("canvas.picture").focus()
    for key in ("ArrowLeft", "ArrowUp"):
        keys.press(key)
        view.settle()
        assert not np.array_equal(view.picture(), start)
        keys.press("p")
        view.settle()
        assert np.array_equal(view.picture(), start)
    keys.press("+")
    view.settle()
    assert width_of(view.picture()) > 1.1 * width_of(start)
    keys.press("0")
    view.settle()
    assert np.array_equal(view.picture(), start)
    for key, name in {"s": "Symmetry plane", "m": "Smooth surface"}.items():
        keys.press(key)
        assert view.page.get_by_role("switch", name=name).is_checked()
        keys.press(key)
    view.settle()
    view.page.get_by_label("Ambient light").fill("0.1")
    keys.press("r")
    assert np.array_equal(view.picture(), start)
    keys.press("?")
    dialog = view.page.get_by_role("dialog", name="Keys and gestures")
    assert dialog.is_visible()
    keys.press("Escape")
    assert not dialog.is_visible()
    assert view.errors == []


def test_turntable_turns_until_it_is_stopped_and_the_way_back_ends_at_the_photo(opened):
    view = opened(moves=True)
    start = view.picture()
    view.page.keyboard.press("t")
    view.page.wait_for_timeout(1200)
    first = view.picture()
    view.page.wait_for_timeout(500)
    assert not np.array_equal(view.picture(), first)
    view.page.keyboard.press("t")
    view.settle()
    view.page.keyboard.press("p")
    view.settle()
    assert np.array_equal(view.picture(), start)


def test_a_drag_turns_and_goes_on_when_let_go(opened):
    view = opened(moves=True)
    start = view.picture()
    drag(view, 120, 0, release=False)
    view.page.wait_for_timeout(200)  # held still before it is let go: nothing glides
    view.page.mouse.up()
    view.settle()
    held = view.picture()
    assert width_of(held) < width_of(start)
    assert view.page.get_by_role("button", name="Input", exact=True).get_attribute("aria-pressed") == "false"
    view.page.wait_for_timeout(100)
    assert np.array_equal(view.picture(), held)
    flung = opened(moves=True)
    fling(flung, 120)
    flung.settle()
    assert not np.array_equal(flung.picture(), held)  # the same way, and on


def test_less_motion_is_respected(opened):
    view = opened(plain=False)
    start = view.picture()
    view.page.keyboard.press("f")
    view.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    front = view.picture()
    assert not np.array_equal(front, start)
    view.settle()
    assert np.array_equal(view.picture(), front)


def test_wheel_zooms_about_the_hand_and_double_click_resets(opened):
    view = opened()
    start = view.picture()
    x, y = canvas_middle(view)
    view.page.mouse.move(x, y)
    view.page.mouse.wheel(0, -100)  # the page receives -200: one of its pixels is half a CSS pixel
    view.settle()
    assert 1.2 < width_of(view.picture()) / width_of(start) < 1.5
    view.page.mouse.dblclick(x, y)
    view.page.get_by_role("button", name="Input", exact=True).click()
    view.settle()
    assert np.array_equal(view.picture(), start)


def test_the_wheel_zooms_over_the_photo_too(opened):
    view = opened()
    view.page.keyboard.press("c")
    view.settle()
    before = view.page.locator(".wipe").bounding_box()["width"]
    view.page.mouse.move(*canvas_middle(view))
    view.page.mouse.wheel(0, -300)
    view.settle()
    assert view.page.locator(".wipe").bounding_box()["width"] > 1.1 * before


def test_gallery(opened):
    view = opened(plain=False)
    first = view.picture()
    photos = view.page.get_by_role("navigation", name="Photos").get_by_role("button")
    assert photos.count() == 2
    assert photos.nth(0).get_attribute("aria-current") == "true"
    photos.nth(1).click()
    view.settle()
    assert view.page.get_by_role("heading", level=1).inner_text() == "cleo.png"
    assert np.abs(view.picture() - first).mean() > 0.02
    view.page.keyboard.press("[")
    view.settle()
    assert np.array_equal(view.picture(), first)


def luminance(view, selector="body"):
    colour = view.page.locator(selector).first.evaluate("element => getComputedStyle(element).backgroundColor")
    return sum(float(part) for part in colour[4:-1].split(",")[:3]) / 765


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dark_and_light(opened, scheme):
    view = opened(color_scheme=scheme, rests=False)  # colours are there before anything is drawn
    as_asked = luminance(view)
    view.page.get_by_role("button", name="Dark or light page").click()
    other = luminance(view)
    view.page.keyboard.press("d")
    assert luminance(view) == as_asked
    light, dark = (as_asked, other) if scheme == "light" else (other, as_asked)
    assert light > 0.9
    assert dark < 0.12


PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def test_phone(opened):
    view = opened(**PHONE)
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 390
    controls = view.page.locator("button:visible, .chip input, .switch input, .slider input, .ball")
    assert controls.count() >= 27
    for index in range(controls.count()):
        control = controls.nth(index)
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        control.click(trial=True)  # in sight, and not under anything else
    canvas = view.page.locator("canvas.picture").bounding_box()
    assert canvas["y"] < 1  # the picture stays while controls scroll
    assert view.errors == []


def test_fingers_turn_and_pinch(opened):
    view = opened(**PHONE)
    start = view.picture()
    session = view.page.context.new_cdp_session(view.page)
    view.page.evaluate("scrollTo(0, 0)")
    x, y = canvas_middle(view)

    def touch(kind, *points):
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": px, "y": py, "id": index} for index, (px, py) in enumerate(points)]},
        )

    touch("touchStart", (x - 30, y), (x + 30, y))
    for step in range(1, 6):
        touch("touchMove", (x - 30 - 6 * step, y), (x + 30 + 6 * step, y))
    touch("touchEnd")
    view.settle()
    pinched = view.picture()
    assert width_of(pinched) > 1.1 * width_of(start)
    view.page.evaluate("scrollTo(0, 0)")
    touch("touchStart", (x, y))
    for step in range(1, 6):
        touch("touchMove", (x + 12 * step, y))
    touch("touchEnd")
    view.settle()
    assert view.page.evaluate("scrollY") == 0  # the page stood still
    assert np.abs(view.picture() - pinched).mean() > 0.01


@pytest.mark.parametrize(
    ("part", "broken", "words"),
    [
        (f'"format": {PAGE_FORMAT}', '"format": 99', f"format {PAGE_FORMAT}, got 99"),
        ('"albedo": "', '"albedo": "AAAA', "values of albedo, got"),
    ],
)
def test_a_broken_page_says_so(opened, tmp_path, results, part, broken, words):
    whole = (results / "page.html").read_text(encoding="utf-8")
    path = tmp_path / "page.html"
    path.write_text(whole.replace(part, broken), encoding="utf-8")
    assert words in opened(path, rests=False).page.get_by_role("alert").inner_text()


def test_names_are_text(opened, tmp_path, results):
    whole = (results / "page.html").read_text(encoding="utf-8")
    path = tmp_path / "page.html"
    path.write_text(
        whole.replace('"name": "ada.png"', r'"name": "\u003cimg src=x onerror=alert(1)>"'), encoding="utf-8"
    )
    view = opened(path)
    assert view.page.get_by_role("heading", level=1).inner_text() == "<img src=x onerror=alert(1)>"
    assert view.errors == []


def test_a_touch_on_the_way_to_the_photo_ends_the_comparison(opened):
    view = opened(moves=True, fresh=True)
    view.page.keyboard.press("l")
    view.settle()
    box = view.page.locator(".stage").bounding_box()
    view.page.mouse.move(box["x"] + 4, canvas_middle(view)[1])  # beside the photo
    view.page.evaluate(
        "performance.now = () => 0; window.requestAnimationFrame = (draw) => setTimeout(() => draw(0), 20)"
    )
    view.page.keyboard.press("c")  # no time passes: it is on its way
    assert view.page.locator(".wipe").is_visible()
    view.page.mouse.down()
    view.page.mouse.up()
    assert not view.page.locator(".wipe").is_visible()
    assert view.page.locator(".views [aria-pressed=true]").count() == 0


def test_detail_is_that_of_the_photo_that_was_opened_last(opened):
    """However long the pictures take: here those of later photos come after the one that is looked at."""
    view = opened(fresh=True)
    view.page.evaluate(
        """() => {
            const decode = HTMLImageElement.prototype.decode;
            window.slow = true;
            HTMLImageElement.prototype.decode = async function () {
                const slow = window.slow;
                await decode.call(this);
                if (slow) await new Promise((done) => setTimeout(done, 800));
            };
        }"""
    )
    view.page.keyboard.press("1")
    view.page.keyboard.press("]")  # its picture takes its time
    view.page.evaluate("window.slow = false")
    view.page.keyboard.press("[")
    view.page.wait_for_timeout(1500)
    view.settle()
    late = view.picture()
    view.page.keyboard.press("]")
    view.settle()
    view.page.wait_for_timeout(300)
    view.page.keyboard.press("[")
    view.page.wait_for_timeout(300)
    view.settle()
    assert np.array_equal(late, view.picture())
