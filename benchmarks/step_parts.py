"""The parts of a training step: which code they are, and how much of a profile each of them took itself."""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from probsym.rendering import reprojection
from probsym.training.train import Trainer

CONVOLUTIONS = "convolutions of the networks"
FEATURE_CONVOLUTIONS = "convolutions of the feature encoder"
PARTS = {
    CONVOLUTIONS: "",
    FEATURE_CONVOLUTIONS: "",
    "linear layers": "",
    "normalisation, activation, upsampling": "networks",
    "feature encoder without convolutions": "features",
    "rasteriser": "rasterizer",
    "shading and reprojection": "rendering",
    "losses": "losses",
    "gradient clipping": "clipping",
    "optimiser and mean of the weights": "optimizer",
    "data and the rest of Python": "step",
}
"""Part, as printed -> the span whose operators belong to it, unless an operator tells by its own name."""
SPAN = "part: "
_BACKWARD = "autograd::engine::evaluate_function"
_CONVOLUTION_NAMES = ("conv",)
_LINEAR_NAMES = ("aten::linear", "aten::addmm", "aten::mm", "mkldnn_linear")


@contextmanager
def spans(trainer: Trainer, within: Callable[[str], AbstractContextManager[object]]) -> Iterator[None]:
    """Run the parts of the step ``within`` their names; ``traffic.py`` uses this too."""
    objective: Any = trainer.networks.step.loss.objective
    named = [
        (trainer.networks.model, "factors", "networks"),
        (trainer.networks.model, "render_pair", "rendering"),
        (reprojection, "rasterize", "rasterizer"),
        (objective, "of_factors", "losses"),
        (trainer.networks.optimizer, "step", "optimizer"),
        (trainer.networks.optimizer, "zero_grad", "optimizer"),
        (trainer.accelerator, "clip_grad_norm_", "clipping"),
    ]
    if objective.features is not None:
        named.append((objective.features, "forward", "features"))
    if trainer.networks.average is not None:
        named.append((trainer.networks.average, "update", "optimizer"))
    before = [(owner, attribute, getattr(owner, attribute)) for owner, attribute, _ in named]
    try:
        for owner, attribute, span in named:
            setattr(owner, attribute, _spanned(getattr(owner, attribute), span, within))
        yield
    finally:
        for owner, attribute, function in before:
            setattr(owner, attribute, function)


def _spanned(
    function: Callable[..., Any], span: str, within: Callable[[str], AbstractContextManager[object]]
) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        with within(span):
            return function(*args, **kwargs)

    return wrapped


def shares_of(events: list[Any], on_gpu: bool) -> dict[str, float]:
    """Share of the profiled steps' time that each part took itself: on a GPU, of the time of its kernels."""
    span_of_node: dict[int, str] = {}
    for event in sorted(events, key=lambda event: event.time_range.start):
        # The last operator that carries a sequence number is the one that made the node of that number.
        if event.sequence_nr >= 0 and _backward_of(event) is None and _span_of(event) is not None:
            span_of_node[event.sequence_nr] = _span_of(event) or ""
    by_span = {span: part for part, span in PARTS.items() if span}
    spent: dict[str, float] = defaultdict(float)
    for event in events:
        backward = _backward_of(event)
        inside = _span_of(event)
        if inside is None:
            continue
        span = span_of_node.get(backward.sequence_nr, "optimizer") if backward is not None else inside
        own = event.self_device_time_total if on_gpu else event.self_cpu_time_total
        spent[_part(event, span, by_span)] += own
    total = sum(spent.values())
    return {part: spent[part] / total for part in PARTS}


def _ancestors(event: Any) -> Iterator[Any]:
    while event is not None:
        yield event
        event = event.cpu_parent


def _span_of(event: Any) -> str | None:
    """The innermost span around an event; None outside the profiled steps."""
    for ancestor in _ancestors(event):
        if ancestor.name.startswith(SPAN):
            return ancestor.name.removeprefix(SPAN)
    return None


def _backward_of(event: Any) -> Any | None:
    """The autograd node's event that an event is part of, if it is."""
    return next((ancestor for ancestor in _ancestors(event) if ancestor.name.startswith(_BACKWARD)), None)


def _part(event: Any, span: str, by_span: dict[str, str]) -> str:
    names = [ancestor.name for ancestor in _ancestors(event) if ancestor.name.startswith("aten::")]
    if span in ("networks", "features"):
        if any(mark in name for name in names for mark in _CONVOLUTION_NAMES):
            return CONVOLUTIONS if span == "networks" else FEATURE_CONVOLUTIONS
        if any(name.startswith(_LINEAR_NAMES) for name in names):
            return "linear layers"
    return by_span[span]
