import pytest

from probsym.cli.main import main
from probsym.inference import diagnosis


@pytest.mark.parametrize(("problem", "code"), [("", 0), ("OSError: no", 1)])
def test_the_exit_code_is_that_of_the_self_test(
    problem: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(diagnosis, "diagnose", lambda device: diagnosis.Diagnosis((("device", device),), problem))
    assert main(["doctor", "--device", "cpu"]) == code
    assert capsys.readouterr().out == "device  cpu\n"


def test_no_such_device(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--device", "tpu"]) == 2
    assert capsys.readouterr().err.startswith("probsym: error: device: expected auto, cpu, cuda, mps")
