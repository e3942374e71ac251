import pytest
import torch

from probsym.losses.regularizers import (
    concavity_penalty,
    curvature_penalty,
    depth_variance,
    mean_rotation_penalty,
)
from probsym.types import Viewpoint


def test_concavity_of_four_by_four_by_hand() -> None:
    """Distances are .354 (4 pixels), .791 (8) and 1.06, cut at 1 (4): cosines .4440, -.7920 and -1."""
    cosines = (0.4440, -0.7920, -1.0)
    mean = (4 * cosines[0] + 8 * cosines[1] + 4 * cosines[2]) / 16
    inner, edge, corner = (value - mean for value in cosines)
    depth = torch.ones(1, 4, 4)
    depth[:, 1:3, 1:3] += 0.1
    depth[:, 0, 0] += 0.3
    expected = (4 * inner * 0.1 + corner * 0.3) / (4 * inner)
    assert edge < 0
    assert concavity_penalty(depth).item() == pytest.approx(expected, abs=1e-4)


def test_only_concave_shapes_are_penalised() -> None:
    u = torch.linspace(-1, 1, 16, dtype=torch.float64)
    bowl = u[:, None].square() + u[None].square()
    slope = u[None].expand(16, 16)
    assert concavity_penalty((1 + 0.02 * bowl + 0.1 * slope)[None]).item() == 0
    hollow = concavity_penalty((1 - 0.02 * bowl + 0.1 * slope)[None]).item()
    assert hollow > 0.01
    # One of two: the mean over the images, so that a convex one does not pay for a hollow one.
    assert concavity_penalty(torch.stack([1 - 0.02 * bowl, 1 + 0.02 * bowl])).item() == pytest.approx(hollow / 2)
    assert concavity_penalty(torch.ones(1, 16, 16, dtype=torch.float64)).item() == pytest.approx(0, abs=1e-12)
    depth = (1 - 0.02 * bowl)[None].requires_grad_()
    assert torch.autograd.gradcheck(concavity_penalty, (depth,))


def test_curvature_by_hand() -> None:
    """A step of 0.5 in 4 x 4 pixels of pitch 1/2: second derivatives of 2 and -2 along x, none along y."""
    depth = torch.tensor([0.0, 0.0, 0.5, 0.5], dtype=torch.float64).expand(1, 4, 4)
    assert curvature_penalty(depth).item() == pytest.approx(5**0.5 - 1)
    assert curvature_penalty(depth.transpose(1, 2)).item() == pytest.approx(5**0.5 - 1)
    bump = torch.zeros(1, 3, 3, dtype=torch.float64)
    bump[0, 1, 1] = 1.0  # pitch 2/3: -2 * 9/4 in one of three pixels each way
    assert curvature_penalty(bump).item() == pytest.approx(2 * ((4.5**2 + 1) ** 0.5 - 1) / 3)
    assert curvature_penalty(torch.cat([bump, 0 * bump])).item() == pytest.approx(((4.5**2 + 1) ** 0.5 - 1) / 3)


def test_curvature_does_not_depend_on_the_image_size() -> None:
    """Of x^2 / 2 + y it is 1 along x at any size; planes cost nothing."""
    for size in (16, 64):
        x = (torch.arange(size, dtype=torch.float64) + 0.5) * (2 / size) - 1
        depth = (x.square() / 2 + x[:, None])[None]
        assert curvature_penalty(depth).item() == pytest.approx(2**0.5 - 1)
        assert curvature_penalty((x[None] + 3 * x[:, None])[None]).item() == pytest.approx(0, abs=1e-9)


def test_curvature_gradients() -> None:
    depth = torch.rand(2, 5, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0)).requires_grad_()
    assert torch.autograd.gradcheck(curvature_penalty, (depth,))


def test_depth_variance_is_the_variance_of_each_map() -> None:
    """By hand: 1, 1, 3, 3 has variance 1, a flat map 0, whatever their means; the mean over both is 1/2."""
    depth = torch.tensor([[[1.0, 1.0], [3.0, 3.0]], [[7.0, 7.0], [7.0, 7.0]]], dtype=torch.float64).requires_grad_()
    assert depth_variance(depth).item() == pytest.approx(0.5)
    assert torch.autograd.gradcheck(depth_variance, (depth,))
    (gradient,) = torch.autograd.grad(depth_variance(depth), depth)
    torch.testing.assert_close(gradient[0] / gradient[0, 1, 1], depth[0] - 2)  # proportional to the relief


def test_mean_rotation_penalty_is_the_squared_mean() -> None:
    """By hand: pitch 0.1 * 0.3 and yaw 0.2 * -0.2 between the two images, roll 0 * 0.2."""
    view = Viewpoint(torch.tensor([[0.1, 0.2, 0.0], [0.3, -0.2, 0.2]]), torch.zeros(2, 3))
    assert mean_rotation_penalty(view).item() == pytest.approx(0.03 - 0.04)
    same = Viewpoint(torch.tensor([[0.1, 0.2, -0.3]]).expand(4, 3), torch.zeros(4, 3))
    assert mean_rotation_penalty(same).item() == pytest.approx(0.01 + 0.04 + 0.09)
    assert mean_rotation_penalty(Viewpoint(torch.ones(1, 3), torch.zeros(1, 3))).item() == 0


def test_mean_rotation_penalty_is_unbiased() -> None:
    """Over many batches of views of mean 0 its mean is 0, where the square of the batch's mean would be spread / 4."""
    torch.manual_seed(0)
    views = torch.randn(4000, 4, 3)
    values = torch.stack([mean_rotation_penalty(Viewpoint(batch, torch.zeros(4, 3))) for batch in views])
    assert abs(values.mean().item()) < 5 * values.std().item() / 4000**0.5
    assert views.mean(1).square().sum(1).mean().item() > 0.6
