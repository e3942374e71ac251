"""Test sets of the stress table: each drives one property of the benchmark's own set to extremes."""

from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from probsym.benchmark.request import Request
from probsym.errors import InputError
from probsym.evaluation.ground_truth import GroundTruth, ground_truth_of
from probsym.synthetic.family import Family
from probsym.synthetic.generate import as_family, generate
from probsym.synthetic.settings import SceneSettings, settings_of_card
from probsym.synthetic.shapes import load_shape, shape_of_card
from probsym.synthetic.storage import SyntheticSet, is_synthetic, load_synthetic

SEED = 1911
EXPOSURE = 0.9
"""k_a + k_d of the sets along the axis "ratio"."""
RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
NOISE_AMPLITUDES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4)
LIGHT_ANGLES_DEG = (0, 15, 30, 45, 60, 75)
YAWS_DEG = (0, 10, 20, 30, 40, 50, 60)
_BINNED = 3
"""Images of a set that is divided into bins, as a multiple of the images of a level."""


class Axis(NamedTuple):
    """A property that is driven to extremes."""

    label: str
    unit: str
    logarithmic: bool = False


AXES = {
    "ratio": Axis("diffuse over ambient light", "k_d / k_a", logarithmic=True),
    "angle": Axis("angle of the light", "degrees from frontal"),
    "texture": Axis("texture noise", "amplitude"),
    "yaw": Axis("absolute yaw", "degrees"),
}


@dataclass(frozen=True)
class StressLevel:
    """One point of a curve: some images of a set."""

    axis: str
    name: str
    at: float
    """On the axis; the middle of a bin."""
    faces: SyntheticSet
    truth: GroundTruth
    """Of the whole set."""
    chosen: Tensor
    """Indices of this level's images."""


def levels(request: Request) -> list[StressLevel]:
    """All levels of all axes; sets are kept in ``OUT/sets`` and reused.

    Raises:
        InputError: the data's face shapes cannot be loaded, or a set in ``OUT/sets`` has other settings.
    """
    card = request.test.card
    settings = settings_of_card(card)
    shape = shape_of_card(str(card["shape"]["model"]))
    renderer = _SetRenderer(request, as_family(load_shape(shape, request.model_path, request.landmarks)))
    out = []
    for ratio in RATIOS:
        ambient = EXPOSURE / (1 + ratio)
        light = (ambient, ambient), (EXPOSURE - ambient, EXPOSURE - ambient)
        out += renderer.level("ratio", f"{ratio:g}", ratio, replace(settings, ambient=light[0], diffuse=light[1]))
    out += renderer.bins(
        "angle",
        replace(settings, light_angle_deg=(LIGHT_ANGLES_DEG[0], LIGHT_ANGLES_DEG[-1])),
        LIGHT_ANGLES_DEG,
        _light_angle_deg,
    )
    for noise in NOISE_AMPLITUDES:
        out += renderer.level("texture", f"{noise:g}", noise, replace(settings, texture_noise=noise))
    wide = replace(settings, yaw_std_deg=float(YAWS_DEG[-1]), yaw_max_deg=float(YAWS_DEG[-1]))
    out += renderer.bins("yaw", wide, YAWS_DEG, _yaw_deg)
    return out


@dataclass(frozen=True)
class _SetRenderer:
    request: Request
    family: Family

    def level(self, axis: str, name: str, at: float, settings: SceneSettings) -> list[StressLevel]:
        faces = self._faces(f"{axis}-{name}", settings, self.request.count)
        return [StressLevel(axis, name, at, faces, ground_truth_of(faces), torch.arange(len(faces)))]

    def bins(self, axis: str, settings: SceneSettings, edges: tuple[int, ...], measure: Any) -> list[StressLevel]:
        faces = self._faces(axis, settings, _BINNED * self.request.count)
        truth, values = ground_truth_of(faces), measure(faces)
        out = []
        for low, high in pairwise(edges):
            chosen = torch.from_numpy(np.flatnonzero((low <= values) & (values < high)))
            out.append(StressLevel(axis, f"{low}–{high}", (low + high) / 2, faces, truth, chosen))
        return out

    def _faces(self, name: str, settings: SceneSettings, count: int) -> SyntheticSet:
        folder = self.request.out / "sets" / name
        if is_synthetic(folder):
            faces = load_synthetic(folder, "test")
            same = settings_of_card(faces.card) == settings and faces.card["shape"]["model"] == self.family.name
            if not same or len(faces) != count or faces.card["seed"] != SEED:
                raise InputError(
                    f"out: {folder} holds a set of other settings or shapes; remove it, or give another folder"
                )
            return faces
        self._say(folder, count)
        generate(self.family, folder, {"test": count}, settings, seed=SEED)
        return load_synthetic(folder, "test")

    def _say(self, folder: Path, count: int) -> None:
        text = f"rendering {count} images: {folder}"
        self.request.console.print(text, highlight=False, soft_wrap=True, markup=False)


def _light_angle_deg(faces: SyntheticSet) -> np.ndarray:
    return np.degrees(np.arccos(np.clip(np.array(faces.light[:, 4], np.float64), -1, 1)))


def _yaw_deg(faces: SyntheticSet) -> np.ndarray:
    return np.abs(np.degrees(np.array(faces.viewpoint[:, 1], np.float64)))
