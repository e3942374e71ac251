"""Fast start and exit: keep Python's garbage collector away from imports and from the end of the process.

torch, numba and trimesh create some hundred thousand objects that live as long as the process. The collector would
scan them repeatedly during the imports, and once more at exit.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause garbage collection during imports, and exclude the objects that exist at the end from later collections."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


@contextmanager
def heavy_imports() -> Iterator[None]:
    """Around a command's imports, which take seconds: without garbage collection, and shown on a terminal."""
    from probsym.cli.progress import show_step

    with show_step("loading PyTorch"), collection_paused():
        yield


@contextmanager
def no_collection_at_exit() -> Iterator[None]:
    """For the whole process: skip the collection at exit, which frees nothing that the system would not."""
    try:
        yield
    finally:
        gc.freeze()
