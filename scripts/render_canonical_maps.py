"""Render the canonical depth and albedo of the training images of a synthetic set of cars.

    python scripts/render_canonical_maps.py cars maps.npz

The canonical view is that of the mean pitch, so that bonnets and roofs are seen. From there the sides of a car are
hidden. They are added around its outline from a second rendering, without perspective and with sides that lean outwards
by ``LEAN``. Everything else is a plane behind the car. The depth net subtracts the mean of its raw output; the plane's
depth is chosen such that this mean is 0.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import tyro
from jaxtyping import Float, UInt8

from probsym.cli.exit_code import exit_code
from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import OBJECT_CENTER, rotation_matrix
from probsym.io import atomic_write, check_new_file
from probsym.readers.plain import entry
from probsym.synthetic.cars.car_family import CarFamily
from probsym.synthetic.family import Subject
from probsym.synthetic.generate import IDENTITY, VIEW, generator
from probsym.synthetic.mesh_kernels import rasterize_mesh
from probsym.synthetic.scene import place, rotate_points
from probsym.synthetic.settings import settings_of_card
from probsym.synthetic.storage import SET_CARD, load_synthetic

DEPTH_MIN, DEPTH_MAX = 0.85, 1.45
"""Range of the depth net, scene units."""
LEAN = 0.03
"""How far a point of the side is moved outwards, per unit of depth behind the centre."""
_NEAR_CENTER = 0.01
"""Points closer to the plane of symmetry, in scene units, are moved less."""
_RAW_LIMITS = (0.1, 1.6)
"""Of the plane's raw depth."""
FRONT, SIDE = 1, 2
"""Values of ``part``; 0 is the plane."""


@dataclass(frozen=True)
class Settings:
    """Render canonical maps."""

    data: tyro.conf.Positional[Path]
    """Folder made by "probsym synth --shape car"."""
    out: tyro.conf.Positional[Path]
    """File to write, .npz."""


def canonical_maps(
    subject: Subject, points: Float[np.ndarray, "vertices 3"], camera: PinholeCamera
) -> tuple[Float[np.ndarray, "size size"], Float[np.ndarray, "size size 3"], UInt8[np.ndarray, "size size"]]:
    """Depth in scene units, albedo in [0, 1], and what each pixel shows, of vertices in the canonical view."""
    triangles = subject.triangles
    face, bary, depth = rasterize_mesh(points, triangles, camera.size, camera.focal, camera.center)
    x, z = points[:, 0], points[:, 2]
    outwards = np.clip(x / _NEAR_CENTER, -1, 1) * LEAN * np.maximum(z - 1, 0)
    leaning = points.copy()
    leaning[:, 0] = x * np.maximum(z, 1) + outwards * z  # times z: projected without perspective
    face_side, bary_side, depth_side = rasterize_mesh(leaning, triangles, camera.size, camera.focal, camera.center)
    front, side = face >= 0, (face < 0) & (face_side >= 0)
    albedo, albedo_side = subject.paint(face, bary)[0], subject.paint(face_side, bary_side)[0]
    depth = np.where(front, depth, np.where(side, depth_side, 0.0))
    middle, half_range = (DEPTH_MIN + DEPTH_MAX) / 2, (DEPTH_MAX - DEPTH_MIN) / 2
    raw = np.arctanh(np.clip((depth - middle) / half_range, -0.97, 0.97))
    car = front | side
    plane_raw = np.clip(-raw[car].sum() / max((~car).sum(), 1), *_RAW_LIMITS)
    plane = middle + half_range * np.tanh(plane_raw)
    depth = np.where(car, np.minimum(depth, plane), plane)
    return depth, np.where(front[..., None], albedo, albedo_side), (FRONT * front + SIDE * side).astype(np.uint8)


def main(settings: Settings) -> None:
    """Write ``depth``, ``albedo``, ``part`` and ``pitch_rad``, the pitch of the canonical view."""
    check_new_file("out", settings.out, (".npz",))
    data = load_synthetic(settings.data, "train")
    where = str(settings.data / SET_CARD)
    shape = entry(entry(data.card, "shape", dict, where), "model", str, where)
    if shape != CarFamily().name:
        raise InputError(f"{settings.data}: expected cars, got the shape {shape}")
    scene, seed, count = settings_of_card(data.card), entry(data.card, "seed", int, where), len(data.images)
    camera = PinholeCamera(scene.size, scene.fov_deg)
    family, center = CarFamily(), np.array(OBJECT_CENTER)
    pitch_rad = np.radians(scene.pitch_mean_deg)
    tilt = rotation_matrix(torch.tensor([[pitch_rad, 0.0, 0.0]], dtype=torch.float64))[0].numpy()
    depth = np.empty((count, scene.size, scene.size), np.float32)
    albedo = np.empty((*depth.shape, 3), np.uint8)
    part = np.empty(depth.shape, np.uint8)
    for index in range(count):
        own, identity = (generator(seed, "train", index, purpose) for purpose in (VIEW, IDENTITY))
        (subject,) = family.draw([identity], [own], scene)
        points = rotate_points(tilt, place(own, subject.points, subject, scene).canonical - center) + center
        depth[index], painted, part[index] = canonical_maps(subject, points, camera)
        albedo[index] = (painted.clip(0, 1) * 255 + 0.5).astype(np.uint8)
    with atomic_write(settings.out) as temporary:
        np.savez(temporary, depth=depth, albedo=albedo, part=part, pitch_rad=pitch_rad)


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
