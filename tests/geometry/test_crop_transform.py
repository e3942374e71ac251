import math

import pytest
import torch
from torch import Tensor

from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.crop_transform import crop_images, inverse_crops, viewpoint_in_crops
from probsym.geometry.viewpoint import transform
from probsym.types import Viewpoint

CAMERA = PinholeCamera(64)


def _seen(points: Tensor, viewpoint: Viewpoint) -> Tensor:
    """Where the camera sees points, in half sides of the image."""
    return (CAMERA.project(transform(points, viewpoint)) - CAMERA.center) / (CAMERA.size / 2)


def _in_crop(seen: Tensor, crop: Tensor) -> Tensor:
    """Positions in half sides of a crop."""
    shifted = seen - crop[1:3]
    cosine, sine = crop[3].cos(), crop[3].sin()
    turned = torch.stack(
        [cosine * shifted[..., 0] + sine * shifted[..., 1], cosine * shifted[..., 1] - sine * shifted[..., 0]], -1
    )
    return turned / crop[0].exp()


@pytest.mark.parametrize(
    "crop", [(0.2, 0.0, 0.0, 0.0), (0.0, 0.1, -0.05, 0.0), (0.0, 0.0, 0.0, 0.25), (-0.2, 0.1, 0.07, -0.2)]
)
def test_the_object_is_seen_where_the_crop_shows_it(crop: tuple[float, ...]) -> None:
    """Exactly in the plane through the object's centre that faces the camera."""
    crops = torch.tensor([crop], dtype=torch.float64)
    given = Viewpoint(
        torch.tensor([[0.0, 0.0, 0.3]], dtype=torch.float64), torch.tensor([[0.01, -0.02, 0.05]], dtype=torch.float64)
    )
    points = torch.tensor([[[0.0, 0.0, 1.0], [0.04, 0.0, 1.0], [-0.03, 0.05, 1.0]]], dtype=torch.float64)
    found = _seen(points, viewpoint_in_crops(given, crops, CAMERA))
    torch.testing.assert_close(found, _in_crop(_seen(points, given), crops[0]), atol=1e-9, rtol=0)


def test_points_in_front_are_off_by_the_perspective_only() -> None:
    """A nose, a tenth of the distance nearer: less than a fiftieth of half a side."""
    crops = torch.tensor([[0.2, 0.1, 0.1, 0.2]])
    given = Viewpoint(torch.tensor([[0.1, 0.4, 0.1]]), torch.zeros(1, 3))
    nose = torch.tensor([[[0.0, 0.0, 0.9]]])
    found = _seen(nose, viewpoint_in_crops(given, crops, CAMERA))
    assert (found - _in_crop(_seen(nose, given), crops[0])).abs().max() < 0.02


def test_the_whole_image_as_crop_changes_nothing() -> None:
    images, nothing = torch.rand(2, 3, 16, 16), torch.zeros(2, 4)
    torch.testing.assert_close(crop_images(images, nothing), images)
    given = Viewpoint(torch.rand(2, 3), torch.rand(2, 3) / 10)
    found = viewpoint_in_crops(given, nothing, CAMERA)
    torch.testing.assert_close(found.rotation_rad, given.rotation_rad)
    torch.testing.assert_close(found.translation, given.translation, atol=1e-6, rtol=0)


def test_the_middle_quarter() -> None:
    """Half the side: pixels (4.25, 4.75, 5.25 ...) of a ramp, interpolated."""
    ramp = torch.arange(16.0).expand(1, 1, 16, 16)
    found = crop_images(ramp, torch.tensor([[math.log(0.5), 0.0, 0.0, 0.0]]))
    torch.testing.assert_close(found[0, 0, 7], torch.arange(16) / 2 + 3.75, atol=1e-5, rtol=0)


def test_shift_and_quarter_turn() -> None:
    image = torch.arange(16.0).reshape(1, 1, 4, 4)
    shifted = crop_images(image, torch.tensor([[0.0, 0.5, 0.0, 0.0]]))
    torch.testing.assert_close(shifted[..., :3], image[..., 1:])
    turned = crop_images(image, torch.tensor([[0.0, 0.0, 0.0, math.pi / 2]]))
    torch.testing.assert_close(turned, image.rot90(1, (2, 3)), atol=1e-4, rtol=0)


def test_wrong_shapes(untyped: None) -> None:
    with pytest.raises(InputError, match="crops"):
        crop_images(torch.rand(2, 3, 8, 8), torch.zeros(1, 4))
    with pytest.raises(InputError, match="crops"):
        inverse_crops(torch.zeros(2, 3))
    with pytest.raises(InputError, match="crops"):
        viewpoint_in_crops(Viewpoint(torch.zeros(2, 3), torch.zeros(2, 3)), torch.zeros(2, 3), CAMERA)


def test_the_inverse_crop_shows_the_given_image_again() -> None:
    """By hand: from twice the side, half a side to the right; and the viewpoint is the same after both crops."""
    crop = torch.tensor([[math.log(2.0), 0.5, 0.0, 0.0]])
    assert inverse_crops(crop)[0].tolist() == pytest.approx([-math.log(2.0), -0.25, 0.0, 0.0])
    draws = torch.Generator().manual_seed(0)
    crops = torch.rand(5, 4, generator=draws) - 0.5
    view = Viewpoint(torch.rand(5, 3, generator=draws), 0.1 * torch.rand(5, 3, generator=draws))
    back = viewpoint_in_crops(viewpoint_in_crops(view, crops, CAMERA), inverse_crops(crops), CAMERA)
    assert torch.allclose(back.rotation_rad, view.rotation_rad, atol=1e-6)
    assert torch.allclose(back.translation, view.translation, atol=1e-6)
