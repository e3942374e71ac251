"""Fast start and exit: keep Python's garbage collector away from imports and from the end of the process.

torch, numba and trimesh create some hundred thousand objects that live as long as the process. The collector would
scan them repeatedly during the imports, and once more at exit.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

from probsym.cpus import usable_cpus


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


def limit_threads() -> None:
    """Let the numerical libraries start as many threads as the container has processors, unless the user has set that.

    They count the machine's own. To be called before they are imported.
    """
    cpus = usable_cpus()
    if cpus < (os.cpu_count() or 1):
        os.environ.setdefault("OMP_NUM_THREADS", str(cpus))


@contextmanager
def heavy_imports() -> Iterator[None]:
    """Around a command's imports, which take seconds: without garbage collection, and shown on a terminal."""
    from probsym.cli.messages import show_step

    with show_step("loading PyTorch"), collection_paused():
        yield


@contextmanager
def no_collection_at_exit() -> Iterator[None]:
    """For the whole process: skip the collection at exit, which frees nothing that the system would not."""
    try:
        yield
    finally:
        gc.freeze()
