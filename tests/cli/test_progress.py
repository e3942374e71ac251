import io
import re

import pytest
from rich.console import Console

from probsym.cli import progress
from probsym.cli.progress import show_progress, show_step


@pytest.fixture
def terminal(monkeypatch):
    """What is drawn on a terminal."""
    drawn = io.StringIO()
    monkeypatch.setattr(progress, "Console", lambda stderr: Console(file=drawn, force_terminal=True, width=120))
    return drawn


def plain(terminal):
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", terminal.getvalue())


def test_a_step_says_what_it_does_and_how_long(terminal):
    with show_step("loading PyTorch"):
        pass
    assert "loading PyTorch 0:00:00" in plain(terminal)


def test_a_bar_counts_to_the_end(terminal):
    with show_progress() as report:
        for done in range(4):
            report("reading photos", done, 3)
    assert re.search(r"reading photos ━+ 3/3 0:00:00", plain(terminal))


def test_a_bar_moves_before_anything_is_known(terminal):
    with show_progress():
        pass
    assert "starting" in plain(terminal)


def test_nothing_is_drawn_into_a_pipe(capsys):
    with show_step("loading PyTorch"), show_progress() as report:
        report("reading photos", 1, 3)
    assert capsys.readouterr().err == ""
