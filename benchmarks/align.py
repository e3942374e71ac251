"""How well alignment by example finds heads whose eyes are known, in scenes composed of heads and other photos.

    python benchmarks/align.py --heads faces_allage.zip --landmarks faces_allage_landmarks.npz \
        --backgrounds cars_front.zip

A head is pasted into a photo without one, at a random place, size (30 to 80 % of the photo) and roll (up to 15°). The
detector learns from the clicks of some scenes and from others without clicks, as ``probsym align`` does, and is run on
the rest. A head counts as found if the detector is sure of a box whose centre lies within a fifth of the crop's side of
the true one; as wrong if it is sure of another place first.
"""

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
import tyro
from boxes import FRAMING, box_errors, evenly_spaced, eye_centres, read_grey, read_landmarks, summarize
from jaxtyping import Float, UInt8

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.data.photos import open_photo_source
from probsym.errors import InputError
from probsym.framing.align.detector import MIN_LOG_ODDS
from probsym.framing.align.learn import Clicked, learn_detector
from probsym.framing.align.oriented_box import box_of_points, framed_box

_SCENE_PX = 256
_SIZES, _ROLL_DEG = (0.3, 0.8), 15.0


@dataclass(frozen=True)
class Settings:
    """Measure alignment by example."""

    heads: Path
    """Folder or zip of heads, square and of equal size."""
    landmarks: Path
    """npz file with ``names`` and ``points`` of the heads."""
    backgrounds: Path
    """Folder or zip of photos without heads."""
    clicked: int = 20
    """Scenes of which the eyes are told."""
    others: int = 220
    """Scenes without clicks from which the detector learns too."""
    count: int = 500
    """Scenes on which it is measured."""
    seed: int = 0
    """Of the scenes and of the learning."""


def _photos(path: Path, count: int) -> dict[str, UInt8[np.ndarray, "height width"]]:
    with open_photo_source(path) as files:
        return {file.name: read_grey(file) for file in evenly_spaced(files, count)}


def compose(
    head: UInt8[np.ndarray, "side side"],
    eyes: Float[np.ndarray, "2 2"],
    background: UInt8[np.ndarray, "_ _"],
    generator: np.random.Generator,
) -> tuple[UInt8[np.ndarray, "size size"], Float[np.ndarray, "2 2"]]:
    """A scene with the head, and where its eyes are then."""
    scene = cv2.resize(background, (_SCENE_PX, _SCENE_PX), interpolation=cv2.INTER_CUBIC)
    side, length = head.shape[0], _SCENE_PX * generator.uniform(*_SIZES)
    roll = float(np.clip(generator.normal(0, _ROLL_DEG / 2), -_ROLL_DEG, _ROLL_DEG))
    place = generator.uniform(0.45 * length, _SCENE_PX - 0.45 * length, 2)
    transform = cv2.getRotationMatrix2D((side / 2 - 0.5, side / 2 - 0.5), -roll, length / side)
    transform[:, 2] += place - side / 2
    opacity = np.zeros(head.shape, np.float32)
    cv2.ellipse(opacity, (side // 2, side // 2), (int(0.48 * side), int(0.49 * side)), 0, 0, 360, 1, -1)
    opacity = cv2.warpAffine(cv2.GaussianBlur(opacity, (0, 0), 3), transform, scene.shape)
    pasted = cv2.warpAffine(head, transform, scene.shape, borderMode=cv2.BORDER_REFLECT)
    mixed = pasted * opacity + scene * (1 - opacity)
    return mixed.astype(np.uint8), (eyes - 0.5) @ transform[:, :2].T + transform[:, 2] + 0.5


def _scenes(settings: Settings, total: int) -> list[Clicked]:
    generator = np.random.default_rng(settings.seed)
    landmarks, heads = read_landmarks(settings.landmarks), _photos(settings.heads, total)
    backgrounds = list(_photos(settings.backgrounds, 400).values())
    scenes = []
    for name, head in heads.items():
        if name not in landmarks:
            raise InputError(f"{settings.landmarks}: expected landmarks of all heads, found none of {name}")
        eyes = eye_centres(landmarks[name])
        scene, points = compose(head, eyes, backgrounds[generator.integers(len(backgrounds))], generator)
        scenes.append(Clicked(scene, framed_box(box_of_points(points), FRAMING)))
    return [scenes[index] for index in generator.permutation(len(scenes))]


def main(settings: Settings) -> dict[str, Any]:
    """Print and return the figures."""
    check_at_least(1, clicked=settings.clicked, count=settings.count)
    check_at_least(0, others=settings.others, seed=settings.seed)
    first, second = settings.clicked, settings.clicked + settings.others
    scenes = _scenes(settings, second + settings.count)
    if len(scenes) <= second:
        raise InputError(f"{settings.heads}: expected more than {second} heads, got {len(scenes)}")
    started = time.process_time()
    detector = learn_detector(scenes[:first], [one.grey for one in scenes[first:second]], FRAMING, settings.seed)
    report: dict[str, Any] = {"learn_cpu_s": time.process_time() - started, "photos": len(scenes) - second}
    started, errors = time.process_time(), []
    for scene in scenes[second:]:
        found = [one for one in detector.find(scene.grey) if one.log_odds > MIN_LOG_ODDS]
        if found and scene.box is not None:
            errors.append(box_errors(found[0].box, scene.box))
    report["ms"] = 1000 * (time.process_time() - started) / report["photos"]
    report |= summarize(errors, report["photos"])
    for name, value in report.items():
        print(f"{name:14} {value:.3f}")
    return report


if __name__ == "__main__":
    torch.set_num_threads(1)
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
