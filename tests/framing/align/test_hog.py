"""Histograms of oriented gradients."""

import math

import pytest
import torch

from probsym.framing.align.hog import CHANNELS, hog


def ramp(angle_deg: float, size: int = 32) -> torch.Tensor:
    """Grey levels that rise in one direction, clockwise from x."""
    rows, columns = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    angle = math.radians(angle_deg)
    return 3.0 * (columns * math.cos(angle) + rows * math.sin(angle))[None]


@pytest.mark.parametrize(("angle", "channel"), [(0, 0), (40, 2), (90, 4), (180, 9), (270, 14), (340, 17)])
def test_a_ramp_falls_into_the_bin_of_its_direction(angle, channel):
    features = hog(ramp(angle), 8)[0, :, 1:-1, 1:-1]
    signed, unsigned = features[:18].mean((1, 2)), features[18:27].mean((1, 2))
    if angle == 90:
        assert int(signed.argmax()) in (4, 5)  # halfway between two bins
    else:
        assert int(signed.argmax()) == channel
        assert int(unsigned.argmax()) == channel % 9


def test_contrast_hardly_counts():
    strong, weak = hog(ramp(40), 8), hog(ramp(40) / 3, 8)
    assert torch.allclose(strong[..., 1:-1, 1:-1], weak[..., 1:-1, 1:-1], atol=0.02)


def test_shapes_and_a_plain_picture():
    features = hog(torch.full((2, 24, 40), 80.0), 4)
    assert features.shape == (2, CHANNELS, 6, 10)
    assert features.abs().max() == 0
