import json

import numpy as np
import pytest

from probsym.errors import FileFormatError
from probsym.export.joined_page import join_pages, read_page
from probsym.export.page import DATA_BLOCK, PAGE_FORMAT, page_entry, write_page


@pytest.fixture
def entries(bump, camera):
    photo = np.zeros((40, 40, 3), np.uint8)
    return [page_entry(name, photo, bump, 0, camera) for name in ("ada.png", "</script>.png", "tom.jpg")]


@pytest.fixture
def pages(entries, tmp_path):
    paths = [tmp_path / name for name in ("faces.html", "cats.html", "more.html")]
    for path, of_page, model in zip(
        paths, (entries[:2], entries[2:], entries[:1]), ("face-64", "cat-64", "face-64"), strict=True
    ):
        write_page(of_page, model, path)
    return paths


def test_reading_a_page_returns_its_entries(pages, entries):
    assert read_page(pages[0]) == ("face-64", entries[:2])


def test_photos_keep_their_order_and_each_model_is_named_once(pages, entries, tmp_path):
    joined = tmp_path / "joined.html"
    joined.write_text(join_pages(pages), encoding="utf-8")
    assert read_page(joined) == ("face-64, cat-64", [*entries, entries[0]])
    assert joined.read_text(encoding="utf-8").count("</script>") == 2
    joined.write_text(join_pages([joined, pages[1]]), encoding="utf-8")
    assert read_page(joined) == ("face-64, cat-64", [*entries, entries[0], entries[2]])


def changed(**values):
    return DATA_BLOCK.format(json.dumps({"format": PAGE_FORMAT, "model": "m", "photos": [{}], **values}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<p>a page</p>", "expected a page with photos"),
        (DATA_BLOCK.format("null"), "expected a page with photos"),
        (DATA_BLOCK.format("{"), "damaged: not JSON"),
        (changed(format=1), f"expected page data of format {PAGE_FORMAT}, got 1: reconstruct the photos again"),
        (changed(photos=[]), "expected photos, found none"),
        (changed(photos=[1]), "expected a table, got 1"),
        (changed(model=None), "model: expected a text, got None"),
        ("\0", "expected UTF-8 text"),
    ],
)
def test_other_files_are_refused(text, message, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileFormatError) as error:
        read_page(path)
    assert str(error.value).startswith(str(path))
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("part", "name", "value", "message"),
    [
        (None, "size", 7, "size: expected at least 8, got 7"),
        (None, "size", "64", "size: expected an integer, got '64'"),
        (None, "fov_deg", 0, "fov_deg: expected an angle between 0 and 180, got 0.0"),
        (None, "albedo", "", "albedo: expected 12288 bytes, got 0"),
        (None, "sigma", "AAAA", "sigma: expected 16384 bytes, got 3"),
        (None, "canonical_depth", "?", "canonical_depth: damaged: not base64"),
        (None, "canonical_depth", "/" * 21844 + "/w==", "canonical_depth: expected finite values"),
        (None, "cutout", "AAAA", "cutout: expected a square, got 3 values"),
        (None, "photo", "page.png", "photo: expected data:image/webp;base64,..., got 'page.png'"),
        (None, "photo", "data:image/webp;base64,AAAA", "photo: damaged: not a picture"),
        (None, "viewpoint", [], "viewpoint: expected a table, got []"),
        ("viewpoint", "translation", [0.0, 0.0], "viewpoint: translation: expected 3 numbers, got 2"),
        ("light", "direction", [0.0, None, 1.0], "light: direction: entry: expected a number, got None"),
        ("light", "ambient", "1", "light: ambient: expected a number, got '1'"),
    ],
)
def test_a_damaged_photo_is_refused(entries, tmp_path, part, name, value, message):
    damaged = json.loads(json.dumps(entries))
    (damaged[1] if part is None else damaged[1][part])[name] = value
    assert_refused(damaged, tmp_path, f"photo 2: {message}")


def fields(entry):
    return [(None, name) for name in entry] + [(part, name) for part in ("light", "viewpoint") for name in entry[part]]


def test_nothing_of_a_photo_may_be_missing(entries, tmp_path):
    for part, name in fields(entries[0]):
        damaged = json.loads(json.dumps(entries))
        del (damaged[0] if part is None else damaged[0][part])[name]
        place = "photo 1" if part is None else f"photo 1: {part}"
        assert_refused(damaged, tmp_path, f"{place}: expected an entry {name}, found none")


def assert_refused(damaged, folder, message):
    path = folder / "page.html"
    write_page(damaged, "m", path)
    with pytest.raises(FileFormatError) as error:
        join_pages([path])
    assert str(error.value).startswith(f"{path}: {message}")
    assert "\n" not in str(error.value)
