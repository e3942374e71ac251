from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from PIL.WebPImagePlugin import WebPImageFile

from probsym.errors import InputError
from probsym.export.photo_texture import PhotoTexture
from probsym.export.turntable import BACKGROUND, Content, beside, turntable, turntables, write_turntable
from probsym.types import Light


def levels(picture):
    return np.asarray(picture).astype(float)


@pytest.fixture(scope="module")
def swing(bump, camera):
    return turntable(bump, 0, camera, frames=8, size=127)


def test_swing_goes_to_both_sides_and_back(swing):
    assert len(swing) == 8
    assert swing[0].size == (127, 127)
    for first, second in ((0, 4), (1, 3), (5, 7)):  # sines that are equal
        np.testing.assert_array_equal(levels(swing[first]), levels(swing[second]))
    assert np.abs(levels(swing[2]) - levels(swing[6])).mean() > 5
    background = round(BACKGROUND * 255)
    for frame in swing:
        values = levels(frame)
        assert abs(values[0, 0] - background).max() <= 1
        assert (np.abs(values - background) > 8).any(axis=2).mean() > 0.25


def test_relighting_moves_the_light_side(bump, camera):
    right, _, left, _ = (levels(frame) for frame in turntable(bump, 0, camera, "relight", frames=4, size=64))
    # the first light travels to the right, so it lights the left cheek
    assert right[32, 20].mean() > left[32, 20].mean() + 20
    assert right[32, 44].mean() < left[32, 44].mean() - 20


def test_every_light_is_gamma_encoded(bump, camera):
    """Shading is below 1 off the light's axis, and its root is brighter, in the photo's light and in others."""
    linear = replace(bump, shading_gamma=2.2)
    for motion in ("turn", "relight"):
        plain, encoded = (
            levels(turntable(sample, 0, camera, motion, frames=4, size=64)[0])[20:44, 40:50]
            for sample in (bump, linear)
        )
        assert encoded.mean() > plain.mean() + 20


def test_colours_from_the_photo(bump, camera):
    """Green on the refined grid, with a light baked in that is not the only one in the animation of the light."""
    green = torch.zeros(3, 253, 253)
    green[1] = 0.8
    baked = torch.full((1, 253, 253), 0.5)
    photo = PhotoTexture(green, baked, torch.ones(1, 253, 253), torch.zeros(1, 253, 253))
    turned = levels(turntable(bump, 0, camera, frames=4, size=64, photo=photo)[0])
    assert turned[32, 32] == pytest.approx((0, 0.4 * 255, 0), abs=2)
    relit = turntable(bump, 0, camera, "relight", frames=4, size=64, photo=photo)
    assert levels(relit[0])[32, 20, 1] > levels(relit[2])[32, 20, 1] + 20
    assert levels(relit[0])[32, 20, 0] == 0


def test_in_its_own_light_a_photo_stays_as_it_is(bump, camera):
    """Also where the model's shading is wrong: colours are multiplied by the ratio of both lights."""
    first = Light(torch.full((2,), 0.35), torch.full((2,), 0.75), torch.tensor([[0.5**0.5, 0.0, 0.5**0.5]] * 2))
    lit = replace(bump, factors=replace(bump.factors, light=first))
    grey = torch.full((3, 253, 253), 0.8)
    photo = PhotoTexture(grey, torch.full((1, 253, 253), 0.5), torch.ones(1, 253, 253), torch.zeros(1, 253, 253))
    frames = turntable(lit, 0, camera, "relight", frames=4, size=64, photo=photo)
    unchanged = levels(turntable(lit, 0, camera, frames=4, size=64, photo=photo)[0])
    np.testing.assert_allclose(levels(frames[0]), unchanged, atol=1)
    assert np.abs(levels(frames[2]) - unchanged).max() > 50


def test_depth_of_the_same_loop(swing, bump, camera):
    depths = turntable(bump, 0, camera, frames=8, size=127, content="depth")
    for colour, depth in zip(swing, depths, strict=True):
        values, seen = levels(depth), (np.abs(levels(colour) - round(BACKGROUND * 255)) > 8).any(axis=2)
        assert (values[..., 0] == values[..., 2]).all()
        assert values[0, 0, 0] == 0
        assert (values[seen].mean(axis=1) > 10).mean() > 0.99
    nearest = [int(levels(depths[at])[..., 0].argmax()) % 127 for at in (2, 0, 6)]
    assert nearest == sorted(nearest, reverse=nearest[0] > nearest[2])  # the tip moves across
    assert abs(nearest[0] - nearest[2]) > 5
    assert max(levels(depth).max() for depth in depths) > 230
    pair = levels(beside(swing[1], depths[1]))
    assert pair.shape == (127, 254, 3)
    np.testing.assert_array_equal(pair[:, 127:], levels(depths[1]))


@pytest.mark.parametrize("motion", ["turn", "relight"])
def test_colour_and_depth_animations_agree_with_single_ones(motion, bump, camera):
    colours, depths = turntables(bump, 0, camera, motion, frames=4, size=48)
    loops: list[tuple[Content, list[Image.Image]]] = [("colour", colours), ("depth", depths)]
    for content, frames in loops:
        alone = turntable(bump, 0, camera, motion, frames=4, size=48, content=content)
        for one, other in zip(frames, alone, strict=True):
            np.testing.assert_array_equal(levels(one), levels(other))


def test_webp_plays_for_ever(swing, tmp_path):
    write_turntable(swing, tmp_path / "t.webp", seconds=2.0)
    with Image.open(tmp_path / "t.webp") as animation:
        assert isinstance(animation, WebPImageFile)
        assert animation.n_frames >= 7  # an encoder may merge equal neighbours
        assert animation.info["loop"] == 0
        lasting = 0
        for number in range(animation.n_frames):
            animation.seek(number)
            animation.load()
            lasting += animation.info["duration"]
        assert lasting == pytest.approx(2000, abs=10)  # milliseconds
        animation.seek(0)
        animation.load()
        assert np.abs(levels(animation.convert("RGB")) - levels(swing[0])).mean() < 6


@pytest.mark.usefixtures("untyped")
@pytest.mark.parametrize("change", [{"motion": "jump"}, {"index": 5}, {"yaw_deg": 100.0}, {"frames": 1}, {"size": 9}])
def test_wrong_arguments(bump, camera, change):
    arguments = {"index": 0, "camera": camera} | change
    with pytest.raises(InputError, match=f"{next(iter(change))}: expected"):
        turntable(bump, **arguments)


@pytest.mark.parametrize("motion", ["turn", "relight"])
def test_threads_change_nothing(bump, camera, motion):
    alone = turntable(bump, 0, camera, motion, frames=6, size=64)
    torch.set_num_threads(3)
    try:
        together = turntable(bump, 0, camera, motion, frames=6, size=64)
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(1)
    assert len(alone) == len(together) == 6
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(levels(one), levels(other))


def test_the_number_of_threads_of_the_process_stays(bump, camera, monkeypatch):
    monkeypatch.setattr(torch, "set_num_threads", lambda _: pytest.fail("changes the whole process"))
    turntable(bump, 0, camera, frames=4, size=64)
