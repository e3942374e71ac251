"""The checks of floor 0, raised as errors of the configuration."""

from typing import Any

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
