"""What trimesh needs: to be imported from its top, and what it leaves out of a glTF file.

It is imported late, for it takes half a second. Its modules import each other in a circle: a thread that begins at one
of them while another thread imports the whole gets a module that is half there; one that begins at the top waits for
the other. It leaves out sampler, buffer targets, units and axes in words, and unlit materials. All indices are 32-bit
integers.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from probsym import __version__

_CLAMP, _LINEAR, _MIPMAP = 33071, 9729, 9987
_VERTICES, _INDICES = 34962, 34963
_INT16, _INT32 = 5123, 5125
_MOST_IN_INT16 = 65534
"""glTF does not allow the largest number of a type as an index."""
_UNLIT = "KHR_materials_unlit"


def import_trimesh() -> None:
    """After this, any thread may import from within trimesh."""
    import_module("trimesh")


def gltf_postprocessor(units_per_scene_unit: float, lit: bool) -> Callable[[dict[str, Any]], None]:
    """A function that completes the tree of a glTF file in place, for trimesh's ``tree_postprocessor``.

    - The texture is clamped at its edges (glTF repeats it otherwise, and the left edge bleeds into the right one)
      and filtered with mipmaps.
    - Each buffer view says whether it holds vertices or indices.
    - ``asset.extras`` states axes and units.
    - Without ``lit`` the material is ``KHR_materials_unlit``: viewers that know it show the texture as it is, for it
      holds the light already; others light it as a rough surface.

    Args:
        units_per_scene_unit: metres of the file per scene unit.
        lit: viewers shall put light on the surface.
    """

    def finish(tree: dict[str, Any]) -> None:
        tree["asset"]["generator"] = f"probsym {__version__} with {tree['asset'].get('generator', 'trimesh')}"
        tree["asset"]["extras"] = {
            "axes": "+X right, +Y up, +Z towards the viewer, in the object's frontal pose",
            "origin": "the point (0, 0, 1) of the scene, which the object turns about",
            "units": "metres by glTF's rule; the real size is not known",
            "metres_per_scene_unit": units_per_scene_unit,
        }
        tree["samplers"] = [{"magFilter": _LINEAR, "minFilter": _MIPMAP, "wrapS": _CLAMP, "wrapT": _CLAMP}]
        for texture in tree["textures"]:
            texture["sampler"] = 0
        for mesh in tree["meshes"]:
            if not mesh.get("extras", True):  # an empty table says nothing
                del mesh["extras"]
            for primitive in mesh["primitives"]:
                _set_target(tree, primitive["indices"], _INDICES)
                for accessor in primitive["attributes"].values():
                    _set_target(tree, accessor, _VERTICES)
        if not lit:
            tree["extensionsUsed"] = sorted({*tree.get("extensionsUsed", ()), _UNLIT})
            for material in tree["materials"]:
                material.setdefault("extensions", {})[_UNLIT] = {}

    return finish


def _set_target(tree: dict[str, Any], accessor: int, target: int) -> None:
    tree["bufferViews"][tree["accessors"][accessor]["bufferView"]]["target"] = target


def shorten_indices(buffers: dict[Any, bytes], tree: dict[str, Any]) -> None:
    """Store the indices of small meshes as unsigned 16-bit integers, in place: for trimesh's ``buffer_postprocessor``.

    That is a fifth of the file of a mesh without ``--full``.
    """
    accessors, names = list(tree["accessors"].values()), list(buffers)
    for mesh in tree["meshes"]:
        for primitive in mesh["primitives"]:
            accessor = accessors[primitive["indices"]]
            if accessor["componentType"] != _INT32 or max(accessor["max"]) > _MOST_IN_INT16:
                continue
            name = names[accessor["bufferView"]]
            short = np.frombuffer(buffers[name], "<u4")[: accessor["count"]].astype("<u2").tobytes()
            buffers[name] = short + bytes(-len(short) % 4)  # what follows begins at a multiple of four bytes
            accessor["componentType"] = _INT16
