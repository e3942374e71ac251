"""What other platforms lack is taken away, and the program still works: docs/reference/platforms.md lists it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

_WITHOUT = """
import sys
for name in {missing}:
    sys.modules[name] = None
import ctypes, os, torch
if {no_libraries}:  # as with another C library, and with a torch that brings no OpenMP
    import numba.core.typing.cffi_utils, llvmlite.binding  # these load a library of their own
    def missing(*_, **__): raise OSError("no such library")
    ctypes.CDLL = missing
    for name in ("posix_fallocate", "sched_getaffinity", "fork"):
        delattr(os, name) if hasattr(os, name) else None
    torch.get_num_threads = lambda: 2  # for the threads of the kernels; those of convolutions would spin
from probsym.cli.main import main
import probsym.kernels.dispatch as dispatch
assert dispatch.NUMBA_IS_INSTALLED is ("numba" not in {missing})
sys.exit(max(map(main, {commands!r})))
"""


def _run(
    *commands: tuple[object, ...], missing: tuple[str, ...] = (), no_libraries: bool = False
) -> subprocess.CompletedProcess:
    listed = [[str(one) for one in command] for command in commands]
    code = _WITHOUT.format(missing=missing, no_libraries=no_libraries, commands=listed)
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)


_RECIPE = """
steps = 2
stages = [{ image_size = 32, batch_size = 4 }]
model = { architecture = "slim", image_size = 32, width = 4, latent = 8 }
objective = { features = "random" }
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("missing", "no_libraries"),
    [(("numba", "triton"), False), ((), True)],
    ids=["no compiled kernels", "neither glibc nor OpenMP nor calls of Linux"],
)
def test_train_and_reconstruct(photos: Path, tmp_path: Path, missing: tuple[str, ...], no_libraries: bool) -> None:
    recipe, run, out = tmp_path / "recipe.toml", tmp_path / "run", tmp_path / "out"
    recipe.write_text(_RECIPE)
    train = ("train", "--data", photos, "--out", run, "--recipe", recipe)
    reconstruct = ("reconstruct", photos / "00.png", "--detect", "none", "--model", run, "--out", out)
    done = _run(train, (*reconstruct, "--no-turntable"), missing=missing, no_libraries=no_libraries)
    assert done.returncode == 0, done.stderr
    assert (out / "mesh.glb").is_file() or (out / "00" / "mesh.glb").is_file()


def test_synth_without_numba_says_what_to_install(tmp_path: Path) -> None:
    done = _run(("synth", "--out", tmp_path / "faces"), missing=("numba",))
    assert (done.returncode, done.stderr.strip().splitlines()[-1]) == (
        2,
        "probsym: error: synth needs numba, which is not installed: pip install numba",
    )


def test_the_table_of_platforms_names_tests_that_exist() -> None:
    root = Path(__file__).parents[1]
    page = (root / "docs/reference/platforms.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)
    assert len(named) >= 8
    for path, test in named:
        assert f"def {test}(" in (root / path).read_text(encoding="utf-8"), (path, test)


def test_apples_gpu_falls_back_to_the_cpu_where_it_lacks_an_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    from probsym.cli import main

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(sys, "argv", ["probsym", "--version"])
    monkeypatch.delenv("PYTORCH_ENABLE_MPS_FALLBACK", raising=False)
    assert main.program() == 0
    assert os.environ["PYTORCH_ENABLE_MPS_FALLBACK"] == "1"
    monkeypatch.delenv("PYTORCH_ENABLE_MPS_FALLBACK")


def test_files_are_written_without_posix_fallocate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from probsym.synthetic.storage import array_shapes, create_arrays

    monkeypatch.delattr(os, "posix_fallocate", raising=False)
    for name, array in create_arrays(tmp_path / "train", 3, array_shapes(16)).items():
        array[:] = 1
        assert (tmp_path / "train" / f"{name}.npy").stat().st_size >= array.nbytes
