"""Wrong command lines are reported in one line that names the argument."""

import pytest

from probsym.cli import main
from probsym.cli.usage_errors import usage_error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("train", "expected --data PATH, --out PATH; got none; see probsym train --help"),
        ("train --data x --out y extra", "unexpected argument: extra; see probsym train --help"),
        ("train --data", "--data: expected a value, got none; see probsym train --help"),
        ("synth --out x --light-x 1", "--light-x: expected 2 values, got fewer; see probsym synth --help"),
        ("reconstruct a --crop b", "--crop: expected a number, got 'b'; see probsym reconstruct --help"),
        ("reconstruct a --limit 1.5", "--limit: expected a whole number, got '1.5'; see probsym reconstruct --help"),
        (
            "reconstruct a --detect dog",
            "--detect: expected one of 'auto', 'face', 'cat', 'none'; got 'dog'; see probsym reconstruct --help",
        ),
        ("benchmark depth --data x --out y", "table: expected one of 'baselines', 'ablation', 'perturbation', "),
        ("export", "expected MODEL, --out PATH; got none; see probsym export --help"),
    ],
)
def test_one_line(arguments: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(arguments.split()) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith(f"probsym: error: {message}")


@pytest.mark.parametrize("ascii_alone", [True, False])
def test_boxes_of_both_kinds(ascii_alone: bool) -> None:
    content = ["Missing from probsym x:", "    --data PATH", "        Folder of - photos. (required)", "    --out PATH"]
    lines = [f"  {line:60}  " if ascii_alone else f"│ {line:60} │" for line in content]
    if ascii_alone:
        box = ["  Required options", "-" * 60, *lines, "  " + "-" * 58, "  For full helptext, run:"]
    else:
        box = ["╭─ Required options ──╮", *lines, "│ " + "─" * 60 + " │", "│ For full helptext, run: │", "╰──╯"]
    assert usage_error("\n".join(box), "x") == "expected --data PATH, --out PATH; got none; see probsym x --help"


def test_other_words_of_tyro_are_kept() -> None:
    box = "╭─ Title ─╮\n│ Something new. │\n│ ───── │\n│ help │\n╰──╯"
    assert usage_error(box, "crop") == "Something new.; see probsym crop --help"
    assert usage_error("", "crop") == "wrong arguments; see probsym crop --help"
