"""Random depth maps, and their scores computed a second time in plain numpy."""

import numpy as np
import pytest
import torch
from torch import Tensor

from probsym.geometry.camera import PinholeCamera


def numpy_scores(
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
