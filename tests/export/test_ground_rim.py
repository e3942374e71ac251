import numpy as np
import pytest

from probsym.export.ground_rim import without_ground_rim

POINTS = 128
AXIS = np.linspace(-1, 1, POINTS)
X, Y = np.meshgrid(AXIS, AXIS)
DISC = (np.hypot(X, Y) < 0.7).astype(np.float32)
SKIN, WALL = np.array([0.8, 0.5, 0.4], np.float32), np.array([0.2, 0.5, 0.6], np.float32)
SEEN = np.ones((POINTS, POINTS), bool)


def photo_of(ground):
    """Colours, and the probability of the object by them."""
    return np.where(ground[..., None], WALL, SKIN), np.where(ground, 0.1, 0.9).astype(np.float32)


@pytest.mark.parametrize("lower", [0.0, 0.25])
def test_a_strip_of_ground_at_the_side_is_left_out(lower):
    ground = (X > 0.6) & (np.abs(Y) < 0.5)
    kept = without_ground_rim(DISC, *photo_of(ground), SEEN, lower)
    strip = DISC * (X > 0.63)
    assert strip.sum() > 100
    assert (strip * (kept > 0.5)).sum() < 0.1 * strip.sum()
    assert np.array_equal(kept[X < 0.4], DISC[X < 0.4])
    assert (kept <= DISC).all()


@pytest.mark.parametrize("why", ["nothing outside is seen", "too thin for an inside"])
def test_nothing_is_cut_where_there_is_nothing_to_compare_with(why):
    thin = why.startswith("too thin")
    opacity = ((np.abs(X) < 0.12) & (np.abs(Y) < 0.8)).astype(np.float32) if thin else DISC
    rim = opacity == 0 if thin else np.hypot(X, Y) > 0.6
    colours = np.where(rim[..., None], np.float32(0.3 if thin else 0.05), SKIN).astype(np.float32)
    seen = SEEN if thin else DISC > 0
    probability = np.full(DISC.shape, 0.3, np.float32)
    assert np.array_equal(without_ground_rim(opacity, colours, probability, seen, 0.0), opacity)


@pytest.mark.parametrize("why", ["probable", "unseen", "as inside"])
def test_what_is_not_told_apart_stays(why):
    ground = (X > 0.6) & (np.abs(Y) < 0.5)
    colours, probability = photo_of(ground)
    seen = SEEN & ~(ground & (why == "unseen"))
    if why == "probable":
        probability = np.full_like(probability, 0.9)
    if why == "as inside":
        colours = np.broadcast_to(SKIN, colours.shape)
    assert np.array_equal(without_ground_rim(DISC, colours, probability, seen, 0.0), DISC)


def test_a_dark_spot_at_the_edge_is_no_strip():
    """An eyebrow that ends at the outline: skin goes on beyond it."""
    brow = (np.abs(Y + 0.2) < 0.04) & (X > 0.4) & (X < 0.68)
    assert np.array_equal(without_ground_rim(DISC, *photo_of(brow), SEEN, 0.0), DISC)


def test_hair_above_a_face_stays():
    hair = Y < -0.6
    assert without_ground_rim(DISC, *photo_of(hair), SEEN, 0.0)[Y < -0.63].max() < 0.5
    assert np.array_equal(without_ground_rim(DISC, *photo_of(hair), SEEN, 0.0, sides_alone=True), DISC)


def test_nothing_of_an_empty_outline():
    nothing = np.zeros_like(DISC)
    assert not without_ground_rim(nothing, *photo_of(X > 0), SEEN, 0.0).any()
