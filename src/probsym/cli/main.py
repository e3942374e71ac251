"""The program ``probsym``: parses the command line, runs the command, reports errors in one line."""

import functools
import importlib
import io
import os
import sys
import warnings
from collections.abc import Sequence

from probsym import __version__
from probsym.cli.commands import parse, with_current_name
from probsym.cli.exit_code import exit_code, fail
from probsym.cli.startup import limit_threads, no_collection_at_exit
from probsym.cli.suggestions import find_mistyped


def program() -> int:
    """Run :func:`main` as the whole process."""
    if sys.platform == "darwin":  # operators that Apple's GPUs lack run on the CPU; read when torch is imported
        os.environ.setdefault("PYTORCH_ENABLE_MPS_FALLBACK", "1")
    warnings.formatwarning = lambda message, *_, **__: f"probsym: warning: {message}\n"
    limit_threads()
    with no_collection_at_exit():
        for name in ("stdout", "stderr"):
            if getattr(sys, name) is None:  # a file opened later must not get its number
                setattr(sys, name, io.TextIOWrapper(io.FileIO(os.devnull, "w")))
            # File names may hold any bytes, and terminals lack some characters.
            getattr(sys, name).reconfigure(errors="backslashreplace")
        return main()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: arguments after the program's name; ``sys.argv[1:]`` by default.

    Returns:
        Exit code: 0, or 2 for bad input (one line on stderr says what), or 130 when interrupted.

    Raises:
        SystemExit: after a help text, with 0.
    """
    arguments = list(sys.argv[1:] if argv is None else argv) or ["--help"]
    if arguments in (["--version"], ["-V"]):
        print(f"probsym {__version__}")
        return 0
    if mistake := find_mistyped(arguments):
        return fail(mistake, "probsym")
    arguments = [with_current_name(argument) for argument in arguments]
    return exit_code(functools.partial(_run, arguments), "probsym")


def _run(arguments: Sequence[str]) -> int | None:
    command = parse(arguments)
    return importlib.import_module(type(command).__module__).run(command)
