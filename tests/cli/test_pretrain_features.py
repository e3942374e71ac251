from pathlib import Path

import pytest

from probsym.cli.main import main


def test_writes_an_encoder_and_says_how_good(photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "encoder.safetensors"
    flags = ["--data", str(photos), "--out", str(out), "--steps", "2", "--batch-size", "2", "--size", "32"]
    assert main(["pretrain-features", *flags]) == 0
    assert out.is_file()
    assert "rotation accuracy" in capsys.readouterr().out


def test_bad_input(photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--data", str(photos), "--out", str(tmp_path / "x.pt")]
    assert main(["pretrain-features", *flags]) == 2
    assert "out: expected a .safetensors file" in capsys.readouterr().err
