import dataclasses
import json
from pathlib import Path

import pytest

from probsym.cli.main import main
from probsym.config import Framing, ModelConfig, ObjectiveConfig, from_dict, to_dict
from probsym.config.aliases import FLAGS, SETTINGS
from probsym.errors import ConfigError

CLASSES = {cls.__name__: cls for cls in (ModelConfig, Framing, ObjectiveConfig)}


@pytest.mark.parametrize(
    ("name", "old", "new"), [(name, old, new) for name in CLASSES for old, new in SETTINGS[name].items()]
)
def test_settings_of_earlier_versions_are_read(name: str, old: str, new: str) -> None:
    cls = CLASSES[name]
    default = to_dict(cls())[new]
    value = {bool: not default, int: 64, float: 0.5}[type(default)]
    assert getattr(from_dict(cls, {old: value}), new) == value
    with pytest.raises(ConfigError, match=f"{old}: the former name of {new}"):
        from_dict(cls, {old: value, new: value})
    assert old not in {field.name for field in dataclasses.fields(cls)}


@pytest.mark.parametrize(("old", "new"), FLAGS.items())
def test_flags_of_earlier_versions_are_read(old: str, new: str, capsys: pytest.CaptureFixture[str]) -> None:
    if old in ("--every", "--down"):
        command = ["reconstruct" if old == "--every" else "crop", "nothing", "--out", "o"]
        message = "nothing: no such"
    else:
        command, message = ["synth", "--out", str(Path(__file__).parent)], "out: expected a new or empty folder"
    value = [] if old == "--every" else ["0.1"]
    for flag in (old, new):
        assert main([*command, flag, *value]) == 2
        assert message in capsys.readouterr().err


def test_a_config_of_an_earlier_version_is_read() -> None:
    text = '{"image_size": 64, "architecture": "slim", "mirror_pose": true, "framing_down": 0.09}'
    config = from_dict(ModelConfig, json.loads(text))
    assert config.flip_average_pose
    assert config.framing.offset_y == 0.09
