"""MATLAB files of version 5."""

from pathlib import Path

import numpy as np

from probsym.errors import FileFormatError, InputError
from probsym.readers.archives import reason_of


def read_mat(path: Path, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Numeric arrays of a MATLAB file.

    Args:
        path: of the file.
        names: of the variables.

    Raises:
        FileFormatError: it is no such file, or a variable is missing or not a dense array of real numbers.
        InputError: scipy is not installed.
        OSError: it cannot be read.
    """
    try:
        from scipy.io import loadmat
    except ImportError:
        raise InputError(f"{path}: expected the package scipy to read it with; pip install 'probsym[basel]'") from None
    with path.open("rb") as file:
        try:
            stored = loadmat(file, variable_names=list(names))
        except Exception as error:  # half a dozen types, also OSError and MemoryError, for damaged files
            raise FileFormatError(f"{path}: expected a MATLAB file of version 5: {reason_of(error)}") from None
    for name in names:
        if name not in stored:
            raise FileFormatError(f"{path}: expected {', '.join(names)}; found no {name}")
        if not isinstance(stored[name], np.ndarray) or stored[name].dtype.kind not in "biuf":
            raise FileFormatError(f"{path}: {name}: expected an array of real numbers")
    return {name: stored[name] for name in names}
