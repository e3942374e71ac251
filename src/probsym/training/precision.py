"""Which precision the convolutions run in."""

from pathlib import Path

import torch

_CPU_FLAGS = Path("/proc/cpuinfo")


def choose_precision(wanted: str) -> str:
    """Accelerate's name for the precision: "bf16" or "no".

    Args:
        wanted: "float32", "bfloat16", or "auto": bfloat16 where the device has instructions for it.
    """
    if wanted == "auto":
        return "bf16" if _computes_in_bfloat16() else "no"
    return "bf16" if wanted == "bfloat16" else "no"


def _computes_in_bfloat16() -> bool:
    if torch.cuda.is_available():
        return torch.cuda.is_bf16_supported(including_emulation=False)
    try:  # torch emulates bfloat16 on every CPU, slowly; only these instructions make it fast
        flags = _CPU_FLAGS.read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags
