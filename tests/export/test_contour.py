import numpy as np
from numpy.typing import NDArray

from probsym.export.contour import enclose

SIZE = 65
X, Y = np.meshgrid(*[np.linspace(-1, 1, SIZE)] * 2)
DISC = np.hypot(X, Y) < 0.7


def odds(inside: NDArray[np.bool_]) -> NDArray[np.float32]:
    return np.where(inside, 2, -2).astype(np.float32)


def difference(region: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """Points that are in one of them alone, as a share of the truth."""
    return (region ^ truth).sum() / truth.sum()


def test_a_disc_is_enclosed() -> None:
    assert difference(enclose(odds(DISC)), DISC) < 0.04


def test_a_bite_a_hole_and_an_island_change_little() -> None:
    bite, hole, island = np.hypot(X - 0.7, Y + 0.2) < 0.12, np.hypot(X + 0.3, Y) < 0.1, np.hypot(X + 0.9, Y - 0.9) < 0.1
    assert difference(enclose(odds(DISC & ~bite & ~hole | island)), DISC) < 0.04


def test_ears_stay() -> None:
    ears = (Y < 0) & (Y > -0.95) & (np.abs(np.abs(X) - 0.4) < 0.6 * (Y + 0.95))
    eared = (np.hypot(X, Y) < 0.6) | ears
    region = enclose(odds(eared))
    assert region[SIZE // 6].sum() > 3  # above the disc
    assert difference(region, eared) < 0.15


def test_the_whole_square_can_be_enclosed() -> None:
    whole = np.ones((SIZE, SIZE), np.bool_)
    assert difference(enclose(odds(whole)), whole) < 0.06


def test_it_does_not_matter_where_the_circle_of_directions_starts() -> None:
    generator = np.random.default_rng(0)
    lobed = np.hypot(X, Y) < 0.5 + 0.2 * np.cos(3 * np.arctan2(Y, X))
    noisy = (odds(lobed) + generator.normal(0, 1, (SIZE, SIZE))).astype(np.float32)
    turned = np.rot90(enclose(np.rot90(noisy, -1).copy()))
    assert difference(turned, enclose(noisy)) < 0.02
