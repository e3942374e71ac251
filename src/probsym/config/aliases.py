"""Names of version 0.1.0 that still work: settings in recipes and configs, checkpoints, and flags.

The one place that knows them; they are accepted until version 2.0. Names of parameters depend on a network's layers:
:mod:`probsym.models.former_layers` derives them.
"""

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
