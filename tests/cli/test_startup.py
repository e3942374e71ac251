import gc
import os
import subprocess
import sys

import pytest

from probsym.cli.startup import collection_paused, limit_threads, no_collection_at_exit


@pytest.mark.parametrize("fails", [False, True])
def test_collection_resumes_after_imports(fails):
    before, kept = gc.get_freeze_count(), []
    try:
        with collection_paused():
            assert not gc.isenabled()
            kept = [[number] for number in range(1000)]
            if fails:
                raise ImportError
    except ImportError:
        assert fails
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(kept)


def test_collection_that_was_off_stays_off():
    gc.disable()
    try:
        with collection_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_nothing_is_collected_at_exit_after_an_error():
    before = gc.get_freeze_count()
    kept = [[number] for number in range(1000)]
    with pytest.raises(ZeroDivisionError), no_collection_at_exit():
        raise ZeroDivisionError
    assert gc.get_freeze_count() >= before + len(kept)


def test_the_program_exits_without_collection():
    code = (
        "import atexit, gc, sys\n"
        "atexit.register(lambda: print('frozen' if gc.get_freeze_count() else 'not frozen'))\n"
        "from probsym.cli.main import program\n"
        "sys.argv = ['probsym', '--version']\n"
        "sys.exit(program())"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "frozen"


def test_reconstructing_does_not_import_the_compiler():
    # A module of the compiler: in processes of tests, one that stands for the whole is imported from the start.
    names = "'torch' in sys.modules, 'torch._dynamo.eval_frame' in sys.modules"
    code = f"import sys, probsym.inference.reconstruct; print({names})"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "True False\n"


@pytest.mark.parametrize(("given", "expected"), [(None, "3"), ("7", "7")])
def test_libraries_start_as_many_threads_as_the_container_has_processors(given, expected, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr("probsym.cli.startup.usable_cpus", lambda: 3)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if given:
        monkeypatch.setenv("OMP_NUM_THREADS", given)
    limit_threads()
    assert os.environ.pop("OMP_NUM_THREADS") == expected
