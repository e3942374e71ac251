"""What the page draws is what Python reconstructs."""

import dataclasses
import functools
import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.export.page import page_entry, write_page
from probsym.export.pictures import confidence, depth_limits, nearness, normal_colours
from probsym.models.autoencoder import Autoencoder
from probsym.rendering.relighting import relight, relighting_ratio, smooth_normals
from probsym.rendering.shading import shade_normals
from probsym.types import Light

pytestmark = pytest.mark.browser

ADA = Path(__file__).parents[1] / "photos" / "ada.png"
COLORMAP = Path(__file__).parents[2] / "viewer" / "src" / "colormap.ts"
CLOSE = 2.5 / 255
"""Rounding of albedo, canvas and PNG to 8 bits, and sampling between the canvas' pixels."""


@pytest.fixture
def opened(opened):
    """Pages of half as many pixels as is usual: those of a photo are still several on the screen."""
    return functools.partial(opened, width=800, height=440)


def assert_close(drawn, expected, where):
    difference = np.abs(drawn[..., :3] - np.clip(expected, 0, 1)).max(axis=2)[where]
    assert difference.mean() < CLOSE / 3
    assert np.quantile(difference, 0.99) < CLOSE
    assert difference.max() < 4 * CLOSE  # at an outline within the object


def test_opens_from_disk_without_network_or_errors(opened):
    view = opened(fresh=True, scale=0.5)
    assert [request for request in view.requests if not request.startswith(("data:", "blob:"))] == [view.page.url]
    assert view.page.url.startswith("file://")
    assert view.errors == []
    assert view.page.title() == "ada.png · probsym"


def test_at_the_start_the_picture_is_the_reconstruction(opened, truth, rendered, inner):
    view = opened()
    drawn = view.sampled()
    assert inner.mean() > 0.8
    assert_close(drawn, truth.image[0].permute(1, 2, 0).numpy(), inner)
    assert drawn[..., 3][inner].min() == 1  # the border is part of the reconstruction
    mask = truth.mask[0].numpy()
    assert drawn[..., 3][~mask].mean() < 0.2


@pytest.mark.parametrize(("x", "y"), [(0.6, -0.5), (-0.7, 0.2)])
def test_light_is_dragged_and_pixels_follow_lambert(opened, truth, rendered, inner, x, y):
    view = opened()
    # Errors of rounded normals grow with the light: its strength does not depend on the model's weights here.
    for name in ("Ambient light", "Diffuse light"):
        view.page.get_by_label(name).fill("0.5")
    before = view.sampled()
    ball = view.page.get_by_role("slider", name="Light direction")
    box = ball.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    radius = 58
    view.page.mouse.move(*middle)
    view.page.mouse.down()
    view.page.mouse.move(middle[0] + x * radius, middle[1] + y * radius, steps=4)
    view.page.mouse.up()
    assert "°" in ball.get_attribute("aria-valuetext")
    # A light that shines straight onto the ball at (x, y) travels the other way, into the scene.
    x, y = round(x * radius) / radius, round(y * radius) / radius
    one = truth[:1].factors
    strength = torch.tensor([0.5])
    light = Light(strength, strength, torch.tensor([[-x, -y, math.sqrt(1 - x * x - y * y)]]))
    shading = shade_normals(truth.canonical_normals[:1], light)[0]
    after = view.sampled()
    assert_close(after, rendered(one.albedo[0] * shading), inner)
    assert np.abs(after - before)[inner].mean() > 0.02


@pytest.mark.parametrize("direction", [(-0.75, 0.0), (0.6, -0.5)])
def test_photos_are_relit_as_in_python(opened, truth, rendered, inner, direction):
    """From the side, where shadows begin: as ``probsym.rendering.relighting`` says, on the model's own grid."""
    view = opened()
    view.page.keyboard.press("1")
    before = view.sampled()[..., :3]
    view.page.get_by_label("Ambient light").fill("0.2")
    view.page.get_by_label("Diffuse light").fill("0.8")
    ball = view.page.get_by_role("slider", name="Light direction")
    box, radius = ball.bounding_box(), 58
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    x, y = (round(part * radius) / radius for part in direction)
    view.page.mouse.click(middle[0] + x * radius, middle[1] + y * radius)
    new = Light(torch.tensor([0.2]), torch.tensor([0.8]), torch.tensor([[-x, -y, math.sqrt(1 - x * x - y * y)]]))
    ratio = relighting_ratio(smooth_normals(truth.canonical_normals[:1]), truth.factors.light[:1], new)
    pixels, factor = (torch.from_numpy(one).permute(2, 0, 1)[None].float() for one in (before, rendered(ratio[0])))
    expected = relight(pixels, factor[:, :1])[0].permute(1, 2, 0).numpy()
    assert rendered(ratio[0])[inner].min() < 0.5
    seen = inner & (before.min(axis=2) > 0.05) & (expected.max(axis=2) < 0.95)
    assert seen.sum() > 0.5 * inner.sum()
    difference = np.abs(view.sampled()[..., :3] - expected).max(axis=2)[seen]
    assert difference.mean() < CLOSE / 3
    assert np.quantile(difference, 0.98) < CLOSE


def test_sliders_and_the_way_back(opened, truth, rendered, inner):
    view = opened()
    before = view.picture()
    view.page.get_by_label("Ambient light").fill("0.2")
    view.page.get_by_label("Diffuse light").fill("0.9")
    one = truth[:1].factors
    light = Light(torch.tensor([0.2]), torch.tensor([0.9]), one.light.direction)
    shading = shade_normals(truth.canonical_normals[:1], light)[0]
    assert_close(view.sampled(), rendered(one.albedo[0] * shading), inner)
    view.page.get_by_role("button", name="As in the photo").click()
    assert np.array_equal(view.picture(), before)


def test_maps(opened, truth, rendered, inner):
    view = opened()
    one = truth[:1]
    depth = one.factors.canonical_depth
    white = max(1.0, (one.factors.light.ambient + one.factors.light.diffuse).item())
    expected = {
        "Albedo": one.factors.albedo[0],
        "Shading": one.shading[0].expand(3, -1, -1) / white,
        "Normals": normal_colours(one.canonical_normals)[0],
        "Depth": nearness(depth, *depth_limits(depth))[0].expand(3, -1, -1),
    }
    for name, canonical in expected.items():
        view.page.get_by_role("radio", name=name).check(force=True)
        drawn = view.sampled()
        assert_close(drawn, rendered(canonical), inner)
    assert view.errors == []


def colours(name, share):
    """A scale of the viewer's source at shares from 0 to 1."""
    (text,) = re.findall(rf"const {name}: Stops = \[(.*?)\];", COLORMAP.read_text(encoding="utf-8"), re.DOTALL)
    stops = np.array(re.findall(r"\[([\d.]+), ([\d.]+), ([\d.]+)\]", text), dtype=float)
    assert stops.shape == (9, 3)
    return np.stack([np.interp(share, np.linspace(0, 1, 9), stops[:, channel]) for channel in range(3)], axis=0)


def stretched(values):
    """0 to 1 between the outermost hundredths."""
    ordered = np.sort(values.reshape(-1))
    low, high = ordered[round(0.01 * (len(ordered) - 1))], ordered[round(0.99 * (len(ordered) - 1))]
    return ((values - low) / (high - low)).clip(0, 1)


@pytest.mark.parametrize(("mode", "field"), [("Confidence", "sigma"), ("Asymmetry", "sigma_flip")])
def test_heat_maps_rise_with_their_values(opened, truth, rendered, inner, mode, field):
    view = opened()
    view.page.get_by_role("radio", name=mode).check(force=True)
    trusted = confidence(getattr(truth.factors, field)[:1])[0, 0].numpy()
    if mode == "Confidence":
        expected = colours("VIRIDIS", stretched(trusted))
    else:  # glows on a grey picture
        share = stretched(1 - trusted)
        grey = 0.7 * np.tensordot((0.299, 0.587, 0.114), truth.canonical_image[0].numpy(), 1)
        weight = 0.1 + 0.8 * share
        expected = grey * (1 - weight) + colours("GLOW", share) * weight
    assert_close(view.sampled(), rendered(torch.from_numpy(expected).float()), inner)
    assert view.page.locator(".legend").is_visible()


def test_wireframe_has_the_lines_of_the_grid(opened, truth):
    view = opened(width=1000, height=640)  # a cell is several pixels
    view.page.keyboard.press("9")
    view.page.get_by_role("button", name="Front").click()
    view.settle()
    picture = view.picture()
    row = picture[picture.shape[0] // 2]
    row = row[row[:, 3] == 1][:, 1]
    spectrum = np.abs(np.fft.rfft((row - row.mean()) * np.hanning(len(row))))
    side = float(view.page.locator(".stage").get_attribute("data-side"))
    cells = len(row) / (side / 64)  # seen from the front the grid is nearly even
    peak = np.argmax(spectrum[10:]) + 10
    assert min(abs(peak / cells - 1), abs(peak / cells - 2)) < 0.1


def test_photo_texture_is_the_photo_at_its_own_view(opened, inner):
    view = opened()
    view.page.keyboard.press("1")
    view.page.wait_for_timeout(300)
    with Image.open(ADA) as photo:
        expected = np.asarray(photo.convert("RGB").resize((64, 64), Image.Resampling.BOX), dtype=float) / 255
    difference = np.abs(view.sampled()[..., :3] - expected).max(axis=2)[inner]
    assert np.median(difference) < 0.05


def test_the_object_swings_until_it_is_touched(opened):
    view = opened(rests=False, moves=True, scale=0.5)
    view.page.wait_for_selector(".gallery")
    box = view.page.locator("canvas.picture").bounding_box()
    view.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for number, touch in enumerate(("press", "wheel", "key")):
        if number:  # opened again, it swings again
            view.page.locator(".gallery button").first.dispatch_event("click")
        first = view.picture()
        moved = []
        while not moved or (moved[-1] <= 0.002 and len(moved) < 20):  # on a busy machine it swings slowly
            view.page.wait_for_timeout(300)
            moved.append(np.abs(view.picture() - first).mean())
        assert moved[-1] > 0.002, touch
        if touch == "press":
            view.page.mouse.down()
            view.page.mouse.up()
        elif touch == "wheel":
            view.page.mouse.wheel(0, -100)
        else:
            view.page.keyboard.press("+")
        view.settle()
        assert np.array_equal(view.picture(), view.picture()), touch


def test_symmetry_plane_marks_the_middle(opened):
    view = opened()
    view.page.get_by_role("button", name="Front").click()
    view.settle()
    before = view.picture()
    view.page.get_by_role("switch", name="Symmetry plane").check()
    after = view.picture()
    changed = np.abs(after - before).max(axis=2) > 0.05
    columns = np.flatnonzero(changed[changed.shape[0] // 2])
    assert 1 <= len(columns) <= 8
    assert abs(columns.mean() + 0.5 - after.shape[1] / 2) < 2


def test_smooth_surface_shows_the_same_object(opened):
    view = opened()
    before = view.picture()
    view.page.get_by_role("switch", name="Smooth surface").check()
    view.settle()
    after = view.picture()
    both = (before[..., 3] == 1) & (after[..., 3] == 1)
    difference = np.abs(after - before)[both]
    assert 0 < difference.mean() < 0.02


@pytest.mark.parametrize("gamma", [1.0, 2.2])
def test_light_is_encoded_with_the_gamma_of_the_page(opened, model, truth, rendered, inner, tmp_path, gamma):
    """The shader encodes as Python does, in the photo's light and in others."""
    encoding = Autoencoder(dataclasses.replace(model.config, shading_gamma=gamma))
    result = encoding.render(truth[:1].factors)
    with Image.open(ADA) as photo:
        entry = page_entry("ada", np.asarray(photo.convert("RGB")), result, 0, model.camera)
    write_page([entry], "m", tmp_path / "page.html")
    view = opened(tmp_path / "page.html")
    assert_close(view.sampled(), result.image[0].permute(1, 2, 0).numpy(), inner)
    view.page.get_by_label("Ambient light").fill("0.1")
    light = dataclasses.replace(result.factors.light, ambient=torch.tensor([0.1]))
    shading = shade_normals(result.canonical_normals, light, gamma)[0]
    assert_close(view.sampled(), rendered(result.factors.albedo[0] * shading), inner)


def test_a_model_without_confidence(tmp_path, opened, truth, model):
    bare = dataclasses.replace(truth, factors=dataclasses.replace(truth.factors, sigma=None, sigma_flip=None))
    entry = page_entry("a.png", np.zeros((8, 8, 3), np.uint8), bare, 1, model.camera)
    write_page([entry], "m", tmp_path / "page.html")
    view = opened(tmp_path / "page.html", scale=0.5)
    assert view.page.get_by_role("radio", name="Confidence").is_disabled()
    assert view.page.get_by_role("radio", name="Asymmetry").is_disabled()
    assert not view.page.get_by_role("navigation", name="Photos").is_visible()
    assert view.errors == []
