import json
import os
import stat
from pathlib import Path

import pytest

from probsym.errors import InputError
from probsym.io import (
    atomic_folder,
    atomic_folder_update,
    atomic_new_folder,
    atomic_write,
    check_new_file,
    check_new_folder,
    check_output_folder,
    is_in_use,
    read_text,
    remove_new_folder_on_error,
    write_bytes,
    write_text,
)


def test_writes_and_overwrites(tmp_path):
    target = tmp_path / "a.txt"
    write_text(target, "grün")
    write_text(target, "blau")
    assert target.read_text(encoding="utf-8") == "blau"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_is_on_the_disk_before_it_gets_its_name(tmp_path, monkeypatch):
    target, flushed = tmp_path / "a.txt", []

    def flush(descriptor):
        flushed.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), target.exists()))

    monkeypatch.setattr(os, "fsync", flush)
    write_bytes(target, b"1", sync=True)
    of_folder = [] if os.name == "nt" else [(True, True)]
    assert flushed == [(False, False), *of_folder]


def test_files_have_default_permissions(tmp_path):
    write_bytes(tmp_path / "a", b"1")
    (tmp_path / "b").write_bytes(b"1")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == stat.S_IMODE((tmp_path / "b").stat().st_mode)


def test_a_failure_keeps_the_old_file_and_leaves_nothing(tmp_path):
    target = tmp_path / "a.txt"
    write_text(target, "old")

    def fail_halfway():
        with atomic_write(target) as temporary:
            temporary.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert target.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_missing_folder(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_bytes(tmp_path / "none" / "a", b"")


def test_a_new_folder_is_written_atomically(tmp_path):
    target = tmp_path / "deep" / "out"
    with atomic_new_folder(target) as folder:
        (folder / "a").write_text("a")
        assert not target.exists()
    assert (target / "a").read_text() == "a"
    assert [path.name for path in target.parent.iterdir()] == ["out"]
    with pytest.raises(ZeroDivisionError), atomic_new_folder(tmp_path / "other"):
        _ = 1 / 0
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]


def test_a_new_folder_may_replace_an_empty_one_only(tmp_path):
    (tmp_path / "empty").mkdir()
    with atomic_new_folder(tmp_path / "empty") as folder:
        (folder / "a").write_text("a")
    with pytest.raises(OSError, match="not empty"), atomic_new_folder(tmp_path / "empty") as folder:
        (folder / "b").write_text("b")
    assert [path.name for path in tmp_path.rglob("*")] == ["empty", "a"]


def fill(folder, **contents):
    with atomic_folder_update(folder) as scratch:
        (scratch / "deep").mkdir()
        for name, text in contents.items():
            (scratch / "deep" / name).write_text(text)
        assert not (folder / "deep" / "a").exists() or (folder / "deep" / "a").read_text() != contents["a"]


def test_temporaries_of_interrupted_writes_do_not_count(tmp_path):
    assert not is_in_use(tmp_path)
    assert not is_in_use(tmp_path / "missing")
    (tmp_path / ".writing-k3j2").mkdir()
    (tmp_path / ".writing-k3j2" / "half").write_text("")
    assert not is_in_use(tmp_path)
    with atomic_new_folder(tmp_path) as folder:
        (folder / "a").write_text("whole")
    assert (tmp_path / "a").read_text() == "whole"
    assert is_in_use(tmp_path)
    assert is_in_use(tmp_path / "a")


def test_a_new_folder_appears_at_once(tmp_path):
    fill(tmp_path / "new", a="1", b="2")
    assert sorted(path.name for path in (tmp_path / "new" / "deep").iterdir()) == ["a", "b"]
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_folder_keeps_its_other_files(tmp_path):
    (tmp_path / "old" / "deep").mkdir(parents=True)
    (tmp_path / "old" / "deep" / "a").write_text("old")
    (tmp_path / "old" / "deep" / "mine").write_text("mine")
    fill(tmp_path / "old", a="new")
    assert (tmp_path / "old" / "deep" / "a").read_text() == "new"
    assert (tmp_path / "old" / "deep" / "mine").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_a_failure_leaves_no_folder(tmp_path):
    def fail_halfway():
        with atomic_folder_update(tmp_path / "new") as scratch:
            (scratch / "a").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("before", "written"), [(False, False), (False, True), (True, False)])
def test_a_failure_leaves_no_new_folder_that_is_empty(tmp_path, before, written):
    folder = tmp_path / "folder"
    if before:
        folder.mkdir()

    def fail():
        with remove_new_folder_on_error(folder):
            folder.mkdir(exist_ok=True)
            if written:
                (folder / "a").touch()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert folder.exists() is (before or written)
    with remove_new_folder_on_error(tmp_path / "other"):
        (tmp_path / "other").mkdir()
    assert (tmp_path / "other").exists()


def test_a_link_to_an_empty_folder_and_the_working_directory_are_filled(tmp_path, monkeypatch):
    for name in ("real", "here"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path / "here")
    for target in (tmp_path / "link", Path()):
        with atomic_new_folder(target) as folder:
            (folder / "a").mkdir()
            (folder / "a" / "b").write_text("b")
        assert [path.name for path in target.rglob("*")] == ["a", "b"]
    assert (tmp_path / "link").is_symlink()


def test_an_empty_folder_is_still_there_and_empty_after_a_failure(tmp_path):
    (tmp_path / "empty").mkdir()

    def fail_halfway():
        with atomic_new_folder(tmp_path / "empty") as folder:
            (folder / "a").write_text("a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert [path.name for path in tmp_path.rglob("*")] == ["empty"]


def _fail_at_the_second_move(monkeypatch):
    rename, done = Path.rename, []

    def fail(path, target):
        if path.parent.name.startswith(".filling-") and not Path(target).parent.name.startswith(".filling-"):
            done.append(path)
            if len(done) == 2:
                raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)


def test_an_empty_folder_is_filled_with_all_or_nothing(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()

    def fill_both():
        with atomic_new_folder(tmp_path / "empty") as folder:
            for name in "ab":
                (folder / name).write_text(name)

    with monkeypatch.context() as patch:
        _fail_at_the_second_move(patch)
        with pytest.raises(OSError, match="No space"):
            fill_both()
    assert [path.name for path in tmp_path.rglob("*")] == ["empty"]
    fill_both()
    assert sorted(path.name for path in (tmp_path / "empty").iterdir()) == ["a", "b"]


def test_the_working_directory_is_updated_file_by_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kept").write_text("1")
    with atomic_folder_update(Path()) as scratch:
        (scratch / "new").write_text("2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "new"]


def test_undecodable_text_is_escaped(tmp_path):
    write_text(tmp_path / "a.json", json.dumps({"name": "caf\udce9"}, ensure_ascii=False))
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == {"name": "caf\udce9"}


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    for content in ("first", "second"):
        with atomic_folder(tmp_path / "deep" / "out", sync=True) as folder:
            (folder / "sub").mkdir()
            (folder / "sub" / content).write_text(content)
    assert [path.name for path in (tmp_path / "deep").rglob("*")] == ["out", "sub", "second"]


def test_a_failed_replacement_keeps_the_former_folder(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").write_text("old")

    def fail_halfway():
        with atomic_folder(tmp_path / "out") as folder:
            (folder / "new").write_text("new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "old"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_text_is_read_with_and_without_a_byte_order_mark(encoding, tmp_path):
    (tmp_path / "a.toml").write_text("grün", encoding=encoding)
    assert read_text(tmp_path / "a.toml") == "grün"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_other_encodings_are_refused_with_a_remedy(encoding, tmp_path):
    (tmp_path / "a.toml").write_text("steps = 1 # für alle", encoding=encoding)
    with pytest.raises(InputError, match=r"a\.toml: expected UTF-8 text, got .*; save it .*UTF-8$"):
        read_text(tmp_path / "a.toml")


def test_a_file_goes_into_an_existing_folder(tmp_path, monkeypatch):
    (tmp_path / "a.png").write_text("old")
    for path in (tmp_path / "a.png", tmp_path / "b.PNG"):
        check_new_file("out", path, (".webp", ".png"))
    check_new_file("out", tmp_path / "any")
    for path in (tmp_path / "a.txt", tmp_path / "no" / "a.png", tmp_path / "a.png" / "a.png"):
        with pytest.raises(InputError) as caught:
            check_new_file("out", path, (".webp", ".png"))
        assert str(caught.value) == f"out: expected a .webp or .png file in an existing folder, got {path}"
    with pytest.raises(InputError, match="out: expected a file in an existing folder"):
        check_new_file("out", tmp_path)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(InputError, match="expected a file"):
        check_new_file("out", tmp_path / "any")


def test_a_folder_is_new_or_empty(tmp_path, monkeypatch):
    (tmp_path / "a").write_text("mine")
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "empty", tmp_path / "new" / "deep"):
        check_new_folder("out", path)
    for path, reason in [
        (tmp_path, "a new or empty folder, got {}, which is not empty"),
        (tmp_path / "a", "a folder, got the file {}"),
        (tmp_path / "a" / "b", "a new or empty folder, got {}, but " + str(tmp_path / "a")),
    ]:
        with pytest.raises(InputError) as caught:
            check_new_folder("out", path)
        assert str(caught.value).startswith(f"out: expected {reason.format(path)}")
    monkeypatch.chdir(tmp_path / "empty")
    check_new_folder("out", Path("new"))
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(InputError, match="cannot be written to"):
        check_new_folder("out", Path("new"))


def test_files_go_into_a_folder_in_use_or_a_new_one(tmp_path, monkeypatch):
    (tmp_path / "a").write_text("mine")
    for path in (tmp_path, tmp_path / "new" / "deep"):
        check_output_folder("out", path)
    for path, reason in [(tmp_path / "a", "got the file"), (tmp_path / "a" / "b", "cannot be written to")]:
        with pytest.raises(InputError, match=f"^out: expected a folder, .*{reason}"):
            check_output_folder("out", path)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(InputError, match="cannot be written to"):
        check_output_folder("out", tmp_path)
