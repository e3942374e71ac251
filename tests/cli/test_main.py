import os
import subprocess
import sys
from dataclasses import fields

import pytest

from probsym import __version__
from probsym.cli import evaluate, main
from probsym.errors import ConfigError


def python(*arguments):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def test_version(capsys):
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out == f"probsym {__version__}\n"


@pytest.mark.parametrize("command", main.COMMANDS)
def test_help_of_every_command_names_every_flag(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main.main([command, "--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    options = getattr(sys.modules[f"probsym.cli.{command.replace('-', '_')}"], main.COMMANDS[command])
    for field in fields(options):
        if field.name not in ("inputs", "source"):  # named by no flag
            assert field.name.replace("_", "-") in text


def test_no_arguments_show_the_commands(capsys):
    with pytest.raises(SystemExit) as stop:
        main.main([])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    for command in main.COMMANDS:
        assert f"• {command}" in text


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from probsym.cli.main import main\n"
        "try: main(['reconstruct', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'torch', 'numba', 'numpy', 'trimesh', 'accelerate', 'PIL', 'cv2'} & set(sys.modules)))"
    )
    assert python("-c", code).stdout.splitlines()[-1] == "[]"


def test_mistyped_flag_gets_a_suggestion(capsys):
    with pytest.raises(SystemExit) as stop:
        main.main(["evaluate", "--data", "x", "--modle", "cat-64"])
    assert stop.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "--model" in captured.err


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (ConfigError("width: expected\na multiple of 4"), 2, "error: width: expected a multiple of 4"),
        (OSError(28, "No space left on device"), 2, "error: No space left on device (free some and start again)"),
        (PermissionError(13, "Permission denied", "/out"), 2, "error: /out: Permission denied"),
        (OSError("broken"), 2, "error: broken"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_errors_are_one_line_and_a_code(error, code, line, monkeypatch, capsys):
    def fail(_):
        raise error

    monkeypatch.setattr(evaluate, "run", fail)
    assert main.main(["evaluate", "--data", "x"]) == code
    assert capsys.readouterr().err == f"probsym: {line}\n"


def test_bugs_keep_their_traceback(monkeypatch):
    monkeypatch.setattr(evaluate, "run", lambda _: {}["missing"])
    with pytest.raises(KeyError):
        main.main(["evaluate", "--data", "x"])


def test_the_exit_code_of_a_command_is_passed_on(monkeypatch):
    monkeypatch.setattr(evaluate, "run", lambda _: 143)
    assert main.main(["evaluate", "--data", "x"]) == 143


@pytest.mark.parametrize(
    "call",
    [
        "evaluate.run = lambda _: print('x' * 100_000, flush=True); code = main.main(['evaluate', '--data', 'x'])",
        "code = main.main(['reconstruct', '--help'])",
    ],
)
def test_a_reader_that_goes_away_is_no_error(call):
    reading, writing = os.pipe()
    os.close(reading)
    code = f"import sys; from probsym.cli import evaluate, main; {call}; sys.exit(code)"
    with os.fdopen(writing, "wb") as out:
        result = subprocess.run(
            [sys.executable, "-c", code], stdout=out, stderr=subprocess.PIPE, text=True, check=False
        )
    assert result.returncode == 1
    assert result.stderr == ""
