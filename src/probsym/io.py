"""Atomic file and directory writes, checks of where they go, and reading of text files.

Everything is written under a temporary name beside its target and renamed when it is complete, so that a reader, or
the next run after a crash, never meets half of a file or folder (:mod:`probsym.temporaries` has the names).
"""

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from probsym.errors import InputError
from probsym.temporaries import FILLING, REPLACED, WRITING, active_name, remove_stale_temporaries


@contextmanager
def atomic_write(path: Path, sync: bool = False) -> Iterator[Path]:
    """Yield a temporary path with the suffix of ``path``; it is renamed to ``path`` if the block succeeds.

    Args:
        path: file to write, in an existing folder; an existing file is replaced.
        sync: flush the file and its folder to the disk, so that it survives a power cut.

    Raises:
        OSError: the folder is missing or cannot be written to; the temporary file is removed.
    """
    remove_stale_temporaries(path.parent)
    with active_name(WRITING, path.suffix) as name:
        temporary = path.with_name(name)
        try:
            yield temporary
            if sync:
                _sync(temporary)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    if sync:
        _sync(path.parent)


def write_bytes(path: Path, content: bytes, sync: bool = False) -> None:
    """Write a file atomically; ``sync`` as for :func:`atomic_write`."""
    with atomic_write(path, sync) as temporary, temporary.open("xb") as file:
        file.write(content)


def write_text(path: Path, text: str, sync: bool = False) -> None:
    """Write a UTF-8 file atomically; undecodable bytes of file names in ``text`` are escaped with backslashes."""
    write_bytes(path, text.encode(errors="backslashreplace"), sync)


def read_text(path: Path) -> str:
    """Read a text file that a person may have edited: UTF-8, with or without a byte order mark.

    Raises:
        InputError: the file has another encoding.
        OSError: it cannot be read.
    """
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:64]:
        raise InputError(f"{path}: expected UTF-8 text, got UTF-16 or binary data; save it with the encoding UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: expected UTF-8 text, got another encoding ({error}); save it as UTF-8") from None


@contextmanager
def atomic_folder(path: Path, sync: bool = False) -> Iterator[Path]:
    """Yield a temporary folder that becomes ``path`` if the block succeeds, replacing what was there.

    The former folder is removed after the new one is in place. A process that is killed between the two renames leaves
    the former one under a temporary name; :func:`remove_stale_temporaries` restores it.

    Args:
        path: folder to write; folders above it are created.
        sync: flush everything to the disk, so that it survives a power cut.

    Raises:
        OSError: it cannot be written; the former folder is unchanged.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _temporary_folder(path.parent) as temporary:
        yield temporary
        if sync:
            _sync_tree(temporary)
        with active_name(REPLACED, f"-{path.name}") as name:
            former = path.with_name(name)
            if path.exists():
                path.rename(former)
            try:
                temporary.rename(path)
            except BaseException:
                if former.exists():
                    former.rename(path)
                raise
            if sync:
                _sync(path.parent)
            shutil.rmtree(former, ignore_errors=True)


@contextmanager
def atomic_new_folder(path: Path) -> Iterator[Path]:
    """Yield a temporary folder that becomes ``path`` if the block succeeds.

    Args:
        path: must not be in use (:func:`is_in_use`); folders above it are created. An existing empty folder, which
            may be a link, a mount point or the working directory, is kept and filled; if a kill interrupts that,
            :func:`is_in_use` completes it.

    Raises:
        OSError: ``path`` is in use or cannot be written; the temporary folder is removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    is_empty_folder = path.is_dir()
    if is_in_use(path):
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(path))
    with _temporary_folder(path if is_empty_folder else path.parent) as temporary:
        yield temporary
        if is_empty_folder:
            _fill(path, temporary)
        else:
            temporary.rename(path)


def _fill(folder: Path, temporary: Path) -> None:
    """Move what is complete into an empty folder, all or nothing."""
    with active_name(FILLING) as name:
        complete = temporary.rename(folder / name)
        moved: list[Path] = []
        try:
            for child in sorted(complete.iterdir()):
                child.rename(folder / child.name)
                moved.append(folder / child.name)
        except BaseException:
            for child in moved:
                child.rename(complete / child.name)
            shutil.rmtree(complete, ignore_errors=True)
            raise
        shutil.rmtree(complete, ignore_errors=True)


@contextmanager
def atomic_folder_update(folder: Path, sync: bool = False) -> Iterator[Path]:
    """Yield a temporary folder whose files are moved into ``folder`` if the block succeeds.

    A new folder appears in one rename. In an existing one, files of the same name are replaced one by one and other
    files are kept.

    Args:
        folder: folder to update; folders above it are created.
        sync: flush everything to the disk, so that it survives a power cut.

    Raises:
        OSError: the folder cannot be written; the temporary one is removed.
    """
    folder = folder.resolve()  # "." has no name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _temporary_folder(folder if folder.is_dir() else folder.parent) as temporary:
        yield temporary
        if sync:
            _sync_tree(temporary)
        if not folder.exists():
            temporary.rename(folder)
        else:
            for path in sorted(temporary.rglob("*")):
                if path.is_file():
                    target = folder / path.relative_to(temporary)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    path.replace(target)
                    if sync:
                        _sync(target.parent)
        if sync:
            _sync(folder.parent)


@contextmanager
def remove_new_folder_on_error(path: Path) -> Iterator[None]:
    """If the block fails, remove ``path`` if the block created it and it is empty."""
    existed = path.exists()
    try:
        yield
    except BaseException:
        if not existed:
            with suppress(OSError):  # not empty, or never created
                path.rmdir()
        raise


def check_new_file(name: str, path: Path, suffixes: Sequence[str] = ()) -> None:
    """Raise unless a file can be written to ``path``; one that exists will be replaced.

    Args:
        name: the argument's name, for the message.
        path: of the file.
        suffixes: that it may have, such as ".png"; none: any.

    Raises:
        InputError: it is a folder, has another suffix, or is in a folder that does not exist or cannot be written to.
    """
    fits = not suffixes or path.suffix.lower() in suffixes
    if not fits or path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        kinds = " or ".join(suffixes) + " " if suffixes else ""
        raise InputError(f"{name}: expected a {kinds}file in an existing folder, got {path}")


def check_new_folder(name: str, path: Path) -> None:
    """Raise unless ``path`` can become a new folder, or is an empty one.

    Args:
        name: the argument's name, for the message.
        path: of the folder; those above it may be missing, too.

    Raises:
        InputError: it is a file or in use (:func:`is_in_use`), or what is above it is none or cannot be written to.
    """
    if path.exists() and not path.is_dir():
        raise InputError(f"{name}: expected a folder, got the file {path}")
    if is_in_use(path):
        raise InputError(f"{name}: expected a new or empty folder, got {path}, which is not empty")
    _check_writable(name, path, "a new or empty folder")


def check_output_folder(name: str, path: Path) -> None:
    """Raise unless files can be written to the folder ``path``, which may hold others or not exist yet.

    Args:
        name: the argument's name, for the message.
        path: of the folder; those above it may be missing, too.

    Raises:
        InputError: it is a file, or what is above it is none or cannot be written to.
    """
    if path.exists() and not path.is_dir():
        raise InputError(f"{name}: expected a folder, got the file {path}")
    _check_writable(name, path, "a folder")


def _check_writable(name: str, path: Path, kind: str) -> None:
    nearest = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise InputError(f"{name}: expected {kind}, got {path}, but {nearest} cannot be written to")


def is_in_use(path: Path) -> bool:
    """True if ``path`` is a file, or a folder that holds anything but temporaries of interrupted writes.

    What a killed process had completed and begun to move into the folder is moved there.
    """
    if not path.is_dir():
        return path.exists()
    remove_stale_temporaries(path)
    return any(not child.name.startswith((WRITING, REPLACED)) for child in path.iterdir())


@contextmanager
def _temporary_folder(parent: Path) -> Iterator[Path]:
    remove_stale_temporaries(parent)
    with active_name(WRITING) as name:
        temporary = parent / name
        temporary.mkdir()
        try:
            yield temporary
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    """Flush a file or folder to the disk; Windows cannot open folders for that."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
