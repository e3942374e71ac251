import dataclasses
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from PIL import Image
from torch.overrides import TorchFunctionMode

from probsym.errors import InputError
from probsym.export.in_photo import prepare_in_photo, write_in_photo
from probsym.export.photo_place import MAX_PICTURE_SIZE, Place
from probsym.types import Viewpoint


def photo_of(bump, size=(300, 200), corner=(110, 40), side=128):
    """A grey photo with the bump's picture in it, and where that is."""
    pixels = (bump.image[0].permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    photo = Image.new("RGB", size, (128, 128, 128))
    photo.paste(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC), corner)
    left, top = corner
    return photo, Place(float(left), float(top), float(side), lambda: photo, photo.size, "face")


def turned_half(picture):
    """Of ``turned_in_photo``, the photo with the turned object; the other half is the photo itself."""
    width = (picture.width - 8) // 2
    return picture.crop((picture.width - width, 0, picture.width, picture.height))


def difference(one, other):
    return np.abs(np.asarray(one).astype(float) - np.asarray(other)).max(-1)


def test_only_the_square_changes(bump, camera):
    photo, place = photo_of(bump)
    pictures = prepare_in_photo(bump, 0, camera)(photo, place)
    assert sorted(pictures) == ["depth_in_photo", "turned_in_photo"]
    assert difference(pictures["turned_in_photo"].crop((0, 0, *photo.size)), photo).max() == 0
    for picture in (pictures["depth_in_photo"], turned_half(pictures["turned_in_photo"])):
        assert picture.size == photo.size
        changed = difference(picture, photo)
        assert changed[40:168, 110:238].max() > 30
        changed[40:168, 110:238] = 0
        assert changed.max() == 0


def test_near_is_yellow_and_far_violet(bump, camera):
    photo, place = photo_of(bump)
    depth = torch.where(bump.mask[0], bump.depth[0], torch.inf)
    row, column = divmod(int(depth.argmin()), camera.size)
    picture = np.asarray(prepare_in_photo(bump, 0, camera)(photo, place)["depth_in_photo"]).astype(float)
    near = picture[40 + 2 * row + 1, 110 + 2 * column + 1]
    inside = bump.mask[0].clone()
    inside[:14] = inside[-14:] = False
    inside[:, :14] = inside[:, -14:] = False
    row, column = divmod(int(torch.where(inside, bump.depth[0], -1).argmax()), camera.size)
    far = picture[40 + 2 * row + 1, 110 + 2 * column + 1]
    assert near[0] - near[2] > 60
    assert (near[0] - near[2]) - (far[0] - far[2]) > 60


def test_not_turned_at_all_the_photo_stays(bump, camera):
    """The colours are the photo's own, looked up through shape, viewpoint and camera and back."""
    photo, place = photo_of(bump)
    picture = prepare_in_photo(bump, 0, camera, turn_deg=0.0)(photo, place)["turned_in_photo"]
    picture = turned_half(picture)
    changed = difference(picture, photo)[40:168, 110:238]
    assert np.median(changed) <= 2
    assert np.mean(changed > 40) < 0.03


def test_the_turned_picture_resembles_the_renderers_view(bump, camera):
    """With the rendered view as the photo, the turned picture resembles the renderer's own turned view."""
    from probsym.rendering.reprojection import reproject

    photo, place = photo_of(bump)
    picture = prepare_in_photo(bump, 0, camera, turn_deg=15.0)(photo, place)["turned_in_photo"]
    picture = turned_half(picture)
    view = bump.factors.viewpoint
    rotation = view.rotation_rad[:1].clone()
    rotation[:, 1] += np.radians(15) * (-1 if rotation[0, 1] > 0 else 1)
    turned, _, _ = reproject(
        bump.canonical_image[:1], bump.factors.canonical_depth[:1], Viewpoint(rotation, view.translation[:1]), camera
    )
    expected = (turned[0].permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    seen = np.asarray(picture.crop((110, 40, 238, 168)).resize((64, 64), Image.Resampling.BOX)).astype(float)
    before = np.asarray(photo.crop((110, 40, 238, 168)).resize((64, 64), Image.Resampling.BOX)).astype(float)
    middle = (slice(16, 48), slice(16, 48))
    assert np.abs(seen - expected)[middle].mean() < 0.5 * np.abs(before - expected)[middle].mean()


def test_a_square_beyond_the_photo(bump, camera):
    photo, _ = photo_of(bump)
    place = Place(-40.0, 150.0, 128.0, lambda: photo, photo.size)
    pictures = prepare_in_photo(bump, 0, camera)(photo, place)
    for picture in (pictures["depth_in_photo"], turned_half(pictures["turned_in_photo"])):
        assert picture.size == photo.size
        assert difference(picture, photo)[:150].max() == 0


def test_large_photos_are_reduced(bump, camera):
    photo = Image.new("RGB", (2 * MAX_PICTURE_SIZE, 100), (128, 128, 128))
    place = Place(100.0, 0.0, 100.0, lambda: photo, photo.size)
    picture = prepare_in_photo(bump, 0, camera)(photo, place)["depth_in_photo"]
    assert picture.size == (MAX_PICTURE_SIZE, 50)
    assert difference(picture, Image.new("RGB", picture.size, (128,) * 3))[:, 105:].max() == 0


def test_written_files(bump, camera, tmp_path):
    photo, place = photo_of(bump)
    write_in_photo(prepare_in_photo(bump, 0, camera), place, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["depth_in_photo.jpg", "turned_in_photo.jpg"]
    with Image.open(tmp_path / "depth_in_photo.jpg") as picture:
        assert (picture.format, picture.size) == ("JPEG", photo.size)


def test_threads_take_turns(tmp_path):
    """The photos of all threads that write would not fit into memory."""
    inside, most = [], []

    def load():
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.01)
        return Image.new("RGB", (8, 8))

    def compose(photo, place):
        inside.pop()
        return {"depth_in_photo": photo}

    place = Place(0.0, 0.0, 8.0, load, (8, 8))
    folders = [tmp_path / str(number) for number in range(4)]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda folder: write_in_photo(compose, place, folder), folders))
    assert most == [1] * 4


def test_the_crop_in_a_photo_is_described(bump):
    _, place = photo_of(bump)
    assert place.describe() == {"left": 110, "top": 40, "side": 128, "photo_size": [300, 200], "detector": "face"}


def test_bad_arguments(bump, camera):
    with pytest.raises(InputError, match="index"):
        prepare_in_photo(bump, 9, camera)
    with pytest.raises(InputError, match="turn_deg"):
        prepare_in_photo(bump, 0, camera, turn_deg=90)


def test_the_default_turn_moves_the_object_visibly(bump, camera):
    """By default the object turns by so much that its middle moves, and the ground shows where it was."""
    opacity = torch.zeros(127, 127)
    opacity[24:-24, 32:-32] = 1
    photo, place = photo_of(bump)
    picture = turned_half(prepare_in_photo(bump, 0, camera, opacity=opacity)(photo, place)["turned_in_photo"])
    changed = difference(picture, photo)
    assert (changed[40:168, 110:238] > 25).mean() > 0.1
    changed[40:168, 110:238] = 0
    assert changed.max() == 0


class LargestResult(TorchFunctionMode):
    """Notes the size of the largest tensor that any function of torch returns."""

    numbers = 0

    def __torch_function__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor):
            self.numbers = max(self.numbers, result.numel())
        return result


def test_large_pictures_are_composed_in_strips_like_small_ones(bump, camera):
    """No map is larger than the picture itself, and the ground that is filled in at a reduced size is the same."""
    opacity = torch.zeros(127, 127)
    opacity[24:-24, 32:-32] = 1
    compose = prepare_in_photo(bump, 0, camera, opacity=opacity)
    noise = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    large = Image.fromarray(noise).resize((1024, 1024), Image.Resampling.BICUBIC)
    small = large.resize((256, 256), Image.Resampling.BOX)
    with LargestResult() as largest:
        pictures = [compose(one, Place(0.0, 0.0, float(one.width), large.copy, one.size)) for one in (large, small)]
    assert largest.numbers <= 3 * 1024**2
    for name, half in (("depth_in_photo", lambda picture: picture), ("turned_in_photo", turned_half)):
        reduced = [half(one[name]).resize((256, 256), Image.Resampling.BOX) for one in pictures]
        assert difference(*reduced).mean() < 3


def disc(size=64, radius=0.7):
    """A round object in the middle."""
    axis = torch.linspace(-1, 1, size)
    return (torch.hypot(axis[:, None], axis[None]) < radius).float()


def vacated(bump, camera, object_colour, ground_colour):
    """A photo with a fine pattern, and with its object turned; which pixels the turned object no longer covers."""
    size, (left, top), side = (300, 200), (86, 36), 128
    pattern = np.indices(size[::-1]).sum(0)[..., None] % 2 * 80 - 40
    pixels = np.full((*size[::-1], 3), ground_colour, float)
    solid = np.asarray(Image.fromarray(disc(side).numpy() > 0.5))
    pixels[top : top + side, left : left + side][solid] = object_colour
    photo = Image.fromarray((pixels + pattern).clip(0, 255).astype(np.uint8))
    place = Place(float(left), float(top), float(side), lambda: photo, photo.size)
    viewpoint = Viewpoint(torch.zeros(2, 3), torch.zeros(2, 3))
    frontal = dataclasses.replace(bump, factors=dataclasses.replace(bump.factors, viewpoint=viewpoint))
    pictures = prepare_in_photo(frontal, 0, camera, turn_deg=40.0, opacity=disc())(photo, place)
    free = np.zeros(size[::-1], bool)
    free[top + 56 : top + 72, left + 21 : left + 26] = True
    free[top + 56 : top + 72, left + side - 26 : left + side - 21] = True
    return np.asarray(photo, float), np.asarray(turned_half(pictures["turned_in_photo"]), float), free


def test_what_goes_on_beyond_the_outline_stays(bump, camera):
    """A head that the square cuts off: a strip of smooth ground in its fur would be seen."""
    photo, picture, free = vacated(bump, camera, 128.0, 128.0)
    assert np.abs(picture - photo)[free].mean() < 25
    assert picture[free].std() > 0.6 * photo[free].std()


def test_ground_is_filled_in_where_the_object_was(bump, camera):
    photo, picture, free = vacated(bump, camera, (200.0, 60.0, 60.0), (60.0, 60.0, 200.0))
    left = free.copy()
    left[:, 150:] = False
    right = free & ~left
    filled = max((picture[side] - photo[side]).mean(0)[2] for side in (left, right))
    assert filled > 80  # on the side that the object has left


def test_the_turned_object_may_leave_the_square(bump, camera):
    whole = torch.zeros(64, 64)
    whole[4:-4, 4:-4] = 1
    photo, place = photo_of(bump)
    picture = prepare_in_photo(bump, 0, camera, turn_deg=40.0, opacity=whole)(photo, place)["turned_in_photo"]
    changed = difference(turned_half(picture), photo)
    changed[40:168, 110:238] = 0
    assert (changed > 10).sum() > 20
    changed[24:184, 94:254] = 0
    assert changed.max() == 0
