"""Depth at facial landmarks, and its correlation with the true one (paper section 4.3)."""

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional

from probsym.evaluation.metrics import pearson
from probsym.inference.predict import predict
from probsym.models.autoencoder import Autoencoder


def keypoint_correlation(
    predicted: Float[Tensor, "images keypoints"], true: Float[Tensor, "images keypoints"]
) -> Float[Tensor, " keypoints"]:
    """Absolute Pearson correlation over the images of predicted and true depth, per keypoint.

    Raises:
        InputError: the shapes differ, or there are fewer than 2 images.
    """
    return pearson(predicted.double(), true.double()).abs().float()


def sample_depth(
    model: Autoencoder,
    images: UInt8[np.ndarray, "images size size 3"],
    points: Float[Tensor, "images keypoints 2"],
) -> Float[Tensor, "images keypoints"]:
    """Predicted depth at image points, bilinear, scene units.

    Args:
        model: in eval mode.
        images: of the model's size.
        points: u right and v down, pixels.
    """
    grid = (points / (model.camera.size - 1) * 2 - 1)[:, :, None]
    parts: list[Tensor] = []
    start = 0
    for batch, reconstruction in predict(model, images):
        depth = reconstruction.depth.cpu()
        place = grid[start : start + len(batch)].to(depth)
        start += len(batch)
        sampled = functional.grid_sample(depth[:, None], place, padding_mode="border", align_corners=True)
        parts.append(sampled[:, 0, :, 0])
    return torch.cat(parts)


def weak_perspective_depth(
    points: Float[Tensor, "images keypoints 2"], shape: Float[np.ndarray, "keypoints 3"]
) -> Float[Tensor, "images keypoints"]:
    """Depth of a rigid shape that is rotated and scaled to fit 2D landmarks, in pixels from the shape's centroid.

    The best affine map from the shape to the landmarks is made a rotation and a scale; depth is along its third axis.

    Args:
        points: u right and v down.
        shape: in a right-handed frame with z into the scene, any unit.
    """
    centred = shape - shape.mean(0)
    flat = points.double().numpy()
    flat = flat - flat.mean(1, keepdims=True)
    solution = np.linalg.pinv(centred) @ flat  # images 3 2
    u, scales, v = np.linalg.svd(solution.transpose(0, 2, 1), full_matrices=False)
    across = u @ v  # two orthonormal rows
    along = np.cross(across[:, 0], across[:, 1])
    return torch.from_numpy(scales.mean(1, keepdims=True) * (along @ centred.T)).float()
