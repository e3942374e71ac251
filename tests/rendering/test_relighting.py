import math

import pytest
import torch

from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.rendering.relighting import (
    BRIGHTEST_RATIO,
    DARKEST_RATIO,
    FAINTEST,
    LUMA,
    SHOULDER,
    WRAP,
    relight,
    relighting_ratio,
    smooth_normals,
)
from probsym.rendering.shading import shade_normals
from probsym.types import Light


def light(ambient: float, diffuse: float, angle_deg: float) -> Light:
    """From the left by this angle off the view."""
    angle = math.radians(angle_deg)
    direction = torch.tensor([[math.sin(angle), 0.0, math.cos(angle)]])
    return Light(torch.tensor([ambient]), torch.tensor([diffuse]), direction)


def flat(angle_deg: float) -> torch.Tensor:
    """Normals of a plane that is turned to the left."""
    angle = math.radians(angle_deg)
    return torch.tensor([math.sin(angle), 0.0, math.cos(angle)])[None, :, None, None].expand(1, 3, 16, 16)


@pytest.fixture
def bumpy():
    """Normals of a head with a nose whose sides are steep."""
    y, x = torch.meshgrid(*[torch.linspace(-1, 1, 64)] * 2, indexing="ij")
    head = 0.06 * torch.exp(-(x**2 + y**2) / 0.7) + 0.025 * torch.exp(-(x**2) / 0.02 - y**2 / 0.2)
    return normals_from_depth((1.05 - head)[None], PinholeCamera(64))


@pytest.mark.parametrize("gamma", [1.0, 2.2])
def test_under_its_own_light_a_photo_stays_as_it_is(bumpy, gamma):
    own = light(0.3, 0.6, 50)
    ratio = relighting_ratio(smooth_normals(bumpy), own, own, gamma)
    torch.testing.assert_close(ratio, torch.ones_like(ratio), rtol=0, atol=1e-6)


@pytest.mark.parametrize("gamma", [1.0, 2.2])
def test_values_of_a_plane(gamma):
    ratio = relighting_ratio(flat(0), light(0.2, 0.5, 0), light(0.4, 0.6, 0), gamma)
    expected = (1.0 + FAINTEST) / (0.7 ** (1 / gamma) + FAINTEST)
    torch.testing.assert_close(ratio, torch.full((1, 1, 16, 16), expected))


def test_values_of_a_plane_that_is_turned_away():
    ratio = relighting_ratio(flat(-30), light(0.5, 0.5, -30), light(0.5, 0.5, 60))
    beside = math.log((0.5 + 0.5 * WRAP / (1 + WRAP) + FAINTEST) / (1 + FAINTEST))  # at a right angle to the new light
    expected = math.exp(math.log(DARKEST_RATIO) * math.tanh(beside / math.log(DARKEST_RATIO)))
    torch.testing.assert_close(ratio, torch.full((1, 1, 16, 16), expected))


def test_ratios_are_limited():
    dark, bright = light(0.0, 0.9, -80), light(0.0, 0.45, 80)
    brighter, darker = (relighting_ratio(flat(60), *lights).max().item() for lights in ((dark, bright), (bright, dark)))
    whole = (0.45 + FAINTEST) / (0.9 + FAINTEST)
    assert 0.95 * BRIGHTEST_RATIO < brighter / whole <= BRIGHTEST_RATIO + 1e-5
    assert DARKEST_RATIO - 1e-5 <= darker * whole < 2 * DARKEST_RATIO
    nothing = relighting_ratio(flat(0), light(0.0, 0.0, 0), light(0.3, 0.6, 0))
    assert torch.isfinite(nothing).all()
    assert relighting_ratio(flat(0), light(0.3, 0.6, 0), light(0.0, 0.0, 0)).max() < 0.01


def test_shadows_end_softly(bumpy):
    """Lambert's law has an edge where the surface turns away from the light."""
    own, side = light(0.4, 0.6, 0), light(0.2, 0.9, 60)
    hard = (shade_normals(bumpy, side) / shade_normals(bumpy, own))[0, 0, 8:-8, 8:-8]
    soft = relighting_ratio(smooth_normals(bumpy), own, side)[0, 0, 8:-8, 8:-8]
    bends = [torch.diff(ratio.log(), n=2, dim=1).abs().max().item() for ratio in (hard, soft)]
    assert bends[1] < 0.35 * bends[0]
    assert soft.max() > 1.5 * soft.min()  # the light is still seen


def test_noise_of_the_shape_is_not_seen(bumpy):
    noise = 0.2 * torch.randn(bumpy.shape, generator=torch.Generator().manual_seed(0))
    noisy = (bumpy + noise) / (bumpy + noise).norm(dim=1, keepdim=True)
    own, side = light(0.4, 0.6, 0), light(0.2, 0.9, 60)
    hard, soft = (
        (change(noisy) - change(bumpy)).abs().mean().item()
        for change in (
            lambda normals: shade_normals(normals, side) / shade_normals(normals, own),
            lambda normals: relighting_ratio(smooth_normals(normals), own, side),
        )
    )
    assert soft < 0.3 * hard


def coloured(*colour: float) -> torch.Tensor:
    return torch.tensor(colour)[None, :, None, None].expand(1, 3, 4, 4)


@pytest.mark.parametrize("colour", [(0.0, 0.0, 0.0), (0.7, 0.5, 0.4), (1.0, 1.0, 1.0)])
def test_colours_stay_as_they_are_in_their_own_light(colour):
    torch.testing.assert_close(relight(coloured(*colour), torch.ones(1, 1, 4, 4)), coloured(*colour))


def test_light_skin_is_not_grey_in_the_shade():
    """As bright as the product with the ratio, and of more colour, by hand."""
    colour, ratio = (0.96, 0.86, 0.82), 0.4
    shaded = relight(coloured(*colour), torch.full((1, 1, 4, 4), ratio))[0, :, 0, 0]
    luma = torch.tensor(LUMA)
    assert (shaded * luma).sum().item() == pytest.approx(ratio * (torch.tensor(colour) * luma).sum().item(), rel=1e-4)
    told = [1 - (1 - SHOULDER * part) ** ratio for part in colour]
    assert (shaded[0] / shaded[2]).item() == pytest.approx(told[0] / told[2], rel=1e-4)
    assert shaded[0] / shaded[2] > 1.08 * colour[0] / colour[2]


def test_grey_stays_grey_and_white_is_the_limit():
    assert relight(coloured(0.8, 0.8, 0.8), torch.full((1, 1, 4, 4), 0.3)).std(1).max() < 1e-6
    assert relight(coloured(0.9, 0.8, 0.7), torch.full((1, 1, 4, 4), 3.0)).max() == 1


def test_smooth_normals_are_unit_vectors_up_to_the_edge(bumpy):
    smooth = smooth_normals(bumpy)
    torch.testing.assert_close(smooth.norm(dim=1), torch.ones(1, 64, 64))
    torch.testing.assert_close(smooth_normals(flat(40)), flat(40))


@pytest.mark.usefixtures("untyped")
def test_wrong_shapes():
    with pytest.raises(InputError, match="normals"):
        smooth_normals(torch.zeros(1, 2, 8, 8))
