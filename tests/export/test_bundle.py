import json
import subprocess
import sys

import pytest
import torch
import trimesh
from PIL import Image
from PIL.WebPImagePlugin import WebPImageFile

from probsym.errors import InputError
from probsym.export import bundle
from probsym.export.bundle import BundleOptions, earlier_files, prepare_bundle
from probsym.export.formats import FORMATS
from probsym.geometry.camera import PinholeCamera


def names(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_all_files_of_a_result_are_written_and_replaced(bump, camera, tmp_path):
    for _ in range(2):
        write = prepare_bundle(bump.image[0], bump, 0, camera, "a.jpg", BundleOptions("m", shaded=True))
        write(tmp_path / "a")
    written = names(tmp_path / "a")
    assert {"factors.json", "mesh.glb", "mesh.obj", "mesh.mtl", "mesh.png", "sheet.png", "turntable.webp"} < written
    assert len(written) == 7 + 15
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.turntables
def test_the_animation_turns_smoothly_and_large(bump, camera, tmp_path):
    prepare_bundle(bump.image[0], bump, 0, camera, "a.jpg", BundleOptions("m", formats=()))(tmp_path / "a")
    with Image.open(tmp_path / "a" / "turntable.webp") as loop:
        assert isinstance(loop, WebPImageFile)
        assert (loop.size, loop.n_frames) == ((320, 320), 48)


@pytest.mark.sheets
def test_the_sheet_is_large(bump, camera, tmp_path):
    options = BundleOptions("m", formats=(), turntable=False)
    prepare_bundle(bump.image[0], bump, 0, camera, "a.jpg", options)(tmp_path / "a")
    with Image.open(tmp_path / "a" / "sheet.png") as sheet:
        assert sheet.size == (7 * (256 + 8) - 8, 2 * (56 + 256 + 8))


def test_maps_only(bump, camera, tmp_path):
    prepare_bundle(bump.image[0], bump, 0, camera, "a.jpg", BundleOptions("m", maps_only=True))(tmp_path / "a")
    assert {name.split("/")[0] for name in names(tmp_path / "a")} == {"maps", "factors.json"}


def test_every_format(bump, camera, tmp_path):
    pytest.importorskip("av")
    pytest.importorskip("OpenEXR")
    pytest.importorskip("pxr")
    options = BundleOptions("m", formats=FORMATS, solid_mm=50)
    prepare_bundle(bump.image[0], bump, 0, camera, "a.jpg", options, torch.rand(3, 99, 99))(tmp_path / "a")
    beyond = {
        "mesh.ply",
        "solid.stl",
        "factors.npz",
        "geometry.exr",
        "turntable.mp4",
        "mesh.usdz",
        "depth.mp4",
        "rgbd.mp4",
    }
    assert beyond | {"mesh.glb", "mesh.obj", "turntable.webp"} < names(tmp_path / "a")
    assert max(trimesh.load_mesh(tmp_path / "a" / "solid.stl").extents[:2]) == pytest.approx(50, abs=1e-3)


def test_meshes_of_large_models_stay_small(large_bump, tmp_path):
    options = BundleOptions("m", formats=("glb", "obj", "ply", "stl"), turntable=False, cutout=False)
    prepare_bundle(large_bump.image[0], large_bump, 0, PinholeCamera(128), "a.jpg", options)(tmp_path / "a")
    for name in ("mesh.glb", "mesh.obj", "mesh.ply", "solid.stl"):
        assert (tmp_path / "a" / name).stat().st_size < 1.3e6, name


def test_only_requested_formats_are_written(bump, camera, tmp_path):
    options = BundleOptions("m", formats=("stl", "npz"), turntable=False)
    prepare_bundle(bump.image[0], bump, 0, camera, "a.jpg", options)(tmp_path / "a")
    written = {name for name in names(tmp_path / "a") if not name.startswith("maps/")}
    assert written == {"factors.json", "factors.npz", "sheet.png", "solid.stl"}
    maps_only = BundleOptions("m", formats=("glb", "npz"), maps_only=True)
    prepare_bundle(bump.image[0], bump, 0, camera, "b.jpg", maps_only)(tmp_path / "b")
    assert {name for name in names(tmp_path / "b") if "/" not in name} == {"factors.json", "factors.npz"}


def test_a_missing_package_is_found_before_anything_is_rendered(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(InputError, match=r"probsym\[video\]"):
        BundleOptions("m", formats=("glb", "mp4"))


def test_results_of_an_earlier_run_are_replaced_as_a_whole(bump, camera, tmp_path):
    folder = tmp_path / "a"

    def write(**options):
        prepare = BundleOptions(turntable=False, **options)
        return prepare_bundle(bump.image[0], bump, 0, camera, "a.jpg", prepare)(folder)

    assert not write(model="first")
    (folder / "notes.txt").write_text("mine")
    (folder / "maps" / "mine.png").write_text("mine")
    assert write(model="second", formats=("npz",), maps_only=True)
    values = json.loads((folder / "factors.json").read_text())
    assert values["model"] == "second"
    assert {name for name in names(folder) if "/" not in name} == {"factors.json", "factors.npz", "notes.txt"}
    assert names(folder) == {*values["files"], "notes.txt", "maps/mine.png"}
    assert earlier_files(folder) == values["files"]


def test_results_of_version_0_1_are_replaced_too(bump, camera, tmp_path):
    folder = tmp_path / "a"
    prepare_bundle(bump.image[0], bump, 0, camera, "a.jpg", BundleOptions("m", turntable=False))(folder)
    values = json.loads((folder / "factors.json").read_text())
    del values["files"]
    (folder / "factors.json").write_text(json.dumps(values))
    prepare_bundle(bump.image[0], bump, 0, camera, "a.jpg", BundleOptions("m", maps_only=True))(folder)
    assert {name.split("/")[0] for name in names(folder)} == {"maps", "factors.json"}


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", '{"files": 3}', '{"files": ["../b.txt", "/b.txt", ""]}', '{"files": [3]}'),
        '{"files": ["link/b.txt", "own", "a\\u0000b", "' + "x" * 5000 + '"]}',
    ],
)
def test_a_list_that_is_not_ours_removes_nothing(bump, camera, tmp_path, text):
    folder = tmp_path / "a"
    folder.mkdir()
    for path in (tmp_path / "b.txt", folder / "mesh.glb"):
        path.write_text("mine")
    (folder / "link").symlink_to(tmp_path)
    (folder / "own").mkdir()
    (folder / "factors.json").write_text(text)
    prepare_bundle(bump.image[0], bump, 0, camera, "a.jpg", BundleOptions("m", maps_only=True))(folder)
    assert (tmp_path / "b.txt").read_text() == (folder / "mesh.glb").read_text() == "mine"


def test_a_failure_leaves_nothing(bump, camera, tmp_path, monkeypatch):
    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle, "write_glb", no_space)
    write = prepare_bundle(bump.image[0], bump, 0, camera, "a.jpg", BundleOptions("m", turntable=False))
    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_the_first_files_of_a_process_are_written_at_the_same_time():
    """Two threads that begin to import trimesh at different places must not see half of it."""
    code = (
        "import threading\n"
        "from probsym.export import trimesh_support\n"
        "def begin(name):\n"
        "    trimesh_support.import_trimesh()\n"
        "    __import__(name, fromlist=['x'])\n"
        "names = ['trimesh', 'trimesh.exchange.obj', 'trimesh.exchange.gltf', 'trimesh.exchange.stl']\n"
        "threads = [threading.Thread(target=begin, args=(name,)) for name in names]\n"
        "[thread.start() for thread in threads]\n"
        "[thread.join() for thread in threads]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
