"""Choosing photos that differ."""

import numpy as np

from probsym.framing.align.session import diverse_indices


def test_one_of_each_group():
    groups = np.repeat(np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0], [10.0, 10.0]]), 5, axis=0)
    features = groups + np.random.default_rng(0).normal(0, 0.1, groups.shape)
    chosen = diverse_indices(features, 4)
    assert sorted(index // 5 for index in chosen) == [0, 1, 2, 3]


def test_an_outlier_is_left_out():
    features = np.random.default_rng(0).normal(0, 1, (20, 3))
    features[7] = 100
    assert 7 not in diverse_indices(features, 5)


def test_all_if_there_are_fewer():
    assert sorted(diverse_indices(np.eye(3), 20)) == [0, 1, 2]
