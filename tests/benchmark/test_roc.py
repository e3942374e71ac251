import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probsym.benchmark.roc import auroc, average_precision
from probsym.errors import InputError


def test_by_hand() -> None:
    score = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    positive = np.array([True, False, True, False, False])
    # pairs won: 0.9 beats 3 of 3, 0.7 beats 2 of 3
    assert auroc(score, positive) == pytest.approx(5 / 6)
    # precision at the positives: 1 of 1, 2 of 3
    assert average_precision(score, positive) == pytest.approx((1 + 2 / 3) / 2)


def test_ties_by_hand() -> None:
    score = np.array([2.0, 1.0, 1.0, 1.0, 0.0])
    positive = np.array([False, True, False, True, False])
    # each positive: loses to 2.0, half against the tied negative, beats 0.0
    assert auroc(score, positive) == pytest.approx(1.5 / 3)
    # both positives enter with the group of three: 2 found among 4
    assert average_precision(score, positive) == pytest.approx(0.5)


def test_extremes() -> None:
    score, positive = np.arange(6.0), np.arange(6) > 3
    assert auroc(score, positive) == average_precision(score, positive) == 1
    assert auroc(-score, positive) == 0
    flat = np.ones(6)
    assert auroc(flat, positive) == 0.5
    assert average_precision(flat, positive) == pytest.approx(1 / 3)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_auroc_counts_pairs(pairs: list[tuple[int, bool]]) -> None:
    score, positive = np.array([pair[0] for pair in pairs], float), np.array([pair[1] for pair in pairs])
    if positive.all() or not positive.any():
        return
    won = (score[positive][:, None] > score[~positive]) + 0.5 * (score[positive][:, None] == score[~positive])
    assert auroc(score, positive) == pytest.approx(won.mean())
    assert auroc(np.exp(score), positive) == pytest.approx(won.mean())  # only the order counts


@pytest.mark.parametrize("measure", [auroc, average_precision])
@pytest.mark.parametrize(
    ("score", "positive", "message"),
    [
        ([1.0, 2.0], [True, True], "expected pixels of both kinds"),
        ([1.0, 2.0], [False, False], "expected pixels of both kinds"),
        ([1.0], [True, False], "expected one for each of 2 pixels, got 1"),
    ],
)
@pytest.mark.usefixtures("untyped")
def test_wrong_input(measure, score, positive, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=message):
        measure(np.array(score), np.array(positive))
