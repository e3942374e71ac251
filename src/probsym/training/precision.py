"""Which precision the convolutions run in."""

import torch


def choose_precision(wanted: str) -> str:
    """Accelerate's name for the precision: "bf16" or "no".

    Args:
        wanted: "float32", "bfloat16", or "auto": bfloat16 where a GPU computes in it. CPUs are left at float32.
    """
    if wanted == "bfloat16":
        return "bf16"
    if wanted == "auto" and torch.cuda.is_available() and torch.cuda.is_bf16_supported():
        return "bf16"
    return "no"
