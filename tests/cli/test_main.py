import os
import re
import subprocess
import sys
from dataclasses import fields

import pytest

from probsym import __version__
from probsym.cli import evaluate, main
from probsym.cli.commands import COMMANDS
from probsym.errors import ConfigError


def python(*arguments):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version(flag, capsys):
    assert main.main([flag]) == 0
    assert capsys.readouterr().out == f"probsym {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_names_every_flag(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main.main([command, "--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    options = getattr(sys.modules[f"probsym.cli.{command.replace('-', '_')}"], COMMANDS[command])
    for field in fields(options):
        if field.name not in ("photos", "source"):  # named by no flag
            assert field.name.replace("_", "-") in text
    # What is on by default has the flag --no-..., beside which a default of True would read as the opposite.
    assert "(default: True)" not in re.sub(r"[\s│]+", " ", text)


def test_no_arguments_print_the_help(capsys):
    with pytest.raises(SystemExit) as stop:
        main.main([])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    for command in COMMANDS:
        assert f"• {command}" in text


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from probsym.cli.main import main\n"
        "try: main(['reconstruct', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'torch', 'numba', 'numpy', 'trimesh', 'accelerate', 'PIL', 'cv2'} & set(sys.modules)))"
    )
    assert python("-c", code).stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["recontruct", "a.jpg"], "unknown command 'recontruct'; did you mean reconstruct?"),
        (["trian", "--help"], "unknown command 'trian'; did you mean train?"),
        (["zzz"], "unknown command 'zzz'; expected one of train, reconstruct, bulk, view, "),
        (
            ["evaluate", "--data", "x", "--modle", "a"],
            "unknown flag --modle of probsym evaluate; did you mean --model?",
        ),
        (["view", "x", "--nobrowser"], "unknown flag --nobrowser of probsym view; did you mean --no-browser?"),
        (["synth", "--out=x", "--yaw-mx-deg=3"], "unknown flag --yaw-mx-deg of probsym synth; did you mean --yaw-max-"),
        (["train", "--batch", "8"], "unknown flag --batch of probsym train; see probsym train --help"),
        (["inspect", "x", "--sorce=y"], "unknown flag --sorce of probsym inspect; see probsym inspect --help"),
    ],
)
def test_mistyped_commands_and_flags_get_a_suggestion(arguments, message, capsys):
    assert main.main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith(f"probsym: error: {message}")


def test_flags_may_be_written_with_underscores_and_values(monkeypatch):
    seen = []
    monkeypatch.setattr(evaluate, "run", seen.append)
    assert main.main(["evaluate", "--data=x", "--model", "cat-64"]) == 0
    assert (str(seen[0].data), seen[0].model) == ("x", "cat-64")
    monkeypatch.setattr("probsym.cli.crop.run", seen.append)
    assert main.main(["crop", "a", "--out", "b", "--min_size", "50"]) == 0
    assert seen[1].min_size == 50


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(shell, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        main.main(["--help"])
    assert stop.value.code == 0
    assert "--tyro-write-completion bash|zsh|fish FILE" in " ".join(capsys.readouterr().out.split())
    with pytest.raises(SystemExit) as stop:
        main.main(["--tyro-write-completion", shell, str(tmp_path / "script")])
    assert not stop.value.code
    script = (tmp_path / "script").read_text()
    for word in ("reconstruct", "no-browser"):
        assert word in script


def test_warnings_of_the_program_are_one_line():
    code = (
        "import sys, warnings; from probsym.cli import main, evaluate\n"
        "evaluate.run = lambda _: warnings.warn('take care', stacklevel=2)\n"
        "sys.argv = ['probsym', 'evaluate', '--data', 'x']; sys.exit(main.program())"
    )
    assert python("-c", code).stderr == "probsym: warning: take care\n"


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (ConfigError("width: expected\na multiple of 4"), 2, "error: width: expected a multiple of 4"),
        (OSError(28, "No space left on device"), 2, "error: No space left on device (free disk space and start again)"),
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
def test_a_closed_pipe_is_not_an_error(call):
    reading, writing = os.pipe()
    os.close(reading)
    code = f"import sys; from probsym.cli import evaluate, main; {call}; sys.exit(code)"
    with os.fdopen(writing, "wb") as out:
        result = subprocess.run(
            [sys.executable, "-c", code], stdout=out, stderr=subprocess.PIPE, text=True, check=False
        )
    assert result.returncode == 1
    assert result.stderr == ""


@pytest.mark.parametrize(("flag", "code"), [("--version", 0), ("--versoin", 2)])
def test_the_program_runs_without_output_streams(flag, code):
    """As in a shell after ``>&- 2>&-``, or on Windows without a console."""
    result = python(
        "-c",
        "import sys; from probsym.cli.main import program; "
        f"sys.argv[1:] = ['{flag}']; sys.stdout = sys.stderr = None; sys.exit(program())",
    )
    assert (result.returncode, result.stderr) == (code, "")
