import os
import sys
import threading
from pathlib import Path

import pytest
import torch

from probsym import cpus
from probsym.cpus import cgroup_quota, usable_cpus, use_single_thread


@pytest.mark.parametrize(
    ("files", "own", "expected"),
    [
        ({"cpu.max": "150000 100000"}, "0::/", 1.5),
        ({"cpu.max": "max 100000"}, "0::/", None),
        ({"a/cpu.max": "max 100000", "a/b/cpu.max": "300000 100000"}, "0::/a/b", 3.0),
        ({"a/cpu.max": "200000 100000", "a/b/cpu.max": "300000 100000"}, "0::/a/b", 2.0),
        ({"cpu.max": "200000 100000"}, "0::/docker/of-the-host", 2.0),
        ({"cpu,cpuacct/cpu.cfs_quota_us": "50000", "cpu,cpuacct/cpu.cfs_period_us": "100000"}, "4:cpu,cpuacct:/", 0.5),
        ({"cpu/x/cpu.cfs_quota_us": "-1", "cpu/x/cpu.cfs_period_us": "100000"}, "4:cpu:/x", None),
        ({"memory/cpu.cfs_quota_us": "1", "memory/cpu.cfs_period_us": "1"}, "4:memory:/", None),
        ({"cpu.max": ""}, "0::/", None),
        ({"cpu.max": "nonsense"}, "0::/", None),
    ],
)
def test_quotas_of_both_versions(files: dict[str, str], own: str, expected: float | None, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text + "\n")
    (tmp_path / "own").write_text(own + "\n")
    assert cgroup_quota(tmp_path, tmp_path / "own") == expected


def test_without_control_groups(tmp_path: Path) -> None:
    assert cgroup_quota(tmp_path, tmp_path / "absent") is None


@pytest.mark.parametrize(("quota", "expected"), [(None, 4), (2.5, 2), (0.5, 1), (64.0, 4)])
def test_the_quota_limits_the_processors(quota: float | None, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    monkeypatch.setattr(cpus, "cgroup_quota", lambda: quota)
    assert usable_cpus() == expected


@pytest.mark.skipif(sys.platform != "linux", reason="needs torch with OpenMP")
def test_only_the_calling_thread_is_limited() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    counts: dict[str, int] = {}

    def limited() -> None:
        use_single_thread()
        counts["limited"] = torch.get_num_threads()

    def free() -> None:
        counts["free"] = torch.get_num_threads()

    try:
        for work in (limited, free):
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        assert counts == {"limited": 1, "free": 3}
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
