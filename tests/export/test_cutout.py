import dataclasses
import math
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch.nn import functional

from probsym.errors import InputError
from probsym.export.cutout import cutout, cutout_factor
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.inference.reconstruct import reconstruct
from probsym.models.object_net import ObjectNet
from probsym.rendering.reprojection import reproject
from probsym.types import Factors, Light, ModelOutput, Viewpoint

RADIUS = 0.6
CLEO = Path(__file__).parents[1] / "photos" / "cleo.png"


def dome(size=64, yaw_deg=0.0, object_colour=(0.8, 0.4, 0.3), ground_colour=(0.2, 0.5, 0.3), radius=RADIUS):
    """A round dome on a flat ground, evenly lit; without confidence."""
    camera = PinholeCamera(size)
    axis = torch.linspace(-1, 1, size)
    distance = (axis[:, None].square() + axis[None].square()).sqrt()
    depth = (1.04 - 0.08 * (1 - (distance / radius).square()).clamp(min=0).sqrt())[None]
    inside = torch.sigmoid((radius - distance) * size)
    red, green = (torch.tensor(colour)[:, None, None] for colour in (object_colour, ground_colour))
    albedo = (inside * red + (1 - inside) * green)[None]
    view = Viewpoint(torch.tensor([[0.0, math.radians(yaw_deg), 0.0]]), torch.zeros(1, 3))
    light = Light(torch.ones(1), torch.zeros(1), torch.tensor([[0.0, 0.0, 1.0]]))
    image, seen, mask = reproject(albedo, depth, view, camera)
    normals = normals_from_depth(depth, camera)
    factors = Factors(depth, albedo, light, view)
    return ModelOutput(factors, normals, torch.ones(1, 1, size, size), albedo, image, seen, normals, mask)


def disc(points, radius=RADIUS):
    axis = np.linspace(-1, 1, points)
    return np.hypot(axis[:, None], axis[None]) < radius


def eared(points):
    """A head with two pointed ears above it, and the ears alone."""
    axis = np.linspace(-1, 1, points)
    x, y = np.abs(axis)[None], axis[:, None]
    head = np.hypot(x / 0.7, (y - 0.15) / 0.65) < 1
    ears = (y < 0) & (y > -0.88) & (x < 0.5 + 0.35 * (y + 0.88)) & (x > 0.5 - 0.5 * (y + 0.88))
    return head | ears, ears & ~head


def eared_animal(size=64, object_colour=(0.8, 0.6, 0.5), ground_colour=(0.35, 0.4, 0.3)):
    """Its ears are no nearer than the ground, and its fur is striped."""
    head = dome(size, radius=0.7)
    axis = torch.linspace(-1, 1, 256)
    stripes = 0.12 * torch.sin(25 * axis)[None].expand(256, 256)
    inside = torch.from_numpy(eared(256)[0]).float()
    fur, ground = (torch.tensor(colour)[:, None, None] for colour in (object_colour, ground_colour))
    return head, inside * (fur + stripes) + (1 - inside) * (ground + 0.5 * stripes.T)


def overlap(opacity, truth):
    region = opacity.numpy() > 0.5
    return (region & truth).sum() / (region | truth).sum()


def compactness(opacity):
    """Squared length of the outline at 0.5 over that of a circle of the same area: 1 for a circle."""
    region = cv2.resize((opacity.numpy() * 255).astype(np.uint8), (512, 512), interpolation=cv2.INTER_CUBIC) > 127
    outlines, _ = cv2.findContours(region.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_TC89_L1)
    outline = max(outlines, key=cv2.contourArea)
    return cv2.arcLength(outline, True) ** 2 / (4 * math.pi * cv2.contourArea(outline))


@pytest.mark.parametrize("yaw_deg", [0.0, 20.0])
@pytest.mark.parametrize("size", [64, 128])
def test_a_bump_on_a_flat_ground_gives_a_round_silhouette(size, yaw_deg):
    one = dome(size, yaw_deg)
    opacity = cutout(one.image[0], one, 0, PinholeCamera(size))
    assert overlap(opacity, disc(opacity.shape[0])) > 0.9
    assert compactness(opacity) < 1.1


def test_a_larger_model_has_the_same_outline():
    """Blurs are meant for points of the smaller grid: on one of 256 points, outlines would follow fine texture."""
    small, large = (reconstruct(CLEO, size=size, refine_crop=False) for size in (128, 256))
    photo = large.input_images[0]
    few, many = (cutout(photo, result, 0, PinholeCamera(result.depth.shape[-1])) for result in (small, large))
    assert many.shape == (256, 256)
    enlarged = functional.interpolate(few[None, None], (256, 256), mode="bilinear", align_corners=True)[0, 0]
    assert overlap(many, enlarged.numpy() > 0.5) > 0.995


def test_without_colours_depth_gives_the_silhouette():
    one = dome(object_colour=(0.5, 0.5, 0.5), ground_colour=(0.5, 0.5, 0.5))
    opacity = cutout(one.image[0], one, 0, PinholeCamera(64))
    assert 0.75 < (opacity > 0.5).sum() / disc(opacity.shape[0]).sum() < 1.5
    assert compactness(opacity) < 1.1


def test_the_outline_is_soft_and_connected():
    one = dome()
    opacity = cutout(one.image[0], one, 0, PinholeCamera(64)).numpy()
    assert (opacity.min(), opacity.max()) == (0, 1)
    steps = np.abs(np.diff(opacity, axis=1))
    assert steps.max() < 0.6  # over several points, not from one to the next
    assert cv2.connectedComponents((opacity > 0.5).astype(np.uint8))[0] == 2
    assert cv2.connectedComponents((opacity <= 0.5).astype(np.uint8))[0] == 2  # no hole


def test_alpha_replaces_what_would_be_found():
    one, camera = dome(), PinholeCamera(64)
    alpha = torch.zeros(1, 256, 256)
    alpha[:, 40:200, 60:196] = 1
    opacity = cutout(functional.interpolate(one.image, size=256)[0], one, 0, camera, alpha)
    axis = (np.arange(opacity.shape[0]) / cutout_factor(64) + 0.5) * 4 - 0.5
    rows, columns = (axis > 40) & (axis < 199), (axis > 60) & (axis < 195)
    assert overlap(opacity, rows[:, None] & columns[None]) > 0.95


@pytest.mark.parametrize("yaw_deg", [0.0, 25.0])
def test_the_outline_of_a_coarse_alpha_is_smooth(yaw_deg):
    """Pixels of a mask are larger than the grid's points, and a turned object hides some of them."""
    one, camera = dome(yaw_deg=yaw_deg), PinholeCamera(64)
    round_object = torch.from_numpy(disc(64)).float()[None, None]
    seen, _, _ = reproject(round_object, one.factors.canonical_depth, one.factors.viewpoint, camera)
    alpha = (functional.interpolate(seen, size=40, mode="area")[0] > 0.5).float()
    alpha[0, 20, 20], alpha[0, 3, 3] = 0, 1
    opacity = cutout(functional.interpolate(one.image, size=40)[0], one, 0, camera, alpha)
    assert compactness(opacity) < 1.1
    region = opacity.numpy() > 0.5
    for inside in (region, ~region):
        parts, _ = cv2.connectedComponents(inside.astype(np.uint8), connectivity=4)
        assert parts == 2  # one region, without holes
    assert np.abs(np.diff(opacity.numpy(), axis=1)).max() < 0.6


@pytest.mark.parametrize("roll_deg", [-12.0, 12.0])
def test_an_alpha_that_covers_all_ends_at_the_border_alone(roll_deg):
    """Corners of the canonical square lie outside a rolled photo, and so do their mirror points."""
    one, camera = dome(), PinholeCamera(64)
    viewpoint = dataclasses.replace(
        one.factors.viewpoint, rotation_rad=torch.tensor([[0.0, 0.0, math.radians(roll_deg)]])
    )
    rolled = dataclasses.replace(one, factors=dataclasses.replace(one.factors, viewpoint=viewpoint))
    opacity = cutout(one.image[0], rolled, 0, camera, torch.ones(1, 64, 64))
    region = opacity.numpy() > 0.5
    rows, columns = np.flatnonzero(region.any(1)), np.flatnonzero(region.any(0))
    assert region[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].mean() > 0.996
    assert min(rows[-1] - rows[0], columns[-1] - columns[0]) > 0.8 * len(region)


def test_hidden_points_take_the_alpha_of_their_mirror_points():
    one, camera = dome(yaw_deg=45), PinholeCamera(64)
    opacity = cutout(one.image[0], one, 0, camera, torch.ones(1, 64, 64))
    assert opacity[32:-32, 16:-16].min() > 0.999


def test_a_cutout_of_a_flat_depth_is_not_empty():
    one, camera = dome(), PinholeCamera(64)
    flat = dataclasses.replace(
        one, factors=dataclasses.replace(one.factors, canonical_depth=torch.full((1, 64, 64), 1.0))
    )
    for photo in (torch.zeros(3, 64, 64), torch.rand(3, 50, 50, generator=torch.Generator().manual_seed(0))):
        assert (cutout(photo, flat, 0, camera) > 0.5).float().mean() > 0.2
    assert (cutout(one.image[0], one, 0, camera, torch.zeros(1, 64, 64)) > 0.5).float().mean() > 0.2
    blind = dataclasses.replace(one, mask=torch.zeros(1, 64, 64, dtype=torch.bool))
    assert (cutout(one.image[0], blind, 0, camera) > 0.5).float().mean() > 0.2


def test_nothing_of_the_border_is_kept():
    one = dome()
    opacity = cutout(one.image[0], one, 0, PinholeCamera(64), torch.ones(1, 64, 64))
    border = 3 * cutout_factor(64)
    assert opacity[:border].max() == opacity[:, :border].max() == opacity[-border:].max() == 0


def test_a_missing_sample_is_refused():
    with pytest.raises(InputError, match="index"):
        cutout(torch.zeros(3, 8, 8), dome(), 1, PinholeCamera(64))


def test_a_dark_spot_at_the_side_is_no_bite() -> None:
    """As an eye where a tight crop of a face ends."""
    one, camera = dome(), PinholeCamera(64)
    photo = functional.interpolate(one.image, size=256)[0]
    spotted = photo.clone()
    axis = torch.linspace(-1, 1, 256)
    spotted[:, (axis[:, None] + 0.25).hypot(axis[None] - 0.5) < 0.12] = torch.tensor([0.05, 0.03, 0.03])[:, None]
    clean, opacity = (cutout(seen, one, 0, camera) for seen in (photo, spotted))
    assert overlap(opacity, clean.numpy() > 0.5) > 0.96
    assert compactness(opacity) < 1.1


def test_dark_eyes_in_the_upper_corners_are_kept() -> None:
    """As in a face that fills the square from the brows to the chin."""
    one, camera = dome(radius=1.1), PinholeCamera(64)
    photo = functional.interpolate(one.image, size=256)[0]
    axis = torch.linspace(-1, 1, 256)
    eyes = (axis[:, None] + 0.6).hypot(axis[None].abs() - 0.62) < 0.2
    photo[:, eyes] = torch.tensor([0.05, 0.03, 0.03])[:, None]
    opacity = cutout(photo, one, 0, camera)
    seen = functional.interpolate(eyes[None, None].float(), size=opacity.shape[-1])[0, 0] > 0.5
    assert (opacity[seen] > 0.5).float().mean() > 0.85


def test_ears_are_kept_where_the_silhouette_has_them() -> None:
    one, photo = eared_animal()
    # The animals of a category are not quite alike: the mean of shifted ones.
    mean = cv2.GaussianBlur(eared(64)[0].astype(np.float32), (0, 0), 4)
    opacity = cutout(photo, one, 0, PinholeCamera(64), silhouette=torch.from_numpy(mean))
    whole, ears = eared(opacity.shape[0])
    assert overlap(opacity, whole) > 0.9
    region = opacity.numpy() > 0.5
    near = np.abs(np.linspace(-1, 1, len(ears)))[:, None] > 0.45  # above the head
    upper = near & (np.linspace(-1, 1, len(ears))[:, None] < 0)
    for half in (slice(0, len(ears) // 2), slice(len(ears) // 2, None)):
        kept, truth = (region & upper)[:, half], (whole & upper)[:, half]
        assert (kept & truth).sum() / (kept | truth).sum() > 0.7


class Told(ObjectNet):
    """An object net that knows the answer."""

    def __init__(self, region):
        self.region = torch.from_numpy(region).float()

    def probability(self, photo):
        return functional.interpolate(self.region[None, None], (64, 64), mode="area")[0, 0] * 0.98 + 0.01


def test_an_object_net_decides_whatever_the_colours_are():
    head, _ = eared_animal()
    silhouette = torch.full((64, 64), 0.6)
    region = eared(256)[0]
    opacity = cutout(torch.full((3, 256, 256), 0.5), head, 0, PinholeCamera(64), None, silhouette, Told(region))
    assert overlap(opacity, eared(opacity.shape[0])[0]) > 0.9


def test_ground_beside_an_object_is_cut_off_although_its_mirror_point_is_the_object():
    one = dome()
    region = disc(256)
    region[:, 176:] = False  # the right of the object ends early
    silhouette = torch.full((64, 64), 0.99)
    opacity = cutout(one.image[0], one, 0, PinholeCamera(64), None, silhouette, Told(region)).numpy()
    points = opacity.shape[0]
    assert opacity[points // 2, round(0.77 * points)] < 0.1
    assert opacity[points // 2, round(0.23 * points)] > 0.9
