"""The checks of ``probsym.checks``, raised as errors of the configuration."""

from collections.abc import Mapping
from typing import Any

from probsym.checks import check_range
from probsym.errors import ConfigError, InputError


def as_config_error(check: Any, *args: Any) -> None:
    """Run a check of ``probsym.checks``.

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
