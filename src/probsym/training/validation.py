"""Validation: a sheet of pictures, and scores where there is ground truth."""

from pathlib import Path
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from probsym.data.transforms import to_tensor
from probsym.evaluation.metrics import DepthScores, baseline_scores, light_error, pose_correlation, pose_slope
from probsym.export.pictures import write_png
from probsym.export.sheet import sheet
from probsym.geometry.camera import PinholeCamera
from probsym.models.autoencoder import Autoencoder
from probsym.training.dataset import TrainingData, Truth
from probsym.types import Reconstruction, Viewpoint

_BATCH = 50
_SHOWN = 8


@torch.inference_mode()
def validate(model: Autoencoder, source: TrainingData, picture: Path) -> dict[str, float]:
    """Reconstruct the validation images.

    Args:
        model: of the images' size, in eval mode.
        source: with the validation images.
        picture: PNG of the first few, to be written.

    Returns:
        ``error``, the mean absolute error of the reconstructions on what they see; and with ground truth the
        scores of :func:`score`.
    """
    device = next(model.parameters()).device
    first = to_tensor(source.validation_images[:_SHOWN]).to(device)
    reconstruction = model(first)
    flipped = model.render_pair(reconstruction.factors)[1].image
    write_png(sheet(first, reconstruction, flipped, model.camera), picture)

    error, pixels = 0.0, 0.0
    parts = []
    for start in range(0, len(source.validation_images), _BATCH):
        images = to_tensor(source.validation_images[start : start + _BATCH]).to(device)
        part = model(images)
        error += ((part.image - images).abs().mean(1) * part.mask).sum().item()
        pixels += part.mask.sum().item()
        parts.append(Predictions.of(part))
    scores = {"error": error / max(pixels, 1)}
    if source.truth is not None:
        scores |= score(parts, source.truth, model.camera)
    return scores


class Predictions(NamedTuple):
    """What the truth of a batch is compared with."""

    depth: Float[Tensor, "batch size size"]
    mask: Bool[Tensor, "batch size size"]
    viewpoint: Viewpoint
    light_direction: Float[Tensor, "batch 3"]

    @classmethod
    def of(cls, part: Reconstruction) -> "Predictions":
        """Of a reconstruction, on the CPU."""
        factors = part.factors
        return cls(part.depth.cpu(), part.mask.cpu(), factors.viewpoint.to("cpu"), factors.light.direction.cpu())


def score(parts: list[Predictions], truth: Truth, camera: PinholeCamera) -> dict[str, float]:
    """SIDE, MAD, coverage, their ratios to the mean-depth baseline, and how well viewpoint and light are told.

    Args:
        parts: predictions for all images of ``truth``, in order.
        truth: ground truth.
        camera: the model's.
    """
    depth, mask = truth.depth, truth.mask
    scores = DepthScores(camera)
    start = 0
    for part in parts:
        stop = start + len(part.depth)
        scores.add(part.depth, part.mask, depth[start:stop], mask[start:stop])
        start = stop
    summary = scores.summary()
    baseline = baseline_scores(depth, mask, camera)["mean depth"]
    summary["side_ratio"] = summary["side"] / baseline["side"]
    summary["mad_ratio"] = summary["mad_deg"] / baseline["mad_deg"]
    predicted = Viewpoint(
        rotation_rad=torch.cat([part.viewpoint.rotation_rad for part in parts]),
        translation=torch.cat([part.viewpoint.translation for part in parts]),
    )
    correlation = pose_correlation(predicted, truth.viewpoint)
    summary |= {f"{angle}_correlation": value for angle, value in correlation.items()}
    summary |= {f"{angle}_slope": value for angle, value in pose_slope(predicted, truth.viewpoint).items()}
    light = light_error(torch.cat([part.light_direction for part in parts]), truth.light_direction)
    return summary | {"light_error_deg": light.median().item()}


def in_words(scores: dict[str, float]) -> str:
    """The scores of ``validate`` as one line."""
    text = f"error {scores['error']:.4f}"
    if "side" in scores:
        text += (
            f"  SIDE {100 * scores['side']:.3f} ({scores['side_ratio']:.2f}x mean depth)"
            f"  MAD {scores['mad_deg']:.1f} deg ({scores['mad_ratio']:.2f}x)  coverage {scores['coverage']:.2f}"
            f"  yaw {scores['yaw_correlation']:.2f} pitch {scores['pitch_correlation']:.2f}"
            f" roll {scores['roll_correlation']:.2f}"
        )
    return text
