import numpy as np

from probsym.export.segmentation import guided_filter, logistic, segment


def disc(size, radius, x=0.0):
    axis = np.linspace(-1, 1, size)
    return (axis[:, None] ** 2 + (axis[None] - x) ** 2 < radius**2).astype(np.float32)


def test_colours_move_the_outline_to_the_edge_of_the_image():
    truth = disc(96, 0.6)
    noise = np.random.default_rng(0).normal(0, 0.02, (96, 96, 3))
    image = (np.where(truth[..., None] > 0, (0.8, 0.3, 0.2), (0.2, 0.5, 0.3)) + noise).astype(np.float32)
    guess = 4 * (disc(96, 0.75, x=0.1) - 0.5)
    probability = segment(image, guess, disc(96, 0.4), np.zeros_like(truth))
    assert (logistic(guess) > 0.5).sum() > 1.3 * truth.sum()
    wrong = (probability > 0.5) != (truth > 0)
    assert wrong.mean() < 0.02


def test_one_colour_leaves_the_guess():
    image = np.full((64, 64, 3), 0.5, np.float32)
    guess = 4 * (disc(64, 0.7) - 0.5)
    probability = segment(image, guess, disc(64, 0.4), np.zeros((64, 64), np.float32))
    assert ((probability > 0.5) != (guess > 0)).mean() < 0.08


def test_guided_filter_keeps_edges_of_the_image_and_removes_noise():
    image = np.zeros((40, 40, 3), np.float32)
    image[:, 20:] = 1
    values = image[..., 0] + np.random.default_rng(1).normal(0, 0.2, (40, 40)).astype(np.float32)
    filtered = guided_filter(image, values, 4, 1e-3)
    assert np.abs(filtered - image[..., 0]).mean() < 0.05
    assert np.abs(filtered[:, 19] - filtered[:, 20]).min() > 0.7
