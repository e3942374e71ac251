"""Settings as plain values, and recipes as TOML files with the settings' names."""

import dataclasses
import tomllib
import types
import typing
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from probsym.checks import check_choice
from probsym.config.aliases import SETTINGS
from probsym.config.recipe import Recipe
from probsym.config.validation import as_config_error
from probsym.errors import ConfigError


def from_dict(cls: type, values: dict[str, Any], where: str = "") -> Any:
    """A config dataclass from plain values, as TOML or JSON holds them.

    Args:
        cls: one of the dataclasses of ``probsym.config``.
        values: field names to values; fields left out keep their defaults.
        where: dotted path of ``values``, for messages.

    Raises:
        ConfigError: an unknown name, a value of the wrong type or out of its range.
    """
    hints = typing.get_type_hints(cls)
    known = {entry.name for entry in fields(cls)}
    values = _current_names(cls, values, where)
    for name in values:
        if name not in known:
            listed = ", ".join(sorted(known))
            raise ConfigError(f"{where}{name}: unknown setting; expected one of {listed}")
    return cls(**{name: _value(hints[name], value, f"{where}{name}") for name, value in values.items()})


def _current_names(cls: type, values: dict[str, Any], where: str) -> dict[str, Any]:
    """``values`` with the names of earlier versions replaced by today's."""
    aliases = SETTINGS.get(cls.__name__, {})
    for old, new in aliases.items():
        if old in values and new in values:
            raise ConfigError(f"{where}{old}: the former name of {where}{new}; expected only one of them")
    return {aliases.get(name, name): value for name, value in values.items()}


def _value(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise ConfigError(f"{where}: expected a table of settings, got {value!r}")
        return from_dict(typing.cast(type, hint), value, f"{where}.")
    if get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            raise ConfigError(f"{where}: expected a list, got {value!r}")
        return tuple(_value(get_args(hint)[0], entry, where) for entry in value)
    if get_origin(hint) is Literal:
        as_config_error(check_choice, where, value, get_args(hint))
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, types.UnionType):
        raise ConfigError(f"{where}: settings with several types are not supported")
    if type(value) is not hint:
        raise ConfigError(f"{where}: expected {hint.__name__}, got {value!r}")
    return value


def to_dict(config: Any) -> dict[str, Any]:
    """The inverse of :func:`from_dict`: nested plain values."""
    return dataclasses.asdict(config)


RECIPES = Path(__file__).parents[1] / "recipes"


def recipe_names() -> list[str]:
    """Names of the recipes that come with the package."""
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def load_recipe(name_or_path: str) -> Recipe:
    """A recipe that comes with the package, by its name, or a TOML file.

    Raises:
        ConfigError: no such recipe or file, not TOML, or a setting is wrong.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = RECIPES / f"{name_or_path}.toml"
        if not path.is_file():
            listed = ", ".join(recipe_names())
            raise ConfigError(f"recipe: expected one of {listed} or a .toml file, got {name_or_path!r}")
    if not path.is_file():
        raise ConfigError(f"recipe: no such file: {path}")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a TOML file: {error}") from None
    try:
        return from_dict(Recipe, values)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
