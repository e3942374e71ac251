"""trimesh is imported late, for it takes half a second, and always from its top.

Its modules import each other in a circle. A thread that begins at one of them while another thread imports the whole
gets a module that is half there; one that begins at the top waits for the other.
"""

from importlib import import_module


def import_trimesh() -> None:
    """After this, any thread may import from within trimesh."""
    import_module("trimesh")
