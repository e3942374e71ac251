"""How well a score tells marked pixels from others: area under the ROC curve, and average precision."""

import numpy as np
from jaxtyping import Bool, Float

from probsym.errors import InputError


def auroc(score: Float[np.ndarray, " pixels"], positive: Bool[np.ndarray, " pixels"]) -> float:
    """Chance that a positive scores higher than a negative; ties count half.

    Args:
        score: higher is taken to be positive.
        positive: the truth, of both kinds.

    Raises:
        InputError: only one kind, or another number of scores.
    """
    _check(score, positive)
    values, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    below = np.cumsum(counts) - counts
    rank = (below + (counts + 1) / 2)[place]  # from 1; ties share their mean rank
    positives = int(positive.sum())
    negatives = len(values[place]) - positives
    return float((rank[positive].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def average_precision(score: Float[np.ndarray, " pixels"], positive: Bool[np.ndarray, " pixels"]) -> float:
    """Mean precision over the positives, going down the scores; a random score gives the share of positives.

    Pixels of equal score enter together.

    Args:
        score: higher is taken to be positive.
        positive: the truth, of both kinds.

    Raises:
        InputError: only one kind, or another number of scores.
    """
    _check(score, positive)
    order = np.argsort(-score, kind="stable")
    sorted_score, hits = score[order], np.cumsum(positive[order])
    last = np.append(np.flatnonzero(np.diff(sorted_score)), len(score) - 1)  # of each group of equal scores
    found = hits[last]
    precision = found / (last + 1)
    return float((np.diff(found, prepend=0) * precision).sum() / hits[-1])


def _check(score: np.ndarray, positive: np.ndarray) -> None:
    if score.shape != positive.shape:
        raise InputError(f"score: expected one for each of {len(positive)} pixels, got {len(score)}")
    if positive.all() or not positive.any():
        raise InputError("positive: expected pixels of both kinds, got one alone")
