from pathlib import Path

import pytest

from probsym.cli.main import main
from probsym.synthetic.generate import generate
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings
from probsym.training.run import TrainResult


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli-benchmark") / "faces"
    generate(procedural_head(), folder, {"train": 4, "val": 2, "test": 4}, SceneSettings(size=64))
    return folder


def test_rows_that_need_no_training(faces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["baselines", "--data", str(faces), "--out", str(tmp_path), "--rows", "constant", "mean"]
    assert main(["benchmark", *arguments]) == 0
    printed = capsys.readouterr().out
    assert "constant depth" in printed
    assert "2.723" in printed  # the paper's
    assert sorted(path.name for path in (tmp_path / "baselines").iterdir()) == ["figure.png", "table.json", "table.md"]


def test_a_signal_is_passed_on(faces: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = TrainResult(tmp_path, 1, 4, 0.1, signal=15)
    monkeypatch.setattr("probsym.benchmark.runs.run_training", lambda *_, **__: stopped)
    assert main(["benchmark", "baselines", "--data", str(faces), "--out", str(tmp_path), "--rows", "full"]) == 143


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--steps", "5", "--minutes", "1"], "expected either steps or minutes"),
        (["--steps", "0"], "steps: expected a positive number, got 0"),
        (["--rows", "nonsense"], "rows: expected one of supervised, constant, mean, full; got 'nonsense'"),
        (["--recipe", "nonsense"], "recipe: expected one of"),
        (["--seeds", "1", "1"], "seeds: expected different numbers"),
    ],
)
def test_bad_input_is_one_line(
    faces: Path, tmp_path: Path, flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["benchmark", "baselines", "--data", str(faces), "--out", str(tmp_path / "out"), *flags]
    assert main(arguments) == 2
    printed = capsys.readouterr().err
    assert message in printed
    assert len(printed.splitlines()) == 1
    assert not (tmp_path / "out").exists()
