import pytest
import torch

from probsym.losses.regularizers import smoothness, view_mean
from probsym.types import Viewpoint


def test_smoothness_is_the_mean_second_difference() -> None:
    u = torch.arange(6.0)
    assert smoothness((1 + 0.1 * u).expand(2, 6, 6)).item() == pytest.approx(0, abs=1e-6)
    assert smoothness(u.square().expand(2, 6, 6)).item() == pytest.approx(2)
    assert smoothness((u.square()[:, None] - u.square()[None]).expand(1, 6, 6)).item() == pytest.approx(4)


def test_view_mean_is_the_squared_mean_rotation() -> None:
    """Means of 0.2, 0 and 0.1 over the batch."""
    view = Viewpoint(torch.tensor([[0.1, 0.2, 0.0], [0.3, -0.2, 0.2]]), torch.zeros(2, 3))
    assert view_mean(view).item() == pytest.approx(0.04 + 0.01)
