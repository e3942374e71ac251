"""Every example runs, with small settings, and is short."""

import runpy
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("[0-9]*.py"))
SMALL = {
    "03_train_on_your_photos": ["--recipe", "small", "--steps", "2"],
    "05_losses_and_renderer_in_your_model": ["--steps", "3"],
    "06_evaluate": ["--count", "4"],
    "07_several_gpus": ["--recipe", "small", "--steps", "2"],
}
"""Example -> arguments that make it fast."""
WRITTEN = {
    "01_one_photo": "outputs/one-photo/page.html",
    "02_folder": "outputs/folder/eileen/factors.npz",
    "03_train_on_your_photos": "outputs/train/result",
    "04_relight_and_turn": "outputs/relit.png",
}
"""Example -> something that it writes."""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [path.name, *SMALL.get(path.stem, [])])
    with pytest.raises(SystemExit) as stop:
        runpy.run_path(str(path), run_name="__main__")
    assert stop.value.code == 0
    assert capsys.readouterr().out
    if path.stem in WRITTEN:
        assert (tmp_path / WRITTEN[path.stem]).exists()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_is_short_and_listed(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 60
    assert f"[`{path.name}`]({path.name})" in (path.parent / "README.md").read_text(encoding="utf-8")
