"""Names of earlier versions that still work: settings in recipes and configs, checkpoints, flags, and arguments.

The one place that knows them; they are accepted until version 2.0. Names of parameters depend on a network's layers:
:mod:`probsym.models.layers` derives them. :mod:`probsym.types`, on a lower floor, knows the former name of a
class.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")

SETTINGS = {
    "ModelConfig": {
        "mirror_pose": "flip_average_pose",
        "mirror_depth": "flip_average_depth",
        "level_depth": "remove_vertical_tilt",
        "framing_down": "framing_offset_y",
        "free_border_from": "unclamp_border_at_size",
    },
    "Framing": {"down": "offset_y"},
    "SceneSettings": {"detail": "texture_noise"},
    "ObjectiveConfig": {
        "lambda_hollow": "lambda_concavity",
        "lambda_relief": "lambda_depth_variance",
        "lambda_view_mean": "lambda_mean_rotation",
    },
}
"""Dataclass -> old name -> new name."""

FORMER_TRAIN_STATE_KEY = "position"
"""Old name of "train_state" in a checkpoint's ``state.json``."""

FLAGS = {
    "--every": "--all",
    "--batch": "--batch-size",
    "--allow-host": "--allowed-hosts",
    "--down": "--offset-y",
    "--yaw-std": "--yaw-std-deg",
    "--yaw-max": "--yaw-max-deg",
    "--pitch-std": "--pitch-std-deg",
    "--pitch-max": "--pitch-max-deg",
    "--roll-std": "--roll-std-deg",
    "--roll-max": "--roll-max-deg",
    "--detail": "--texture-noise",
}
"""Old command-line flag -> new flag."""

ARGUMENTS = {
    "crop": {"all_detections": "all"},
    "reconstruct": {"images": "photos"},
    "train": {"compiled": "compile"},
    "write_onnx": {"folder": "out"},
}
"""Public function -> old name of an argument -> new name."""


def with_former_arguments(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """``function``, which also takes its arguments in ``ARGUMENTS`` by their old names."""
    former = ARGUMENTS[function.__name__]

    @wraps(function)
    def called(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        for old, new in former.items():
            if old in kwargs:
                if new in kwargs:
                    raise TypeError(f"{function.__name__}(): got {new!r} and its former name {old!r}")
                kwargs[new] = kwargs.pop(old)
        return function(*args, **kwargs)

    return called
