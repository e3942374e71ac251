"""Which precision the convolutions run in."""

from pathlib import Path

import torch

CPU_FLAGS = Path("/proc/cpuinfo")


def choose_precision(setting: str, device: torch.device) -> str:
    """Accelerate's name for the precision: "bf16" or "no" (float32).

    Args:
        setting: "float32", "bfloat16", or "auto": bfloat16 where the device has instructions for it.
        device: that the training runs on.
    """
    if setting == "auto":
        return "bf16" if _computes_in_bfloat16(device) else "no"
    return "bf16" if setting == "bfloat16" else "no"


def _computes_in_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    try:  # torch emulates bfloat16 slowly on CPUs without one of these instruction sets
        flags = CPU_FLAGS.read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags
