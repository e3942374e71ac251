"""TOML files."""

import tomllib
from pathlib import Path
from typing import Any

from probsym.errors import FileFormatError, InputError
from probsym.io import read_text
from probsym.readers.plain import check_plain


def read_toml(path: Path) -> dict[str, Any]:
    """The table in a TOML file.

    Raises:
        FileFormatError: it is not TOML, or has values that :func:`~probsym.readers.plain.check_plain` refuses.
        OSError: it cannot be read.
    """
    try:
        values = tomllib.loads(read_text(path))
    except InputError as error:
        raise FileFormatError(str(error)) from None
    except (ValueError, RecursionError) as error:
        reason = "too many brackets" if isinstance(error, RecursionError) else error
        raise FileFormatError(f"{path}: not a TOML file: {reason}") from None
    check_plain(values, str(path))
    return values
