"""One Adam over all networks, with a separate learning rate for light and viewpoint, and the average of the weights."""

from typing import Any, Generic, Literal, TypeVar

import torch
from torch import Tensor, nn

from probsym.config import OptimizerConfig
from probsym.errors import CheckpointError
from probsym.models.layers import current_names

_POSE_NETS = ("light_net.", "viewpoint_net.")
_TRAINED_NET = {"all": "depth_net.", "refinement": "refinement_net."}
"""What ``optimizer.trained`` says -> a net that is trained in any case."""
_MOMENTS = ("exp_avg", "exp_avg_sq")
_Net = TypeVar("_Net", bound=nn.Module)


def make_optimizer(model: nn.Module, config: OptimizerConfig) -> torch.optim.Adam:
    """Adam with two groups of parameters; ``base_rate`` in each is the rate before the schedule's factor.

    On a GPU the rates are tensors there, so that the schedule also reaches a captured CUDA graph.
    """
    rates = {False: config.learning_rate, True: config.learning_rate_pose}
    device = next(model.parameters()).device
    capturable = device.type == "cuda"
    groups = []
    for pose, rate in rates.items():
        chosen = [weight for name, weight in model.named_parameters() if name.startswith(_POSE_NETS) == pose]
        here = torch.tensor(rate, device=device) if capturable else rate
        groups.append({"params": chosen, "lr": here, "base_rate": rate})
    return torch.optim.Adam(
        groups,
        betas=(config.beta1, config.beta2),
        weight_decay=config.weight_decay,
        fused=True,
        capturable=capturable,
    )


def set_rates(optimizer: torch.optim.Optimizer, factor: float) -> None:
    """Scale every group's rate from its base."""
    for group in optimizer.param_groups:
        rate = group["base_rate"] * factor
        if isinstance(group["lr"], Tensor):
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate


def state_by_name(model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    """Adam's state by parameter name; names survive growing and resuming."""
    state = optimizer.state
    return {name: dict(state[weight]) for name, weight in model.named_parameters() if weight in state}


def load_state_by_name(model: nn.Module, optimizer: torch.optim.Optimizer, saved: dict[str, Any]) -> None:
    """Restore Adam's state; parameters that ``saved`` lacks start without."""
    saved = current_names(model, saved)
    for name, weight in model.named_parameters():
        if name in saved:
            optimizer.state[weight] = {
                key: value.to(weight.device) if isinstance(value, Tensor) else value
                for key, value in saved[name].items()
            }


def check_optimizer_state(saved: Any, model: nn.Module, step: int, trained: Literal["all", "refinement"]) -> None:
    """Raise unless ``saved`` is the state of Adam for this model after ``step`` steps of training these nets.

    Raises:
        CheckpointError: it belongs to another model or optimizer, parts are missing, or it is not finite.
    """
    if not isinstance(saved, dict):
        raise CheckpointError(f"expected a table of parameters, got {type(saved).__name__}")
    if unnamed := [name for name in saved if not isinstance(name, str)]:
        raise CheckpointError(f"expected the state of this model, got one with a parameter {str(unnamed[0])!r}")
    shapes = {name: weight.shape for name, weight in model.named_parameters()}
    saved = current_names(model, saved)
    for name, state in saved.items():
        if name not in shapes:
            raise CheckpointError(f"expected the state of this model, got one with a parameter {str(name)!r}")
        if not isinstance(state, dict) or not isinstance(state.get("step"), Tensor):
            raise CheckpointError(f"{name}: expected the state of Adam")
        for key in _MOMENTS:
            value = state.get(key)
            if not isinstance(value, Tensor) or value.shape != shapes[name]:
                raise CheckpointError(f"{name}: expected {key} of shape {tuple(shapes[name])}")
            if not value.isfinite().all():
                raise CheckpointError(f"{name}: {key} holds NaN or infinite values")
    missing = [name for name in shapes if name.startswith(_TRAINED_NET[trained]) and name not in saved]
    if step > 0 and missing:
        raise CheckpointError(f"expected the state of all parameters after {step} steps, got none of {missing[0]}")


class ExponentialMovingAverage(Generic[_Net]):
    """A copy of a model that holds the moving average of its weights.

    After n steps the decay is min(decay, (1 + n) / (10 + n)), so that early weights are soon forgotten.
    """

    def __init__(self, model: _Net, average: _Net, decay: float) -> None:
        """Start ``average``, a model of the same layout, at the weights of ``model``."""
        self.decay = decay
        self.average: _Net = average.requires_grad_(False).eval()
        self.average.load_state_dict(model.state_dict())

    @torch.no_grad()
    def update(self, model: _Net, step: int) -> None:
        """Move the average towards the weights after step number ``step``, counted from 0."""
        decay = min(self.decay, (1 + step) / (10 + step))
        ours: list[Tensor] = list(self.average.parameters())
        theirs = [parameter.detach() for parameter in model.parameters()]
        torch._foreach_lerp_(ours, theirs, 1 - decay)  # pyright: ignore[reportPrivateImportUsage]
