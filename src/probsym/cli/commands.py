"""The commands, and how a command line becomes the dataclass of one of them.

Each command is a module of this folder with a frozen dataclass, whose fields are the flags and whose docstrings are the
help, and a function ``run(args)``. The modules import nothing heavy at the top, so that help is fast; ``run`` does.
"""

import importlib
from collections.abc import Sequence
from typing import Annotated, Any, Union

from probsym.config.aliases import FLAGS

COMMANDS = {
    "train": "Train",
    "reconstruct": "Reconstruct",
    "bulk": "Bulk",
    "view": "View",
    "evaluate": "Evaluate",
    "synth": "Synth",
    "inspect": "Inspect",
    "crop": "Crop",
    "align": "Align",
    "export": "Export",
    "silhouette": "Silhouette",
    "benchmark": "Benchmark",
    "app": "App",
    "pretrain-features": "PretrainFeatures",
    "doctor": "Doctor",
}
"""Command (its module has _ for -) -> the dataclass of its flags, in the order of the help."""

_DESCRIPTION = """Learn a category's 3D shape from a folder of single-view photos, without labels.

"probsym COMMAND --help" describes a command; "probsym --version" or "-V" prints the version.
"probsym --tyro-write-completion bash|zsh|fish FILE" writes a script for shell completion."""


def with_current_name(argument: str) -> str:
    """``argument`` with the flag of an earlier version replaced by its current name."""
    flag, equals, value = argument.partition("=")
    return FLAGS.get(flag.replace("_", "-"), flag) + equals + value


def load_command(name: str) -> type:
    """The dataclass of a command."""
    return getattr(importlib.import_module(f"probsym.cli.{name.replace('-', '_')}"), COMMANDS[name])


def parse(arguments: Sequence[str]) -> Any:
    """The dataclass of the command that ``arguments`` name, filled in.

    Raises:
        SystemExit: after a help text, with 0.
        InputError: a missing argument or one of the wrong type.
    """
    import tyro

    from probsym.cli.flags import optional
    from probsym.cli.usage_errors import one_line_errors

    registry = tyro.constructors.ConstructorRegistry()
    registry.primitive_rule(optional)
    choices = []
    for name in COMMANDS:
        command = load_command(name)
        # The list of commands shows summaries, a command's own help the whole text.
        summary = None if arguments[0] == name else (command.__doc__ or "").partition("\n\n")[0]
        choices.append(Annotated[command, tyro.conf.subcommand(name, description=summary)])
    with registry, one_line_errors(arguments[0]):
        return tyro.cli(
            Union[tuple(choices)],  # type: ignore[arg-type]  # noqa: UP007 - built at run time
            prog="probsym",
            description=_DESCRIPTION,
            args=arguments,
            config=(tyro.conf.FlagCreatePairsOff, tyro.conf.OmitSubcommandPrefixes),
        )
