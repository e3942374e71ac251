"""The command ``probsym``: picks a command, runs it, turns errors into one line and an exit code.

A command is a module of this folder with a frozen dataclass (its fields are the flags, its docstrings the help)
and a function ``run(args)``. Those modules import nothing heavy at the top, so that help is instant; ``run`` does.
"""

import errno
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Union

from probsym import __version__
from probsym.cli._startup import quick_end
from probsym.config.aliases import FLAGS
from probsym.errors import ProbsymError

COMMANDS = {
    "train": "Train",
    "reconstruct": "Reconstruct",
    "view": "View",
    "evaluate": "Evaluate",
    "synth": "Synth",
    "inspect": "Inspect",
    "crop": "Crop",
    "export": "Export",
    "benchmark": "Benchmark",
    "app": "App",
    "pretrain-features": "PretrainFeatures",
}
"""Command (and module in this folder, with _ for -) -> the dataclass of its flags, in the order of the help."""

BAD_INPUT = 2
INTERRUPTED = 130

_DESCRIPTION = """Learn a category's 3D shape from a folder of single photos, with no labels.

"probsym COMMAND --help" explains a command; "probsym --version" prints the version."""


def program() -> int:
    """:func:`main` as a process of its own, which nothing comes after."""
    with quick_end():
        for stream in (sys.stdout, sys.stderr):
            # names of files need not be text, and no terminal has all letters
            stream.reconfigure(errors="backslashreplace")  # pyright: ignore[reportAttributeAccessIssue]
        return main()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: arguments after the program's name; ``sys.argv[1:]`` by default.

    Returns:
        Exit code: 0, or 2 for bad input (one line on stderr says what), or 130 when interrupted.

    Raises:
        SystemExit: after a help text (0) or a mistyped flag (2).
    """
    arguments = list(sys.argv[1:] if argv is None else argv) or ["--help"]
    if arguments == ["--version"]:
        print(f"probsym {__version__}")
        return 0
    try:
        command = _parse([_current_flag(argument) for argument in arguments])
        module = importlib.import_module(type(command).__module__)
        return module.run(command) or 0
    except ProbsymError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        print("probsym: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output went away; flushing at exit must not complain about it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _fail(_os_error_text(error))


def _parse(arguments: list[str]) -> Any:
    """The dataclass of the command that ``arguments`` name, filled in."""
    import tyro

    choices = []
    for name, class_name in COMMANDS.items():
        command = getattr(importlib.import_module(f"probsym.cli.{name.replace('-', '_')}"), class_name)
        choices.append(Annotated[command, tyro.conf.subcommand(name)])
    return tyro.cli(
        Union[tuple(choices)],  # type: ignore[arg-type]  # noqa: UP007 - built at run time
        prog="probsym",
        description=_DESCRIPTION,
        args=arguments,
        config=(tyro.conf.FlagCreatePairsOff, tyro.conf.OmitSubcommandPrefixes),
    )


def _current_flag(argument: str) -> str:
    """``argument`` with the flag of an earlier version replaced by today's."""
    flag, equals, value = argument.partition("=")
    return FLAGS.get(flag, flag) + equals + value


def _fail(text: str) -> int:
    print("probsym: error: " + " ".join(text.split()), file=sys.stderr)
    return BAD_INPUT


def _os_error_text(error: OSError) -> str:
    if error.errno is None:
        return str(error)
    reason = os.strerror(error.errno)
    if error.errno == errno.ENOSPC:
        reason += " (free some and start again)"
    return f"{error.filename}: {reason}" if error.filename else reason
