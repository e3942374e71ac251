import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from probsym.errors import InputError
from probsym.evaluation.metrics import (
    DepthScores,
    baseline_scores,
    coverage,
    erode,
    keypoint_correlation,
    light_error,
    mad,
    mean_depth,
    pose_correlation,
    pose_slope,
    side,
    valid_mask,
)
from probsym.geometry.camera import PinholeCamera
from probsym.types import Viewpoint


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


def _numpy_scores(
    predicted: np.ndarray, predicted_mask: np.ndarray, true: np.ndarray, mask: np.ndarray, camera: PinholeCamera
) -> tuple[float, float, float]:
    """SIDE, MAD and coverage of one image, written a second time, pixel by pixel."""
    size = len(true)

    def kept(region: np.ndarray, v: int, u: int) -> bool:
        inside = 0 < v < size - 1 and 0 < u < size - 1
        return inside and bool(region[v - 1 : v + 2, u - 1 : u + 2].all())

    def point(depth: np.ndarray, v: int, u: int) -> np.ndarray:
        return depth[v, u] * np.array([(u - camera.center) / camera.focal, (v - camera.center) / camera.focal, 1])

    def normal(depth: np.ndarray, v: int, u: int) -> np.ndarray:
        along_u = point(depth, v, u + 1) - point(depth, v, u - 1)
        along_v = point(depth, v + 1, u) - point(depth, v - 1, u)
        vector = np.cross(along_u, along_v)
        return vector / np.linalg.norm(vector)

    ratios, angles = [], []
    for v in range(size):
        for u in range(size):
            if kept(mask, v, u) and kept(predicted_mask, v, u):
                ratios.append(np.log(predicted[v, u]) - np.log(true[v, u]))
                cosine = np.dot(normal(predicted, v, u), normal(true, v, u))
                angles.append(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
    return float(np.std(ratios)), float(np.mean(angles)), len(ratios) / mask.sum()


@pytest.fixture(scope="module")
def scene() -> tuple[PinholeCamera, Tensor, Tensor, Tensor, Tensor]:
    """Camera; predicted depth and mask, true depth and mask of three images."""
    generator = torch.Generator().manual_seed(0)
    camera, count, size = PinholeCamera(20), 3, 20
    coarse = torch.rand(2 * count, 1, 5, 5, generator=generator)
    depth = 0.9 + 0.2 * torch.nn.functional.interpolate(coarse, size=(size, size), mode="bilinear")[:, 0]
    v, u = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    predicted_mask = ((u > 2) & (v < 17)).expand(count, size, size).clone()
    true_mask = ((u - 10).square() + (v - 9).square() < 60).expand(count, size, size).clone()
    true_mask[1, 8:10, 9] = False
    true = torch.where(true_mask, depth[count:], 0.0)
    return camera, depth[:count], predicted_mask, true, true_mask


@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
def test_scores_agree_with_a_second_computation(scene: tuple[PinholeCamera, Tensor, Tensor, Tensor, Tensor]) -> None:
    camera, predicted, predicted_mask, true, true_mask = scene
    scores = DepthScores(camera)
    scores.add(predicted[:2], predicted_mask[:2], true[:2], true_mask[:2])
    scores.add(predicted[2:], predicted_mask[2:], true[2:], true_mask[2:])
    columns = (predicted.double(), predicted_mask, true.double(), true_mask)
    rows = [_numpy_scores(*(part[i].numpy() for part in columns), camera) for i in range(3)]
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


def test_mean_depth_by_hand() -> None:
    depth = torch.tensor([[[1.0, 2.0, 9.0]], [[3.0, 9.0, 9.0]]])
    mask = torch.tensor([[[True, True, False]], [[True, False, False]]])
    torch.testing.assert_close(mean_depth(depth, mask), torch.tensor([[2.0, 2.0, 2.0]]))  # the last: (1 + 2 + 3) / 3


def test_baselines_agree_with_a_second_computation(
    scene: tuple[PinholeCamera, Tensor, Tensor, Tensor, Tensor],
) -> None:
    camera, _, _, true, mask = scene
    baselines = baseline_scores(true, mask, camera)
    assert set(baselines) == {"constant depth", "mean depth"}
    count = mask.sum(0)
    overall = true[mask].double().mean()
    average = torch.where(count > 0, torch.where(mask, true, 0.0).double().sum(0) / count.clamp(min=1), overall)
    everywhere = np.ones((20, 20), dtype=bool)
    for name, guess in (("constant depth", np.ones((20, 20))), ("mean depth", average.numpy())):
        with np.errstate(divide="ignore"):
            rows = [
                _numpy_scores(guess, everywhere, depth.double().numpy(), own.numpy(), camera)
                for depth, own in zip(true, mask, strict=True)
            ]
        expected = np.mean(rows, axis=0)
        found = [baselines[name][score] for score in ("side", "mad_deg", "coverage")]
        assert found == pytest.approx(expected.tolist(), rel=1e-5)


def test_keypoint_correlation_is_the_absolute_pearson_correlation() -> None:
    generator = torch.Generator().manual_seed(3)
    predicted, true = (torch.rand(12, 4, generator=generator) for _ in range(2))
    predicted[:, 0] = 1 - 2 * true[:, 0]  # perfect but for the sign
    expected = [abs(np.corrcoef(predicted[:, k], true[:, k])[0, 1]) for k in range(4)]
    found = keypoint_correlation(predicted, true)
    torch.testing.assert_close(found, torch.tensor(expected, dtype=torch.float32))
    assert found[0].item() == pytest.approx(1)


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


def test_pose_slope_tells_how_far_the_prediction_goes() -> None:
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


@pytest.mark.usefixtures("untyped")
def test_wrong_arguments() -> None:
    valid = torch.ones(1, 8, 8, dtype=torch.bool)
    with pytest.raises(InputError, match="true_depth: expected a tensor of shape 1 x 8 x 8, got 1 x 8 x 9"):
        side(torch.ones(1, 8, 8), torch.ones(1, 8, 9), valid)
    with pytest.raises(InputError, match="true_depth: expected a tensor of shape 1 x 8 x 8, got 2 x 8 x 8"):
        mad(torch.ones(1, 8, 8), torch.ones(2, 8, 8), valid, PinholeCamera(8))
    with pytest.raises(InputError, match="correlation: expected two equal sets of at least 2 rows, got 1 and 1"):
        keypoint_correlation(torch.ones(1, 2), torch.ones(1, 2))
    with pytest.raises(InputError, match="correlation: expected two equal sets of at least 2 rows, got 3 and 4"):
        keypoint_correlation(torch.ones(3, 2), torch.ones(4, 2))


@pytest.mark.usefixtures("untyped")
def test_light_error_by_hand() -> None:
    along = torch.tensor([[0.0, 0, 1], [0, 0, 1], [0, 0, 1]])
    turned = torch.tensor([[0.0, 0, 1], [0, 1, 0], [0.5, 0, 3**0.5 / 2]])
    torch.testing.assert_close(light_error(along, turned), torch.tensor([0.0, 90.0, 30.0]))
    with pytest.raises(InputError, match="true: expected"):
        light_error(along, turned[:2])
