import torch
from torch import nn

from probsym.models.blocks import double, group_norm, in_float32, zero


def test_group_norm_has_four_channels_a_group() -> None:
    assert group_norm(64).num_groups == 16
    assert group_norm(2).num_groups == 1


def test_norms_and_upsampling_are_float32_under_autocast() -> None:
    x = torch.randn(2, 8, 6, 6, generator=torch.Generator().manual_seed(0))
    half = x.bfloat16()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        normed, larger = group_norm(8)(half), double(half)
    assert normed.dtype == larger.dtype == torch.float32
    torch.testing.assert_close(normed, nn.GroupNorm(2, 8)(half.float()))
    assert larger.shape == (2, 8, 12, 12)


def test_in_float32_leaves_autocast() -> None:
    layer = nn.Conv2d(4, 3, 3)
    x = torch.randn(2, 4, 8, 8)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rounded, exact = layer(x), in_float32(layer, x)
    assert rounded.dtype == torch.bfloat16
    torch.testing.assert_close(exact, layer(x))


def test_double_of_a_ramp_is_a_finer_ramp() -> None:
    """Half-pixel centres: 0, 1, 2 become 0, 0.25, 0.75, 1.25, 1.75, 2."""
    ramp = torch.tensor([0.0, 1.0, 2.0]).expand(1, 1, 3, 3)
    torch.testing.assert_close(double(ramp)[0, 0, 0], torch.tensor([0.0, 0.25, 0.75, 1.25, 1.75, 2.0]))


def test_zeroed_layers_add_nothing() -> None:
    assert zero(nn.Conv2d(3, 5, 3))(torch.randn(1, 3, 4, 4)).abs().max() == 0
