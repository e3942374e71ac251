"""One Adam over all networks, with a rate of its own for light and viewpoint."""

from typing import Any

import torch
from torch import nn

from probsym.config import OptimizerConfig
from probsym.models.aliases import current_names

_POSE_NETS = ("light_net.", "viewpoint_net.")


def make_optimizer(model: nn.Module, config: OptimizerConfig) -> torch.optim.Adam:
    """Adam with two groups of parameters; ``base_rate`` in each is the rate before the schedule's factor.

    On a GPU the rates are tensors there, so that a recorded step follows the schedule.
    """
    rates = {False: config.learning_rate, True: config.learning_rate_pose}
    device = next(model.parameters()).device
    recordable = device.type == "cuda"
    groups = []
    for pose, rate in rates.items():
        chosen = [weight for name, weight in model.named_parameters() if name.startswith(_POSE_NETS) == pose]
        here = torch.tensor(rate, device=device) if recordable else rate
        groups.append({"params": chosen, "lr": here, "base_rate": rate})
    return torch.optim.Adam(
        groups,
        betas=(config.beta1, config.beta2),
        weight_decay=config.weight_decay,
        fused=True,
        capturable=recordable,
    )


def set_rates(optimizer: torch.optim.Optimizer, factor: float) -> None:
    """Scale every group's rate from its base."""
    for group in optimizer.param_groups:
        rate = group["base_rate"] * factor
        if isinstance(group["lr"], torch.Tensor):
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate


def state_by_name(model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    """Adam's moments under the parameters' names, which growing and resuming keep."""
    state = optimizer.state
    return {name: dict(state[weight]) for name, weight in model.named_parameters() if weight in state}


def load_state_by_name(model: nn.Module, optimizer: torch.optim.Optimizer, saved: dict[str, Any]) -> None:
    """Put moments back; parameters that ``saved`` does not know start afresh."""
    saved = current_names(model, saved)
    for name, weight in model.named_parameters():
        if name in saved:
            optimizer.state[weight] = {
                key: value.to(weight.device) if isinstance(value, torch.Tensor) else value
                for key, value in saved[name].items()
            }
