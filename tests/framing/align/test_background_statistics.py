"""Statistics of the background."""

import pytest
import torch

from probsym.errors import InputError
from probsym.framing.align.background_statistics import measure_background


def smoothed_noise(seed: int, size: int) -> torch.Tensor:
    """Two channels; the second is the first of the cell to the left."""
    noise = torch.randn(1, size, size + 1, generator=torch.Generator().manual_seed(seed))
    return torch.cat([noise[:, :, 1:], noise[:, :, :-1]]) + 3


def test_covariance_of_known_noise():
    background = measure_background([smoothed_noise(seed, 60) for seed in range(6)], cells=3)
    assert torch.allclose(background.mean, torch.tensor([3.0, 3.0]), atol=0.05)
    here = background.covariance[2, 2]
    assert torch.allclose(here, torch.eye(2), atol=0.05)
    # what the first channel shows, the second shows one cell further right
    assert background.covariance[2, 3][0, 1] == pytest.approx(1, abs=0.05)
    assert background.covariance[2, 1][1, 0] == pytest.approx(1, abs=0.05)
    assert background.covariance[3, 2].abs().max() < 0.05


def test_the_factor_is_of_the_windows_covariance():
    background = measure_background([smoothed_noise(seed, 60) for seed in range(6)], cells=2)
    covariance = background.factor @ background.factor.T
    # features: channel 0 at (0, 0), (0, 1), (1, 0), (1, 1), then channel 1
    assert covariance[0, 5] == pytest.approx(1, abs=0.05)
    assert covariance[0, 4] == pytest.approx(0, abs=0.05)
    assert covariance[2, 7] == pytest.approx(1, abs=0.05)
    assert background.window_mean.shape == (8,)


def test_photos_smaller_than_a_window_are_refused():
    with pytest.raises(InputError, match="window of 10 cells"):
        measure_background([torch.zeros(2, 9, 30)], cells=10)
