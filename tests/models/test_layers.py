import pytest
import torch
from torch import nn
from torch.nn import functional

from probsym.kernels.dispatch import disable_cpu_kernels
from probsym.models.layers import LEAK, NormActivation, downsample2x, forward_float32, upsample2x, zero_init


def _image(channels: int = 8) -> torch.Tensor:
    x = torch.randn(2, channels, 6, 6, generator=torch.Generator().manual_seed(0))
    return x.contiguous(memory_format=torch.channels_last)


def test_norms_have_four_channels_a_group() -> None:
    assert NormActivation(64).num_groups == 16
    assert NormActivation(2).num_groups == 1


def test_norms_and_upsampling_are_float32_under_autocast() -> None:
    half = _image().bfloat16()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        norm, larger = NormActivation(8, LEAK)(half), upsample2x(half)
    assert norm.dtype == larger.dtype == torch.float32
    torch.testing.assert_close(norm, functional.leaky_relu(nn.GroupNorm(2, 8)(half.float()), LEAK))
    assert larger.shape == (2, 8, 12, 12)


@pytest.mark.parametrize("upsample", [False, True])
@pytest.mark.parametrize("float32_output", [False, True])
@pytest.mark.parametrize("autocast", [False, True])
def test_kernel_agrees_with_torch(autocast: bool, float32_output: bool, upsample: bool) -> None:
    """With random weights, with and without autocast."""
    layer = NormActivation(8, LEAK, float32_output, upsample)
    nn.init.normal_(layer.weight, generator=torch.Generator().manual_seed(1))
    nn.init.normal_(layer.bias, generator=torch.Generator().manual_seed(2))
    x = _image().to(torch.bfloat16 if autocast else torch.float32)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast):
        trained = layer(x.requires_grad_())
        with torch.no_grad():
            seen = layer(x)
        with disable_cpu_kernels():
            alone = layer(x)
    assert "_GroupNormAct" in type(trained.grad_fn).__name__
    assert "_GroupNormAct" not in type(alone.grad_fn).__name__
    assert trained.dtype == (torch.bfloat16 if autocast and not float32_output else torch.float32)
    torch.testing.assert_close(
        trained, seen.to(trained.dtype), rtol=1e-5 if trained.dtype == torch.float32 else 8e-3, atol=1e-5
    )
    torch.testing.assert_close(alone, seen)


def test_no_kernel_without_channels_last() -> None:
    out = NormActivation(8)(_image().contiguous().requires_grad_())
    assert "_GroupNormAct" not in type(out.grad_fn).__name__


def test_downsampling_is_the_mean_of_four() -> None:
    for x in (_image(3), _image(3).contiguous()):
        torch.testing.assert_close(downsample2x(x), functional.avg_pool2d(x, 2))


def test_forward_float32_ignores_autocast() -> None:
    layer = nn.Conv2d(4, 3, 3)
    x = torch.randn(2, 4, 8, 8)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rounded, exact = layer(x), forward_float32(layer, x)
    assert rounded.dtype == torch.bfloat16
    torch.testing.assert_close(exact, layer(x))


def test_upsampled_ramp_is_a_finer_ramp() -> None:
    """Half-pixel centres: 0, 1, 2 become 0, 0.25, 0.75, 1.25, 1.75, 2."""
    ramp = torch.tensor([0.0, 1.0, 2.0]).expand(1, 1, 3, 3)
    torch.testing.assert_close(upsample2x(ramp)[0, 0, 0], torch.tensor([0.0, 0.25, 0.75, 1.25, 1.75, 2.0]))


def test_zero_init_outputs_zero() -> None:
    assert zero_init(nn.Conv2d(3, 5, 3))(torch.randn(1, 3, 4, 4)).abs().max() == 0
