"""Lambertian shading Λ of a depth map in the canonical frame (paper section 3.1)."""

from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_shape
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.kernels.dispatch import use_cpu_kernel
from probsym.types import Light


def shade(
    canonical_depth: Float[Tensor, "batch size size"], light: Light, camera: PinholeCamera
) -> tuple[Float[Tensor, "batch 1 size size"], Float[Tensor, "batch 3 size size"]]:
    """Shading ``k_a + k_d * max(0, <n, l>)`` and the unit normals n.

    Args:
        canonical_depth: d, scene units.
        light: k_a, k_d and l.
        camera: of the depth.

    Raises:
        InputError: ``canonical_depth`` is not ``batch x size x size`` of the camera.
    """
    normals = normals_from_depth(canonical_depth, camera)
    return shade_normals(normals, light), normals


def compute_shading(
    canonical_depth: Float[Tensor, "batch size size"], light: Light, camera: PinholeCamera
) -> Float[Tensor, "batch 1 size size"]:
    """The shading of :func:`shade` without the normals, as training needs it.

    Raises:
        InputError: ``canonical_depth`` is not ``batch x size x size`` of the camera.
    """
    check_shape("canonical_depth", canonical_depth, (light.ambient.shape[0], camera.size, camera.size))
    if use_cpu_kernel(canonical_depth, light.ambient, light.diffuse, light.direction):
        from probsym.kernels.shading_numba import shading_numba

        return shading_numba(
            canonical_depth, light.ambient, light.diffuse, light.direction, camera.focal, camera.center
        )
    return shade(canonical_depth, light, camera)[0]


def shade_normals(
    normals: Float[Tensor, "batch 3 height width"], light: Light
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
    return shading[:, None]
