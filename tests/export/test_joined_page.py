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
