import pytest

from probsym.export import bundle
from probsym.export.bundle import BundleOptions, prepare_bundle


def names(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_everything_arrives_and_replaces(bump, camera, tmp_path):
    for _ in range(2):
        write = prepare_bundle(bump.image[0], bump, 0, bump.image, camera, "a.jpg", BundleOptions("m", shaded=True))
        write(tmp_path / "a")
    written = names(tmp_path / "a")
    assert {"factors.json", "mesh.glb", "mesh.obj", "mesh.mtl", "mesh.png", "sheet.png", "turntable.webp"} < written
    assert len(written) == 7 + 14
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_maps_only(bump, camera, tmp_path):
    prepare_bundle(bump.image[0], bump, 0, None, camera, "a.jpg", BundleOptions("m", maps_only=True))(tmp_path / "a")
    assert {name.split("/")[0] for name in names(tmp_path / "a")} == {"maps", "factors.json"}


def test_a_failure_leaves_nothing(bump, camera, tmp_path, monkeypatch):
    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle, "write_glb", no_space)
    write = prepare_bundle(bump.image[0], bump, 0, None, camera, "a.jpg", BundleOptions("m", turntable=False))
    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
