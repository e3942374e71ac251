"""Flags in the help of a command."""

import re

import pytest

from probsym.cli.commands import COMMANDS, load_command, parse
from probsym.errors import InputError


def help_of(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        parse([name, "--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_types_and_defaults_in_words(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(name, capsys)
    assert "{None}" not in text
    assert "(default: )" not in re.sub(r"[│\s]+", " ", text)


def test_a_setting_of_the_recipe_may_be_left_out_or_given(capsys: pytest.CaptureFixture[str]) -> None:
    train = load_command("train")
    required = ["train", "--data", "photos", "--out", "run"]
    assert isinstance(parse(required), train)
    assert (parse(required).steps, parse(required).minutes) == (None, None)
    given = parse([*required, "--steps", "7", "--minutes", "0.5"])
    assert (given.steps, given.minutes) == (7, 0.5)
    assert parse([*required, "--steps", "None"]).steps is None
    assert "--steps INT" in help_of("train", capsys)
    with pytest.raises(InputError, match="--steps: expected a whole number, got 'many'; see probsym train --help"):
        parse([*required, "--steps", "many"])


def test_a_pair_of_numbers_may_be_left_out_or_given() -> None:
    required = ["synth", "--out", "faces"]
    assert parse(required).scene.light_angle_deg is None
    assert parse([*required, "--light-angle-deg", "10", "20"]).scene.light_angle_deg == (10.0, 20.0)
