import zipfile
from pathlib import Path

import pytest

from probsym.data.inputs import ResultNames, open_photos
from probsym.errors import InputError


def result_names(names):
    results = ResultNames()
    return [results.add(name) for name in names]


def test_names_do_not_clash():
    names = ["a.jpg", "sub/a.png", "A.gif", "a-2.jpg", "contact_sheet.png"]
    assert result_names(names) == ["a", "a-2", "A-3", "a-2-2", "contact_sheet-2"]
    assert result_names(["page.html.jpg", "contact_sheet.png.png"]) == ["page.html-2", "contact_sheet.png-2"]


def test_names_are_safe():
    assert result_names(["...jpg", "a b/ü:n?.png", ".. .jpg"]) == ["photo", "ü_n", "photo-2"]
    assert len(result_names(["x" * 300 + ".png"])[0]) == 100
    (long,) = result_names(["写真" * 60 + ".png"])  # three bytes each
    assert long == ("写真" * 60)[:66]


def test_files_folders_and_archives_in_order(album, tmp_path):
    archive = tmp_path / "z.ZIP"
    with zipfile.ZipFile(archive, "w") as target:
        target.write(album / "cat.png", "in/zip.png")
    with open_photos([archive, album / "cat.png", album]) as found:
        assert [photo.name for photo in found] == ["in/zip.png", "cat.png", "cat.png", "more/cat.jpg", "more/dog.webp"]
        assert found[0].read() == found[1].read() == (album / "cat.png").read_bytes()


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([], "at least one photo"),
        ([Path("no/such.jpg")], "no such photo"),
        (["https://a.org/b.jpg"], "got a web address"),
    ],
)
def test_bad_inputs(inputs, message):
    with pytest.raises(InputError, match=message), open_photos(inputs):
        pass
