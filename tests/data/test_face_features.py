"""Faces with landmarks: readers and the rotation that landmarks show, with values worked out by hand."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.data.face_features import head_rotation, is_face_folder, read_face_photos
from probsym.errors import InputError

_PARTS_68 = (slice(36, 42), slice(42, 48), slice(48, 60))


def _landmarks(nose: tuple[float, float] = (0.0, 0.0), count: int = 68) -> np.ndarray:
    """Eyes at (-1, -1) and (1, -1), the mouth at (0, 1), all else at the nose."""
    points = np.tile(np.array(nose, np.float32), (68, 1))
    for part, place in zip(_PARTS_68, ((-1, -1), (1, -1), (0, 1)), strict=True):
        points[part] = place
    kept = np.delete(np.arange(68), (60, 64)) if count < 68 else np.arange(68)
    return points[kept[17:] if count == 49 else kept]


@pytest.mark.parametrize("count", [49, 66, 68])
def test_offsets_of_the_nose(count: int) -> None:
    straight, turned = _landmarks(count=count), _landmarks((0.5, -0.2), count)
    assert straight.shape == (count, 2)
    rotation = head_rotation(np.stack([straight, turned]))
    np.testing.assert_allclose(rotation, [[0, 0, 0], [-0.1, 0.25, 0]], atol=1e-7)  # eyes and mouth are 2 apart


def test_roll_is_clockwise_and_leaves_the_offsets() -> None:
    angle = 0.3
    clockwise = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])  # y points down
    turned = _landmarks((0.5, -0.2))
    rotation = head_rotation((turned @ clockwise.T)[None])
    np.testing.assert_allclose(rotation, [[-0.1, 0.25, angle]], atol=1e-6)


def test_another_number_of_landmarks() -> None:
    with pytest.raises(InputError, match="points: expected 49, 66 or 68 landmarks per face, got 5"):
        head_rotation(np.zeros((2, 5, 2)))


def _folder(path: Path, sizes: tuple[tuple[int, int], ...] = ((8, 8), (8, 8))) -> Path:
    path.mkdir()
    names = [f"{number}.png" for number in range(len(sizes))]
    for number, (name, size) in enumerate(zip(names, sizes, strict=True)):
        Image.new("RGB", size, (number, 0, 0)).save(path / name)
    np.savez(path / "landmarks.npz", names=np.array(names), points=np.stack([_landmarks(count=49)] * len(names)))
    return path


def test_reads_photos_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "faces", ((8, 8),) * 3)
    assert is_face_folder(folder)
    assert not is_face_folder(tmp_path)
    assert not is_face_folder(folder / "landmarks.npz")
    found = read_face_photos(folder, 4)
    assert found.images[:, 0, 0, 0].tolist() == [0, 1, 2]
    assert found.points.shape == (3, 49, 2)
    assert len(read_face_photos(folder, 4, limit=2).images) == len(read_face_photos(folder, 4, limit=2).points) == 2


def test_wrong_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected photos of one size"):
        read_face_photos(_folder(tmp_path / "sizes", ((8, 8), (6, 6))), 4)
    with pytest.raises(InputError, match=r"0\.png: expected a square photo, got 8 x 6"):
        read_face_photos(_folder(tmp_path / "oblong", ((8, 6), (8, 8))), 4)
    with pytest.raises(InputError, match="of at least 2 faces"):
        read_face_photos(_folder(tmp_path / "one", ((8, 8),)), 4)
    folder = _folder(tmp_path / "missing")
    (folder / "1.png").unlink()
    with pytest.raises(InputError, match=r"1\.png: expected a photo that landmarks\.npz names"):
        read_face_photos(folder, 4)
    (folder / "1.png").write_bytes(b"text")
    with pytest.raises(InputError, match=r"1\.png: expected a photo that landmarks\.npz names, got one that is"):
        read_face_photos(folder, 4)
    np.savez(folder / "landmarks.npz", names=np.array(["0.png", "../1.png"]), points=np.zeros((2, 49, 2)))
    with pytest.raises(InputError, match=r"names: expected plain file names, got '\.\./1\.png'"):
        read_face_photos(folder, 4)
    with pytest.raises(InputError, match=r"expected AFLW2000-3D .* found neither"):
        read_face_photos(tmp_path / "missing" / "..", 4)


def test_landmarks_in_one_point_are_finite() -> None:
    assert np.isfinite(head_rotation(np.zeros((2, 49, 2)))).all()
