"""Find mistyped commands and flags, and suggest the closest known ones."""

import dataclasses
import difflib
from collections.abc import Iterable, Sequence

from probsym.cli.commands import COMMANDS, load_command
from probsym.config.aliases import FLAGS


def find_mistyped(arguments: Sequence[str]) -> str:
    """What is wrong with an unknown command or flag, with a suggestion; empty if all are known.

    Args:
        arguments: of the program, as they were typed.
    """
    name = arguments[0]
    if name.startswith("-"):
        return ""
    if name not in COMMANDS:
        hint = _closest(name, COMMANDS) or f"expected one of {', '.join(COMMANDS)}"
        return f"unknown command {name!r}; {hint}"
    known = [*_flags_of(load_command(name)), "--help"]
    for argument in arguments[1:]:
        if argument == "--":
            break
        flag = argument.partition("=")[0].replace("_", "-")
        if flag.startswith("--") and FLAGS.get(flag, flag) not in known:
            hint = _closest(flag, known) or f"see probsym {name} --help"
            return f"unknown flag {flag} of probsym {name}; {hint}"
    return ""


def _flags_of(command: type) -> list[str]:
    """The flags of a dataclass; those of nested dataclasses have no prefix."""
    from tyro.conf import Positional

    (positional,) = Positional[str].__metadata__  # pyright: ignore[reportAttributeAccessIssue] - is Annotated
    flags = []
    for field in dataclasses.fields(command):
        if positional in getattr(field.type, "__metadata__", ()):
            continue
        if dataclasses.is_dataclass(field.default_factory):
            flags += _flags_of(field.default_factory)  # pyright: ignore[reportArgumentType] - a class
        else:
            prefix = "--no-" if field.default is True else "--"
            flags.append(prefix + field.name.replace("_", "-"))
    return flags


def _closest(word: str, known: Iterable[str]) -> str:
    names = {name.removeprefix("--"): name for name in known}  # dashes would make any two flags alike
    found = difflib.get_close_matches(word.removeprefix("--"), names, n=1)
    return f"did you mean {names[found[0]]}?" if found else ""
