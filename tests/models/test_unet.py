import pytest
import torch

from probsym.models.unet import UNet


@pytest.mark.parametrize("stages", [3, 4])
def test_pictures_keep_their_size_and_begin_at_zero(stages: int) -> None:
    net = UNet(5, 2, 8, stages)
    picture = torch.rand(3, 5, 32, 48)
    output = net(picture)
    assert output.shape == (3, 2, 32, 48)
    assert output.abs().max() == 0


def test_no_stage_is_wider_than_the_widest() -> None:
    channels = [len(step.get_parameter("0.weight")) for step in UNet(3, 1, 8, 4, 24).down]
    assert channels == [16, 24, 24, 24]
    assert [len(step.get_parameter("0.weight")) for step in UNet(3, 1, 8, 2).down] == [16, 32]


def test_all_weights_have_gradients() -> None:
    net = UNet(3, 1, 4)
    torch.nn.init.normal_(net.out.weight)
    net(torch.rand(2, 3, 16, 16)).square().mean().backward()
    assert all(weight.grad is not None and weight.grad.abs().sum() > 0 for weight in net.parameters())
