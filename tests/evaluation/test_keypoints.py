import numpy as np
import pytest
import torch

from probsym.config import ModelConfig
from probsym.errors import InputError
from probsym.evaluation.keypoints import keypoint_correlation, sample_depth, weak_perspective_depth
from probsym.geometry.viewpoint import rotation_matrix
from probsym.models.autoencoder import Autoencoder


def test_keypoint_correlation_is_the_absolute_pearson_correlation() -> None:
    generator = torch.Generator().manual_seed(3)
    predicted, true = (torch.rand(12, 4, generator=generator) for _ in range(2))
    predicted[:, 0] = 1 - 2 * true[:, 0]  # perfect but for the sign
    expected = [abs(np.corrcoef(predicted[:, k], true[:, k])[0, 1]) for k in range(4)]
    found = keypoint_correlation(predicted, true)
    torch.testing.assert_close(found, torch.tensor(expected, dtype=torch.float32))
    assert found[0].item() == pytest.approx(1)


@pytest.mark.usefixtures("untyped")
def test_correlation_needs_equal_sets_of_two_or_more() -> None:
    with pytest.raises(InputError, match="correlation: expected two equal sets of at least 2 rows, got 1 and 1"):
        keypoint_correlation(torch.ones(1, 2), torch.ones(1, 2))
    with pytest.raises(InputError, match="correlation: expected two equal sets of at least 2 rows, got 3 and 4"):
        keypoint_correlation(torch.ones(3, 2), torch.ones(4, 2))


def test_weak_perspective_finds_the_depth_of_a_turned_shape() -> None:
    generator = torch.Generator().manual_seed(0)
    shape = torch.randn(66, 3, generator=generator, dtype=torch.float64)
    angles = torch.tensor([[0.3, 0.5, -0.2], [-0.4, 0.1, 0.6]], dtype=torch.float64)
    turned = (shape @ rotation_matrix(angles).mT) * torch.tensor([2.0, 0.7])[:, None, None]
    points = turned[..., :2] + torch.tensor([[[5.0, -3.0]], [[1.0, 2.0]]])
    depth = weak_perspective_depth(points, shape.numpy() + np.array([7.0, 8.0, 9.0]))
    expected = turned[..., 2] - turned[..., 2].mean(1, keepdim=True)
    torch.testing.assert_close(depth.double(), expected, atol=1e-5, rtol=1e-5)


def test_depth_is_sampled_at_the_landmarks() -> None:
    torch.manual_seed(0)
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()
    images = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), np.uint8)
    points = torch.full((3, 66, 2), 10.0)
    points[1] = torch.tensor([4.5, 20.0])
    depth = model(torch.from_numpy(images).permute(0, 3, 1, 2) / 255).depth.detach()
    got = sample_depth(model, images, points)
    torch.testing.assert_close(got[0, 0], depth[0, 10, 10])
    torch.testing.assert_close(got[1, 5], depth[1, 20, 4:6].mean())
