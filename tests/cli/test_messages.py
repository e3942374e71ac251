import io
import re

import pytest
from rich.console import Console

from probsym.cli import messages
from probsym.cli.messages import show_progress, show_step


@pytest.fixture
def terminal(monkeypatch):
    """What is drawn on a terminal."""
    drawn = io.StringIO()
    monkeypatch.setattr(messages, "Console", lambda stderr: Console(file=drawn, force_terminal=True, width=120))
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


_ERASED = "\x1b[2K"


def last_state(terminal):
    """What stays on the terminal of what was drawn last."""
    return plain(io.StringIO(terminal.getvalue().rsplit(_ERASED, 1)[-1])).strip()


def test_a_bar_stays_at_its_end(terminal):
    with show_progress("loading") as report:
        report("reading photos", 1, 3)  # those that report now and then do not always say that they are done
    assert re.fullmatch(r"reading photos ━+ 3/3 0:00:0\d 0:00:00", last_state(terminal))


def test_a_bar_stays_where_the_work_failed(terminal):
    def fail():
        with show_progress() as report:
            report("reading photos", 1, 3)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert re.match(r"reading photos [━╸╺ ]+ 1/3", last_state(terminal))


def test_a_bar_without_a_share_and_a_step_disappear(terminal):
    with show_progress():
        pass
    assert last_state(terminal) == ""
    with show_step("loading PyTorch"):
        pass
    assert last_state(terminal) == ""


def test_a_bar_moves_before_anything_is_known(terminal):
    with show_progress():
        pass
    assert "starting" in plain(terminal)


def test_nothing_is_drawn_into_a_pipe(capsys):
    with show_step("loading PyTorch"), show_progress() as report:
        report("reading photos", 1, 3)
    assert capsys.readouterr().err == ""
