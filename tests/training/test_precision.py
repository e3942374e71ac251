from pathlib import Path

import pytest
import torch

from probsym import devices
from probsym.training.processes import choose_precision


@pytest.mark.parametrize(
    ("setting", "device", "cpu_flags", "chosen"),
    [
        ("float32", "cuda", "avx512_bf16", "no"),
        ("float32", "cpu", "avx512_bf16", "no"),
        ("bfloat16", "cpu", "avx2", "bf16"),
        ("auto", "cpu", "avx2 avx512f", "no"),
        ("auto", "cpu", "avx2 avx512_bf16", "bf16"),
        ("auto", "cpu", "amx_bf16 amx_tile", "bf16"),
        ("auto", "cpu", None, "no"),
        ("auto", "cuda", "avx2", "bf16"),
    ],
)
def test_choice(
    setting: str, device: str, cpu_flags: str | None, chosen: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    flags = tmp_path / "cpuinfo"
    if cpu_flags is not None:
        flags.write_text(f"processor : 0\nflags : fpu {cpu_flags}\n")
    monkeypatch.setattr(devices, "CPU_FLAGS", flags)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: True)
    assert choose_precision(setting, torch.device(device)) == chosen


def test_the_device_decides_and_not_whether_there_is_a_gpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    flags = tmp_path / "cpuinfo"
    flags.write_text("flags : avx2\n")
    monkeypatch.setattr(devices, "CPU_FLAGS", flags)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: True)
    assert choose_precision("auto", torch.device("cpu")) == "no"


def test_a_gpu_that_only_emulates_bfloat16_stays_with_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: including_emulation)
    assert choose_precision("auto", torch.device("cuda")) == "no"
