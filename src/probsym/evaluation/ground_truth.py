"""Ground truth of images, as tensors, from a synthetic set or from published pairs of image and depth."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Bool, Float, UInt8
from torch import Tensor

from probsym.data.depth_pairs import depth_of, foreground_of, load_depth_pairs
from probsym.data.splits import has_depth
from probsym.errors import InputError
from probsym.evaluation.metrics import DepthScores
from probsym.evaluation.published import PublishedScores
from probsym.geometry.camera import PinholeCamera
from probsym.synthetic.storage import SyntheticSet, is_synthetic, load_synthetic
from probsym.types import Viewpoint

_KINDS = "a folder written by probsym synth, or other data with ground truth (see probsym evaluate --help)"


@dataclass(frozen=True)
class GroundTruth:
    """What reconstructions are scored against."""

    depth: Float[Tensor, "images size size"]
    """Depth as seen from the true viewpoint, scene units."""
    mask: Bool[Tensor, "images size size"]
    """Foreground."""
    viewpoint: Viewpoint | None = None
    """None: not known."""
    light_direction: Float[Tensor, "images 3"] | None = None
    """Unit vectors in the canonical frame; None: not known."""
    published: bool = False
    """Score as the authors' code does, for the paper's own data."""

    def new_scores(self, camera: PinholeCamera) -> DepthScores:
        """An empty collection of depth scores, by the protocol of the data."""
        return PublishedScores(camera) if self.published else DepthScores(camera)


@dataclass(frozen=True)
class LabelledImages:
    """Images of one split with their ground truth."""

    images: UInt8[np.ndarray, "images size size 3"]
    """RGB; memory-mapped and read-only."""
    truth: GroundTruth
    """Of these images."""
    content_hash: str
    """Of the split."""


def ground_truth_of(faces: SyntheticSet, limit: int | None = None) -> GroundTruth:
    """Ground truth of the first ``limit`` samples of a synthetic set; None: of all."""
    view = torch.from_numpy(np.array(faces.viewpoint[:limit]))
    return GroundTruth(
        depth=torch.from_numpy(np.array(faces.depth[:limit])),
        mask=torch.from_numpy(np.array(faces.mask[:limit])),
        viewpoint=Viewpoint(rotation_rad=view[:, :3], translation=view[:, 3:]),
        light_direction=torch.from_numpy(np.array(faces.light[:limit, 2:])),
    )


def open_labelled(path: Path, split: str, size: int, limit: int = 0) -> LabelledImages:
    """Images with ground truth, whichever layout they have.

    Args:
        path: folder made by ``probsym synth``, or a folder or zip archive of published pairs of image and depth.
        split: "train", "val" or "test".
        size: height and width in pixels to which pairs are resized; a synthetic set has its own.
        limit: use only this many images, from the first; 0: all.

    Raises:
        InputError: another kind of data, no such split, or fewer than 2 images.
    """
    stop = limit or None
    if not path.exists():
        raise InputError(f"{path}: no such file or folder; expected {_KINDS}")
    if is_synthetic(path):
        faces = load_synthetic(path, split)
        content = faces.card["splits"][split].get("sha256", "")
        found = LabelledImages(faces.images[:stop], ground_truth_of(faces, stop), content)
    elif not has_depth(path):
        raise InputError(f"{path}: expected {_KINDS}; photos alone cannot be scored")
    else:
        pairs = load_depth_pairs(path, split, size)
        values = np.asarray(pairs.values[:stop])
        depth, mask = torch.from_numpy(depth_of(values)), torch.from_numpy(foreground_of(values))
        found = LabelledImages(pairs.images[:stop], GroundTruth(depth, mask, published=True), pairs.content_hash)
    if len(found.images) < 2:
        raise InputError(f"data: expected at least 2 images in the split {split}, got {len(found.images)}")
    return found
