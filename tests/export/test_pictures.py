import numpy as np
import pytest
import torch
from PIL import Image

from probsym.export.pictures import (
    confidence,
    depth_limits,
    nearness,
    normal_colours,
    to_picture,
    without_last_bit,
    write_png,
)


def test_to_picture_rounds_and_clips():
    grey = to_picture(torch.tensor([[[0.0, 0.5], [1.0, 2.0]]]))
    assert grey.mode == "L"
    assert np.asarray(grey).tolist() == [[0, 128], [255, 255]]
    colour = to_picture(torch.tensor([1.0, 0.0, -1.0])[:, None, None])
    assert colour.mode == "RGB"
    assert colour.getpixel((0, 0)) == (255, 0, 0)


def test_nearness():
    depth = torch.tensor([[[0.9, 1.0, 1.1, 5.0]]])
    torch.testing.assert_close(nearness(depth, 0.9, 1.1), torch.tensor([[[[1.0, 0.5, 0.0, 0.0]]]]))
    near, far = depth_limits(torch.ones(2, 3, 3))
    assert (far > near).all()


def test_normal_colours_are_opengls():
    # in the scene's frame (y down, normals inward): to the right, upwards, towards the viewer
    outward = torch.tensor([[1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, -1.0]])
    colours = normal_colours(-outward.T[None, :, :, None])[0, :, :, 0].T
    expected = torch.tensor([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])
    torch.testing.assert_close(colours, expected)


def test_confidence():
    torch.testing.assert_close(confidence(torch.tensor([[[[0.0, 1.0, 3.0]]]])), torch.tensor([[[[1.0, 0.5, 0.25]]]]))


def test_without_last_bit_nothing_moves_by_more_than_one_level_and_white_stays():
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    rounded = np.asarray(without_last_bit(Image.fromarray(np.stack([levels] * 3, axis=-1)))).astype(int)
    assert np.abs(rounded - levels[..., None]).max() == 1
    assert rounded[0, 0].tolist() == [0, 0, 0]
    assert rounded[-1, -1].tolist() == [255, 255, 255]


@pytest.mark.parametrize("small", [False, True])
def test_write_png(tmp_path, small):
    write_png(Image.new("RGB", (3, 2), (1, 2, 3)), tmp_path / "a.png", small)
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (3, 2)
        assert picture.mode == "RGB"
        assert picture.getpixel((2, 1)) == (1, 2, 3)
    deep = np.array([[0, 1], [40000, 65535]], np.uint16)
    write_png(Image.fromarray(deep), tmp_path / "b.png", small)
    with Image.open(tmp_path / "b.png") as picture:
        assert np.asarray(picture).tolist() == deep.tolist()
