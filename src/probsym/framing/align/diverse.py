"""A few photos that differ from each other: farthest-point sampling on tiny pictures."""

import numpy as np
from jaxtyping import Float


def diverse_indices(features: Float[np.ndarray, "photos features"], count: int) -> list[int]:
    """Indices of photos, each the farthest from all before it (Gonzalez 1985).

    The first is the one nearest the mean. Half of the candidates, those farthest from the mean, are left out: outliers
    teach little.

    Args:
        features: one row a photo.
        count: wanted; all if there are fewer.
    """
    from_mean = np.linalg.norm(features - features.mean(0), axis=1)
    allowed = np.sort(np.argsort(from_mean, kind="stable")[: max(count, (len(features) + 1) // 2)])
    rows = features[allowed]
    chosen = [int(np.argmin(from_mean[allowed]))]
    distance = np.linalg.norm(rows - rows[chosen[0]], axis=1)
    while len(chosen) < min(count, len(allowed)):
        chosen.append(int(np.argmax(distance)))
        distance = np.minimum(distance, np.linalg.norm(rows - rows[chosen[-1]], axis=1))
    return [int(allowed[index]) for index in chosen]
