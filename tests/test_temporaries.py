import os
import signal
import subprocess
import sys

import pytest

from probsym.io import atomic_write, is_in_use, write_text


def kill_while(statements, folder):
    """Run Python statements in ``folder`` in a process that then kills itself without cleaning up."""
    code = f"import os, signal; from pathlib import Path; from probsym import io; {statements}"
    result = subprocess.run([sys.executable, "-c", code], cwd=folder, check=False)
    assert result.returncode == -signal.SIGKILL


KILL = "os.kill(os.getpid(), signal.SIGKILL)"


@pytest.mark.skipif(os.name == "nt", reason="processes cannot be probed on Windows")
def test_temporaries_of_killed_processes_are_removed(tmp_path):
    kill_while(f"f = io.atomic_new_folder(Path('out')); f.__enter__(); {KILL}", tmp_path)
    kill_while(f"f = io.atomic_write(Path('a.txt')); f.__enter__().write_text('half'); {KILL}", tmp_path)
    (left,) = tmp_path.glob(".writing-*")  # the second process removed what the first one left
    assert left.read_text() == "half"
    foreign = tmp_path / ".writing-1-ffffffff-00"
    foreign.mkdir()
    with atomic_write(tmp_path / "b.txt") as mine:
        mine.write_text("b")
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted([foreign.name, mine.name])
    assert sorted(path.name for path in tmp_path.iterdir()) == [foreign.name, "b.txt"]


@pytest.mark.skipif(os.name == "nt", reason="processes cannot be probed on Windows")
def test_a_folder_whose_replacement_was_killed_is_restored(tmp_path):
    (tmp_path / "my-out").mkdir()
    (tmp_path / "my-out" / "old").write_text("old")
    kill = f"Path.rename = lambda path, target, rename=Path.rename: (rename(path, target), {KILL})"
    kill_while(f"{kill}; f = io.atomic_folder(Path('my-out')); f.__enter__(); f.__exit__(None, None, None)", tmp_path)
    assert not (tmp_path / "my-out").exists()
    write_text(tmp_path / "other", "")
    assert (tmp_path / "my-out" / "old").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my-out", "other"]


@pytest.mark.skipif(os.name == "nt", reason="processes cannot be probed on Windows")
def test_an_empty_folder_whose_filling_was_killed_gets_the_rest(tmp_path):
    (tmp_path / "out").mkdir()
    fill = "f = io.atomic_new_folder(Path('out')); t = f.__enter__(); [(t / n).mkdir() for n in 'abc']"
    kill = (
        f"Path.rename = lambda path, target, rename=Path.rename: {KILL} if path.name == 'b' else rename(path, target)"
    )
    kill_while(f"{fill}; {kill}; f.__exit__(None, None, None)", tmp_path)
    assert not (tmp_path / "out" / "b").exists()
    assert is_in_use(tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "b", "c"]
