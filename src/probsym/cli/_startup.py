"""Starting and ending quickly: what Python's garbage collector costs a short command.

torch, numba and trimesh bring some hundred thousand objects that live to the end. The collector looks through them
again and again while they are imported, and once more at exit.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """For imports: nothing is collected meanwhile, and what is there at the end is never looked through again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


@contextmanager
def quick_end() -> Iterator[None]:
    """For a whole process: at its end, objects are not looked through for cycles, for all of them go with it."""
    try:
        yield
    finally:
        gc.freeze()
