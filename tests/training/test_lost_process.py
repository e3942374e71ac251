"""A process that is killed ends the other one, which names it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_RECIPE = """
steps = 100000
stages = [{ image_size = 32, batch_size = 4 }]
model = { architecture = "slim", image_size = 32, width = 4, latent = 8 }
objective = { features = "random" }
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the processes through /proc")
def test_a_process_that_dies_ends_the_others_with_one_line(tmp_path: Path, photos: Path) -> None:
    recipe, run = tmp_path / "tiny.toml", tmp_path / "run"
    recipe.write_text(_RECIPE)
    command = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2"]
    command += ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"]
    command += ["--module", "probsym", "train", "--data", str(photos), "--out", str(run), "--recipe", str(recipe)]
    variables = {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1"}
    with (tmp_path / "said").open("w") as said:
        launcher = subprocess.Popen(command, stderr=said, stdout=said, env={**os.environ, **variables})
    while not (run / "metrics.jsonl").is_file() or not (run / "metrics.jsonl").stat().st_size:
        assert launcher.poll() is None
        time.sleep(0.1)
    main = json.loads((run / ".lock").read_text())["pid"]
    children = Path(f"/proc/{launcher.pid}/task/{launcher.pid}/children").read_text().split()
    (other,) = (int(pid) for pid in children if int(pid) != main and _is_training(int(pid)))
    os.kill(other, signal.SIGKILL)
    assert launcher.wait(60) != 0
    text = (tmp_path / "said").read_text()
    assert "2 processes share each batch" in text
    assert f"probsym: error: process 2 of 2 (pid {other}) has ended; continue with --resume" in text
    assert "gloo" not in text.partition("torch.distributed.elastic")[0]  # before what the launcher itself says
    assert not (run / ".lock").exists()


def _is_training(pid: int) -> bool:
    return b"probsym\0train" in Path(f"/proc/{pid}/cmdline").read_bytes()
