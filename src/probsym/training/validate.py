"""Validation: a sheet of pictures, and scores where there is ground truth."""

from pathlib import Path

import torch
from torch import Tensor

from probsym.data.transforms import to_tensor
from probsym.export.pictures import write_png
from probsym.export.sheet import sheet
from probsym.geometry.camera import PinholeCamera
from probsym.metrics import DepthScores, baseline_scores, pose_correlation, pose_slope
from probsym.models.autoencoder import Autoencoder
from probsym.training.source import Source, Truth
from probsym.types import Reconstruction, Viewpoint

_BATCH = 50
_SHOWN = 8


@torch.inference_mode()
def validate(model: Autoencoder, source: Source, picture: Path) -> dict[str, float]:
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
        parts.append(_compared(part))
    scores = {"error": error / max(pixels, 1)}
    if source.truth is not None:
        scores |= score(parts, source.truth, model.camera)
    return scores


Compared = tuple[Tensor, Tensor, Viewpoint]
"""Depth, mask and viewpoint of a batch: what the truth is compared with."""


def _compared(part: Reconstruction) -> Compared:
    return part.depth.cpu(), part.mask.cpu(), part.factors.viewpoint.to("cpu")


def score(parts: list[Compared], truth: Truth, camera: PinholeCamera) -> dict[str, float]:
    """SIDE, MAD, coverage, their ratios to the mean-depth baseline, and the correlations and slopes of the angles.

    Args:
        parts: predictions for all images of ``truth``, in order.
        truth: ground truth.
        camera: the model's.
    """
    depth, mask = truth.depth, truth.mask
    scores = DepthScores(camera)
    start = 0
    for predicted_depth, predicted_mask, _ in parts:
        stop = start + len(predicted_depth)
        scores.add(predicted_depth, predicted_mask, depth[start:stop], mask[start:stop])
        start = stop
    summary = scores.summary()
    baseline = baseline_scores(depth, mask, camera)["mean depth"]
    summary["side_ratio"] = summary["side"] / baseline["side"]
    summary["mad_ratio"] = summary["mad_deg"] / baseline["mad_deg"]
    predicted = Viewpoint(
        rotation_rad=torch.cat([part[2].rotation_rad for part in parts]),
        translation=torch.cat([part[2].translation for part in parts]),
    )
    correlation = pose_correlation(predicted, truth.viewpoint)
    summary |= {f"{angle}_correlation": value for angle, value in correlation.items()}
    return summary | {f"{angle}_slope": value for angle, value in pose_slope(predicted, truth.viewpoint).items()}


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
