"""JSON, strictly: finite numbers, integers of 64 bits, limited depth."""

import json
from pathlib import Path
from typing import Any

from probsym.errors import FileFormatError, InputError
from probsym.io import read_text
from probsym.readers.plain import check_plain, shown


def parse_json(text: str | bytes, where: str) -> Any:
    """The values of a JSON text.

    Args:
        text: as text, or as bytes in UTF-8, with or without a byte order mark.
        where: the file, for the message.

    Raises:
        FileFormatError: it is not JSON, or has values that :func:`~probsym.readers.plain.check_plain` refuses.
    """
    try:
        values = json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    except (ValueError, RecursionError) as error:
        reason = "too many brackets" if isinstance(error, RecursionError) else error
        raise FileFormatError(f"{where}: damaged: not JSON in UTF-8 ({reason})") from None
    check_plain(values, where)
    return values


def read_json(path: Path) -> Any:
    """The values of a JSON file, as by :func:`parse_json`.

    Raises:
        FileFormatError: it is not JSON.
        OSError: it cannot be read.
    """
    try:
        text = read_text(path)
    except InputError as error:
        raise FileFormatError(str(error)) from None
    return parse_json(text, str(path))


def read_json_table(path: Path) -> dict[str, Any]:
    """The table in a JSON file.

    Raises:
        FileFormatError: it is not JSON, or holds no table.
        OSError: it cannot be read.
    """
    values = read_json(path)
    if not isinstance(values, dict):
        raise FileFormatError(f"{path}: damaged: expected a table, got {shown(values)}")
    return values
