import shutil
from pathlib import Path

import pytest

from probsym.data.photos import ImageFile, open_photo_source
from probsym.data.splits import files_of, has_depth, has_splits, pairs_of
from probsym.errors import InputError


def files(*names: str) -> list[ImageFile]:
    return [ImageFile(name, 1, bytes) for name in sorted(names)]


def names(found: list[ImageFile]) -> list[str]:
    return [file.name for file in found]


def test_splits_may_lie_in_a_folder_of_their_own() -> None:
    for top in ("", "cat_combined/"):
        listed = files(f"{top}train/a.png", f"{top}train/more/b.png", f"{top}val/c.png", f"{top}readme.png")
        assert names(files_of(listed, "train")) == [f"{top}train/a.png", f"{top}train/more/b.png"]
        assert names(files_of(listed, "val")) == [f"{top}val/c.png"]
        assert files_of(listed, "test") == []


def test_pairs_follow_the_name() -> None:
    listed = files(
        "synface/test/image/00/image_1.png",
        "synface/test/depth/00/depth_1.png",
        "synface/test/image/image_2.png",  # without depth
        "synface/test/image/3.png",
        "synface/test/depth/3.png",
        "synface/train/image/image_4.png",
        "synface/train/depth/depth_4.png",
    )
    assert [(image.name, depth.name) for image, depth in pairs_of(listed, "test")] == [
        ("synface/test/image/00/image_1.png", "synface/test/depth/00/depth_1.png"),
        ("synface/test/image/3.png", "synface/test/depth/3.png"),
    ]
    assert names(files_of(listed, "train")) == ["synface/train/image/image_4.png"]
    with pytest.raises(InputError, match=r"val: expected pairs such as val/image/image_1\.png"):
        pairs_of(listed, "val")


def test_layouts_on_disk(published_pairs: Path, photos: Path, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "synface"), "zip", published_pairs.parent, "synface"))
    for source in (published_pairs, archive):
        assert has_splits(source)
        assert has_depth(source)
        with open_photo_source(source) as found:
            assert [len(pairs_of(found, split)) for split in ("train", "val", "test")] == [6, 3, 3]
    assert not has_splits(photos)
    assert not has_depth(photos)
    assert not has_depth(tmp_path / "none")


def test_photos_of_a_user_with_one_folder_called_train_are_not_split(photos: Path, tmp_path: Path) -> None:
    shutil.copytree(photos, tmp_path / "set" / "train")
    assert not has_splits(tmp_path / "set")
