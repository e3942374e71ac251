"""The program ``probsym``: parses the command line, runs the command, reports errors in one line.

Each command is a module of this folder with a frozen dataclass, whose fields are the flags and whose docstrings are the
help, and a function ``run(args)``. The modules import nothing heavy at the top, so that help is fast; ``run`` does.
"""

import errno
import importlib
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Annotated, Any, Union

from probsym import __version__
from probsym.cli.startup import no_collection_at_exit
from probsym.cli.suggestions import find_mistyped
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
    "align": "Align",
    "export": "Export",
    "benchmark": "Benchmark",
    "app": "App",
    "pretrain-features": "PretrainFeatures",
}
"""Command (its module has _ for -) -> the dataclass of its flags, in the order of the help."""

BAD_INPUT = 2
INTERRUPTED = 130

_DESCRIPTION = """Learn a category's 3D shape from a folder of single photos, with no labels.

"probsym COMMAND --help" explains a command; "probsym --version" or "-V" prints the version.
"probsym --tyro-write-completion bash|zsh|fish FILE" writes a script for shell completion."""


def program() -> int:
    """Run :func:`main` as the whole process."""
    warnings.formatwarning = lambda message, *_, **__: f"probsym: warning: {message}\n"
    with no_collection_at_exit():
        for stream in (sys.stdout, sys.stderr):
            # File names may hold any bytes, and terminals lack some characters.
            stream.reconfigure(errors="backslashreplace")  # pyright: ignore[reportAttributeAccessIssue]
        return main()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: arguments after the program's name; ``sys.argv[1:]`` by default.

    Returns:
        Exit code: 0, or 2 for bad input (one line on stderr says what), or 130 when interrupted.

    Raises:
        SystemExit: after a help text (0), or for a missing argument or one of the wrong type (2).
    """
    arguments = list(sys.argv[1:] if argv is None else argv) or ["--help"]
    if arguments in (["--version"], ["-V"]):
        print(f"probsym {__version__}")
        return 0
    arguments = [_current_flag(argument) for argument in arguments]
    if mistake := find_mistyped(arguments, list(COMMANDS), _load_command):
        return _fail(mistake)
    try:
        command = _parse(arguments)
        module = importlib.import_module(type(command).__module__)
        return module.run(command) or 0
    except ProbsymError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        print("probsym: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of the output has gone; flushing at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _fail(_os_error_text(error))


def _parse(arguments: list[str]) -> Any:
    """The dataclass of the command that ``arguments`` name, filled in."""
    import tyro

    choices = []
    for name in COMMANDS:
        command = _load_command(name)
        # The list of commands shows summaries, a command's own help the whole text.
        summary = None if arguments[0] == name else (command.__doc__ or "").partition("\n\n")[0]
        choices.append(Annotated[command, tyro.conf.subcommand(name, description=summary)])
    return tyro.cli(
        Union[tuple(choices)],  # type: ignore[arg-type]  # noqa: UP007 - built at run time
        prog="probsym",
        description=_DESCRIPTION,
        args=arguments,
        config=(tyro.conf.FlagCreatePairsOff, tyro.conf.OmitSubcommandPrefixes),
    )


def _load_command(name: str) -> type:
    return getattr(importlib.import_module(f"probsym.cli.{name.replace('-', '_')}"), COMMANDS[name])


def _current_flag(argument: str) -> str:
    """``argument`` with the flag of an earlier version replaced by its current name."""
    flag, equals, value = argument.partition("=")
    return FLAGS.get(flag.replace("_", "-"), flag) + equals + value


def _fail(text: str) -> int:
    print("probsym: error: " + " ".join(text.split()), file=sys.stderr)
    return BAD_INPUT


def _os_error_text(error: OSError) -> str:
    if error.errno is None:
        return str(error)
    reason = os.strerror(error.errno)
    if error.errno == errno.ENOSPC:
        reason += " (free disk space and start again)"
    return f"{error.filename}: {reason}" if error.filename else reason
