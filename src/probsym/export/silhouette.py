"""The silhouette of a category: for each point of the canonical frame, the share of photos in which it is the object.

Each photo is separated into object and ground, and carried to the canonical frame; the mean over photos and their
mirror images is the silhouette. It is the expectation with which the photos are separated again: ground varies from
photo to photo, while the object's parts, such as ears, stay in place. A few rounds of this converge.
"""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from probsym.data.transforms import to_tensor
from probsym.errors import InputError
from probsym.export.canonical_view import CanonicalView
from probsym.export.object_probability import Evidence, gather_evidence, object_probability, seen_silhouette
from probsym.models.autoencoder import Autoencoder
from probsym.progress import Progress
from probsym.types import ModelOutput

SILHOUETTE_POINTS = 64
"""Points a side of a silhouette."""
SILHOUETTE_ROUNDS = 4
SILHOUETTE_PHOTOS = 96
"""Photos that a silhouette is learned from."""


def learn_silhouette(
    model: Autoencoder,
    photos: Sequence[UInt8[np.ndarray, "side side 3"]],
    progress: Progress | None = None,
) -> Float[Tensor, "points points"]:
    """Silhouette of the category of a model, symmetric, [0, 1].

    Args:
        model: trained.
        photos: crops as the model was trained on, of at least its size, RGB.
        progress: called with the number of steps done and that of all.

    Raises:
        InputError: there is no photo.
    """
    if not photos:
        raise InputError("photos: expected at least one, got none")
    steps = (SILHOUETTE_ROUNDS + 1) * len(photos)
    seen: list[tuple[Evidence, ModelOutput, CanonicalView]] = []
    for photo in photos:
        evidence, one = look_at(model, photo)
        seen.append((evidence, one, CanonicalView(one, model.camera, 1)))
        if progress is not None:
            progress(len(seen), steps)
    silhouette: Tensor | None = None
    for number in range(1, SILHOUETTE_ROUNDS + 1):
        total = np.zeros((SILHOUETTE_POINTS, SILHOUETTE_POINTS))
        for row, (evidence, one, view) in enumerate(seen, start=1):
            expected = None if silhouette is None else seen_silhouette(silhouette, one, model.camera)
            total += _resized(view.carry(object_probability(evidence, expected)))
            if progress is not None:
                progress(number * len(seen) + row, steps)
        mean = total / len(seen)
        silhouette = torch.from_numpy((0.5 * (mean + mean[:, ::-1])).astype(np.float32))
    assert silhouette is not None
    return silhouette.clamp(0, 1)


def look_at(model: Autoencoder, photo: UInt8[np.ndarray, "side side 3"]) -> tuple[Evidence, ModelOutput]:
    """What a model knows of a photo, and its reconstruction, a batch of one on the CPU."""
    import cv2

    size = model.camera.size
    small = np.asarray(cv2.resize(photo, (size, size), interpolation=cv2.INTER_AREA))
    device = next(model.parameters()).device
    with torch.inference_mode():
        one = model(to_tensor(small[None]).to(device)).detach().to("cpu")
    return gather_evidence(to_tensor(photo[None])[0], one), one


def _resized(values: np.ndarray) -> np.ndarray:
    import cv2

    return np.asarray(cv2.resize(values, (SILHOUETTE_POINTS, SILHOUETTE_POINTS), interpolation=cv2.INTER_LINEAR))
