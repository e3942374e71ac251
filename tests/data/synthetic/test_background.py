import numpy as np
import pytest

from probsym.data.synthetic.background import Background, background_point, sample_background


def _draw(scene: Background, size: int = 24) -> np.ndarray:
    out = np.zeros((size, size, 3))
    for v in range(size):
        for u in range(size):
            background_point((u + 0.5) / size, (v + 0.5) / size, scene, out[v, u])
    return out


@pytest.mark.parametrize("seed", range(12))
def test_never_flat_and_in_range(seed: int) -> None:
    drawn = _draw(sample_background(np.random.default_rng(seed)))
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    assert drawn.std((0, 1)).max() > 0.02


def test_a_box_covers_what_it_should() -> None:
    scene = Background(
        colors=np.full((3, 3), 0.5),
        gradient=np.array([1.0, 0.0]),
        noise=np.array([0.0, 1.0]),
        stripes=np.zeros(4),
        shapes=np.array([[0.5, 0.5, 0.25, 0.1, 0.0, 1.0, 1.0, 0.0, 0.0]]),
        seed=0,
    )
    drawn = _draw(scene, 20)
    red = (drawn == [1.0, 0.0, 0.0]).all(-1)
    expected = np.zeros((20, 20), bool)
    expected[8:12, 5:15] = True
    assert (red == expected).all()
    assert drawn[~red] == pytest.approx(0.5)
