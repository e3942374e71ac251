"""How well ``probsym align`` crops uncropped photos of faces, by clicks and without, against landmarks of their crops.

    python benchmarks/align_photos.py --photos faces_allage_raw.zip --heads faces_allage.zip \
        --landmarks faces_allage_landmarks.npz

The landmarks belong to crops of some of the photos, under other names. Each photo is searched for the crop that it
contains; those where none correlates by ``MATCH`` are left out. Twenty of the others, evenly spaced or drawn by a seed,
are told with both eyes; the rest is measured. A crop counts as wrong if its centre is off by a fifth of its side or
more.

Crops without clicks are compared by how much the eyes' midpoint varies in them, in distances of the eyes, since the
crops of one method are larger than another's. Eyes move sideways in a turned head, and in a tilted one, whose outline
stays. So their place across is also given without what a linear fit explains by turn and roll.
"""

import csv
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
import tyro
from boxes import (
    FRAMING,
    NOSE_TIP,
    box_errors,
    eye_centres,
    read_grey,
    read_landmarks,
    summarize,
)
from jaxtyping import Float, Float32, UInt8

from probsym import align
from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.data.photos import open_photo_source
from probsym.errors import InputError
from probsym.framing.align.oriented_box import OrientedBox, box_of_points, framed_box
from probsym.readers.plain import read_json_table

MATCH = 0.97
"""Correlation of a crop with the part of a photo that it shows."""
_SMALL = 16
_SHARES = np.geomspace(0.35, 0.95, 9)
"""Sides of the crops that are searched for, relative to the photo's width."""


@dataclass(frozen=True)
class Settings:
    """Measure alignment of uncropped faces."""

    photos: Path
    """Folder or zip of uncropped photos."""
    heads: Path
    """Folder or zip of square crops, some of them of these photos."""
    landmarks: Path
    """npz file with ``names`` and ``points`` of the heads."""
    clicked: int = 20
    """Photos whose eyes are told."""
    seed: int = -1
    """Of the draw of these photos and of the learning; -1: evenly spaced photos, and 0."""
    auto: bool = True
    """Also measure alignment without clicks."""


@dataclass(frozen=True)
class Face:
    """Where a photo shows a face."""

    eyes: Float[np.ndarray, "2 2"]
    """Centres, pixels."""
    turn: float
    """How far the tip of the nose is from the perpendicular bisector of the eyes, in distances of the eyes."""


def read_all(path: Path) -> dict[str, UInt8[np.ndarray, "height width"]]:
    """The photos of a folder or zip without colour, by name."""
    with open_photo_source(path) as files:
        return {file.name: read_grey(file) for file in files}


def descriptors(images: list[UInt8[np.ndarray, "_ _"]]) -> Float32[np.ndarray, "images values"]:
    """Reduced images with mean 0 and norm 1, whose products are correlations."""
    small = [cv2.resize(image, (_SMALL, _SMALL), interpolation=cv2.INTER_AREA) for image in images]
    values = np.stack(small).reshape(len(images), -1).astype(np.float32)
    values -= values.mean(1, keepdims=True)
    return values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-6)


def find_crop(
    photo: UInt8[np.ndarray, "_ _"],
    heads: list[UInt8[np.ndarray, "_ _"]],
    known: Float32[np.ndarray, "heads values"],
) -> tuple[float, int, Float[np.ndarray, "2"], float]:
    """The head that a photo shows: correlation, index, upper left corner and side in the photo's pixels."""
    height, width = photo.shape
    squares = []
    for side in (int(share * width) for share in _SHARES):
        for top in range(0, height - side + 1, max(2, side // 11)):
            squares += [(left, top, side) for left in range(0, width - side + 1, max(2, side // 11))]
    parts = descriptors([photo[top : top + side, left : left + side] for left, top, side in squares])
    correlations = parts @ known.T
    best = (-1.0, 0, np.zeros(2), 1.0)
    for index in np.argsort(-correlations.max(0))[:3]:
        near = squares[int(correlations[:, index].argmax())][2]
        for side in range(max(8, near - 8), min(near + 8, height, width) + 1):
            template = cv2.resize(heads[index], (side, side), interpolation=cv2.INTER_AREA)
            _, value, _, (left, top) = cv2.minMaxLoc(cv2.matchTemplate(photo, template, cv2.TM_CCOEFF_NORMED))
            best = max(best, (value, int(index), np.array([left, top], float), float(side)), key=lambda one: one[0])
    return best


def true_faces(settings: Settings) -> dict[str, Face]:
    """The faces in the photos whose crop is found."""
    heads, landmarks = read_all(settings.heads), read_landmarks(settings.landmarks)
    known = descriptors([cv2.GaussianBlur(head, (0, 0), 3) for head in heads.values()])
    names, images, faces = list(heads), list(heads.values()), {}
    for name, photo in read_all(settings.photos).items():
        correlation, index, corner, side = find_crop(photo, images, known)
        if correlation >= MATCH:
            if names[index] not in landmarks:
                raise InputError(f"{settings.landmarks}: expected landmarks of all heads, found none of {names[index]}")
            points = landmarks[names[index]] * side / len(images[index]) + corner
            eyes = eye_centres(points)
            across = eyes[1] - eyes[0]
            turn = (points[NOSE_TIP] - eyes.mean(0)) @ across / (across @ across)
            faces[name] = Face(eyes, float(turn))
    return faces


def boxes_of(folder: Path) -> dict[str, OrientedBox]:
    """The crops of a folder by the names of their photos."""
    found = {}
    for square in read_json_table(folder / "framing.json")["squares"]:
        left, top, side = (square[key] for key in ("left", "top", "side"))
        found[square["photo"]] = OrientedBox(left + side / 2, top + side / 2, side, square["roll_rad"])
    return found


def spread(faces: Mapping[str, Face], boxes: Mapping[str, OrientedBox]) -> dict[str, float]:
    """How much the place of the eyes' midpoint, in mean distances of the eyes, and the crops' relative sides vary."""
    known = [(face, box_of_points(face.eyes), boxes[name]) for name, face in faces.items() if name in boxes]
    middles = np.array([(unit.x - box.x, unit.y - box.y) for _, unit, box in known])
    middles /= np.mean([unit.side for _, unit, _ in known])
    pose = np.array([(1.0, face.turn, unit.roll_rad) for face, unit, _ in known])
    straight = middles[:, 0] - pose @ np.linalg.lstsq(pose, middles[:, 0], rcond=None)[0]
    sides = np.log([box.side / unit.side for _, unit, box in known])
    across, down = middles.std(0)
    report = {"photos": len(known), "across": across, "straight": straight.std(), "down": down, "scale": sides.std()}
    return {key: float(value) for key, value in report.items()}


def main(settings: Settings) -> dict[str, Any]:
    """Print and return the figures."""
    check_at_least(1, clicked=settings.clicked)
    check_at_least(-1, seed=settings.seed)
    faces = true_faces(settings)
    names = sorted(faces)
    if len(names) <= settings.clicked:
        wanted = f"more than {settings.clicked} photos that show one of the heads"
        raise InputError(f"{settings.photos}: expected {wanted}, found {len(names)}")
    told = [names[index * len(names) // settings.clicked] for index in range(settings.clicked)]
    if settings.seed >= 0:
        told = [names[index] for index in np.random.default_rng(settings.seed).permutation(len(names))[: len(told)]]
    report: dict[str, Any] = {"photos": len(names) - len(told)}
    with tempfile.TemporaryDirectory() as work:
        points = Path(work) / "points.csv"
        with points.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["name", "x1", "y1", "x2", "y2"])
            rows.writerows([name, *np.round(faces[name].eyes, 1).ravel()] for name in told)
        started = time.process_time()
        seed = max(0, settings.seed)
        side, offset_y = FRAMING.side, FRAMING.offset_y
        by_clicks = align(settings.photos, Path(work) / "clicks", points, side=side, offset_y=offset_y, seed=seed)
        report["cpu_s"] = time.process_time() - started
        boxes = boxes_of(Path(by_clicks.folder))
        if settings.auto:
            automatic = align(settings.photos, Path(work) / "auto", auto=True)
            report["method"], report["auto"] = automatic.method, spread(faces, boxes_of(Path(automatic.folder)))
            squares = {name: OrientedBox(w / 2, h / 2, min(h, w)) for name, (h, w) in _sizes(settings.photos).items()}
            report["central"] = spread(faces, squares)
    measured = [name for name in names if name not in told and name in boxes]
    errors = [box_errors(boxes[name], framed_box(box_of_points(faces[name].eyes), FRAMING)) for name in measured]
    report |= summarize(errors, report["photos"])
    for name, value in report.items():
        print(name, value)
    return report


def _sizes(path: Path) -> dict[str, tuple[int, int]]:
    return {name: (image.shape[0], image.shape[1]) for name, image in read_all(path).items()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
