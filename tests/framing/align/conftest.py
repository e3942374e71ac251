"""Small scenes with one mirror-symmetric object each, and a detector that learned from some of them."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from probsym.config import Framing
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.learn import Clicked, learn_detector
from probsym.framing.align.oriented_box import box_of_points, framed_box

SIZE = 96
FRAMING = Framing("learned", side=2.0, offset_y=0.3, upright=True)


@dataclass(frozen=True)
class Scene:
    """A picture, and the points of its object; None: there is none."""

    pixels: np.ndarray
    points: np.ndarray | None


def draw_scene(seed: int, empty: bool = False) -> Scene:
    """A pale disc with two dark eyes and a bar below them, somewhere on clutter, rotated by up to 20 degrees."""
    generator = np.random.default_rng(seed)
    pixels = np.full((SIZE, SIZE, 3), generator.integers(60, 200, 3), dtype=np.uint8)
    for _ in range(14):
        corner = generator.integers(0, SIZE, 2)
        size = generator.integers(4, 30, 2)
        colour = tuple(map(int, generator.integers(0, 256, 3)))
        cv2.rectangle(pixels, tuple(map(int, corner)), tuple(map(int, corner + size)), colour, -1)
    if empty:
        return Scene(pixels, None)
    side = generator.uniform(34, 60)
    x, y = generator.uniform(0.5 * side, SIZE - 0.5 * side, 2)
    roll = math.radians(generator.uniform(-20, 20))
    turn = np.array([[math.cos(roll), math.sin(roll)], [-math.sin(roll), math.cos(roll)]])

    def place(u: float, v: float) -> tuple[int, int]:
        at = np.array([u, v]) @ turn * side + (x, y)
        return round(16 * (at[0] - 0.5)), round(16 * (at[1] - 0.5))  # sixteenths of a pixel, for OpenCV's shift

    def disc(u: float, v: float, radius: float, colour: tuple[int, int, int]) -> None:
        cv2.circle(pixels, place(u, v), round(16 * radius * side), colour, -1, cv2.LINE_AA, 4)

    disc(0, 0, 0.5, (235, 225, 210))
    for sign in (-1, 1):
        disc(sign * 0.25, -0.15, 0.1, (30, 30, 40))
    cv2.line(pixels, place(-0.18, 0.25), place(0.18, 0.25), (150, 30, 30), max(2, round(0.09 * side)), cv2.LINE_AA, 4)
    points = np.array([[-0.25, -0.15], [0.25, -0.15]]) @ turn * side + (x, y)
    return Scene(pixels, points)


@pytest.fixture(scope="session")
def scene() -> Callable[..., Scene]:
    """Draws a scene by its seed."""
    return draw_scene


def as_clicked(scene: Scene) -> Clicked:
    grey = cv2.cvtColor(scene.pixels, cv2.COLOR_RGB2GRAY)
    box = None if scene.points is None else framed_box(box_of_points(scene.points), FRAMING)
    return Clicked(grey, box)


@pytest.fixture(scope="session")
def detector() -> LearnedDetector:
    """Learned from ten scenes with the object and two without."""
    clicked = [as_clicked(draw_scene(seed)) for seed in range(10)]
    clicked += [as_clicked(draw_scene(seed, empty=True)) for seed in (100, 101)]
    return learn_detector(clicked, [], FRAMING)


@pytest.fixture
def scenes_folder(tmp_path: Path) -> Path:
    """Fourteen scenes as PNG files, 00.png to 13.png."""
    folder = tmp_path / "scenes"
    folder.mkdir()
    for seed in range(14):
        Image.fromarray(draw_scene(seed).pixels).save(folder / f"{seed:02d}.png")
    return folder


@pytest.fixture
def scene_points() -> dict[str, np.ndarray | None]:
    """The points of the first eight of ``scenes_folder``."""
    return {f"{seed:02d}.png": draw_scene(seed).points for seed in range(8)}
