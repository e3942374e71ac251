import numpy as np
import pytest
import torch

from probsym.evaluation.pose import pose_correlation, pose_slope
from probsym.types import Viewpoint


def test_pose_correlation_keeps_the_sign() -> None:
    rotation = torch.tensor([[0.1, 0.2, 0.3], [0.4, -0.1, 0.0], [-0.2, 0.3, 0.1], [0.0, 0.0, -0.3]])
    factors = torch.tensor([2.0, -1.0, 1.0])
    noise = torch.tensor([0.0, 0.0, 1.0]) * torch.tensor([0.3, -0.2, 0.1, 0.25])[:, None]
    zeros = torch.zeros(4, 3)
    found = pose_correlation(Viewpoint(rotation * factors + 0.5 + noise, zeros), Viewpoint(rotation, zeros))
    assert list(found) == ["pitch", "yaw", "roll"]
    assert found["pitch"] == pytest.approx(1)
    assert found["yaw"] == pytest.approx(-1)
    expected = np.corrcoef((rotation + noise)[:, 2].numpy(), rotation[:, 2].numpy())[0, 1]
    assert found["roll"] == pytest.approx(expected, rel=1e-5)


def test_pose_slope_by_hand() -> None:
    rotation = torch.tensor([[0.1, 0.2, 0.3], [0.4, -0.1, 0.0], [-0.2, 0.3, 0.1], [0.0, 0.0, -0.3]])
    zeros = torch.zeros(4, 3)
    noise = torch.tensor([0.0, 0.0, 1.0]) * torch.tensor([0.3, -0.2, 0.1, 0.25])[:, None]
    predicted = rotation * torch.tensor([2.0, -0.5, 1.0]) + 0.5 + noise
    found = pose_slope(Viewpoint(predicted, zeros), Viewpoint(rotation, zeros))
    expected = np.polyfit(rotation[:, 2].numpy(), predicted[:, 2].numpy(), 1)[0]
    assert found == pytest.approx({"pitch": 2, "yaw": -0.5, "roll": expected}, rel=1e-5)
    assert set(pose_slope(Viewpoint(rotation, zeros), Viewpoint(zeros, zeros)).values()) == {0.0}


def test_a_constant_prediction_correlates_with_nothing() -> None:
    zeros = torch.zeros(3, 3)
    assert set(pose_correlation(Viewpoint(zeros, zeros), Viewpoint(torch.rand(3, 3), zeros)).values()) == {0.0}
