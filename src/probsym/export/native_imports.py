"""Import large compiled packages one after another.

The bindings of USD and of FFmpeg wait for each other if two threads import them at the same time: each holds a lock of
its own while its loader wants the interpreter's.
"""

import threading
from importlib import import_module
from typing import Any

_importing = threading.Lock()


def import_native(name: str) -> Any:
    """The module of this name, as ``importlib.import_module`` gives it; from any thread."""
    with _importing:
        return import_module(name)
