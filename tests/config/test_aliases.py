import dataclasses
import inspect
import json
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import probsym
from probsym.cli.main import main
from probsym.config import Framing, ModelConfig, ObjectiveConfig, from_dict, to_dict
from probsym.config.aliases import ARGUMENTS, FLAGS, SETTINGS
from probsym.errors import ConfigError, InputError
from probsym.types import ModelOutput

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
    values = {"--every": [], "--batch": ["2"], "--allow-host": ["a.org"]}
    commands = {
        "--every": ["reconstruct", "nothing", "--out", "o"],
        "--down": ["crop", "nothing", "--out", "o"],
        "--batch": ["evaluate", "--data", "nothing"],
        "--allow-host": ["view", "nothing"],
    }
    command = commands.get(old, ["synth", "--out", str(Path(__file__).parent)])
    message = "nothing" if old in commands else "out: expected a new or empty folder"
    value = values.get(old, ["0.1"])
    for flag in (old, new):
        assert main([*command, flag, *value]) == 2
        assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [(name, old, new) for name, names in ARGUMENTS.items() if hasattr(probsym, name) for old, new in names.items()],
)
def test_arguments_of_earlier_versions_are_taken(name: str, old: str, new: str, tmp_path: Path) -> None:
    function: Callable[..., Any] = getattr(probsym, name)
    parameters = inspect.signature(function).parameters
    paths = {one.name: tmp_path / one.name for one in parameters.values() if one.default is one.empty}
    value, others = paths.pop(new, True), paths
    for argument in (old, new):
        with pytest.raises(InputError, match="no such"):
            function(**others, **{argument: value})
    with pytest.raises(TypeError, match=f"got '{new}' and its former name '{old}'"):
        function(**others, **{old: value, new: value})
    assert old not in parameters


def test_a_config_of_an_earlier_version_is_read() -> None:
    text = '{"image_size": 64, "architecture": "slim", "mirror_pose": true, "framing_down": 0.09}'
    config = from_dict(ModelConfig, json.loads(text))
    assert config.flip_average_pose
    assert config.framing.offset_y == 0.09


def test_the_class_of_an_earlier_version_is_found() -> None:
    assert pkgutil.resolve_name("probsym.types:Reconstruction") is ModelOutput
    with pytest.raises(AttributeError, match="no attribute 'Reconstructed'"):
        pkgutil.resolve_name("probsym.types:Reconstructed")
