import os
import subprocess
import sys

import pytest

from probsym.config import ModelConfig
from probsym.models.autoencoder import Autoencoder
from probsym.web import kept_files as module
from probsym.web.app import write_app
from probsym.web.kept_files import kept_files


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("PROBSYM_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "app"


class Maker:
    def __init__(self):
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return {"a.onnx": b"networks", "b": b"detector"}


def test_files_are_made_once_for_the_same_inputs(cache):
    make = Maker()
    for _ in range(2):
        assert kept_files("a", [b"weights"], make) == {"a.onnx": b"networks", "b": b"detector"}
    assert make.calls == 1
    for name, inputs in (("b", [b"weights"]), ("a", [b"other"]), ("a", [b"wei", b"ghts"])):
        kept_files(name, inputs, make)
    assert make.calls == 4


def test_kept_files_are_made_again_after_a_change_of_the_program(cache, tmp_path, monkeypatch):
    package, make = tmp_path / "package", Maker()
    (package / "__pycache__").mkdir(parents=True)
    (package / "code.py").write_text("1")
    monkeypatch.setattr(module, "PACKAGE", package)
    kept_files("a", [], make)
    for name in ("code.pyc", "code.kernel-7.py311.nbi"):
        (package / "__pycache__" / name).write_text("compiled")
    kept_files("a", [], make)
    assert make.calls == 1
    (package / "code.py").write_text("10")
    kept_files("a", [], make)
    assert make.calls == 2


def test_without_a_usable_cache(cache, monkeypatch):
    make = Maker()
    kept_files("a", [], make)
    (damaged,) = cache.iterdir()
    damaged.write_bytes(damaged.read_bytes()[:40])
    assert kept_files("a", [], make)["b"] == b"detector"
    monkeypatch.setenv("PROBSYM_CACHE", str(damaged))  # a file
    assert kept_files("a", [], make)["b"] == b"detector"
    assert make.calls == 3


def test_those_that_were_not_used_for_longest_are_removed(cache, monkeypatch):
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    kept_files("a", [], Maker())
    (first,) = cache.iterdir()
    os.utime(first, (1, 1))
    kept_files("b", [], Maker())
    kept_files("a", [], Maker())
    (second,) = set(cache.iterdir()) - {first}
    os.utime(second, (2, 2))
    kept_files("c", [], Maker())
    assert first.exists()
    assert not second.exists()


def test_a_second_start_needs_no_torch(cache, tmp_path, monkeypatch):
    folder = tmp_path / "tiny"
    config = ModelConfig(image_size=32, architecture="slim", width=4, latent=8, framing_detector="cat")
    Autoencoder(config).save_pretrained(folder)
    monkeypatch.setattr("probsym.web.model_files.half_onnx", lambda network, name: b"networks")
    write_app([str(folder)], tmp_path / "first")
    code = f"""
import sys
from probsym.web import app
app.serve = lambda folder, **_: print(sorted(path.name for path in folder.iterdir()))
app.serve_app([{str(folder)!r}])
print([name for name in ("torch", "numpy", "cv2", "huggingface_hub") if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    files, imported = ran.stdout.splitlines()
    assert imported == "[]"
    assert "'tiny.onnx'" in files
    assert "'detect-cats.safetensors'" in files
