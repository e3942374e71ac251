import pytest
import torch
from torch import Tensor

from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.rendering.shading import DARKEST, compute_shading, gamma_encode, shade, shade_normals
from probsym.types import Light


def _light(ambient: float, diffuse: float, direction: list[float]) -> Light:
    return Light(torch.tensor([ambient]), torch.tensor([diffuse]), torch.tensor([direction]))


def _normal(*values: float) -> Tensor:
    return torch.tensor(values)[None, :, None, None]


@pytest.mark.parametrize(
    ("normal", "direction", "expected"),
    [
        ((0.0, 0.0, 1.0), [0.0, 0.0, 1.0], 0.3 + 0.5),  # lit from the front
        ((0.0, 0.0, 1.0), [0.6, 0.0, 0.8], 0.3 + 0.5 * 0.8),
        ((0.6, 0.0, 0.8), [0.6, 0.0, 0.8], 0.3 + 0.5),
        ((0.6, 0.0, 0.8), [0.0, 0.6, 0.8], 0.3 + 0.5 * 0.64),
        ((-0.8, 0.0, 0.6), [0.6, 0.0, 0.8], 0.3),  # grazing
        ((-1.0, 0.0, 0.0), [0.6, 0.0, 0.8], 0.3),  # turned away: -0.6 is cut to 0
    ],
)
def test_lambert_by_hand(normal: tuple[float, float, float], direction: list[float], expected: float) -> None:
    shading = shade_normals(_normal(*normal), _light(0.3, 0.5, direction))
    assert shading.shape == (1, 1, 1, 1)
    assert shading.item() == pytest.approx(expected, abs=1e-6)


def test_no_gradient_where_the_surface_faces_away() -> None:
    normal = _normal(-1.0, 0.0, 0.0).requires_grad_()
    shade_normals(normal, _light(0.3, 0.5, [0.6, 0.0, 0.8])).sum().backward()
    assert normal.grad is not None
    assert (normal.grad == 0).all()


def test_frontal_plane() -> None:
    shading, normals = shade(torch.ones(1, 8, 8), _light(0.2, 0.6, [0.0, 0.6, 0.8]), PinholeCamera(8))
    torch.testing.assert_close(shading, torch.full((1, 1, 8, 8), 0.2 + 0.6 * 0.8))
    assert normals.shape == (1, 3, 8, 8)


def test_side_facing_the_light_is_brighter() -> None:
    """Light that travels to the right comes from the left and falls on the left flank of a bump."""
    camera = PinholeCamera(16)
    axis = torch.linspace(-1, 1, 16)
    bump = (1.05 - 0.1 * (1 - axis.square())).expand(1, 16, 16).contiguous()  # nearest in the middle column
    shading, _ = shade(bump, _light(0.0, 1.0, [0.6, 0.0, 0.8]), camera)
    assert shading[0, 0, 8, 4] > shading[0, 0, 8, 11] + 0.2


def test_each_sample_has_its_own_light() -> None:
    light = Light(torch.tensor([0.1, 0.2]), torch.tensor([0.0, 0.5]), torch.tensor([[0.0, 0, 1], [0.0, 0, 1]]))
    shading, _ = shade(torch.ones(2, 4, 4), light, PinholeCamera(4))
    torch.testing.assert_close(shading[:, 0, 2, 2], torch.tensor([0.1, 0.7]))


@pytest.mark.parametrize("gamma", [1.0, 2.2])
def test_gradients(gamma: float) -> None:
    camera = PinholeCamera(5, 40)
    depth = (torch.rand(1, 5, 5, dtype=torch.float64) * 0.05 + 1).requires_grad_()
    ambient, diffuse = (torch.rand(1, dtype=torch.float64, requires_grad=True) for _ in range(2))
    direction = torch.tensor([[0.1, 0.2, 0.9]], dtype=torch.float64, requires_grad=True)

    def shading(d: Tensor, a: Tensor, k: Tensor, way: Tensor) -> Tensor:
        return shade(d, Light(a, k, way), camera, gamma)[0]

    assert torch.autograd.gradcheck(shading, (depth, ambient, diffuse, direction))


def test_linear_light_by_hand() -> None:
    """0.14 + 0.5 = 0.64, whose square root is 0.8; unlit pixels are encoded as DARKEST."""
    direction, normals = [0.6, 0.0, 0.8], torch.cat([_normal(0.6, 0.0, 0.8), _normal(-1.0, 0.0, 0.0)], dim=3)
    shading = shade_normals(normals, _light(0.14, 0.5, direction), gamma=2)
    torch.testing.assert_close(shading.flatten(), torch.tensor([0.8, 0.14**0.5]))
    unlit = shade_normals(normals, _light(0.0, 0.5, direction), gamma=2)
    torch.testing.assert_close(unlit.flatten(), torch.tensor([0.5**0.5, DARKEST**0.5]))


def test_gamma_1_changes_nothing() -> None:
    values = torch.rand(3, 1, 4, 4)
    assert gamma_encode(values, 1.0) is values


def test_all_three_functions_encode_alike() -> None:
    camera, light = PinholeCamera(8), _light(0.1, 0.7, [0.0, 0.6, 0.8])
    depth = 1 + 0.02 * torch.rand(1, 8, 8, generator=torch.Generator().manual_seed(0))
    shading, normals = shade(depth, light, camera, 2.2)
    torch.testing.assert_close(shading, shade(depth, light, camera)[0] ** (1 / 2.2))
    torch.testing.assert_close(compute_shading(depth, light, camera, 2.2), shading)
    torch.testing.assert_close(shade_normals(normals, light, 2.2), shading)


def test_unlit_pixels_have_finite_gradients_in_linear_light() -> None:
    ambient = torch.zeros(1, requires_grad=True)
    light = Light(ambient, torch.ones(1), torch.tensor([[0.6, 0.0, 0.8]]))
    shade_normals(_normal(-1.0, 0.0, 0.0), light, 2.2).sum().backward()
    assert ambient.grad is not None
    assert ambient.grad.item() == 0


@pytest.mark.usefixtures("untyped")
def test_wrong_arguments() -> None:
    light = _light(0.3, 0.5, [0.0, 0.0, 1.0])
    with pytest.raises(InputError, match="depth: expected a tensor of shape any x 8 x 8, got 1 x 4 x 4"):
        shade(torch.ones(1, 4, 4), light, PinholeCamera(8))
    with pytest.raises(InputError, match="normals: expected a tensor of shape 1 x 3 x any x any, got 2 x 3 x 4 x 4"):
        shade_normals(torch.ones(2, 3, 4, 4), light)
