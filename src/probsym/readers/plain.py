"""Plain values, as JSON and TOML hold them: tables, lists, texts, numbers, truth values."""

import math
import reprlib
from collections.abc import Mapping
from typing import Any, TypeVar

from probsym.errors import FileFormatError

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
