import numpy as np
import pytest
import torch
from torch import Tensor

from evaluation.conftest import numpy_scores
from probsym.evaluation.baselines import baseline_scores, mean_depth, score_mean_depth
from probsym.evaluation.ground_truth import GroundTruth
from probsym.geometry.camera import PinholeCamera


def test_mean_depth_by_hand() -> None:
    depth = torch.tensor([[[1.0, 2.0, 9.0]], [[3.0, 9.0, 9.0]]])
    mask = torch.tensor([[[True, True, False]], [[True, False, False]]])
    torch.testing.assert_close(mean_depth(depth, mask), torch.tensor([[2.0, 2.0, 2.0]]))  # the last: (1 + 2 + 3) / 3


def test_baselines_agree_with_a_second_computation(
    scene: tuple[PinholeCamera, Tensor, Tensor, Tensor, Tensor],
) -> None:
    camera, _, _, true, mask = scene
    baselines = baseline_scores(GroundTruth(true, mask), camera)
    assert set(baselines) == {"constant depth", "mean depth"}
    count = mask.sum(0)
    overall = true[mask].double().mean()
    average = torch.where(count > 0, torch.where(mask, true, 0.0).double().sum(0) / count.clamp(min=1), overall)
    everywhere = np.ones((20, 20), dtype=bool)
    for name, guess in (("constant depth", np.ones((20, 20))), ("mean depth", average.numpy())):
        with np.errstate(divide="ignore"):
            rows = [
                numpy_scores(guess, everywhere, depth.double().numpy(), own.numpy(), camera)
                for depth, own in zip(true, mask, strict=True)
            ]
        expected = np.mean(rows, axis=0)
        found = [baselines[name][score] for score in ("side", "mad_deg", "coverage")]
        assert found == pytest.approx(expected.tolist(), rel=1e-5)
    assert score_mean_depth(true, mask, camera).summary() == baselines["mean depth"]
