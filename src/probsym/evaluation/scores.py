"""All scores of a model on a set of images."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from probsym.evaluation.baselines import MEAN_DEPTH, baseline_scores
from probsym.evaluation.ground_truth import GroundTruth
from probsym.evaluation.metrics import DepthScores, light_error
from probsym.evaluation.pose import pose_correlation, pose_slope
from probsym.geometry.camera import PinholeCamera
from probsym.inference.predict import predict
from probsym.models.autoencoder import Autoencoder
from probsym.types import ModelOutput, Viewpoint


class Scorer:
    """Collects scores batch by batch; ``depth`` holds SIDE, MAD and coverage of every image."""

    def __init__(self, camera: PinholeCamera, truth: GroundTruth | None) -> None:
        """Score against ``truth``; None: the reconstruction error alone."""
        self.depth = DepthScores(camera) if truth is None else truth.new_scores(camera)
        self._camera, self._truth = camera, truth
        self._error, self._pixels, self._images = 0.0, 0.0, 0
        self._rotations: list[Tensor] = []
        self._lights: list[Tensor] = []

    def add(self, images: Float[Tensor, "batch 3 size size"], reconstruction: ModelOutput) -> None:
        """Score the next images, in the order of the ground truth."""
        mask = reconstruction.mask
        self._error += ((reconstruction.image - images).abs().mean(1) * mask).sum().item()
        self._pixels += mask.sum().item()
        rows = slice(self._images, self._images + len(images))
        self._images += len(images)
        if self._truth is not None:
            truth, factors = self._truth, reconstruction.factors
            self.depth.add(reconstruction.depth.cpu(), mask.cpu(), truth.depth[rows], truth.mask[rows])
            self._rotations.append(factors.viewpoint.rotation_rad.cpu())
            self._lights.append(factors.light.direction.cpu())

    def summary(self) -> dict[str, float]:
        """Scores of all images added.

        Returns:
            ``error``, the mean absolute error of the reconstructions inside their masks, in [0, 1]. With ground truth
            also those of :meth:`DepthScores.summary`; ``side_ratio`` and ``mad_ratio`` to the mean-depth baseline, NaN
            where that has no error because all true depths are alike; where viewpoint and light are known,
            ``yaw_correlation``, ``yaw_slope`` and so on, and ``light_error_deg``, the median angle.
        """
        summary = {"error": self._error / max(self._pixels, 1)}
        if self._truth is None:
            return summary
        truth = self._truth
        summary |= self.depth.summary()
        baseline = baseline_scores(truth, self._camera)[MEAN_DEPTH]
        summary["side_ratio"] = _ratio(summary["side"], baseline["side"])
        summary["mad_ratio"] = _ratio(summary["mad_deg"], baseline["mad_deg"])
        if truth.viewpoint is not None:
            rotation = torch.cat(self._rotations)
            predicted = Viewpoint(rotation_rad=rotation, translation=torch.zeros_like(rotation))
            correlation, slope = pose_correlation(predicted, truth.viewpoint), pose_slope(predicted, truth.viewpoint)
            summary |= {f"{angle}_correlation": value for angle, value in correlation.items()}
            summary |= {f"{angle}_slope": value for angle, value in slope.items()}
        if truth.light_direction is not None:
            light = light_error(torch.cat(self._lights), truth.light_direction)
            summary["light_error_deg"] = light.median().item()
        return summary


def _ratio(score: float, baseline: float) -> float:
    return score / baseline if baseline else math.nan


def score_model(
    model: Autoencoder,
    images: UInt8[np.ndarray, "images size size 3"],
    truth: GroundTruth | None = None,
    batch_size: int = 50,
    on_batch: Callable[[int], object] | None = None,
) -> Scorer:
    """Reconstruct and score images.

    Args:
        model: in eval mode.
        images: of the model's size.
        truth: of these images; None scores the reconstruction error alone.
        batch_size: images at a time.
        on_batch: called with the number of images of each batch when it is done.
    """
    scorer = Scorer(model.camera, truth)
    for batch, reconstruction in predict(model, images, batch_size=batch_size):
        scorer.add(batch, reconstruction)
        if on_batch is not None:
            on_batch(len(batch))
    return scorer


def format_scores(scores: dict[str, float]) -> str:
    """The main scores of :meth:`Scorer.summary` on one line."""
    text = f"error {scores['error']:.4f}"
    if "side" in scores:
        text += (
            f"  SIDE {100 * scores['side']:.3f} ({scores['side_ratio']:.2f}x mean depth)"
            f"  MAD {scores['mad_deg']:.1f} deg ({scores['mad_ratio']:.2f}x)  coverage {scores['coverage']:.2f}"
        )
    if "yaw_correlation" in scores:
        text += (
            f"  yaw {scores['yaw_correlation']:.2f} pitch {scores['pitch_correlation']:.2f}"
            f" roll {scores['roll_correlation']:.2f}"
        )
    return text


def replace_nonfinite(value: Any) -> Any:
    """A copy of nested mappings and sequences with None for NaN and infinities, which JSON does not have."""
    if isinstance(value, Mapping):
        return {name: replace_nonfinite(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [replace_nonfinite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
