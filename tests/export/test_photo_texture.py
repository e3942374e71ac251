"""The bump of conftest, photographed at 256 pixels with stripes that are finer than the model's grid."""

import math
from dataclasses import replace

import pytest
import torch
from torch.nn import functional

from probsym.errors import InputError
from probsym.export.photo_texture import photo_texture, texture_factor
from probsym.export.surface import refine_depth
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.rendering.reprojection import reproject
from probsym.rendering.shading import shade_normals

FACTOR, SIZE = 4, 64
FINE = PinholeCamera((SIZE - 1) * FACTOR + 1)
INNER = slice(6 * FACTOR, -6 * FACTOR)


def stripes() -> torch.Tensor:
    """A symmetric pattern of 1.5 model pixels' period, 3 x fine x fine."""
    axis = torch.linspace(-1, 1, FINE.size)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    return torch.stack([0.5 + 0.2 * torch.cos(130 * x), 0.5 + 0.2 * torch.cos(130 * y), 0.5 + 0.1 * y])


def photograph(reconstruction, albedo, size: int = 4 * SIZE):
    """What a camera of ``size`` pixels sees: ``albedo`` on the sample's surface in the sample's light."""
    factors = reconstruction.factors[:1]
    depth = refine_depth(factors.canonical_depth, FACTOR)
    shading = shade_normals(normals_from_depth(depth, FINE), factors.light, reconstruction.shading_gamma)
    image, _, _ = reproject(albedo[None] * shading, depth, factors.viewpoint, FINE)
    place = (torch.arange(size) + 0.5) * SIZE / size - 0.5  # pixel centres, in pixels of the model
    place = place / ((SIZE - 1) / 2) - 1
    where = torch.stack(torch.meshgrid(place, place, indexing="xy"), dim=-1)[None]
    return functional.grid_sample(image, where, padding_mode="border", align_corners=True)[0].clamp(0, 1)


def dimmed(reconstruction):
    """Less light, so that no colour of the photo is clipped."""
    light = reconstruction.factors.light
    light = replace(light, ambient=light.ambient * 0.7, diffuse=light.diffuse * 0.7)
    return replace(reconstruction, factors=replace(reconstruction.factors, light=light))


@pytest.fixture(scope="module")
def scene(bump):
    return dimmed(bump)


def test_finer_albedo_comes_back_seen_or_mirrored(scene, camera):
    true = stripes()
    texture = photo_texture(photograph(scene, true), scene, 0, camera)
    assert texture.albedo.shape == true.shape  # the default refinement for 256 pixels
    assert 0 <= texture.albedo.min() <= texture.albedo.max() <= 1
    error = (texture.albedo - true).abs().mean(0)[INNER, INNER]
    own, mirrored = texture.from_photo[0, INNER, INNER], texture.mirrored[0, INNER, INNER]
    flat = (true - true.mean((1, 2), keepdim=True)).abs().mean()  # what a smooth albedo would miss
    assert own.mean() > 0.7
    assert mirrored.mean() > 0.02  # the shadow side of head and nose, 25 degrees away
    assert error[own > 0.95].mean() < 0.4 * flat
    assert error[mirrored > 0.6].mean() < 0.8 * flat
    assert (own + mirrored).max() <= 1 + 1e-5


def test_linear_light_is_taken_out_of_the_photo(scene, camera):
    """A grey object has a grey texture if its light is removed with the gamma that it was rendered with."""
    linear = replace(scene, shading_gamma=2.2)
    grey = torch.full((3, FINE.size, FINE.size), 0.6)
    seen = photograph(linear, grey)
    spread = []
    for reconstruction in (linear, scene):
        texture = photo_texture(seen, reconstruction, 0, camera)
        own = texture.albedo.mean(0)[texture.from_photo[0] > 0.99]
        spread.append(own.std() / own.mean())
    assert spread[0] < 0.5 * spread[1]


def test_albedo_times_shading_is_the_photo(scene, camera):
    photo = photograph(scene, stripes())
    texture = photo_texture(photo, scene, 0, camera)
    depth = refine_depth(scene.factors.canonical_depth[:1], FACTOR)
    shaded = (texture.albedo * texture.shading)[None]
    again, _, _ = reproject(shaded, depth, scene.factors.viewpoint[:1], FINE)
    trusted, _, _ = reproject(texture.from_photo[None], depth, scene.factors.viewpoint[:1], FINE)
    place = torch.linspace(-1, 1, FINE.size) * (SIZE - 1) / SIZE
    where = torch.stack(torch.meshgrid(place, place, indexing="xy"), dim=-1)[None]
    there = functional.grid_sample(photo[None], where, align_corners=False)
    error = (again - there).abs().mean(1)[trusted[:, 0] > 0.99]
    assert len(error) > 0.5 * FINE.size**2
    assert error.mean() < 0.01


def test_what_is_brighter_than_white_in_this_light_is_kept(scene, camera):
    """As the eyes of a black cat."""
    dark = scene
    for _ in range(3):
        dark = dimmed(dark)
    photo = photograph(scene, stripes())
    bright = photo_texture(photo, dark, 0, camera)
    plain = photo_texture(photo, scene, 0, camera)
    seen = bright.from_photo.expand(3, -1, -1) > 0.99
    shaded = [(texture.albedo * texture.shading)[seen] for texture in (bright, plain)]
    torch.testing.assert_close(*shaded, atol=0.005, rtol=0)


def test_where_the_flipped_confidence_is_low_nothing_is_mirrored(scene, camera):
    photo = photograph(scene, stripes())
    symmetric = photo_texture(photo, scene, 0, camera).mirrored
    sigma = torch.full_like(scene.factors.sigma, 0.1)
    doubted = replace(scene, factors=replace(scene.factors, sigma=sigma, sigma_flip=sigma * 20))
    trusting = replace(scene, factors=replace(scene.factors, sigma=None, sigma_flip=None))
    assert photo_texture(photo, doubted, 0, camera).mirrored.mean() < 0.2 * symmetric.mean()
    assert photo_texture(photo, trusting, 0, camera).mirrored.mean() >= symmetric.mean()


def test_what_is_not_seen_takes_the_photos_tint(scene, camera):
    tint = torch.tensor([0.5, 0.35, 0.3])[:, None, None].expand(3, FINE.size, FINE.size)
    plain = torch.full((2, 3, SIZE, SIZE), 0.5)
    one_sided = replace(scene, factors=replace(scene.factors, albedo=plain, sigma_flip=scene.factors.sigma * 20))
    texture = photo_texture(photograph(scene, tint), one_sided, 0, camera)
    unseen = 1 - texture.from_photo[0] - texture.mirrored[0]
    inside = torch.zeros_like(unseen, dtype=torch.bool)
    inside[INNER, INNER] = True
    assert ((unseen > 0.6) & inside).sum() > 500
    colour = texture.albedo[:, (unseen > 0.6) & inside]
    torch.testing.assert_close(colour.mean(1), tint[:, 0, 0], rtol=0, atol=0.05)


def test_a_frontal_photo_is_taken_as_it_is_even_where_the_surface_is_steep(scene, camera):
    viewpoint = replace(scene.factors.viewpoint, rotation_rad=torch.zeros(2, 3), translation=torch.zeros(2, 3))
    frontal = replace(scene, factors=replace(scene.factors, viewpoint=viewpoint))
    texture = photo_texture(photograph(frontal, stripes()), frontal, 0, camera)
    assert texture.from_photo[0, INNER, INNER].min() > 0.99


def test_refinement_follows_the_photo(scene, camera):
    assert [texture_factor(64, side) for side in (64, 256, 257, 512, 3000)] == [4, 4, 8, 8, 8]
    assert [texture_factor(128, side) for side in (64, 300, 1000)] == [2, 4, 4]
    assert texture_factor(32, 512) == 8
    small = torch.rand(3, 50, 50, generator=torch.Generator().manual_seed(0))
    assert photo_texture(small, scene, 1, camera).albedo.shape[-1] == 63 * 4 + 1
    assert photo_texture(small, scene, 1, camera, factor=2).albedo.shape[-1] == 63 * 2 + 1


def test_darkness_stays_finite(scene, camera):
    light = replace(scene.factors.light, ambient=torch.zeros(2), diffuse=torch.zeros(2))
    dark = replace(scene, factors=replace(scene.factors, light=light))
    texture = photo_texture(torch.zeros(3, 128, 128), dark, 0, camera)
    assert texture.albedo.isfinite().all()
    assert math.isfinite(texture.shading.sum())


@pytest.mark.usefixtures("untyped")
def test_wrong_arguments(scene, camera):
    with pytest.raises(InputError, match="photo: expected a tensor of shape 3 x 20 x 20, got 3 x 10 x 20"):
        photo_texture(torch.zeros(3, 10, 20), scene, 0, camera)
    with pytest.raises(InputError, match="index: expected a number from 0 to 1"):
        photo_texture(torch.zeros(3, 20, 20), scene, 2, camera)
    with pytest.raises(InputError, match="factor"):
        photo_texture(torch.zeros(3, 20, 20), scene, 0, camera, factor=9)
