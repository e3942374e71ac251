"""trimesh is imported late, for it takes half a second, and by one thread at a time.

Its modules import each other in a circle: where two threads begin at different ones, Python gives one of them a module
that is half there.
"""

from importlib import import_module
from threading import Lock

_importing = Lock()


def import_trimesh() -> None:
    """After this, any thread may import from trimesh."""
    with _importing:
        import_module("trimesh")
