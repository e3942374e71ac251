from typing import Any

import pytest

from probsym.errors import FileFormatError
from probsym.readers.plain import MAX_DEPTH, check_plain, entries, entry, shown


def nested(depth: int) -> list[Any]:
    values: list[Any] = []
    for _ in range(depth - 1):
        values = [values]
    return values


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"a": [1.0, float("nan")]}, "expected finite numbers, got nan"),
        ({"a": {"b": float("-inf")}}, "expected finite numbers, got -inf"),
        ([2**63], "at most 64 bits, got one of 64"),
        ([-(2**63) - 1], "at most 64 bits"),
        ({"\ud800": 1}, "half of a surrogate pair"),
        (nested(MAX_DEPTH + 2), "at most 32 tables and lists"),
    ],
)
def test_values_that_parsers_let_pass_are_refused(values: Any, message: str) -> None:
    with pytest.raises(FileFormatError, match=f"^a.json: .*{message}"):
        check_plain(values, "a.json")


def test_plain_values_pass() -> None:
    check_plain({"a": [2**63 - 1, -(2**63), 1e308, True, None, "grün"], "b": nested(MAX_DEPTH - 1)}, "a.json")


def test_entries_are_typed() -> None:
    assert entry({"a": 3}, "a", int, "f") == 3
    number = entry({"a": 3}, "a", float, "f")
    assert isinstance(number, float)
    for table, kind, message in (
        ({}, int, "f: expected an entry a, found none"),
        ([], int, "f: expected a table with an entry a, got []"),
        ({"a": True}, int, "f: a: expected an integer, got True"),
        ({"a": "3"}, float, "f: a: expected a number, got '3'"),
        ({"a": 1.5}, int, "f: a: expected an integer, got 1.5"),
    ):
        with pytest.raises(FileFormatError) as caught:
            entry(table, "a", kind, "f")
        assert str(caught.value) == message


def test_lists_are_typed() -> None:
    assert entries([1, 2.5], float, "f") == [1.0, 2.5]
    with pytest.raises(FileFormatError, match="f: expected a list, got 3"):
        entries(3, int, "f")
    with pytest.raises(FileFormatError, match="expected a text, got 1"):
        entries(["a", 1], str, "f")


def test_long_values_are_cut_in_messages() -> None:
    assert len(shown("x" * 10_000)) < 100
