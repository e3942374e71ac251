"""The paper's figures, to stand beside ours.

Its faces are renderings of a model that may not be passed on, so that only order and proportions can be compared.
"""

from typing import NamedTuple


class Published(NamedTuple):
    """Mean and standard deviation over the images; SIDE times 100, MAD in degrees."""

    side: float
    side_std: float
    mad: float
    mad_std: float


FULL = Published(0.793, 0.140, 16.51, 1.56)
NO_CONFIDENCE = Published(0.829, 0.213, 16.39, 2.12)
DEPTH = {
    "supervised": Published(0.410, 0.103, 10.78, 1.01),
    "constant": Published(2.723, 0.371, 43.34, 2.25),
    "mean": Published(1.990, 0.556, 23.26, 2.85),
    "full": FULL,
    "no-albedo-flip": Published(2.916, 0.300, 39.04, 1.80),
    "no-depth-flip": Published(1.139, 0.244, 27.06, 2.33),
    "no-light": Published(2.406, 0.676, 41.64, 8.48),
    "no-perceptual": Published(0.931, 0.269, 17.90, 2.31),
    "selfsup-features": Published(0.815, 0.145, 15.88, 1.57),
    "no-confidence": NO_CONFIDENCE,
    "perturbed": Published(0.878, 0.169, 17.14, 1.90),
    "perturbed-no-confidence": Published(2.141, 0.842, 26.61, 5.39),
}
KEYPOINTS = {
    "ground truth": 66.0,
    "AIGN (supervised)": 50.81,
    "DepthNetGAN (supervised)": 58.68,
    "MOFA": 15.97,
    "DepthNet (paper)": 26.32,
    "DepthNet (code)": 35.77,
}
KEYPOINTS_FULL, KEYPOINTS_PRETRAINED = 48.98, 54.65
