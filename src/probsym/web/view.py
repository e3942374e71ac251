"""Serve the page of a results folder."""

from collections.abc import Callable, Sequence
from pathlib import Path

from probsym.errors import FileFormatError, InputError
from probsym.readers.json import read_json_table
from probsym.readers.plain import entry
from probsym.web import PAGE_NAME
from probsym.web.server import ADDRESS, serve


def view(
    folder: str | Path,
    *,
    port: int = 0,
    host: str = ADDRESS,
    allowed_hosts: Sequence[str] = (),
    browser: bool = True,
    on_start: Callable[[str], None] = print,
) -> None:
    """Serve ``page.html`` of a results folder until Ctrl-C, with the options of :func:`probsym.web.server.serve`.

    Raises:
        InputError: no such folder, it has no page, or the port cannot be used.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"folder: not a directory: {folder}")
    if not (folder / PAGE_NAME).is_file():
        raise InputError(f"folder: {folder} has no {PAGE_NAME}; {_how_to_make_one(folder)}")
    serve(folder, port=port, host=host, allowed_hosts=allowed_hosts, browser=browser, on_start=on_start)


def _how_to_make_one(folder: Path) -> str:
    """The command that writes the missing page, with the model of the results if there are any."""
    for path in sorted(folder.glob("*/factors.json")):
        try:
            model = entry(read_json_table(path), "model", str, str(path))
        except (OSError, FileFormatError):
            continue
        return f"write it with: probsym reconstruct PHOTOS --model {model} --out {folder} --page"
    return "expected a folder written by probsym reconstruct --page"
