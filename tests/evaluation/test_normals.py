"""Scores on photos under known lights, on tiny made-up sets."""

import dataclasses
import math

import pytest
import torch
from torch import Tensor

from probsym.config import ModelConfig
from probsym.data.photometric_sets import PhotometricSet
from probsym.errors import InputError
from probsym.evaluation.metrics import angle_deg
from probsym.evaluation.normals import (
    albedo_in_view,
    deviation_over_lights,
    downscale_normals,
    light_in_view,
    masked_mean,
    mean_person,
    score_photometric,
)
from probsym.models.autoencoder import Autoencoder
from probsym.types import Factors, Light, Viewpoint

SIZE = 32


def _tilted(angle_deg: float, size: int = 4) -> Tensor:
    """A field of normals that all lean by this angle about the vertical axis, 3 S S."""
    angle = math.radians(angle_deg)
    return torch.tensor([math.sin(angle), 0.0, math.cos(angle)])[:, None, None].expand(3, size, size)


def test_angles_by_hand() -> None:
    fields = torch.stack([_tilted(0), _tilted(30), _tilted(-90)])
    angles = angle_deg(fields, _tilted(10).expand(3, 3, 4, 4))
    torch.testing.assert_close(angles[:, 0, 0], torch.tensor([10.0, 20.0, 100.0]))
    assert angles.shape == (3, 4, 4)
    small = angle_deg(torch.stack([_tilted(0)]), torch.stack([_tilted(1e-3)]))
    assert small[0, 0, 0].item() == pytest.approx(1e-3, rel=1e-3)  # where acos would give 0


def test_masked_mean_by_hand() -> None:
    values, mask = torch.tensor([[1.0, 3.0, 50.0], [1.0, 2.0, 3.0]]), torch.tensor([[True, True, False], [False] * 3])
    means = masked_mean(values, mask)
    assert means[0].item() == 2
    assert means[1].isnan()


def test_the_mean_person_is_the_mean_of_the_others() -> None:
    """Of 0, 20 and 40 degrees each leaves the mean of the others: 30, 20 and 10; untrusted pixels do not count."""
    normals = torch.stack([_tilted(angle) for angle in (0, 20, 40)])
    mask = torch.ones(3, 4, 4, dtype=torch.bool)
    mask[2, 0, 0] = False
    mask[1:, 3, 3] = False
    others, known = mean_person(normals, mask)
    for person, expected in enumerate((30, 20, 10)):
        torch.testing.assert_close(others[person, :, 1, 1], _tilted(expected)[:, 0, 0])
    torch.testing.assert_close(others[0, :, 0, 0], _tilted(20)[:, 0, 0])
    assert known[:, 3, 3].tolist() == [False, True, True]
    assert known[:, 0, 0].all()


def test_smaller_normals_are_means_of_trusted_blocks() -> None:
    normals = torch.stack([torch.cat([_tilted(0)[:, :, :1], _tilted(40)[:, :, :3]], dim=2)])
    mask = torch.ones(1, 4, 4, dtype=torch.bool)
    mask[0, 3, 3] = False
    smaller, trusted = downscale_normals(normals, mask, 2)
    torch.testing.assert_close(smaller[0, :, 0], torch.stack([_tilted(20)[:, 0, 0], _tilted(40)[:, 0, 0]], dim=1))
    assert trusted[0].tolist() == [[True, True], [True, False]]
    same, all_of_it = downscale_normals(normals, mask, 4)
    torch.testing.assert_close(same, normals)
    assert torch.equal(all_of_it, mask)


def test_spread_by_hand() -> None:
    """One pixel varies by 0.1 about 0.5, one by 0.3 about 0.3, and one that does not count by 1."""
    values = torch.tensor([[[0.4, 0.0, 0.0]], [[0.6, 0.6, 2.0]]])
    mask = torch.tensor([[True, True, False]])
    assert deviation_over_lights(values, mask).item() == pytest.approx((0.1 + 0.3) / 2)
    assert deviation_over_lights(values, mask, relative=True).item() == pytest.approx((0.2 + 1.0) / 2)
    assert deviation_over_lights(values, ~(mask | True)).isnan()


class _Flat(Autoencoder):
    """Sees in every photo a flat, grey surface that is lit from the front; the photo's mean is its albedo."""

    def __init__(self, yaw_rad: float = 0.0, gamma: float = 1.0) -> None:
        super().__init__(ModelConfig(image_size=SIZE, architecture="slim", width=4, latent=8, shading_gamma=gamma))
        self.yaw_rad = yaw_rad

    def factors(self, images: Tensor, with_confidence: bool = True) -> Factors:
        count = len(images)
        ones = torch.ones(count)
        direction = torch.tensor([[0.0, 0.0, 1.0]]).repeat(count, 1)
        rotation = torch.tensor([[0.0, self.yaw_rad, 0.0]]).repeat(count, 1)
        return Factors(
            canonical_depth=torch.ones(count, SIZE, SIZE),
            albedo=images.mean((1, 2, 3), keepdim=True).expand(count, 3, SIZE, SIZE),
            light=Light(ones * 0.2, ones * 0.5, direction),
            viewpoint=Viewpoint(rotation, torch.zeros(count, 3)),
        )


class _Nose(_Flat):
    """Sees in every photo the same lopsided bump."""

    def factors(self, images: Tensor, with_confidence: bool = True) -> Factors:
        y, x = torch.meshgrid(torch.linspace(-1, 1, SIZE), torch.linspace(-1, 1, SIZE), indexing="ij")
        bump = (-((x - 0.1) ** 2 + (y - 0.3) ** 2) / 0.2).exp() + 0.5 * (-((x + 0.2) ** 2 + y**2) / 0.1).exp()
        depth = (1.03 - 0.03 * bump).expand(len(images), SIZE, SIZE)
        return dataclasses.replace(super().factors(images), canonical_depth=depth)


def _truth(tilts: tuple[float, ...] = (10.0, 20.0), lights: tuple[float, ...] = (0.0, 20.0, 80.0)) -> PhotometricSet:
    """People whose faces are flat and lean by ``tilts``; photos are as grey as the light is frontal."""
    people = len(tilts)
    directions = torch.stack([_tilted(angle, 1)[:, 0, 0] for angle in lights])
    level = (torch.tensor(lights) == 0) * 100 + 100
    mask = torch.zeros(people, 2 * SIZE, 2 * SIZE, dtype=torch.bool)
    mask[:, 16:48, 16:48] = True
    return PhotometricSet(
        photos=level[None, :, None, None].expand(people, -1, 2 * SIZE, 2 * SIZE).to(torch.uint8),
        normals=torch.stack([_tilted(angle, 2 * SIZE) for angle in tilts]),
        mask=mask,
        light=directions.expand(people, -1, -1),
    )


@pytest.mark.parametrize("refine_crop", [False, True])
def test_the_depth_agrees_with_normals_of_the_same_surface(refine_crop: bool) -> None:
    """Its slopes by the model's own normals; those of other surfaces do not fit, and the mean person does."""
    truth = _truth()
    photos = torch.nn.functional.interpolate(truth.photos.float(), SIZE)  # uniform: refined crops are the given ones
    model = _Nose().eval()
    with torch.inference_mode():
        normals = model(photos[:, :1].expand(-1, 3, -1, -1) / 255).normals

    def scored(normals: Tensor) -> dict[str, float]:
        made = dataclasses.replace(
            truth, photos=photos.to(torch.uint8), normals=normals, mask=torch.ones(2, SIZE, SIZE, dtype=torch.bool)
        )
        made.mask[:, [0, -1]] = False  # normals at the border are unknown
        made.mask[:, :, [0, -1]] = False
        return score_photometric(model, made, refine_crop=refine_crop)

    same = scored(normals)
    assert same["depth_error"] < 0.05  # depth in the view is in perspective, and is compared at the same pixels
    assert same["depth_error_std"] == pytest.approx(0, abs=1e-6)
    assert same["mean_person_depth_error"] == pytest.approx(0, abs=1e-5)
    for wrong in ([1, -1, 1], [-1, 1, 1], [-1, -1, 1]):
        assert scored(normals * torch.tensor(wrong)[:, None, None])["depth_error"] > 0.3
    mixed = scored(torch.stack([normals[0], normals[1].flip(1) * torch.tensor([1, -1, 1])[:, None, None]]))
    assert same["depth_error"] < mixed["depth_error"] < 1
    assert mixed["depth_error_std"] > 0.1
    assert 0.3 < mixed["mean_person_depth_error"] < 1


@pytest.mark.parametrize("gamma", [1.0, 2.2])
def test_scores_by_hand(gamma: float) -> None:
    """Flat against leaning by 10 and 20 degrees; lights at 0 and 20, and one too far from the axis to count."""
    scores = score_photometric(_Flat(gamma=gamma).eval(), _truth(), batch_size=1)
    assert (scores["people"], scores["photos"], scores["coverage"]) == (2, 4, 1)
    assert scores["normals_mad_deg"] == pytest.approx(15, abs=1e-3)
    assert scores["normals_mad_deg_std"] == pytest.approx(5, abs=1e-3)
    assert scores["frontal_normals_mad_deg"] == pytest.approx(15, abs=1e-3)
    assert scores["seen_normals_mad_deg"] == pytest.approx(15, abs=1e-3)
    assert scores["mean_person_mad_deg"] == pytest.approx(10, abs=1e-3)  # each is the other's mean person
    assert scores["normals_mad_ratio"] == pytest.approx(1.5, abs=1e-3)
    assert math.isnan(scores["depth_error"])  # people are planes
    assert scores["light_error_deg"] == pytest.approx(0, abs=1e-3)  # torch's median is the lower of the middle two
    assert scores["albedo_spread"] == pytest.approx(1, abs=1e-2)  # all of the light is in the albedo
    assert scores["albedo_relative_spread"] == pytest.approx(1, abs=1e-2)


def test_light_and_albedo_are_looked_at_in_the_view() -> None:
    model = _Flat(yaw_rad=0.3, gamma=2.2).eval()
    images = torch.full((2, 3, SIZE, SIZE), 0.4)
    result = model(images)
    expected = torch.tensor([math.sin(0.3), 0.0, math.cos(0.3)])
    torch.testing.assert_close(light_in_view(result), expected.expand(2, 3))
    albedo = albedo_in_view(model, result)
    torch.testing.assert_close(albedo[:, :, 16, 16], torch.full((2, 3), 0.4))
    assert not albedo[~result.mask[:, None].expand(-1, 3, -1, -1)].any()


def test_progress_ends_at_1() -> None:
    told: list[float] = []
    score_photometric(_Flat().eval(), _truth(), progress=told.append)
    assert told == [0.5, 1.0]


@pytest.mark.usefixtures("untyped")
def test_wrong_arguments() -> None:
    model, truth = _Flat().eval(), _truth()
    with pytest.raises(InputError, match="batch_size: expected"):
        score_photometric(model, truth, batch_size=0)
    with pytest.raises(InputError, match="expected 2 photos or more within 50 degrees"):
        score_photometric(model, _truth(lights=(0.0, 70.0)))
    with pytest.raises(InputError, match="at least 2 people, got 1"):
        mean_person(truth.normals[:1], truth.mask[:1])
    with pytest.raises(InputError, match="mask: expected a tensor of shape 2 x 64 x 64"):
        mean_person(truth.normals, truth.mask[:, :8])
    with pytest.raises(InputError, match="size: expected a divisor"):
        downscale_normals(truth.normals, truth.mask, 48)
    with pytest.raises(InputError, match="true: expected a tensor of shape 2 x 3 x 64 x 64"):
        angle_deg(truth.normals, truth.normals[:1])
