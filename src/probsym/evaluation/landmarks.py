"""Score a model's viewpoints on photos of faces with landmarks."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from rich.console import Console
from rich.progress import Progress
from torch import Tensor

from probsym import __version__
from probsym.checks import check_range
from probsym.data.face_features import head_rotation, read_face_photos
from probsym.data.transforms import downscale, to_tensor
from probsym.evaluation.metrics import pearson
from probsym.evaluation.pose import ANGLES, slopes
from probsym.evaluation.refined_crops import refined_crop
from probsym.evaluation.scores import replace_nonfinite
from probsym.inference.loading import load
from probsym.inference.predict import predict
from probsym.models.autoencoder import Autoencoder


@dataclass(frozen=True)
class LandmarkEvaluation:
    """Scores of a model's viewpoints on photos with landmarks."""

    model: str
    """Name or folder of the model."""
    data: str
    """The folder."""
    faces: int
    scores: dict[str, float]
    """Of the photos as they are given; see :func:`score_viewpoints`."""
    refined: dict[str, float] | None = None
    """Of the photos in their refined crops, as ``probsym reconstruct`` takes them; None if not asked for."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, as ``probsym evaluate --out`` writes them; non-finite numbers are None."""
        described = {"model": self.model, "data": self.data, "faces": self.faces, "probsym_version": __version__}
        refined = {} if self.refined is None else {"refined": self.refined}
        return replace_nonfinite({**described, "scores": self.scores, **refined})

    @property
    def images(self) -> int:
        """Number of images scored: one of each face."""
        return self.faces


def evaluate_landmarks(
    model: str | Path | Autoencoder,
    data: str | Path,
    *,
    refine_crop: bool = True,
    limit: int = 0,
    batch_size: int = 32,
    device: str = "cpu",
    console: Console | None = None,
) -> LandmarkEvaluation:
    """Compare predicted rotations with those that landmarks show: roll in radians, yaw and pitch by the nose's offset.

    Args:
        model: a shipped model's name, the folder of a model or of a run, or a loaded model.
        data: folder of photos; see :func:`probsym.data.face_features.read_face_photos`.
        refine_crop: also score each photo in its refined crop, which takes most of the time.
        limit: score only this many faces, from the first; 0: all.
        batch_size: images at a time.
        device: torch device, such as "cpu" or "cuda"; ignored for a loaded model.
        console: shows a progress bar if it is a terminal; None: no bar.

    Raises:
        InputError: no such folder, photos whose size is no multiple of the model's, or an argument out of range.
        CheckpointError: no such model, or it is damaged.
    """
    check_range("batch_size", batch_size, 1, 4096)
    check_range("limit", limit, 0, 10**9)
    network = model if isinstance(model, Autoencoder) else load(model, device)
    name = network.name or "(unnamed)"
    photos = read_face_photos(Path(data), network.camera.size, limit)
    shown = torch.from_numpy(head_rotation(photos.points))
    hidden = console is None or not console.is_terminal
    with (
        torch.inference_mode(),
        Progress(console=console or Console(stderr=True), disable=hidden) as bar,
    ):
        predicted = predict(network, photos.images, partial(_rotation, network), batch_size)
        scores = score_viewpoints(torch.cat([rotation.cpu() for _, rotation in predicted]), shown)
        if not refine_crop:
            return LandmarkEvaluation(name, str(data), len(shown), scores)
        images = bar.track(photos.images, description="refined crops")
        refined = [_refined(network, to_tensor(image[None])[0]) for image in images]
    return LandmarkEvaluation(name, str(data), len(shown), scores, score_viewpoints(torch.cat(refined), shown))


def score_viewpoints(predicted_rad: Float[Tensor, "faces 3"], shown: Float[Tensor, "faces 3"]) -> dict[str, float]:
    """Scores of predicted pitch, yaw and roll against :func:`probsym.data.face_features.head_rotation`.

    Returns:
        ``pitch_correlation``, ``yaw_correlation``, ``roll_correlation``, and ``roll_slope``, the least-squares slope of
        the predicted roll, 1 if it is neither too small nor too large.

    Raises:
        InputError: the shapes differ, or there are fewer than 2 faces.
    """
    values = pearson(predicted_rad.double(), shown.double()).tolist()
    scores = {f"{angle}_correlation": value for angle, value in zip(ANGLES, values, strict=True)}
    return {**scores, "roll_slope": slopes(predicted_rad.double(), shown.double())[2].item()}


def _rotation(model: Autoencoder, photos: Float[Tensor, "batch 3 side side"]) -> Float[Tensor, "batch 3"]:
    """Pitch, yaw and roll of photos as they are given."""
    return model.coarse_factors(downscale(photos, model.camera.size)).viewpoint.rotation_rad


def _refined(model: Autoencoder, photo: Float[Tensor, "3 side side"]) -> Float[Tensor, "1 3"]:
    """Pitch, yaw and roll of one photo; the roll includes that of its refined crop."""
    crop = refined_crop(model, photo.to(next(model.parameters()).device))
    rotation_rad = model.coarse_factors(crop.image).viewpoint.rotation_rad.clone()
    rotation_rad[:, 2] += crop.deviation[:, 3]
    return rotation_rad.cpu()
