import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from evaluation.conftest import numpy_scores
from probsym.errors import InputError
from probsym.evaluation.metrics import DepthScores, coverage, erode, light_error, mad, side, valid_mask
from probsym.geometry.camera import PinholeCamera


def _mask(*rows: str) -> Tensor:
    return torch.tensor([[[symbol == "#" for symbol in row] for row in rows]])


def test_erosion_by_hand() -> None:
    assert torch.equal(erode(_mask("#####", "#####", "#####", "#####")), _mask(".....", ".###.", ".###.", "....."))
    holed = _mask("#######", "#######", "#######", "#######", "###.###", "#######")
    assert torch.equal(erode(holed), _mask(".......", ".#####.", ".#####.", ".#...#.", ".#...#.", "......."))
    assert not erode(_mask("...", ".#.", "...")).any()


def test_valid_mask_is_the_overlap_of_both_eroded() -> None:
    true = _mask("#####.", "#####.", "#####.")
    predicted = _mask(".#####", ".#####", ".#####")
    assert torch.equal(valid_mask(true, predicted), _mask("......", "..##..", "......"))


def test_coverage_by_hand() -> None:
    true = _mask("####", "####", "....")
    assert coverage(_mask("##..", "....", "...."), true).item() == pytest.approx(2 / 8)
    assert coverage(torch.zeros(1, 3, 4, dtype=torch.bool), torch.zeros(1, 3, 4, dtype=torch.bool)).item() == 0


def test_side_by_hand() -> None:
    """Log ratios of 0.1 and -0.1, half and half: a standard deviation of 0.1; the constant factor 2 does not count."""
    true = torch.ones(2, 2, 4)
    ratio = torch.tensor([0.1, 0.1, -0.1, -0.1]).exp().expand(2, 2, 4).clone()
    ratio[1] = 2.0
    valid = torch.ones(2, 2, 4, dtype=torch.bool)
    torch.testing.assert_close(side(true * ratio, true, valid), torch.tensor([0.1, 0.0]), rtol=0, atol=1e-6)
    valid[0, :, 2:] = False  # only the equal half counts
    assert side(true * ratio, true, valid)[0].item() == pytest.approx(0, abs=1e-6)


def test_side_ignores_what_is_not_valid() -> None:
    predicted, true = torch.full((1, 3, 3), 1.1), torch.ones(1, 3, 3)
    true[0, 0] = 0.0  # background of the truth: its logarithm is not finite
    valid = true > 0
    assert side(predicted, true, valid).item() == pytest.approx(0, abs=1e-6)


@given(scale=st.floats(0.1, 10), seed=st.integers(0, 1000))
def test_side_is_scale_invariant(scale: float, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    predicted, true = (0.9 + 0.2 * torch.rand(2, 6, 6, generator=generator) for _ in range(2))
    valid = torch.rand(2, 6, 6, generator=generator) > 0.3
    torch.testing.assert_close(side(predicted * scale, true, valid), side(predicted, true, valid), rtol=0, atol=1e-6)


@pytest.mark.parametrize("angle_deg", [1.0, 20.0, 45.0])
def test_mad_between_two_planes_is_the_angle_between_them(angle_deg: float) -> None:
    camera = PinholeCamera(16)
    ray = (torch.arange(16.0) - camera.center) / camera.focal
    slanted = (1 / (1 - math.tan(math.radians(angle_deg)) * ray)).expand(1, 16, 16)
    valid = erode(torch.ones(1, 16, 16, dtype=torch.bool))
    frontal = torch.ones(1, 16, 16)
    assert mad(slanted, frontal, valid, camera).item() == pytest.approx(angle_deg, rel=1e-3)
    assert mad(slanted, slanted, valid, camera).item() == pytest.approx(0, abs=1e-4)


@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
def test_scores_agree_with_a_second_computation(scene: tuple[PinholeCamera, Tensor, Tensor, Tensor, Tensor]) -> None:
    camera, predicted, predicted_mask, true, true_mask = scene
    scores = DepthScores(camera)
    scores.add(predicted[:2], predicted_mask[:2], true[:2], true_mask[:2])
    scores.add(predicted[2:], predicted_mask[2:], true[2:], true_mask[2:])
    columns = (predicted.double(), predicted_mask, true.double(), true_mask)
    rows = []
    for i in range(3):
        mine, mine_mask, right, right_mask = (part[i].numpy() for part in columns)
        rows.append(numpy_scores(mine, mine_mask, right, right_mask, camera))
    summary = scores.summary()
    for name, values in zip(("side", "mad_deg", "coverage"), np.array(rows).T, strict=True):
        assert summary[name] == pytest.approx(values.mean(), rel=1e-6)
        assert summary[f"{name}_std"] == pytest.approx(values.std(), rel=1e-5, abs=1e-8)
    assert summary["images"] == 3
    assert summary["unscored"] == 0


def test_images_without_a_valid_pixel_are_counted_not_scored(
    scene: tuple[PinholeCamera, Tensor, Tensor, Tensor, Tensor],
) -> None:
    camera, predicted, predicted_mask, true, true_mask = scene
    alone = DepthScores(camera)
    alone.add(predicted[:2], predicted_mask[:2], true[:2], true_mask[:2])
    masked = predicted_mask.clone()
    masked[2] = False
    scores = DepthScores(camera)
    scores.add(predicted, masked, true, true_mask)
    summary, other = scores.summary(), alone.summary()
    assert summary["unscored"] == 1
    assert summary["images"] == 3
    assert summary["side"] == pytest.approx(other["side"])
    assert summary["mad_deg"] == pytest.approx(other["mad_deg"])
    assert summary["coverage"] == pytest.approx(other["coverage"] * 2 / 3)  # but it lowers the coverage


@pytest.mark.usefixtures("untyped")
def test_wrong_arguments() -> None:
    valid = torch.ones(1, 8, 8, dtype=torch.bool)
    with pytest.raises(InputError, match="true_depth: expected a tensor of shape 1 x 8 x 8, got 1 x 8 x 9"):
        side(torch.ones(1, 8, 8), torch.ones(1, 8, 9), valid)
    with pytest.raises(InputError, match="true_depth: expected a tensor of shape 1 x 8 x 8, got 2 x 8 x 8"):
        mad(torch.ones(1, 8, 8), torch.ones(2, 8, 8), valid, PinholeCamera(8))


@pytest.mark.usefixtures("untyped")
def test_light_error_by_hand() -> None:
    along = torch.tensor([[0.0, 0, 1], [0, 0, 1], [0, 0, 1]])
    turned = torch.tensor([[0.0, 0, 1], [0, 1, 0], [0.5, 0, 3**0.5 / 2]])
    torch.testing.assert_close(light_error(along, turned), torch.tensor([0.0, 90.0, 30.0]))
    with pytest.raises(InputError, match="true: expected"):
        light_error(along, turned[:2])
