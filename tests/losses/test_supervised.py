import pytest
import torch

from probsym.config import ModelConfig
from probsym.losses.supervised import DepthRegression
from probsym.models.autoencoder import Autoencoder

CONFIG = ModelConfig(image_size=32, architecture="slim", width=4, latent=8, clamp_border=False)


def test_value_by_hand_and_only_the_depth_net_learns() -> None:
    torch.manual_seed(0)
    model, images = Autoencoder(CONFIG), torch.rand(2, 3, 32, 32)
    truth = model.depth(images).detach().clone()
    mask = torch.zeros(2, 32, 32, dtype=torch.bool)
    mask[0, :10, :8] = True  # 80 pixels
    mask[1, 5, 5] = True  # and one more: the mean is over pixels, not over images
    truth[0] += 0.02
    truth[1] -= 0.101
    truth[1, 20] = 7.0  # outside the mask
    terms = DepthRegression()(model, images, truth, mask)
    assert terms.total.item() == pytest.approx((80 * 0.2 + 1.01) / 81, rel=1e-4)
    assert terms.error.item() == pytest.approx((80 * 0.02 + 0.101) / 81, rel=1e-4)
    assert terms.plain is terms.total
    terms.total.backward()
    learning = {name.split(".")[0] for name, weight in model.named_parameters() if weight.grad is not None}
    assert learning == {"depth_net"}


def test_empty_mask() -> None:
    model = Autoencoder(CONFIG)
    depth, mask = torch.ones(1, 32, 32), torch.zeros(1, 32, 32, dtype=torch.bool)
    assert DepthRegression()(model, torch.rand(1, 3, 32, 32), depth, mask).total.item() == 0
