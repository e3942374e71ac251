import sys

import pytest

from probsym.cli.exit_code import exit_code
from probsym.errors import InputError


@pytest.mark.parametrize(("result", "code"), [(None, 0), (3, 3), ({"mean": 1}, 0)])
def test_only_integers_are_exit_codes(result, code):
    assert exit_code(lambda: result) == code


def test_messages_name_the_running_file(monkeypatch, capsys):
    def fail():
        raise InputError("steps: expected 1 or more,\ngot 0")

    monkeypatch.setattr(sys, "argv", ["scripts/train.py", "--steps", "0"])
    assert exit_code(fail) == 2
    assert capsys.readouterr().err == "train.py: error: steps: expected 1 or more, got 0\n"
