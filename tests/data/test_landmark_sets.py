"""Folders of the published layouts, written here: a cross at every landmark tells whether the crop moved them along."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

from probsym.data.landmark_sets import BOX_SHARE, KEPT, RAISED, read_landmark_folder
from probsym.errors import InputError


def _face(seed: int, count: int, low: float = 60.0, high: float = 180.0) -> tuple[Image.Image, np.ndarray]:
    """A dark photo of 240 x 200 pixels with a bright pixel at the first landmark, and the landmarks."""
    rng = np.random.default_rng(seed)
    points = np.concatenate([rng.uniform(low, high, (count, 2)), rng.uniform(-40, 40, (count, 1))], 1)
    points[:, :2] = np.rint(points[:, :2])
    points[0, :2] = [120, 110]
    pixels = np.full((200, 240, 3), 20, np.uint8)
    pixels[109:112, 119:122] = 255
    return Image.fromarray(pixels), points


def _aflw(folder: Path, count: int = 3) -> list[np.ndarray]:
    folder.mkdir()
    faces = []
    for number in range(count):
        photo, points = _face(number, 68)
        photo.save(folder / f"image{number:05d}.jpg", quality=95)
        pose = np.zeros((1, 7))
        savemat(folder / f"image{number:05d}.mat", {"pt3d_68": points.T.astype(np.float32), "Pose_Para": pose})
        faces.append(points[list(KEPT)])
    return faces


def _3dfaw(folder: Path, count: int = 3) -> list[np.ndarray]:
    for name in ("valid_img", "valid_lm"):
        (folder / name).mkdir(parents=True)
    faces = []
    for number in range(count):
        photo, points = _face(number, 66)
        photo.save(folder / "valid_img" / f"face{number}.jpg", quality=95)
        lines = "".join(f"{x:.6f},{y:.6f},{z:.6f}\n" for x, y, z in points)
        (folder / "valid_lm" / f"face{number}_lm.csv").write_text(lines)
        faces.append(points)
    return faces


@pytest.mark.parametrize(("write", "layout"), [(_aflw, "AFLW2000-3D"), (_3dfaw, "3DFAW")])
def test_crops_follow_the_landmarks(tmp_path: Path, write, layout: str) -> None:
    faces = write(tmp_path / "set")
    found = read_landmark_folder(tmp_path / "set", 96)
    assert found.layout == layout
    assert len(found) == 3
    for image, points, original in zip(found.images, found.points, faces, strict=True):
        low, high = points[:, :2].min(0), points[:, :2].max(0)
        assert (high - low).max() == pytest.approx(BOX_SHARE * 96, abs=1e-3)
        middle = (low + high) / 2
        assert middle[0] == pytest.approx(47.5, abs=0.01)
        assert middle[1] == pytest.approx(47.5 + RAISED * BOX_SHARE * 96, abs=0.01)
        scale = (high - low)[0] / np.ptp(original[:, 0])
        assert points[:, 2] == pytest.approx(original[:, 2] * scale, abs=1e-3)
        rows, columns = np.nonzero(image.mean(2) > 128)
        assert [columns.mean(), rows.mean()] == pytest.approx(points[0, :2], abs=0.6)  # the bright spot moved along


def test_crops_at_the_edge_are_padded(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    for number in range(2):
        photo, points = _face(number, 68, low=0.0, high=199.0)
        photo.save(tmp_path / "set" / f"{number}.jpg")
        savemat(tmp_path / "set" / f"{number}.mat", {"pt3d_68": points.T})
    image = read_landmark_folder(tmp_path / "set", 64).images[0]
    assert image[0].mean() == pytest.approx(20, abs=4)  # not black


def test_limit_list_and_training_part(tmp_path: Path) -> None:
    _3dfaw(tmp_path / "set", 5)
    assert len(read_landmark_folder(tmp_path / "set", 32, limit=2)) == 2
    (tmp_path / "set" / "list_valid_test.txt").write_text("face0,valid\nface1,test,left\nface3,test,center\n")
    assert len(read_landmark_folder(tmp_path / "set", 32)) == 2
    for part in ("img", "lm"):
        (tmp_path / "set" / f"valid_{part}").rename(tmp_path / "set" / f"train_{part}")
    assert len(read_landmark_folder(tmp_path / "set", 32)) == 5


def test_files_of_another_layout_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="which is not a folder"):
        read_landmark_folder(tmp_path / "none", 32)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"expected AFLW2000-3D .* or 3DFAW .* found neither"):
        read_landmark_folder(tmp_path / "empty", 32)
    _aflw(tmp_path / "one", 1)
    with pytest.raises(InputError, match="expected at least 2 photos with landmarks, found 1"):
        read_landmark_folder(tmp_path / "one", 32)
    _aflw(tmp_path / "aflw")
    savemat(tmp_path / "aflw" / "image00001.mat", {"pt2d": np.zeros((2, 21))})
    with pytest.raises(InputError, match=r"image00001.mat: expected pt3d_68; found no"):
        read_landmark_folder(tmp_path / "aflw", 32)
    (tmp_path / "aflw" / "image00001.mat").write_bytes(b"no")
    with pytest.raises(InputError, match="expected a MATLAB file"):
        read_landmark_folder(tmp_path / "aflw", 32)
    _3dfaw(tmp_path / "3dfaw")
    (tmp_path / "3dfaw" / "valid_lm" / "face1_lm.csv").write_text("1,2,3\n")
    with pytest.raises(InputError, match=r"face1_lm.csv: expected 66 lines of x,y,z"):
        read_landmark_folder(tmp_path / "3dfaw", 32)
    _3dfaw(tmp_path / "again")
    (tmp_path / "again" / "valid_img" / "face0.jpg").write_bytes(b"no")
    with pytest.raises(InputError, match=r"face0.jpg: not a readable image"):
        read_landmark_folder(tmp_path / "again", 32)


def test_photos_are_upright_and_of_a_known_format_like_all_others(tmp_path: Path) -> None:
    _aflw(tmp_path / "set")
    expected = read_landmark_folder(tmp_path / "set", 64).images
    exif = Image.Exif()
    exif[0x0112] = 6
    for path in (tmp_path / "set").glob("*.jpg"):
        with Image.open(path) as photo:
            photo.transpose(Image.Transpose.ROTATE_90).save(path, quality=95, exif=exif)
    assert np.abs(read_landmark_folder(tmp_path / "set", 64).images.astype(int) - expected).max() < 30
    Image.new("RGB", (240, 200)).save(tmp_path / "set" / "image00000.jpg", "PPM")
    with pytest.raises(InputError, match=r"image00000\.jpg: not a readable image"):
        read_landmark_folder(tmp_path / "set", 64)
