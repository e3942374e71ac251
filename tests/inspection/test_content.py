import numpy as np
import pytest

from probsym.inspection.content import find_empty_content, neighbour_correlation, spread_rows


def _generator() -> np.random.Generator:
    return np.random.default_rng(3)


def _blobs(count: int, size: int = 32) -> np.ndarray:
    """Pictures of something: a bright disc at different places."""
    rows, columns = np.mgrid[:size, :size] / size
    at = _generator().uniform(0.3, 0.7, (count, 2))
    discs = [np.exp(-((columns - x) ** 2 + (rows - y) ** 2) * 20) for x, y in at]
    return np.repeat((255 * np.stack(discs)[..., None]).astype(np.uint8), 3, axis=-1)


def _noise(count: int, size: int = 32) -> np.ndarray:
    return _generator().integers(0, 256, (count, size, size, 3), dtype=np.uint8)


def test_photos_of_something_pass() -> None:
    assert find_empty_content(_blobs(12)) == ""


@pytest.mark.parametrize("colour", [0, 128, 255])
def test_a_single_colour(colour: int) -> None:
    images = np.full((6, 32, 32, 3), colour, np.uint8)
    assert find_empty_content(images) == "6 of 6 photos are of a single colour"
    # A few of them are no reason to stop.
    assert find_empty_content(np.concatenate([_blobs(7), images])) == ""


def test_the_same_photo_again_and_again() -> None:
    once = _blobs(1)
    assert find_empty_content(np.repeat(once, 5, axis=0)) == "all of 5 photos are the same"
    recompressed = np.repeat(once, 5, axis=0) // 2 * 2 + np.arange(5, dtype=np.uint8)[:, None, None, None] % 2
    assert find_empty_content(recompressed) == "all of 5 photos are the same"


def test_noise() -> None:
    assert find_empty_content(_noise(9)) == "9 of 9 photos are noise"
    assert find_empty_content(np.concatenate([_blobs(9), _noise(9)])) == ""


def test_copies_of_few_photos_are_counted() -> None:
    images = np.concatenate([np.repeat(_blobs(2), 5, axis=0), _blobs(3)[2:]])
    assert find_empty_content(images) == "8 of 11 photos are copies of others"
    recompressed = images // 4 * 4 + _noise(11) % 4
    assert find_empty_content(recompressed) == "8 of 11 photos are copies of others"
    assert find_empty_content(np.concatenate([_blobs(6), _blobs(5)])) == ""


def test_several_kinds_together() -> None:
    black = np.zeros((4, 32, 32, 3), np.uint8)
    said = "4 of 10 photos are of a single colour, 4 of 10 photos are noise"
    assert find_empty_content(np.concatenate([black, _noise(4), _blobs(2)])) == said


def test_a_large_set_is_sampled() -> None:
    images = np.concatenate([_blobs(300, 16), _noise(200, 16)])
    assert find_empty_content(images[::-1]) == ""
    assert find_empty_content(images[250:][spread_rows(len(images) - 250)]) == "200 of 250 photos are noise"


def test_correlation_of_neighbours_by_hand() -> None:
    """Along x the levels -1, 1, -1, 1 alternate; along y they are equal: (-1 + 1) / 2."""
    stripes = np.tile(np.array([0, 200], np.uint8), (4, 2))[None, :, :, None].repeat(3, -1)
    assert neighbour_correlation(stripes).tolist() == pytest.approx([0.0])
    assert neighbour_correlation(np.full((1, 4, 4, 3), 7, np.uint8)).tolist() == [1.0]
    assert abs(neighbour_correlation(_noise(1, 64))[0]) < 0.05
    assert neighbour_correlation(_blobs(1))[0] > 0.9
