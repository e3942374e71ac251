"""``probsym.evaluate``: score a model on any kind of data with ground truth."""

from pathlib import Path

from rich.console import Console

from probsym.data.face_features import is_face_folder
from probsym.evaluation.depth import DepthEvaluation, evaluate_depth
from probsym.evaluation.landmarks import LandmarkEvaluation, evaluate_landmarks
from probsym.evaluation.photometric import PhotometricEvaluation, evaluate_photometric
from probsym.models.autoencoder import Autoencoder

Evaluation = DepthEvaluation | PhotometricEvaluation | LandmarkEvaluation
"""Of images with ground truth, of photos under known lights, or of photos with landmarks."""


def evaluate(
    model: str | Path | Autoencoder,
    data: str | Path,
    *,
    split: str = "test",
    limit: int = 0,
    refine_crop: bool = True,
    batch_size: int = 32,
    device: str = "cpu",
    console: Console | None = None,
) -> Evaluation:
    """Score a model against ground truth, as ``probsym evaluate`` does. The kind of data decides what is scored.

    - Folder made by ``probsym synth``: SIDE, MAD, coverage, viewpoint and light (paper section 4.1).
    - Image-depth pairs as published by the authors, a folder or zip archive of ``{train,val,test}/{image,depth}``: SIDE
      and MAD. They are cropped, resized and scored exactly as by the authors' code, at the model's size; see
      :mod:`probsym.evaluation.published`.
    - ``.npz`` archive of photos under known lights with measured normals: normals, light and how constant the albedo
      is; see :func:`probsym.data.photometric_sets.load_photometric`.
    - Folder of photos with ``landmarks.npz``, AFLW2000-3D or 3DFAW: agreement of the predicted rotation with the
      landmarks; see :func:`probsym.data.face_features.read_face_photos`.

    Args:
        model: a shipped model's name, the folder of a run or model, or a loaded model. A slim model smaller than the
            images with true depth is grown to their size.
        data: one of the above.
        split: "train", "val" or "test"; for data with true depth only.
        limit: score only this many images, from the first; 0: all. Photos under known lights are all scored.
        refine_crop: also score photos under known lights or with landmarks in their refined crops, which takes most of
            the time.
        batch_size: images per batch.
        device: torch device, such as "cpu" or "cuda"; ignored for a loaded model.
        console: shows a progress bar if it is a terminal; None: no bar.

    Returns:
        The scores, by name in ``scores``; the number of ``images``; ``to_dict()`` is what ``probsym evaluate --out``
        writes. A :class:`~probsym.evaluation.depth.DepthEvaluation` also has the baselines' scores; a
        :class:`~probsym.evaluation.photometric.PhotometricEvaluation` or
        :class:`~probsym.evaluation.landmarks.LandmarkEvaluation` those of the refined crops in ``refined``.

    Raises:
        InputError: no such data or split, images of a size that does not fit, fewer than 2 images, or an argument out
            of range.
        CheckpointError: no such model, or it is damaged.
    """
    path = Path(data)
    if path.suffix == ".npz":
        return evaluate_photometric(
            model, data, refine_crop=refine_crop, batch_size=batch_size, device=device, console=console
        )
    if is_face_folder(path):
        return evaluate_landmarks(
            model, data, refine_crop=refine_crop, limit=limit, batch_size=batch_size, device=device, console=console
        )
    return evaluate_depth(model, data, split=split, limit=limit, batch_size=batch_size, device=device, console=console)
