"""Serve the page of a results folder, or one page of several."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from probsym.errors import FileFormatError, InputError
from probsym.io import check_new_file, write_text
from probsym.readers.plain import entry, read_json_table
from probsym.web import PAGE_NAME
from probsym.web.server import ADDRESS, serve


def view(
    folders: Sequence[Path],
    *,
    port: int = 0,
    host: str = ADDRESS,
    allowed_hosts: Sequence[str] = (),
    browser: bool = True,
    on_start: Callable[[str], None] = print,
) -> None:
    """Serve ``page.html`` of a results folder until Ctrl-C, with the options of :func:`probsym.web.server.serve`.

    Of several folders, only a page with the photos of all is served.

    Raises:
        InputError: no such folder, it has no page, or the port cannot be used.
    """

    def serve_folder(folder: Path) -> None:
        serve(folder, port=port, host=host, allowed_hosts=allowed_hosts, browser=browser, on_start=on_start)

    pages = _pages(folders)
    if len(pages) == 1:
        serve_folder(pages[0].parent)
        return
    with tempfile.TemporaryDirectory(prefix="probsym-") as scratch:
        _write_joined(pages, Path(scratch) / PAGE_NAME)
        serve_folder(Path(scratch))


def export_page(folders: Sequence[Path], path: Path) -> None:
    """Write a page with the photos of all these results folders.

    Raises:
        InputError: no such folder, it has no page, or ``path`` cannot be a page.
        OSError: the page cannot be written.
    """
    pages = _pages(folders)
    check_new_file("export", path, (".html",))
    _write_joined(pages, path)


def _write_joined(pages: Sequence[Path], path: Path) -> None:
    from probsym.export.joined_page import join_pages  # imports torch, which a single page does without

    write_text(path, join_pages(pages))


def _pages(folders: Sequence[Path]) -> list[Path]:
    if not folders:
        raise InputError("folders: expected at least one, got none")
    for folder in folders:
        if not folder.is_dir():
            raise InputError(f"folders: not a directory: {folder}")
        if not (folder / PAGE_NAME).is_file():
            raise InputError(f"folders: {folder} has no {PAGE_NAME}; {_how_to_make_one(folder)}")
    return [folder / PAGE_NAME for folder in folders]


def _how_to_make_one(folder: Path) -> str:
    """The command that writes the missing page, with the model of the results if there are any."""
    for path in sorted(folder.glob("*/factors.json")):
        try:
            model = entry(read_json_table(path), "model", str, str(path))
        except (OSError, FileFormatError):
            continue
        return f"write it with: probsym reconstruct PHOTOS --model {model} --out {folder} --page"
    return "expected a folder written by probsym reconstruct --page"
