"""Ground truth of a synthetic set, as tensors."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from probsym.synthetic.storage import SyntheticSet
from probsym.types import Viewpoint


@dataclass(frozen=True)
class GroundTruth:
    """What reconstructions are scored against."""

    depth: Float[Tensor, "images size size"]
    """Depth as seen from the true viewpoint, scene units."""
    mask: Bool[Tensor, "images size size"]
    """Foreground."""
    viewpoint: Viewpoint
    light_direction: Float[Tensor, "images 3"]
    """Unit vectors in the canonical frame."""


def ground_truth_of(faces: SyntheticSet, limit: int | None = None) -> GroundTruth:
    """Ground truth of the first ``limit`` samples of a synthetic set; None: of all."""
    view = torch.from_numpy(np.array(faces.viewpoint[:limit]))
    return GroundTruth(
        depth=torch.from_numpy(np.array(faces.depth[:limit])),
        mask=torch.from_numpy(np.array(faces.mask[:limit])),
        viewpoint=Viewpoint(rotation_rad=view[:, :3], translation=view[:, 3:]),
        light_direction=torch.from_numpy(np.array(faces.light[:limit, 2:])),
    )
