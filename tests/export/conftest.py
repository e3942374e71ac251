"""A bump with known factors, rendered as the model would."""

import math

import pytest
import torch

from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.rendering.reprojection import reproject
from probsym.rendering.shading import shade
from probsym.types import Factors, Light, ModelOutput, Viewpoint


def make_bump(size: int = 64, batch: int = 2) -> ModelOutput:
    """A face-like bump: near in the middle with a nose, checked albedo, a red right half, light from the upper left."""
    camera = PinholeCamera(size)
    axis = torch.linspace(-1, 1, size)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    head = (1 - (x / 0.8).square() - (y / 0.95).square()).clamp(min=0).sqrt()
    nose = torch.exp(-(x / 0.12).square() - ((y - 0.1) / 0.25).square())
    depth = 1.05 - 0.09 * head - 0.03 * nose
    depth[:, :2] = depth[:, -2:] = 1.04
    checks = ((torch.arange(size)[:, None] // 8 + torch.arange(size)[None] // 8) % 2) * 0.15 + 0.6
    albedo = torch.stack([checks + 0.2 * (x > 0), checks, checks - 0.1])
    light = torch.tensor([0.5, 0.5, 1.0])  # travels to the right, down and into the scene: it comes from the upper left
    factors = Factors(
        canonical_depth=depth.expand(batch, -1, -1).contiguous(),
        albedo=albedo.expand(batch, -1, -1, -1).contiguous(),
        light=Light(
            ambient=torch.full((batch,), 0.3),
            diffuse=torch.full((batch,), 0.8),
            direction=(light / light.norm()).expand(batch, 3),
        ),
        viewpoint=Viewpoint(
            rotation_rad=torch.tensor([[0.1, math.radians(25), 0.05]]).repeat(batch, 1),
            translation=torch.tensor([[0.005, -0.004, 0.0]]).repeat(batch, 1),
        ),
        sigma=torch.full((batch, 1, size, size), 0.25),
        sigma_flip=(0.25 + (x > 0).float()).expand(batch, 1, -1, -1),
    )
    shading, normals = shade(factors.canonical_depth, factors.light, camera)
    canonical = factors.albedo * shading
    image, seen_depth, mask = reproject(canonical, factors.canonical_depth, factors.viewpoint, camera)
    return ModelOutput(
        factors=factors,
        canonical_normals=normals,
        shading=shading,
        canonical_image=canonical,
        image=image,
        depth=seen_depth,
        normals=normals_from_depth(seen_depth, camera),
        mask=mask,
    )


@pytest.fixture(scope="session")
def bump() -> ModelOutput:
    return make_bump()


@pytest.fixture(scope="session")
def large_bump() -> ModelOutput:
    return make_bump(128, 1)


@pytest.fixture(scope="session")
def camera() -> PinholeCamera:
    return PinholeCamera(64)
