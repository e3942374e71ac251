import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from probsym import __version__
from probsym.errors import InputError
from probsym.export.maps import describe, map_pictures, write_factors, write_maps
from probsym.geometry.camera import PinholeCamera

NAMES = {
    "input", "reconstruction", "canonical_image", "albedo", "shading", "depth", "canonical_depth", "depth_16bit",
    "canonical_depth_16bit", "normals", "canonical_normals", "mask", "confidence", "symmetry_confidence",
    "asymmetry",
}  # fmt: skip


def test_every_map_is_there(bump, tmp_path):
    write_maps(bump.image[0], bump, 0, PinholeCamera(64), tmp_path / "maps")
    assert {path.stem for path in (tmp_path / "maps").iterdir()} == NAMES
    for path in (tmp_path / "maps").iterdir():
        with Image.open(path) as picture:
            assert picture.size == (64, 64)


def test_16_bit_depth_comes_back(bump, tmp_path):
    write_maps(bump.image[0], bump, 0, PinholeCamera(64), tmp_path)
    description = describe(bump, 0, "m", "p")
    scale = description["depth_16bit"]["scene_units_per_step"]
    with Image.open(tmp_path / "depth_16bit.png") as picture:
        steps = np.asarray(picture).astype(np.float64)
    mask = bump.mask[0].numpy()
    assert ((steps == description["depth_16bit"]["unseen"]) == ~mask).all()
    np.testing.assert_allclose(steps[mask] * scale, bump.depth[0].numpy()[mask], atol=2e-5)
    with Image.open(tmp_path / "canonical_depth_16bit.png") as picture:
        canonical = np.asarray(picture).astype(np.float64) * scale
    np.testing.assert_allclose(canonical, bump.factors.canonical_depth[0].numpy(), atol=2e-5)


def test_values_of_the_pictures(bump):
    pictures = {
        name: np.asarray(picture) for name, picture in map_pictures(bump.image[0], bump, 0, PinholeCamera(64)).items()
    }
    assert set(np.unique(pictures["mask"])) == {0, 255}
    assert pictures["depth"][~bump.mask[0].numpy()].max() == 0
    assert pictures["depth"].max() == pictures["canonical_depth"].max() == 255
    assert (pictures["confidence"] == round(255 / 1.25)).all()
    assert pictures["symmetry_confidence"][0, 63] == round(255 / 2.25)
    white = describe(bump, 0, "m", "p")["shading_white"]
    np.testing.assert_allclose(pictures["shading"] / 255 * white, bump.shading[0, 0].numpy(), atol=0.003)


def test_no_confidence_maps_without_confidence(bump):
    plain = replace(bump, factors=replace(bump.factors, sigma=None, sigma_flip=None))
    assert set(map_pictures(bump.image[0], plain, 1, PinholeCamera(64))) == NAMES - {
        "confidence",
        "symmetry_confidence",
    }


def test_factors_by_hand(bump, tmp_path):
    write_factors(describe(bump, 1, "cat-64", "kätzchen.jpg"), tmp_path / "factors.json")
    values = json.loads((tmp_path / "factors.json").read_text(encoding="utf-8"))
    assert values["photo"] == "kätzchen.jpg"
    assert values["model"] == "cat-64"
    assert values["probsym_version"] == __version__
    assert values["light"] == {
        "ambient": pytest.approx(0.3), "diffuse": pytest.approx(0.8),
        "direction": pytest.approx([6**-0.5, 6**-0.5, 2 * 6**-0.5], abs=1e-5),
        "gamma": 1.0,
    }  # fmt: skip
    assert values["viewpoint"]["yaw_deg"] == pytest.approx(25, abs=1e-4)
    assert values["viewpoint"]["pitch_deg"] == pytest.approx(5.72958, abs=1e-4)
    assert values["viewpoint"]["roll_deg"] == pytest.approx(2.86479, abs=1e-4)
    assert values["viewpoint"]["translation_scene_units"] == pytest.approx([0.005, -0.004, 0.0])
    depth = bump.factors.canonical_depth[1]
    assert values["canonical_depth"]["min"] == pytest.approx(depth.min().item(), abs=1e-5)
    assert values["depth"]["max"] == pytest.approx(bump.depth[1][bump.mask[1]].max().item(), abs=1e-5)


def test_nothing_seen_is_still_a_picture(bump):
    blind = replace(bump, mask=torch.zeros_like(bump.mask))
    assert np.asarray(map_pictures(bump.image[0], blind, 0, PinholeCamera(64))["depth"]).max() == 0
    assert describe(blind, 0, "m", "p")["depth"]["min"] > 0


def test_no_such_sample(bump):
    with pytest.raises(InputError, match="index: expected a number from 0 to 1"):
        describe(bump, 2, "m", "p")
