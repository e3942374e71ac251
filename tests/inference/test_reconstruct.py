import json
import shutil
import warnings
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from torch.nn import functional

import probsym
from probsym.cli.main import main
from probsym.errors import InputError
from probsym.framing.crops import FRAMINGS
from probsym.framing.detectors import detect
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct

CLEO = Path(__file__).parents[1] / "photos" / "cleo.png"


@pytest.fixture(scope="module")
def model(model_path):
    return load(model_path)


@pytest.fixture(scope="module")
def framed_model_path(model_path, tmp_path_factory):
    """The same model, trained on photos that were cropped around faces."""
    folder = tmp_path_factory.mktemp("framed") / "model"
    shutil.copytree(model_path, folder)
    config = json.loads((folder / "config.json").read_text())
    config |= {"framing_detector": "face", "framing_side": 0.77, "framing_offset_y": 0.09}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A rendered face off the centre of a larger photo, with text and clutter around it."""
    rng = np.random.default_rng(3)
    canvas = Image.fromarray(rng.integers(90, 140, (500, 700, 3), dtype=np.uint8))
    draw = ImageDraw.Draw(canvas)
    for left, top, right, bottom in rng.integers(0, 500, (12, 4)):
        box = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
        draw.rectangle(box, outline=tuple(rng.integers(0, 256, 3).tolist()), width=3)
    draw.text((20, 20), "SALE  50 %  today only", fill=(255, 255, 0), font_size=40)
    draw.text((30, 440), "No parking. Ring twice.", fill=(0, 0, 0), font_size=30)
    with Image.open(CLEO) as face:
        canvas.paste(face.resize((280, 280)), (390, 110))
    path = tmp_path_factory.mktemp("scene") / "scene.png"
    canvas.save(path)
    return path


@pytest.mark.parametrize(
    ("flags", "arguments"),
    [
        ([], {}),
        (["--crop", "0.7"], {"crop": 0.7}),
        (["--detect", "face", "--crop", "0.9"], {"detect": "face", "crop": 0.9}),
        (["--size", "256"], {"size": 256}),
    ],
)
def test_python_and_the_command_line_give_the_same(scene, tmp_path, flags, arguments):
    result = probsym.reconstruct(scene, **arguments)
    assert result.photos[0].detector == ("none" if arguments == {"crop": 0.7} else "face")
    command = ["reconstruct", str(scene), "--maps-only", "--formats", "npz", "--out", str(tmp_path / "out"), *flags]
    assert main(command) == 0
    with np.load(tmp_path / "out" / "scene" / "factors.npz") as arrays:
        assert arrays["canonical_depth"].shape == (arguments.get("size", 128),) * 2
        assert np.array_equal(arrays["canonical_depth"], result.factors.canonical_depth[0].numpy())
        seen = np.where(result.mask[0].numpy(), result.depth[0].numpy(), np.nan)
        assert np.array_equal(arrays["depth"], seen, equal_nan=True)
        image = result.input_images[0].permute(1, 2, 0).numpy()
        np.testing.assert_allclose(arrays["input"], image, rtol=2.5e-4, atol=0)  # colours are rounded in the file
    result.save(tmp_path / "saved", formats=("npz",), maps_only=True)
    for path in sorted((tmp_path / "out" / "scene").rglob("*")):
        other = tmp_path / "saved" / path.relative_to(tmp_path / "out")
        assert path.is_dir() or path.suffix == ".npz" or path.read_bytes() == other.read_bytes()


def test_a_larger_size_shows_more_of_the_same_crop():
    """The albedo has edges between the pixels of the smaller one; shape and crop are those of the model's own size."""
    small, large = (probsym.reconstruct(CLEO, size=size) for size in (128, 256))
    assert small.photos[0].box == large.photos[0].box
    enlarged = functional.interpolate(small.factors.albedo, size=(256, 256), mode="bilinear", align_corners=True)
    inner = (slice(None), slice(None), slice(32, -32), slice(32, -32))

    def detail(albedo):
        return (albedo[..., 2:] + albedo[..., :-2] - 2 * albedo[..., 1:-1])[inner].abs().mean()

    assert detail(large.factors.albedo) > 1.4 * detail(enlarged)
    depth = functional.interpolate(small.factors.canonical_depth[None], (256, 256), mode="bilinear", align_corners=True)
    torch.testing.assert_close(large.factors.canonical_depth[inner[1:]], depth[0][inner[1:]], rtol=0, atol=0.01)


def test_the_crop_is_the_one_that_the_model_wants(scene, framed_model_path):
    (crop,) = reconstruct(scene, framed_model_path).photos
    with Image.open(scene) as photo:
        (box,) = detect(photo.convert("RGB"), "face")
    assert crop.detection == box
    assert crop.box.side == pytest.approx(FRAMINGS["face"].side * box.side)
    assert (crop.name, crop.photo_size, crop.warnings) == ("scene.png", (700, 500), ())


def test_without_a_find_the_central_crop_is_used_and_said(photos, framed_model_path, model):
    with pytest.warns(UserWarning, match=r"warning: 00\.png: no face found: using the centre crop"):
        found = reconstruct(photos / "00.png", framed_model_path)
    assert found.warnings == (("00.png", "no face found: using the centre crop"),)
    plain = reconstruct(photos / "00.png", model)
    torch.testing.assert_close(found.depth, plain.depth, rtol=0, atol=1e-3)
    with pytest.raises(InputError, match="expected photos with a face, found none in 1"):
        reconstruct(photos / "00.png", model, detect="face")


def test_everything_that_is_found(scene, framed_model_path, tmp_path):
    with Image.open(scene) as photo:
        pair = Image.new("RGB", (photo.width * 2, photo.height))
        pair.paste(photo, (0, 0))
        pair.paste(photo, (photo.width, 0))
    assert len(reconstruct(pair, framed_model_path)) == 1
    both = reconstruct(pair, framed_model_path, all=True)
    assert [crop.folder for crop in both.photos] == ["photo_1", "photo_1-2"]


def test_unreadable_photos_are_skipped_and_said(photos, model):
    (photos / "05.png").write_bytes(b"none")
    with pytest.warns(UserWarning, match=r"skipped 05\.png: unreadable"):
        result = reconstruct(photos, model)
    assert len(result) == 11
    assert [photo.name for photo in result.skipped] == ["05.png"]
    assert "05.png" not in {crop.name for crop in result.photos}
    with pytest.raises(InputError, match=r"got 1 unreadable; the first: 05\.png"):
        reconstruct(photos / "05.png", model)


def test_a_zip_archive_can_be_saved_after_it_was_closed(photos, model, tmp_path):
    archive = tmp_path / "photos.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.write(photos / "00.png", "00.png")
    result = reconstruct(archive, model, crop=0.9)
    result.save(tmp_path / "out", formats=(), turntable=False, preview=True)
    assert (tmp_path / "out" / "00" / "detection.png").is_file()


def test_all_kinds_of_input_agree(model_path, tmp_path):
    model = load(model_path)
    values = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    picture = Image.fromarray(values)
    picture.save(tmp_path / "a.png")
    tensor = torch.from_numpy(values).permute(2, 0, 1)[None].float() / 255
    kinds = [tensor, values, picture, tmp_path / "a.png", str(tmp_path / "a.png"), [values], [picture]]
    results = [reconstruct(kind, model) for kind in kinds]
    for result in results:
        assert result.image.shape == (1, 3, 32, 32)
        assert result.factors.canonical_depth.shape == (1, 32, 32)
        assert not result.image.requires_grad
        torch.testing.assert_close(result.shading, results[0].shading, rtol=0, atol=1e-4)


def test_a_tensor_is_taken_as_it_is(model):
    images = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    result = reconstruct(images, model)
    assert torch.equal(result.input_images, images)
    assert [crop.name for crop in result.photos] == ["image 1", "image 2"]


def test_pictures_are_turned_upright_and_cropped_to_the_centre(model):
    wide = np.zeros((40, 80, 3), dtype=np.uint8)
    wide[:, 16:64] = 255  # the filter reaches a little beyond the crop
    with pytest.warns(UserWarning, match="single colour"):
        assert reconstruct(wide, model).input_images.min() == 1
    half = np.zeros((40, 40, 3), dtype=np.uint8)
    half[6:34, 6:34] = 255
    with pytest.warns(UserWarning, match="only 20 pixel"):
        assert reconstruct([half], model, crop=0.5).input_images.min() == 1


def test_large_batches_keep_their_order(model_path):
    model = load(model_path)
    images = torch.rand(35, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    result = reconstruct(images, model)
    assert result.mask.shape == (35, 32, 32)
    torch.testing.assert_close(result.depth[33:], reconstruct(images[33:], model).depth, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("images", "message"),
    [
        ([], "at least one photo"),
        (np.zeros((4, 4), dtype=np.uint8), "height x width x 3"),
        (np.zeros((4, 4, 3)), "uint8"),
        ([3.5], "expected paths, Pillow images or arrays, got float"),
        (torch.zeros(1, 3, 16, 16), "expected a tensor of shape any x 3 x 32 x 32"),
        (torch.zeros(0, 3, 32, 32), "at least one image"),
        (torch.full((1, 3, 32, 32), 2.0), "values from 0 to 1"),
        (torch.full((1, 3, 32, 32), float("nan")), "values from 0 to 1"),
        ("no/such/photo.jpg", "no such photo"),
    ],
)
def test_wrong_photos(images, message, model, untyped):
    with pytest.raises(InputError, match=message):
        reconstruct(images, model)


@pytest.mark.parametrize("change", [{"detect": "dog"}, {"crop": 1.5}, {"device": "cpu"}, {"size": 256}])
def test_wrong_arguments(change, model, photos, untyped):
    with pytest.raises(InputError, match=next(iter(change))):
        reconstruct(photos / "00.png", model, **change)


def test_a_library_call_leaves_the_number_of_threads_alone(photos, model, monkeypatch):
    monkeypatch.setattr(torch, "set_num_threads", lambda _: pytest.fail("changes the whole process"))
    for number in range(12, 40):
        shutil.copy(photos / "00.png", photos / f"{number}.png")
    assert len(reconstruct(photos, model)) == 40


def test_threads_share_a_model(photos, model):
    """Each thread gets its own photo's result, and the warning filters are as before."""
    before, paths = list(warnings.filters), sorted(photos.iterdir())
    alone = [reconstruct(path, model).depth for path in paths]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda path: reconstruct(path, model).depth, paths))
    assert len(alone) == 12
    assert all(torch.equal(one, other) for one, other in zip(alone, together, strict=True))
    assert list(warnings.filters) == before
