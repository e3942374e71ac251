import numpy as np
import pytest

from probsym.synthetic.background import Background, fill_background, sample_background


def _draw(scene: Background, size: int = 24) -> np.ndarray:
    out = np.zeros((size, size, 3))
    fill_background(out, np.full((size, size), -1, np.int32), scene)
    return out


@pytest.mark.parametrize("seed", range(12))
def test_backgrounds_vary_and_are_in_range(seed: int) -> None:
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


def test_only_uncovered_samples_are_filled() -> None:
    scene = sample_background(np.random.default_rng(0))
    face = np.full((12, 12), -1, np.int32)
    face[3:7, 2:9] = 5
    out = np.full((12, 12, 3), 7.0)
    fill_background(out, face, scene)
    assert (out[face >= 0] == 7.0).all()
    assert (out[face < 0] == _draw(scene, 12)[face < 0]).all()
