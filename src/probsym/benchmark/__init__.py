"""Floor 6: the paper's tables, each made by one command. Rows differ by settings only; runs are resumable."""

from importlib.util import find_spec

from probsym.errors import InputError

_PACKAGES = {"matplotlib": "matplotlib", "sklearn": "scikit-learn"}


def check_extra() -> None:
    """Raise unless the extra is installed.

    Raises:
        InputError: a package is missing; the message names the command that installs it.
    """
    for module, package in _PACKAGES.items():
        if find_spec(module) is None:
            raise InputError(
                f"benchmark: needs the package {package}, of the extra benchmark: pip install 'probsym[benchmark]'"
            )
