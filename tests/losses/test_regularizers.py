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
    """By hand: pitch 0.1 * 0.3 and yaw 0.2 * -0.2 between the two images, roll 0 * 0.2."""
    view = Viewpoint(torch.tensor([[0.1, 0.2, 0.0], [0.3, -0.2, 0.2]]), torch.zeros(2, 3))
    assert view_mean(view).item() == pytest.approx(0.03 - 0.04)
    same = Viewpoint(torch.tensor([[0.1, 0.2, -0.3]]).expand(4, 3), torch.zeros(4, 3))
    assert view_mean(same).item() == pytest.approx(0.01 + 0.04 + 0.09)
    assert view_mean(Viewpoint(torch.ones(1, 3), torch.zeros(1, 3))).item() == 0


def test_view_mean_does_not_shrink_centred_views() -> None:
    """Over many batches of views of mean 0 its mean is 0, where the square of the batch's mean would be spread / 4."""
    torch.manual_seed(0)
    views = torch.randn(4000, 4, 3)
    values = torch.stack([view_mean(Viewpoint(batch, torch.zeros(4, 3))) for batch in views])
    assert abs(values.mean().item()) < 5 * values.std().item() / 4000**0.5
    assert views.mean(1).square().sum(1).mean().item() > 0.6
