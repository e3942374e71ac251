"""Which precision the convolutions run in."""

import torch

from probsym.devices import computes_in_bfloat16


def choose_precision(setting: str, device: torch.device) -> str:
    """Accelerate's name for the precision: "bf16" or "no" (float32).

    Args:
        setting: "float32", "bfloat16", or "auto": bfloat16 where the device has instructions for it.
        device: that the training runs on.
    """
    if setting == "auto":
        return "bf16" if computes_in_bfloat16(device) else "no"
    return "bf16" if setting == "bfloat16" else "no"
