"""Sets of Hugging Face's package ``datasets``."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from probsym.config import DataConfig
from probsym.data import hub_dataset
from probsym.data.hub_dataset import is_hub_dataset, open_hub_dataset
from probsym.data.image_files import UnreadableImageError
from probsym.data.image_folder import load_image_folder
from probsym.errors import InputError
from probsym.training.dataset import open_training_data


@pytest.fixture
def table(photos: Path) -> Any:
    """The twelve photos with a label each."""
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    files = [{"bytes": path.read_bytes(), "path": None} for path in sorted(photos.iterdir())]
    features = datasets.Features({"label": datasets.Value("int64"), "image": datasets.Image()})
    return datasets.Dataset.from_dict({"label": list(range(12)), "image": files}, features=features)


@pytest.fixture(params=["saved", "parquet", "file"])
def source(request: pytest.FixtureRequest, table: Any, tmp_path: Path) -> Path:
    """The table without named splits, in each layout."""
    if request.param == "saved":
        table.save_to_disk(tmp_path / "set", num_shards=2)
        return tmp_path / "set"
    folder = tmp_path / "set" / "data"
    folder.mkdir(parents=True)
    table.to_parquet(folder / "train-00000-of-00001.parquet")
    return tmp_path / "set" if request.param == "parquet" else folder / "train-00000-of-00001.parquet"


def test_photos_are_those_of_the_folder(source: Path, photos: Path, tmp_path: Path) -> None:
    assert is_hub_dataset(source)
    found = open_hub_dataset(source, 32, 0.9, tmp_path / "cache")
    assert list(found) == ["train"]
    images, expected = found["train"], load_image_folder(photos, 32, 0.9).images
    rows = np.array([11, 0, 6, 7, 7])
    assert np.array_equal(images[rows], expected[rows])
    assert np.array_equal(np.asarray(images), expected)
    assert open_hub_dataset(source, 32, 0.9, tmp_path / "cache")["train"].content_hash == images.content_hash


def test_training_data(source: Path, photos: Path) -> None:
    config = DataConfig(validation_share=0.25)
    found, folder = (open_training_data(path, 32, config, 5) for path in (source, photos))
    assert found.train.tolist() == folder.train.tolist()
    assert np.array_equal(found.validation_images, folder.validation_images)
    assert np.array_equal(found.images[found.train], folder.images[folder.train])


@pytest.mark.parametrize("layout", ["saved", "parquet"])
def test_named_splits(layout: str, table: Any, photos: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    parts = {"train": table.select(range(8)), "validation": table.select(range(8, 12))}
    if layout == "saved":
        datasets.DatasetDict(parts).save_to_disk(tmp_path / "set")
    else:
        for name, part in parts.items():
            (tmp_path / "set" / name).mkdir(parents=True)
            part.to_parquet(tmp_path / "set" / name / "0000.parquet")
    found, all_photos = open_training_data(tmp_path / "set", 32, DataConfig(), 0), load_image_folder(photos, 32).images
    assert np.array_equal(found.images[found.train], all_photos[:8])
    assert np.array_equal(found.validation_images, all_photos[8:])


def test_the_next_photo_replaces_an_unreadable_one(table: Any, tmp_path: Path) -> None:
    rows = table.cast_column("image", pytest.importorskip("datasets").Image(decode=False)).to_list()
    rows[1]["image"] = {"bytes": b"broken", "path": None}
    rows[3]["image"] = None
    type(table).from_list(rows, features=table.features).save_to_disk(tmp_path / "set")
    images = open_hub_dataset(tmp_path / "set", 32)["train"]
    assert np.array_equal(images[np.array([1, 3])], images[np.array([2, 4])])


def test_rows_may_name_files_of_the_set_only(table: Any, photos: Path, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    rows = [{"label": 0, "image": {"bytes": None, "path": path}} for path in ("a.png", str(photos / "01.png"))]
    rows += [{"label": 0, "image": {"bytes": None, "path": path}} for path in ("../photos/01.png", "/dev/zero", "link")]
    datasets = pytest.importorskip("datasets")
    stored = {"bytes": datasets.Value("binary"), "path": datasets.Value("string")}
    features = datasets.Features({"label": datasets.Value("int64"), "image": stored})
    type(table).from_list(rows, features=features).save_to_disk(folder)
    (folder / "a.png").write_bytes((photos / "00.png").read_bytes())
    (folder / "link").symlink_to(photos / "01.png")
    images = open_hub_dataset(folder, 32)["train"]
    assert images.read(0) == (photos / "00.png").read_bytes()
    for row in range(1, 5):
        with pytest.raises(UnreadableImageError, match="expected a file in the folder of the set"):
            images.read(row)


def test_damaged_rows_are_an_error_in_one_line(tmp_path: Path) -> None:
    class Rows:
        def __getitem__(self, rows: list[int]) -> None:
            raise SystemError("Negative size passed to PyBytes_FromStringAndSize")

    images = hub_dataset.DatasetImages(tmp_path, Rows(), "image", "", 32, 1.0)
    with pytest.raises(InputError, match=r"cannot be read \(Negative size"):
        images.read(0)


def test_splits_without_rows_are_left_out(table: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {"train": table, "test": table.select([])}  # of damaged files, for the package writes none
    monkeypatch.setattr(hub_dataset, "open_tables", lambda *_: tables)
    assert list(open_hub_dataset(tmp_path, 32)) == ["train"]
    del tables["train"]
    with pytest.raises(InputError, match="expected photos, got a set without rows"):
        open_hub_dataset(tmp_path, 32)


def test_bad_sets(table: Any, tmp_path: Path) -> None:
    table.remove_columns("image").save_to_disk(tmp_path / "labels")
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "state.json").write_text("{}")
    (tmp_path / "damaged.parquet").write_bytes(b"x" * 100)
    for name, words in (
        ("labels", "expected a column of images, got label"),
        ("damaged", "expected a folder of the package datasets"),
        ("damaged.parquet", "expected a folder of the package datasets"),
    ):
        with pytest.raises(InputError, match=words):
            open_hub_dataset(tmp_path / name, 32, cache_dir=tmp_path / "cache")
    table.to_parquet(tmp_path / "test.parquet")
    with pytest.raises(InputError, match="expected a split named train, got test"):
        open_training_data(tmp_path / "test.parquet", 32, DataConfig(), 0)


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_dataset.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"needs the package datasets; install it with: pip install 'probsym\[stream"):
        open_hub_dataset(tmp_path, 32)


def test_folders_of_photos_are_something_else(photos: Path) -> None:
    assert not is_hub_dataset(photos)
    assert not is_hub_dataset(photos / "00.png")
