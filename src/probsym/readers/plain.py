"""Plain values (tables, lists, texts, numbers, truth values), and the JSON and TOML files that hold them.

They are read strictly: finite numbers, integers of 64 bits, limited depth.
"""

import json
import math
import reprlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from probsym.errors import FileFormatError, InputError
from probsym.io import read_text

MAX_DEPTH = 32
"""Most tables and lists inside each other."""
_LARGEST = 2**63
_Value = TypeVar("_Value")
_KINDS = {dict: "a table", list: "a list", str: "a text", int: "an integer", float: "a number", bool: "true or false"}


def check_plain(values: Any, where: str) -> None:
    """Check what parsers let pass: depth, size of integers, finite numbers, texts that UTF-8 can encode.

    Args:
        values: parsed.
        where: the file, for the message.

    Raises:
        FileFormatError: something of that is wrong.
    """
    level, depth = [values], 0
    while level:
        if depth > MAX_DEPTH:
            raise FileFormatError(f"{where}: expected at most {MAX_DEPTH} tables and lists inside each other")
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below += value.keys()
                below += value.values()
            elif isinstance(value, list):
                below += value
            else:
                _check_scalar(value, where)
        level, depth = below, depth + 1


def _check_scalar(value: Any, where: str) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise FileFormatError(f"{where}: expected finite numbers, got {value}")
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        raise FileFormatError(f"{where}: expected integers of at most 64 bits, got one of {value.bit_length()}")
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise FileFormatError(f"{where}: expected Unicode text, got half of a surrogate pair") from None


def entry(table: Any, key: str, kind: type[_Value], where: str) -> _Value:
    """An entry of a table.

    Args:
        table: should be a table.
        key: of the entry.
        kind: dict, list, str, int, float or bool; an integer counts as a float, but a truth value not as an integer.
        where: the file, for the message.

    Raises:
        FileFormatError: ``table`` is none, the entry is missing or of another type.
    """
    if not isinstance(table, Mapping):
        raise FileFormatError(f"{where}: expected a table with an entry {key}, got {shown(table)}")
    if key not in table:
        raise FileFormatError(f"{where}: expected an entry {key}, found none")
    value = table[key]
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise FileFormatError(f"{where}: {key}: expected {_KINDS[kind]}, got {shown(value)}")
    return value


def entries(values: Any, kind: type[_Value], where: str) -> list[_Value]:
    """A list all of whose entries have one type; ``kind`` as for :func:`entry`.

    Raises:
        FileFormatError: it is no list, or holds something else.
    """
    if not isinstance(values, list):
        raise FileFormatError(f"{where}: expected a list, got {shown(values)}")
    return [entry({"entry": value}, "entry", kind, where) for value in values]


def shown(value: Any) -> str:
    """A value in a message: cut if it is long."""
    return reprlib.repr(value)


def parse_json(text: str | bytes, where: str) -> Any:
    """The values of a JSON text.

    Args:
        text: as text, or as bytes in UTF-8, with or without a byte order mark.
        where: the file, for the message.

    Raises:
        FileFormatError: it is not JSON, or has values that :func:`check_plain` refuses.
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


def read_toml(path: Path) -> dict[str, Any]:
    """The table in a TOML file.

    Raises:
        FileFormatError: it is not TOML, or has values that :func:`check_plain` refuses.
        OSError: it cannot be read.
    """
    try:
        values = tomllib.loads(read_text(path))
    except InputError as error:
        raise FileFormatError(str(error)) from None
    except (ValueError, RecursionError) as error:
        reason = "too many brackets" if isinstance(error, RecursionError) else error
        raise FileFormatError(f"{path}: not a TOML file: {reason}") from None
    check_plain(values, str(path))
    return values
