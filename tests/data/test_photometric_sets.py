"""The reader of photometric stereo sets, on made-up archives."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from probsym.data.photometric_sets import load_photometric
from probsym.errors import InputError


def _arrays(people: int = 2, lights: int = 3, size: int = 4) -> dict[str, np.ndarray]:
    normals = np.zeros((people, size, size, 3), np.float16)
    normals[..., 2] = 1
    light = np.zeros((people, lights, 3), np.float32)
    light[..., 2] = 1
    mask = np.ones((people, size, size), bool)
    return {
        "photos": np.zeros((people, lights, size, size), np.uint8),
        "normals": normals,
        "mask": mask,
        "light": light,
    }


def _write(folder: Path, **changes: Any) -> Path:
    path = folder / "set.npz"
    arrays: dict[str, Any] = {**_arrays(), **changes}
    np.savez(path, **{name: value for name, value in arrays.items() if value is not None})
    return path


def test_frames_by_hand(tmp_path: Path) -> None:
    """A normal to the right, up and out of the face, and a light from the right, above and the camera's side."""
    arrays = _arrays()
    arrays["normals"][0, 1, 2] = (0.48, 0.64, 0.6)
    arrays["light"][0, 1] = (0.6, 0.48, 0.64)
    arrays["mask"][1, 3, 3] = False
    arrays["normals"][1, 3, 3] = (1, 0, 0)
    read = load_photometric(_write(tmp_path, **arrays))
    assert read.size == 4
    assert read.normals.shape == (2, 3, 4, 4)
    # Into the surface: left, and down in a frame whose y points down, into the scene.
    torch.testing.assert_close(read.normals[0, :, 1, 2], torch.tensor([-0.48, 0.64, 0.6]), atol=1e-3, rtol=0)
    torch.testing.assert_close(read.light[0, 1], torch.tensor([-0.6, 0.48, 0.64]))
    torch.testing.assert_close(read.normals[1, :, 3, 3], torch.tensor([0.0, 0.0, 1.0]))
    assert not read.mask[1, 3, 3]
    assert read.angle_deg[0, 0].item() == 0
    assert read.angle_deg[0, 1].item() == pytest.approx(50.21, abs=0.01)  # acos 0.64


def test_vectors_become_unit_vectors_and_nan_is_not_trusted(tmp_path: Path) -> None:
    arrays = _arrays()
    arrays["normals"][0, 0, 0] = (0, 0, 5)
    arrays["normals"][0, 0, 1] = np.nan
    arrays["light"] *= 3
    read = load_photometric(_write(tmp_path, **arrays))
    torch.testing.assert_close(read.normals.norm(dim=1), torch.ones(2, 4, 4))
    torch.testing.assert_close(read.light.norm(dim=-1), torch.ones(2, 3))
    assert not read.mask[0, 0, 1]
    assert read.mask.sum() == 31


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"light": None}, "with photos, normals, mask, light; found no light"),
        ({"photos": np.zeros((2, 3, 4, 4), np.float32)}, "photos: expected integers, got float32"),
        ({"photos": np.zeros((2, 3, 4, 5), np.uint8)}, "photos: expected shape 2 x 3 x 4 x 4, got 2 x 3 x 4 x 5"),
        ({"mask": np.ones((2, 8, 8), bool)}, "mask: expected shape 2 x 4 x 4, got 2 x 8 x 8"),
        (_arrays(people=1), "expected at least 2 people and 2 lights, got 1 and 3"),
        (_arrays(lights=1), "expected at least 2 people and 2 lights, got 2 and 1"),
    ],
)
def test_wrong_archives(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_photometric(_write(tmp_path, **changes))


def test_files_other_than_npz_archives_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_text("text")
    np.save(tmp_path / "one.npy", np.zeros(3))
    for name in ("none.npz", "text.npz", "one.npy"):
        with pytest.raises(InputError, match=r"expected an \.npz archive"):
            load_photometric(tmp_path / name)
