"""Tables of the reference pages: commands with their flags, settings, recipes, and old names."""

import ast
import dataclasses
import inspect
import json
import re
import textwrap
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from probsym import config
from probsym.cli.commands import COMMANDS, load_command
from probsym.config.aliases import FLAGS, SETTINGS

RECIPES = Path(__file__).parents[1] / "src" / "probsym" / "recipes"


def table(header: list[str], rows: list[list[str]], numeric: list[bool]) -> str:
    """A Markdown table; numeric columns are aligned to the right."""
    rule = ["--:" if right else "---" for right in numeric]
    return "\n".join("| " + " | ".join(row) + " |" for row in [header, rule, *rows])


def cli() -> str:
    """Every command with its flags."""
    parts = ["`probsym --version` or `-V` prints the version.", ""]
    for name in COMMANDS:
        command = load_command(name)
        arguments = arguments_of(command)
        positional = [row for row in arguments if not row[0].startswith("`--")]
        flags = [row for row in arguments if row not in positional]
        usage = " ".join(["probsym", name, *(row[0].strip("`") for row in positional)])
        required = [row[0].strip("`") + " ..." for row in flags if row[2] == "required"]
        parts += [f"## `probsym {name}`", "", paragraphs(command.__doc__ or ""), ""]
        parts += ["```text", " ".join([usage, *required, "[flags]"]), "```", ""]
        parts += [table(["argument", "value", "default", "meaning"], [*positional, *flags], [False] * 4), ""]
    return "\n".join(parts).rstrip()


def arguments_of(command: type) -> list[list[str]]:
    """Flag, kind, default and meaning of every field of a command; those of a dataclass within it stand alone."""
    texts, rows = field_docstrings(command), []
    for field in dataclasses.fields(command):
        kind = get_args(field.type)[0] if get_origin(field.type) is Annotated else field.type
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            rows += arguments_of(kind)
        else:
            flag, values, default = flag_of(field)
            text = texts.get(field.name, "")
            if flag.startswith("--no-") and field.default is True and text.startswith(("Open", "Write")):
                text = f"Turns this off: {text[0].lower()}{text[1:]}"
            rows.append([f"`{flag}`", values, default, text])
    return rows


def flag_of(field: "dataclasses.Field[Any]") -> tuple[str, str, str]:
    """Flag, kind of value and default of a command's field, as on the command line."""
    kind, positional, hint = field.type, False, ""
    while get_origin(kind) is Annotated:
        kind, *metadata = get_args(kind)
        positional = positional or "Positional" in repr(metadata)
        hints = [getattr(entry, "help_behavior_hint", None) for entry in metadata]
        hint = next((text for text in hints if isinstance(text, str)), hint)
    name = field.name.replace("_", "-")
    if positional:
        return name.upper(), kind_text(kind), "required" if no_default(field) else default_text(field)
    if kind is bool:
        return (f"--no-{name}", "", "off") if field.default else (f"--{name}", "", "off")
    if no_default(field):
        return f"--{name}", kind_text(kind), "required"
    return f"--{name}", kind_text(kind), hint.strip("()").removeprefix("default: ") or default_text(field)


def no_default(field: "dataclasses.Field[Any]") -> bool:
    """Whether a field has to be given."""
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def default_text(field: "dataclasses.Field[Any]") -> str:
    """The default of a field as it would be typed."""
    value = field.default_factory() if callable(field.default_factory) else field.default
    if value is None or value == "" or value == ():
        return ""
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def kind_text(kind: Any) -> str:
    """The values that a field takes, in words."""
    arguments = [part for part in get_args(kind) if part not in (type(None), Ellipsis)]
    if get_origin(kind) is Literal:
        return ", ".join(f"`{choice}`" for choice in arguments)
    if get_origin(kind) is tuple:
        return kind_text(arguments[0]) + (" ..." if Ellipsis in get_args(kind) else f" × {len(arguments)}")
    if arguments:  # a value or None
        return " or ".join(dict.fromkeys(map(kind_text, arguments)))
    return {"Path": "path", "str": "text", "int": "integer", "float": "number"}.get(str(kind.__name__), "text")


def field_docstrings(cls: type) -> dict[str, str]:
    """Field -> the docstring below it."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(definition, ast.ClassDef)
    return {
        field.target.id: one_line(str(text.value.value))
        for field, text in pairwise(definition.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    }


def one_line(text: str) -> str:
    """Text as a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("``", "`").replace("<", "&lt;")


def paragraphs(text: str) -> str:
    """A docstring as Markdown, one line a paragraph."""
    return "\n\n".join(one_line(part) for part in re.split(r"\n\s*\n", inspect.cleandoc(text)))


def settings() -> str:
    """Every setting of a recipe with its default."""
    parts = []
    sections = {
        "": config.Recipe,
        "model.": config.ModelConfig,
        "objective.": config.ObjectiveConfig,
        "data.": config.DataConfig,
        "optimizer.": config.OptimizerConfig,
        "stages[].": config.Stage,
    }
    for prefix, cls in sections.items():
        texts = field_docstrings(cls)
        rows = []
        for field in dataclasses.fields(cls):
            if dataclasses.is_dataclass(field.type) or field.name == "stages":
                continue
            choices = get_args(field.type) if get_origin(field.type) is Literal else ()
            default = json.dumps(field.default)
            listed = " (" + ", ".join(f"`{choice}`" for choice in choices) + ")" if choices else ""
            rows.append([f"`{prefix}{field.name}`", f"`{default}`{listed}", texts.get(field.name, "")])
        title = f"`{prefix.rstrip('.')}`" if prefix else "Top level"
        parts += [f"## {title}", "", paragraphs(cls.__doc__ or ""), ""]
        parts += [table(["setting", "default (choices)", "meaning"], rows, [False] * 3), ""]
    return "\n".join(parts).rstrip()


def old_flags() -> str:
    """Flags of earlier versions and their present names."""
    return table(["old", "now"], [[f"`{old}`", f"`{new}`"] for old, new in FLAGS.items()], [False] * 2)


def old_settings() -> str:
    """Settings of earlier versions and their present names."""
    sections = {"ModelConfig": "model.", "ObjectiveConfig": "objective.", "DataConfig": "data."}
    sections |= {"OptimizerConfig": "optimizer.", "Stage": "stages[].", "Recipe": ""}
    rows = [
        [f"`{sections[cls]}{old}`", f"`{sections[cls]}{new}`"]
        for cls, names in SETTINGS.items()
        if cls in sections
        for old, new in names.items()
    ]
    return table(["old", "now"], rows, [False] * 2)


def recipes() -> str:
    """The shipped recipes side by side: every setting that one of them changes."""
    names = sorted(path.stem for path in RECIPES.glob("*.toml"))
    flat = {name: flattened(config.to_dict(config.load_recipe(name))) for name in names}
    plain = flattened(config.to_dict(config.Recipe(steps=1))) | {"steps": 0}
    changed = [key for key in plain if any(flat[name][key] != plain[key] for name in names)]
    rows = [[f"`{key}`", value_text(plain[key]), *(value_text(flat[name][key]) for name in names)] for key in changed]
    return table(["setting", "default", *(f"`{name}`" for name in names)], rows, [False] * (2 + len(names)))


def flattened(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """A nested recipe as one dictionary; the keys have dots."""
    flat = {}
    for key, value in tree.items():
        flat |= flattened(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return flat


def value_text(value: Any) -> str:
    """A setting's value; stages as pixels and share."""
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        return ", ".join(f"{stage['image_size']} px × {stage['batch_size']} ({stage['share']:.0%})" for stage in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).lower() if isinstance(value, bool) else str(value)
