"""Where files are kept that can be made again."""

import os
from pathlib import Path

from probsym.errors import InputError


def default_cache_dir() -> Path:
    """``$PROBSYM_CACHE``, else ``$XDG_CACHE_HOME/probsym``, else ``~/.cache/probsym``.

    Raises:
        InputError: the user has no home folder, as in some containers, and the variables are not set.
    """
    try:
        if own := os.environ.get("PROBSYM_CACHE"):
            return Path(own).expanduser()
        shared = Path(os.environ.get("XDG_CACHE_HOME", ""))
        # the XDG specification says to ignore relative paths
        return (shared if shared.is_absolute() else Path.home() / ".cache") / "probsym"
    except RuntimeError:
        raise InputError("PROBSYM_CACHE: expected a folder, for there is no home folder for the cache") from None
