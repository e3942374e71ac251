import json
import os
import zipfile
from pathlib import Path

import pytest

from probsym.data.image_files import UnreadableImageError
from probsym.data.photos import ResultNames, open_photo_source, open_photos
from probsym.errors import InputError

WANTED = ["B.JPEG", "a.jpg", "e.HEIC", "f.avif", "g.jfif", "sub/d.webp", "sub/deeper/c.tif", "Å.png"]
IGNORED = [".hidden.jpg", ".git/x.png", "__MACOSX/._a.jpg", "notes.txt", "sub/.DS_Store", "jpg", "a.jpg.bak"]


def fill_folder(folder: Path) -> Path:
    for name in WANTED + IGNORED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


def fill_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir("sub")
        for name in reversed(WANTED + IGNORED):
            archive.writestr(name, name.encode())
    return path


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_images_are_sorted_by_name_and_other_files_ignored(kind: str, tmp_path: Path) -> None:
    source = fill_folder(tmp_path / "photos") if kind == "folder" else fill_zip(tmp_path / "photos.zip")
    with open_photo_source(source) as files:
        assert [file.name for file in files] == WANTED
        assert [file.read().decode() for file in files] == WANTED
        assert [file.size for file in files] == [len(name.encode()) for name in WANTED]


def test_the_source_itself_may_be_hidden(tmp_path: Path) -> None:
    with open_photo_source(fill_folder(tmp_path / ".photos")) as files:
        assert len(files) == len(WANTED)


def test_a_zip_is_not_unpacked(tmp_path: Path) -> None:
    with open_photo_source(fill_zip(tmp_path / "photos.zip")) as files:
        files[0].read()
    assert [path.name for path in tmp_path.iterdir()] == ["photos.zip"]


def test_of_two_entries_with_one_name_the_last_counts(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.png", b"old")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.png", b"new")
    with open_photo_source(tmp_path / "a.zip") as files:
        assert [file.read() for file in files] == [b"new"]


def test_links_are_followed_without_loops(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "a.png").write_bytes(b"a")
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "linked").symlink_to(tmp_path / "store")
    (photos / "up").symlink_to(photos)
    (photos / "broken.png").symlink_to(tmp_path / "absent.png")
    with open_photo_source(photos) as files:
        assert [file.name for file in files] == ["linked/a.png"]


def test_a_damaged_entry_has_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.png", b"some bytes to damage")
    path.write_bytes(path.read_bytes().replace(b"some bytes", b"same bytes"))
    with open_photo_source(path) as files, pytest.raises(UnreadableImageError, match="CRC"):
        files[0].read()


def test_huge_files_are_refused_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("probsym.data.photos.MAX_FILE_BYTES", 2)
    (tmp_path / "a.png").write_bytes(b"123")
    with open_photo_source(tmp_path) as files, pytest.raises(UnreadableImageError, match="file of more than"):
        files[0].read()


def test_sources_that_are_not_photos(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no zip")
    cut = fill_zip(tmp_path / "cut.zip")
    cut.write_bytes(cut.read_bytes()[:-30])
    (tmp_path / "empty").mkdir()
    zipfile.ZipFile(tmp_path / "empty.zip", "w").close()
    for name, message in {
        "absent": "no such folder or zip archive",
        "notes.txt": "expected a folder or a zip archive",
        "cut.zip": "expected a folder or a zip archive",
        "empty": "expected images .*found none",
        "empty.zip": "expected images .*found none",
    }.items():
        with pytest.raises(InputError, match=f"{name}: {message}") as caught, open_photo_source(tmp_path / name):
            pass
        assert "\n" not in str(caught.value)


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    name = b"caf\xe9.png"  # as cameras wrote them before UTF-8
    try:
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_bytes(b"photo")
    except OSError:
        pytest.skip("this file system knows text only")
    with open_photo_source(tmp_path) as files:
        assert [file.name for file in files] == ["caf\\xe9.png"]
        assert files[0].read() == b"photo"
        json.dumps(files[0].name, ensure_ascii=False).encode()


def test_a_subfolder_can_be_excluded(tmp_path: Path) -> None:
    fill_folder(tmp_path)
    for without, left in ((tmp_path / "sub", 6), (tmp_path / "sub" / "deeper", 7), (tmp_path / "none", 8)):
        with open_photo_source(tmp_path, without) as files:
            assert len(files) == left


def test_backslashes_in_zips_separate_folders(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("faces\\a.png", "faces\\.hidden\\b.png", "faces\\"):
            archive.writestr(name, b"")
    with open_photo_source(tmp_path / "a.zip") as files:
        assert [file.name for file in files] == ["faces/a.png"]


def test_web_addresses_and_pipes_are_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="got a web address"),
        open_photo_source(Path("https://example.org/photos.zip")),
    ):
        pass
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(InputError, match="got a pipe, socket or device"), open_photo_source(tmp_path / "pipe"):
            pass


def test_results_below_the_source_are_no_photos(tmp_path: Path) -> None:
    """A training or reconstruction may write into the folder of its photos, and be repeated."""
    files = ["a.png", "run/sheets/step-1.png", "out/a/albedo.png", "out/contact_sheet.png", "other/contact_sheet.png"]
    for name in [*files, "run/record.json", "run/checkpoints/step-1/state.json", "out/a/factors.json"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    with open_photo_source(tmp_path) as found:
        assert [file.name for file in found] == ["a.png", "other/contact_sheet.png"]
    with open_photo_source(tmp_path / "out" / "a") as found:  # where the source itself is a result
        assert [file.name for file in found] == ["albedo.png"]


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
