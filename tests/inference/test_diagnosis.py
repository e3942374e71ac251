import re
from importlib import metadata
from pathlib import Path

import pytest
import torch

import probsym
from probsym.errors import InputError
from probsym.inference import diagnosis
from probsym.inference.diagnosis import Diagnosis, diagnose, extras


def test_an_installation_that_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("PROBSYM_CACHE", str(tmp_path / "cache"))
    found = diagnose("cpu")
    assert found.problem == ""
    text = found.text()
    assert f"probsym {probsym.__version__}" in re.sub(" +", " ", text)
    for expected in (f"torch {torch.__version__}", "rasteriser numba", "OMP_NUM_THREADS=3", "not yet there"):
        assert expected in text
    assert re.search(r"^self-test +passed on cpu in \d+\.\d s$", text, re.MULTILINE)
    assert not [row for row in found.rows if "\n" in row[1]]


def test_missing_extras_come_with_their_command(monkeypatch: pytest.MonkeyPatch) -> None:
    requirements = [
        "torch>=2",
        "av>=14; extra == 'video'",
        'absent[a]>=1; extra == "heic"',
        "x; extra == 'dev'",
    ]
    monkeypatch.setattr(metadata, "requires", lambda name: requirements)
    monkeypatch.setattr(metadata, "version", lambda name: {"av": "18.1"}[name] if name == "av" else _missing(name))
    monkeypatch.setattr(diagnosis, "self_test", lambda device: "")
    assert extras() == {"heic": ["absent"], "video": ["av"]}
    text = diagnose("cpu").text()
    assert "heic: missing: pip install 'probsym[heic]'" in text
    assert "video: av 18.1" in text
    assert "numba missing" in text


def _missing(name: str) -> str:
    raise metadata.PackageNotFoundError(name)


def test_a_broken_model_fails_the_self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object) -> None:
        raise OSError("model.safetensors: Input/output error\nmore")

    monkeypatch.setattr(diagnosis, "load", damaged)
    found = diagnose("cpu")
    assert found.problem == "OSError: model.safetensors: Input/output error"
    assert found.text().splitlines()[-1].endswith(f"failed: {found.problem}")


def test_a_wrong_rasteriser_fails_the_self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "rasterize", lambda vertices, triangles, size: (torch.zeros(1, size, size), None))
    assert diagnose("cpu").problem == "the rasteriser numba differs from torch's"


def test_no_such_device() -> None:
    with pytest.raises(InputError, match="device: expected auto, cpu"):
        diagnose("tpu")


def test_the_home_folder_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    assert Diagnosis((("cache", "/home/somebody/.cache"), ("", "more")), "").text() == "cache  ~/.cache\n       more"


def test_folders_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kernels"))
    monkeypatch.setattr(diagnosis.os, "access", lambda path, mode: Path(path) != tmp_path)
    monkeypatch.setattr(diagnosis, "self_test", lambda device: "")
    assert f"kernels in {tmp_path / 'kernels'}, not writable" in diagnose("cpu").text()


def test_a_home_folder_that_is_the_root_or_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/")
    assert Diagnosis((("cache", "/tmp/a"),), "").text() == "cache  /tmp/a"

    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    for name in ("PROBSYM_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(diagnosis, "self_test", lambda device: "")
    assert "PROBSYM_CACHE: expected a folder, for there is no home folder" in diagnose("cpu").text()


def test_an_installation_without_metadata_and_caches_that_cannot_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def forbidden(path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "file").touch()
    monkeypatch.setenv("PROBSYM_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(metadata, "requires", _missing)
    monkeypatch.setattr(diagnosis, "self_test", lambda device: "")
    text = diagnose("cpu").text()
    assert "unknown: probsym is not installed" in text
    assert f"but {tmp_path / 'file'} is a file" in text
    monkeypatch.setattr(Path, "exists", forbidden)
    assert "not accessible: Permission denied" in diagnose("cpu").text()
