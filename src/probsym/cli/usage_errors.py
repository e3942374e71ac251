"""Turn tyro's boxes about missing and wrong arguments into one line in the style of all other errors."""

import contextlib
import io
import re
from collections.abc import Iterator
from itertools import takewhile

from probsym.errors import InputError

_RULE = re.compile(r"\s*[─-]+\s*")
_FLAG = re.compile(r" {6}(\S.*?) *")
"""A missing argument in tyro's list of them; its help is indented more."""
_REPLACED = (
    (r"Missing value for argument '(.+)'\. Expected 1 values?\.", r"\1: expected a value, got none"),
    (r"Missing value for argument '(.+)'\. Expected (\d+) values\.", r"\1: expected \2 values, got fewer"),
    (r"Error parsing (.+?): invalid literal for int\(\) with base 10: (.+)", r"\1: expected a whole number, got \2"),
    (r"Error parsing (.+?): could not convert string to float: (.+)", r"\1: expected a number, got \2"),
    (r"Error parsing (.+?): (.+)", r"\1: \2"),
    (r"invalid choice (.+) for argument '(.+)'\. Expected one of \((.+?),?\)\.", r"\2: expected one of \3; got \1"),
    (r"Unrecognized options: (.+)", r"unexpected argument: \1"),
)


@contextlib.contextmanager
def one_line_errors(command: str) -> Iterator[None]:
    """Raise what tyro reports inside as one line; help texts end the program as before.

    Args:
        command: whose help is named.

    Raises:
        InputError: a missing argument or a wrong one.
    """
    printed = io.StringIO()
    try:
        with contextlib.redirect_stderr(printed):
            yield
    except SystemExit as stop:
        if not stop.code:
            raise
        raise InputError(usage_error(printed.getvalue(), command)) from None


def usage_error(box: str, command: str) -> str:
    """What is wrong, in one line.

    Args:
        box: what tyro printed.
        command: whose help is named.
    """
    _, *lines = [line.replace("│", " ") for line in box.splitlines() if not line.startswith("╰")] or [""]
    if lines and _RULE.fullmatch(lines[0]):  # below the title, where the output has ASCII alone
        del lines[0]
    said = list(takewhile(lambda line: not _RULE.fullmatch(line), lines))
    words = " ".join(" ".join(said).split())
    if words.startswith("Missing from"):
        missing = [found[1] for line in said if (found := _FLAG.fullmatch(line))]
        words = f"expected {', '.join(missing)}; got none" if missing else words
    for pattern, replacement in _REPLACED:
        words, changed = re.subn(f"^{pattern}$", replacement, words)
        if changed:
            break
    return f"{words or 'wrong arguments'}; see probsym {command} --help"
