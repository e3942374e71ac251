from dataclasses import replace

import numpy as np
import pytest
import torch

from probsym.errors import InputError
from probsym.export.factor_arrays import factor_arrays, write_exr, write_npz

IN_PHOTO = {"input", "image", "depth", "normals", "mask", "sigma", "sigma_flip"}
CANONICAL = {"canonical_depth", "canonical_normals", "albedo", "shading", "canonical_image"}
NUMBERS = {"light_ambient", "light_diffuse", "light_direction", "rotation_rad", "translation", "fov_deg"}


@pytest.fixture
def arrays(bump, camera):
    return factor_arrays(bump.image[0], bump, 0, camera)


def test_every_key_with_its_shape(arrays, bump):
    assert set(arrays) == IN_PHOTO | CANONICAL | NUMBERS
    assert arrays["albedo"].shape == arrays["normals"].shape == arrays["input"].shape == (64, 64, 3)
    assert arrays["depth"].shape == arrays["sigma"].shape == arrays["shading"].shape == (64, 64)
    assert arrays["light_direction"].shape == arrays["rotation_rad"].shape == (3,)
    assert arrays["fov_deg"].shape == ()
    assert {name: values.dtype for name, values in arrays.items() if values.dtype != np.float32} == {
        "mask": np.dtype(bool)
    }
    np.testing.assert_array_equal(arrays["canonical_depth"], bump.factors.canonical_depth[0])
    np.testing.assert_array_equal(arrays["albedo"], bump.factors.albedo[0].permute(1, 2, 0))
    assert (np.isnan(arrays["depth"]) == ~bump.mask[0].numpy()).all()


def test_normals_are_opengls(arrays, bump):
    normals = arrays["canonical_normals"]
    np.testing.assert_allclose(np.linalg.norm(normals, axis=2), 1, atol=1e-5)
    assert normals[..., 2].min() > 0  # towards the viewer
    assert normals[32, 12, 0] < -0.2  # the head's left side looks to the left
    assert normals[10, 24, 1] > 0.1  # and its upper side upwards
    np.testing.assert_allclose(normals[..., 0], -bump.canonical_normals[0, 0], atol=0)


def test_npz_comes_back(arrays, tmp_path):
    for name in ("a.npz", "b.npz"):
        write_npz(arrays, tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    with np.load(tmp_path / "a.npz", allow_pickle=False) as loaded:
        assert set(loaded) == set(arrays)
        for name, values in arrays.items():
            rounded = values.ndim > 1 and "depth" not in name
            np.testing.assert_allclose(loaded[name], values, rtol=2.5e-4 if rounded else 0)


def test_feature_confidences_if_there_are_some(bump, camera):
    quarter = torch.full((2, 1, 16, 16), 0.5)
    factors = replace(bump.factors, sigma_features=quarter, sigma_features_flip=quarter)
    arrays = factor_arrays(bump.image[0], replace(bump, factors=factors), 1, camera)
    assert arrays["sigma_features"].shape == arrays["sigma_features_flip"].shape == (16, 16)


def test_exr_comes_back(arrays, tmp_path):
    openexr = pytest.importorskip("OpenEXR")
    write_exr(arrays, tmp_path / "geometry.exr")
    with openexr.File(str(tmp_path / "geometry.exr"), separate_channels=True) as file:
        channels = {name: channel.pixels for name, channel in file.channels().items()}
    vectors = {f"{name}.{axis}" for name in ("normals", "canonical_normals") for axis in "XYZ"}
    scalars = {"depth.Z", "canonical_depth.Z", "mask.Y", "confidence.Y", "symmetry_confidence.Y"}
    assert set(channels) == vectors | scalars
    assert all(values.dtype == np.float32 and values.shape == (64, 64) for values in channels.values())
    np.testing.assert_array_equal(channels["canonical_depth.Z"], arrays["canonical_depth"])
    np.testing.assert_allclose(channels["normals.Y"], arrays["normals"][..., 1], rtol=2.5e-4)
    seen = arrays["mask"]
    np.testing.assert_array_equal(channels["depth.Z"][seen], arrays["depth"][seen])
    assert np.isposinf(channels["depth.Z"][~seen]).all()
    np.testing.assert_allclose(channels["symmetry_confidence.Y"], 1 / (1 + arrays["sigma_flip"]), rtol=2.5e-4)
    assert [path.name for path in tmp_path.iterdir()] == ["geometry.exr"]


@pytest.mark.usefixtures("untyped")
def test_no_such_sample(bump, camera):
    with pytest.raises(InputError, match="index: expected a number from 0 to 1"):
        factor_arrays(bump.image[0], bump, 2, camera)
