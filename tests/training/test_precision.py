from pathlib import Path

import pytest
import torch

from probsym.training import precision
from probsym.training.precision import choose_precision


@pytest.mark.parametrize(
    ("wanted", "gpu", "cpu_flags", "chosen"),
    [
        ("float32", True, "avx512_bf16", "no"),
        ("float32", False, "avx512_bf16", "no"),
        ("bfloat16", False, "avx2", "bf16"),
        ("auto", False, "avx2 avx512f", "no"),
        ("auto", False, "avx2 avx512_bf16", "bf16"),
        ("auto", False, "amx_bf16 amx_tile", "bf16"),
        ("auto", False, None, "no"),
        ("auto", True, "avx2", "bf16"),
    ],
)
def test_choice(
    wanted: str, gpu: bool, cpu_flags: str | None, chosen: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    flags = tmp_path / "cpuinfo"
    if cpu_flags is not None:
        flags.write_text(f"processor : 0\nflags : fpu {cpu_flags}\n")
    monkeypatch.setattr(precision, "_CPU_FLAGS", flags)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: gpu)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: gpu)
    assert choose_precision(wanted) == chosen


def test_a_gpu_that_only_emulates_bfloat16_stays_with_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: including_emulation)
    assert choose_precision("auto") == "no"
