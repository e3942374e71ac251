"""Settings as plain values, as TOML and JSON hold them."""

import dataclasses
import types
import typing
from dataclasses import fields
from typing import Any, Literal, get_args, get_origin

from probsym.checks import as_config_error, check_choice
from probsym.config.aliases import SETTINGS
from probsym.errors import ConfigError
from probsym.readers.plain import shown


def from_dict(cls: type, values: dict[str, Any], where: str = "") -> Any:
    """A config dataclass from plain values.

    Args:
        cls: one of the dataclasses of ``probsym.config``.
        values: field names, or their names in version 0.1.0, to values; fields left out keep their defaults.
        where: dotted path of ``values``, for messages.

    Raises:
        ConfigError: an unknown name, a value of the wrong type or out of its range.
    """
    hints = typing.get_type_hints(cls)
    known = {entry.name for entry in fields(cls)}
    values = current_settings(cls, values, where)
    for name in values:
        if name not in known:
            listed = ", ".join(sorted(known))
            raise ConfigError(f"{where}{name}: unknown setting; expected one of {listed}")
    return cls(**{name: _value(hints[name], value, f"{where}{name}") for name, value in values.items()})


def current_settings(cls: type, values: dict[str, Any], where: str = "") -> dict[str, Any]:
    """``values`` with the setting names of version 0.1.0 replaced, also in the tables of nested dataclasses.

    Raises:
        ConfigError: a setting has both its former and its current name.
    """
    aliases = SETTINGS.get(cls.__name__, {})
    for old, new in aliases.items():
        if old in values and new in values:
            raise ConfigError(f"{where}{old}: the former name of {where}{new}; expected only one of them")
    current = {aliases.get(name, name): value for name, value in values.items()}
    for name, hint in typing.get_type_hints(cls).items():
        if dataclasses.is_dataclass(hint) and isinstance(current.get(name), dict):
            current[name] = current_settings(typing.cast(type, hint), current[name], f"{where}{name}.")
    return current


def _value(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise ConfigError(f"{where}: expected a table of settings, got {shown(value)}")
        return from_dict(typing.cast(type, hint), value, f"{where}.")
    if get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            raise ConfigError(f"{where}: expected a list, got {shown(value)}")
        return tuple(_value(get_args(hint)[0], entry, where) for entry in value)
    if get_origin(hint) is Literal:
        as_config_error(check_choice, where, value, get_args(hint))
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, types.UnionType):
        raise ConfigError(f"{where}: settings with several types are not supported")
    if type(value) is not hint:
        raise ConfigError(f"{where}: expected {hint.__name__}, got {shown(value)}")
    return value


def to_dict(config: Any) -> dict[str, Any]:
    """The inverse of :func:`from_dict`: nested plain values."""
    return dataclasses.asdict(config)
