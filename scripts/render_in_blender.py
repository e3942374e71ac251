"""Import a mesh that probsym wrote into Blender, light it from one side and render it.

    pip install bpy
    python scripts/render_in_blender.py out/photo/mesh.glb render.png
    python scripts/render_in_blender.py out/photo/mesh.ply render.png --light-from right

The ground is transparent. The import settings are those of the table in docs/how-to/blender.md. Blender's wheels are
for one version of Python each (bpy 4.2 to 5.0: 3.11), and it need not be this package's: nothing here imports probsym.
"""

import argparse
import math
import sys
from pathlib import Path
from typing import Any

try:
    import bpy  # pyright: ignore[reportMissingImports]
    from mathutils import Vector  # pyright: ignore[reportMissingImports]
except ImportError:
    needed = "expected Blender's module bpy: pip install bpy==5.0.1 in Python 3.11"
    print(f"{Path(__file__).name}: error: {needed}", file=sys.stderr)
    raise SystemExit(2) from None

IMPORTS = {
    ".glb": lambda path: bpy.ops.import_scene.gltf(filepath=path),
    ".obj": lambda path: bpy.ops.wm.obj_import(filepath=path, forward_axis="NEGATIVE_Z", up_axis="Y"),
    ".ply": lambda path: bpy.ops.wm.ply_import(filepath=path, forward_axis="NEGATIVE_Z", up_axis="Y"),
    ".stl": lambda path: bpy.ops.wm.stl_import(filepath=path, forward_axis="Y", up_axis="Z", global_scale=0.001),
}
LIGHTS = {"left": -50.0, "front": 0.0, "right": 50.0}
"""Degrees about the vertical axis, seen from the camera."""


def main() -> None:
    """Read the command line, import, render."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mesh", type=Path, help="GLB, OBJ, PLY or STL")
    parser.add_argument("out", type=Path, help="PNG to write")
    parser.add_argument("--light-from", choices=LIGHTS, default="left")
    parser.add_argument(
        "--turn", type=float, default=-25.0, help="degrees that the camera stands to the right of the front"
    )
    parser.add_argument("--size", type=int, default=320, help="pixels")
    args = parser.parse_args()
    if args.mesh.suffix.lower() not in IMPORTS or not args.mesh.is_file():
        parser.error(f"mesh: expected a file {', '.join(IMPORTS)}, got {args.mesh}")
    if args.out.suffix.lower() != ".png" or not args.out.absolute().parent.is_dir():
        parser.error(f"out: expected a .png file in an existing folder, got {args.out}")
    if args.size < 1:
        parser.error(f"size: expected 1 or more, got {args.size}")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    try:
        IMPORTS[args.mesh.suffix.lower()](str(args.mesh.resolve()))
    except RuntimeError as error:
        parser.error(f"mesh: expected one that Blender reads, got {args.mesh}: {' '.join(str(error).split())}")
    mesh = next((thing for thing in bpy.context.scene.objects if thing.type == "MESH"), None)
    if mesh is None:
        parser.error(f"mesh: expected a mesh in {args.mesh}, found none")
    if not mesh.data.materials:
        mesh.data.materials.append(vertex_colours(mesh))
    describe(mesh)
    if args.mesh.suffix.lower() == ".stl":  # for printers it lies on its back
        mesh.rotation_euler.x = math.radians(90)
        bpy.context.view_layer.update()
    place_camera(mesh, math.radians(args.turn))
    light(math.radians(LIGHTS[args.light_from]))
    render(args.out.resolve(), args.size)


def vertex_colours(mesh: Any) -> Any:
    """A material of the mesh's colour attribute, if it has one."""
    material = bpy.data.materials.new("surface")
    material.use_nodes = True
    nodes = material.node_tree.nodes
    nodes["Principled BSDF"].inputs["Roughness"].default_value = 1.0
    if mesh.data.color_attributes:
        colour = nodes.new("ShaderNodeVertexColor")
        colour.layer_name = mesh.data.color_attributes[0].name
        material.node_tree.links.new(colour.outputs["Color"], nodes["Principled BSDF"].inputs["Base Color"])
    return material


def describe(mesh: Any) -> None:
    """What Blender has read."""
    size = " x ".join(f"{length:.3f}" for length in mesh.dimensions)
    attributes = [attribute.name for attribute in mesh.data.attributes if not attribute.name.startswith(".")]
    print(f"{len(mesh.data.vertices):,} vertices, {len(mesh.data.polygons):,} triangles, {size} m")
    print(f"attributes: {', '.join(attributes)}; custom normals: {mesh.data.has_custom_normals}")


def place_camera(mesh: Any, turn: float) -> None:
    """In front of the object, which looks along -Y."""
    corners = [mesh.matrix_world @ Vector(corner) for corner in mesh.bound_box]
    centre, reach = sum(corners, Vector()) / 8, max(mesh.dimensions)
    camera = bpy.data.cameras.new("camera")
    camera.clip_start = reach / 100
    thing = bpy.data.objects.new("camera", camera)
    away = Vector((math.sin(-turn), -math.cos(turn), 0.1)) * 2.0 * reach
    thing.location = centre + away
    thing.rotation_euler = (-away).to_track_quat("-Z", "Y").to_euler()
    bpy.context.scene.collection.objects.link(thing)
    bpy.context.scene.camera = thing


def light(azimuth: float) -> None:
    """A sun from the front, turned to the left or the right, and a little light from everywhere."""
    sun = bpy.data.lights.new("sun", "SUN")
    sun.energy = 3.0
    thing = bpy.data.objects.new("sun", sun)
    thing.rotation_euler = (math.radians(65), 0, azimuth)
    bpy.context.scene.collection.objects.link(thing)
    world = bpy.data.worlds.new("world")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = (0.15, 0.15, 0.15, 1.0)
    bpy.context.scene.world = world


def render(path: Path, size: int) -> None:
    """Cycles, on the processor."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.samples = 32
    scene.cycles.use_denoising = False
    scene.render.film_transparent = True
    scene.view_settings.view_transform = "Standard"
    scene.render.resolution_x = scene.render.resolution_y = size
    temporary = path.with_name(f".writing-{path.name}")
    scene.render.filepath = str(temporary)
    bpy.ops.render.render(write_still=True)
    temporary.replace(path)


if __name__ == "__main__":
    main()
