import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.data.decoding import load_image
from probsym.errors import InputError
from probsym.inspection.facts import inspect_source


def save(path: Path, seed: int, size: tuple[int, int] = (80, 80)) -> None:
    coarse = np.random.default_rng(seed).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).save(path)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    folder = tmp_path / "album"
    folder.mkdir()
    for number in range(4):
        save(folder / f"{number}.png", number)
    save(folder / "again.jpg", 2)
    (folder / "bad.png").write_bytes(b"no picture")
    exif = Image.Exif()
    exif[0x112] = 6
    Image.new("L", (60, 40), 99).save(folder / "lying.jpg", exif=exif)
    return folder


def test_facts(album: Path) -> None:
    seen = []
    facts = inspect_source(album, progress=lambda *step: seen.append(step))
    assert (facts.files, facts.looked_at) == (7, 7)
    assert facts.names == ("0.png", "1.png", "2.png", "3.png", "again.jpg", "lying.jpg")
    assert [name for name, _ in facts.unreadable] == ["bad.png"]
    assert facts.duplicates == ((2, 4),)
    assert facts.sizes.tolist() == [[80, 80]] * 5 + [[40, 60]]
    assert facts.grey.tolist() == [False] * 5 + [True]
    assert facts.images.shape == (6, 64, 64, 3)
    assert facts.sharpness[5] == 0
    assert facts.alignment is not None
    assert seen[-1] == ("reading photos", 7, 7)


def test_a_zip_and_a_limit(album: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for path in sorted(album.iterdir()):
            archive.write(path, path.name)
    facts = inspect_source(tmp_path / "a.zip", limit=3)
    assert (facts.files, facts.looked_at) == (7, 3)
    assert facts.names == ("0.png", "3.png", "lying.jpg")


def test_plain_photos_are_duplicates_only_if_their_files_are_equal(tmp_path: Path) -> None:
    for name, grey in (("a", 10), ("b", 200), ("c", 10)):
        Image.new("RGB", (70, 70), (grey,) * 3).save(tmp_path / f"{name}.png")
    assert inspect_source(tmp_path).duplicates == ((0, 2),)


def test_unreadable_photos_are_not_an_error(tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"")
    facts = inspect_source(tmp_path)
    assert facts.names == ()
    assert facts.alignment is None
    assert facts.sizes.shape == (0, 2)


def test_many_photos_keep_their_numbers_and_a_sample_of_pixels(album: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = inspect_source(album)
    monkeypatch.setattr("probsym.inspection.facts.MAX_KEPT", 4)
    monkeypatch.setattr("probsym.inspection.facts.CHUNK", 2)
    monkeypatch.setattr("probsym.inspection.facts.AT_ONCE", 4)
    facts = inspect_source(album)
    assert facts.images.shape == (4, 64, 64, 3)
    assert (facts.names, facts.duplicates, facts.unreadable) == (whole.names, whole.duplicates, whole.unreadable)
    for name in ("sizes", "grey", "sharpness", "mean", "deviation"):
        np.testing.assert_allclose(getattr(facts, name), getattr(whole, name))
    assert facts.alignment is not None
    assert whole.alignment is not None
    assert facts.alignment.agreement == pytest.approx(whole.alignment.agreement, abs=1e-6)
    assert facts.alignment.mirror == pytest.approx(whole.alignment.mirror, abs=1e-6)
    np.testing.assert_allclose(whole.mean, whole.images.mean(0))
    np.testing.assert_allclose(whole.deviation, whole.images.std(0), atol=1e-6)
    assert {2, 4} <= facts.shown.keys()
    np.testing.assert_array_equal(facts.shown[5], whole.images[5])


def test_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        inspect_source(tmp_path / "none")
    with pytest.raises(InputError, match="found none"):
        inspect_source(tmp_path)
    with pytest.raises(InputError, match="crop"):
        inspect_source(tmp_path, crop=2.0)


def test_the_crop_is_measured(tmp_path: Path) -> None:
    save(tmp_path / "a.png", 1)
    save(tmp_path / "b.png", 2)
    looked = inspect_source(tmp_path, crop=0.5).images
    wanted = [load_image(tmp_path / name, looked.shape[1], 0.5) for name in ("a.png", "b.png")]
    assert (np.asarray(looked) == np.stack(wanted)).all()
