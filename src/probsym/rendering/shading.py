"""Lambertian shading Λ of a depth map in the canonical frame (paper section 3.3)."""

from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_shape
from probsym.geometry.camera import PinholeCamera, unproject
from probsym.geometry.heightfield import normals_from_depth, normals_from_points
from probsym.kernels.dispatch import use_cpu_kernel
from probsym.types import Light

DARKEST = 1e-3
"""Lower bound of linear shading before it is gamma-encoded: the slope of a root at 0 is infinite."""


def gamma_encode(shading: Float[Tensor, "*shape"], gamma: float) -> Float[Tensor, "*shape"]:
    """Linear shading in the encoding of photos, ``shading ** (1 / gamma)``; for gamma 1 the same tensor.

    Light adds linearly, and photos store about its power 1 / 2.2. The root of a product is the product of the roots, so
    a gamma-encoded albedo times this is the gamma-encoded photo.
    """
    return shading if gamma == 1 else shading.clamp(min=DARKEST) ** (1 / gamma)


def shade(
    canonical_depth: Float[Tensor, "batch size size"], light: Light, camera: PinholeCamera, gamma: float = 1.0
) -> tuple[Float[Tensor, "batch 1 size size"], Float[Tensor, "batch 3 size size"]]:
    """Shading ``(k_a + k_d * max(0, <n, l>)) ** (1 / gamma)`` and the unit normals n.

    Args:
        canonical_depth: d, scene units.
        light: k_a, k_d and l.
        camera: of the depth.
        gamma: encoding of the shading; see :func:`gamma_encode`.

    Raises:
        InputError: ``canonical_depth`` is not ``batch x size x size`` of the camera.
    """
    normals = normals_from_depth(canonical_depth, camera)
    return shade_normals(normals, light, gamma), normals


def compute_shading(
    canonical_depth: Float[Tensor, "batch size size"], light: Light, camera: PinholeCamera, gamma: float = 1.0
) -> Float[Tensor, "batch 1 size size"]:
    """The shading of :func:`shade` without the normals, as training needs it.

    Raises:
        InputError: ``canonical_depth`` is not ``batch x size x size`` of the camera.
    """
    check_shape("canonical_depth", canonical_depth, (light.ambient.shape[0], camera.size, camera.size))
    inputs = (canonical_depth, light.ambient, light.diffuse, light.direction)
    if use_cpu_kernel(*inputs):
        from probsym.kernels.shading_numba import shading_numba

        return gamma_encode(shading_numba(*inputs, camera.focal, camera.center), gamma)
    return gamma_encode(shading_torch(*inputs, camera.focal, camera.center), gamma)


def shading_torch(
    depth: Float[Tensor, "batch size size"],
    ambient: Float[Tensor, " batch"],
    diffuse: Float[Tensor, " batch"],
    direction: Float[Tensor, "batch 3"],
    focal: float,
    center: float,
) -> Float[Tensor, "batch 1 size size"]:
    """``k_a + k_d * max(0, <n, l>)`` with the normals n of ``depth``; the reference of ``kernels/shading_numba.py``.

    Args:
        depth: scene units.
        ambient: k_a.
        diffuse: k_d.
        direction: l, unit vectors.
        focal: of the camera, pixels.
        center: principal point of the camera, pixels.
    """
    return shade_normals(normals_from_points(unproject(depth, focal, center)), Light(ambient, diffuse, direction))


def shade_normals(
    normals: Float[Tensor, "batch 3 height width"], light: Light, gamma: float = 1.0
) -> Float[Tensor, "batch 1 height width"]:
    """Shading of given unit normals.

    Raises:
        InputError: ``normals`` is not ``batch x 3 x height x width``.
    """
    check_shape("normals", normals, (light.direction.shape[0], 3, None, None))
    lx, ly, lz = light.direction[:, :, None, None].unbind(1)
    nx, ny, nz = normals.unbind(1)
    diffuse = (nx * lx + ny * ly + nz * lz).clamp(min=0)
    shading = light.ambient[:, None, None] + light.diffuse[:, None, None] * diffuse
    return gamma_encode(shading[:, None], gamma)
