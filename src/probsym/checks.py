"""Checks of arguments and settings; the messages name what was checked, what was expected and what was given."""

from collections.abc import Mapping, Sequence
from typing import Any

from probsym.errors import ConfigError, InputError


def check_shape(name: str, tensor: Any, expected: Sequence[int | None]) -> None:
    """Raise unless ``tensor`` has the shape ``expected``; ``None`` stands for any size.

    Args:
        name: the argument's name, for the message.
        tensor: the tensor to check.
        expected: one entry per axis.

    Raises:
        InputError: the number of axes or the size of one differs.
    """
    shape = tuple(tensor.shape)
    fits = len(shape) == len(expected) and all(
        want is None or want == have for want, have in zip(expected, shape, strict=True)
    )
    if not fits:
        wanted = " x ".join("any" if size is None else str(size) for size in expected)
        got = " x ".join(str(size) for size in shape) or "a scalar"
        raise InputError(f"{name}: expected a tensor of shape {wanted}, got {got}")


def check_floating(name: str, tensor: Any) -> None:
    """Raise unless ``tensor`` holds floating-point numbers.

    Raises:
        InputError: it holds anything else.
    """
    if not tensor.is_floating_point():
        raise InputError(f"{name}: expected a floating-point tensor, got {tensor.dtype}")


def check_choice(name: str, value: Any, choices: Sequence[Any]) -> None:
    """Raise unless ``value`` is one of ``choices``.

    Raises:
        InputError: it is not; the message lists the choices.
    """
    if value not in choices:
        listed = ", ".join(str(choice) for choice in choices)
        raise InputError(f"{name}: expected one of {listed}; got {value!r}")


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Raise unless ``low <= value <= high``.

    Raises:
        InputError: it lies outside (NaN included).
    """
    if not low <= value <= high:
        raise InputError(f"{name}: expected a number from {low} to {high}, got {value}")


def check_at_least(low: float, **values: float | Sequence[float]) -> None:
    """Raise unless every number is ``low`` or more, and every sequence has at least one and only such numbers.

    Args:
        low: smallest number.
        values: the arguments by name.

    Raises:
        InputError: a number is smaller or NaN, or a sequence is empty.
    """
    for name, value in values.items():
        numbers = value if isinstance(value, Sequence) else (value,)
        if not numbers:
            raise InputError(f"{name}: expected at least one number, got none")
        for number in numbers:
            if not number >= low:
                raise InputError(f"{name}: expected {low} or more, got {number}")


def as_config_error(check: Any, *args: Any) -> None:
    """Run a check of this module for a setting.

    Raises:
        ConfigError: where the check raises an ``InputError``.
    """
    try:
        check(*args)
    except InputError as error:
        raise ConfigError(str(error)) from None


def check_ranges(config: Any, prefix: str, ranges: Mapping[str, tuple[float, float]]) -> None:
    """Check numeric settings; NaN lies in no range.

    Args:
        config: has the settings as attributes.
        prefix: of the settings' names in messages, with its dot.
        ranges: name -> smallest and largest value.

    Raises:
        ConfigError: a setting is out of its range.
    """
    for name, (low, high) in ranges.items():
        as_config_error(check_range, f"{prefix}{name}", getattr(config, name), low, high)
