"""The search for the crop that a model explains best, with a model that knows a single picture."""

import dataclasses
import json
import math

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.config import ModelConfig
from probsym.errors import InputError
from probsym.framing.crops import CropBox
from probsym.inference.reconstruct import reconstruct
from probsym.inference.refine import (
    MARGIN,
    Deviation,
    normals_in_given_crop,
    refine_box,
    refine_region,
    sample_crops,
    seen_in_given_crop,
)
from probsym.models.autoencoder import Autoencoder
from probsym.types import Factors, ModelOutput

SIZE = 32


def _pattern(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """An asymmetric picture of blobs on grey, at points in [-1, 1]; H W 3 in [0, 1]."""
    blobs = [(-0.4, -0.3, 0.2, 0.4), (0.4, -0.3, 0.2, 0.4), (0.0, 0.1, 0.15, -0.3), (0.1, 0.55, 0.25, -0.4)]
    blobs += [(-0.8, 0.7, 0.15, 0.4), (0.8, -0.8, 0.15, -0.4), (0.75, 0.75, 0.2, 0.3), (-0.75, -0.8, 0.2, -0.3)]
    value = np.zeros_like(x)
    for a, b, width, strength in blobs:
        value = value + strength * np.exp(-((x - a) ** 2 + (y - b) ** 2) / width**2)
    return np.repeat((0.5 + value)[..., None], 3, axis=-1).clip(0, 1)


def _photo(centre: tuple[float, float], side: float, roll_rad: float = 0.0) -> Image.Image:
    """160 x 160 pixels with the pattern in a square of that centre, side and roll."""
    y, x = np.mgrid[:160, :160] + 0.5
    x, y = (x - centre[0]) / (side / 2), (y - centre[1]) / (side / 2)
    x, y = math.cos(roll_rad) * x + math.sin(roll_rad) * y, -math.sin(roll_rad) * x + math.cos(roll_rad) * y
    return Image.fromarray((255 * _pattern(x, y)).round().astype(np.uint8))


class KnowsOnePicture(Autoencoder):
    """Reconstructs the pattern where it belongs, whatever it is given."""

    def render(self, factors: Factors) -> ModelOutput:
        axis = (np.arange(SIZE) + 0.5) * 2 / SIZE - 1
        picture = torch.from_numpy(_pattern(*np.meshgrid(axis, axis))).permute(2, 0, 1).to(factors.albedo)
        result = super().render(factors)
        image = picture.expand(len(factors.albedo), -1, -1, -1)
        return dataclasses.replace(result, image=image, mask=torch.ones_like(result.mask))


@pytest.fixture(scope="module")
def model() -> Autoencoder:
    torch.manual_seed(0)
    config = ModelConfig(image_size=SIZE, architecture="slim", width=4, latent=8, confidence_width=4)
    return KnowsOnePicture(config).eval()


@pytest.mark.parametrize(
    ("centre", "side", "roll_deg"),
    [
        ((80, 80), 64, 0),
        ((84, 77), 64, 0),
        ((80, 80), 76, 0),
        ((80, 83), 56, 0),
        ((80, 80), 64, 12),
        ((78, 83), 70, -8),
    ],
)
def test_the_object_is_found_near_the_given_crop(model, centre, side, roll_deg) -> None:
    box = refine_box(model, _photo(centre, side, math.radians(roll_deg)), CropBox(48, 48, 64))
    assert (box.left + box.side / 2, box.top + box.side / 2) == pytest.approx(centre, abs=1.0)
    assert box.side == pytest.approx(side, rel=0.03)
    assert math.degrees(box.roll_rad) == pytest.approx(roll_deg, abs=2)


def test_a_rotated_crop_is_refined_along_its_own_axes(model) -> None:
    roll_rad = math.radians(20)
    box = refine_box(model, _photo((85, 78), 68, roll_rad), CropBox(48, 48, 64, roll_rad))
    assert (box.left + box.side / 2, box.top + box.side / 2) == pytest.approx((85, 78), abs=1.0)
    assert math.degrees(box.roll_rad) == pytest.approx(20, abs=2)


def test_the_confidence_net_does_not_run(model) -> None:
    runs = []
    with model.confidence_net.register_forward_hook(lambda *_: runs.append(1)):
        refine_box(model, _photo((84, 77), 64), CropBox(48, 48, 64))
        assert runs == []
        model.coarse_factors(torch.zeros(1, 3, SIZE, SIZE))
    assert runs == [1]


def test_a_photo_without_edges_keeps_its_crop(model) -> None:
    box = CropBox(40, 40, 64)
    assert refine_box(model, Image.new("RGB", (160, 160), (90, 90, 90)), box) == box


@pytest.mark.refined
def test_reconstruct_refines_crops_unless_told_not_to(model, tmp_path) -> None:
    photo = _photo((84, 77), 150)
    as_found, refined = (reconstruct(photo, model, detect="none", refine_crop=wanted) for wanted in (False, True))
    assert as_found.photos[0].box == CropBox(0, 0, 160)
    box = refined.photos[0].box
    assert (box.left + box.side / 2, box.top + box.side / 2) == pytest.approx((84, 77), abs=2)
    assert box.side == pytest.approx(150, rel=0.03)
    assert (as_found.photos[0].is_whole, refined.photos[0].is_whole) == (True, False)
    refined.save(tmp_path / "out", formats=("glb",))
    written = json.loads((tmp_path / "out" / "photo_1" / "factors.json").read_text())["square"]
    assert written["side"] == pytest.approx(box.side, abs=0.01)


def test_a_deviation_by_hand() -> None:
    """On a ramp that grows by 1 per half side to the right, a crop of twice the side covers twice the values."""
    ramp = torch.linspace(-MARGIN, MARGIN, 341)[:-1] + MARGIN / 340
    region = ramp.expand(1, 3, 340, 340)
    plain, large, right = sample_crops(
        region, torch.tensor([[0.0, 0, 0, 0], [math.log(1.5), 0, 0, 0], [0, 0.5, 0, 0]]), 100
    )
    expected = (torch.arange(100) + 0.5) / 50 - 1
    torch.testing.assert_close(plain[0, 50], expected, atol=1e-4, rtol=0)
    torch.testing.assert_close(large[0, 50], 1.5 * expected, atol=1e-4, rtol=0)
    torch.testing.assert_close(right[0, 50], expected + 0.5, atol=1e-4, rtol=0)


def test_maps_return_to_the_given_crop() -> None:
    y, x = torch.meshgrid(*2 * [torch.linspace(-MARGIN, MARGIN, 219)[:-1] + MARGIN / 218], indexing="ij")
    region = torch.stack([0.5 + 0.2 * x, 0.5 + 0.2 * y, 0.5 + 0.1 * (x - y)])[None]
    deviation = torch.tensor([[0.2, 0.1, -0.05, 0.3]])
    back = seen_in_given_crop(sample_crops(region, deviation, 64), deviation)
    plain = sample_crops(region, torch.zeros(1, 4), 64)
    inside = (slice(None), slice(None), slice(20, 44), slice(20, 44))
    torch.testing.assert_close(back[inside], plain[inside], atol=2e-3, rtol=0)


def test_normals_turn_with_a_rolled_crop() -> None:
    """A crop rolled by 90 degrees sees as rightward what points down in the given crop."""
    normals = torch.tensor([1.0, 0.0, 0.0])[None, :, None, None].expand(1, 3, 16, 16)
    moved = normals_in_given_crop(normals, torch.tensor([[0.0, 0.0, 0.0, math.pi / 2]]))
    torch.testing.assert_close(moved[0, :, 8, 8], torch.tensor([0.0, 1.0, 0.0]), atol=1e-6, rtol=0)


def test_wrong_shape(model) -> None:
    with pytest.raises(InputError, match="region"):
        refine_region(model, torch.zeros(2, 3, 54, 54))


def test_nothing_to_gain_is_no_deviation(model) -> None:
    assert refine_region(model, torch.full((1, 3, 108, 108), 0.4)) == Deviation()
