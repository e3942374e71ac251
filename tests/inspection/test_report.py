import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.errors import InputError
from probsym.inspection.report import inspect


@pytest.fixture
def noise(tmp_path: Path) -> Path:
    folder = tmp_path / "noise"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(6):
        pixels = rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    return folder


def test_report_and_files(noise: Path, tmp_path: Path) -> None:
    steps = []
    report = inspect(noise, tmp_path / "report", limit=4, progress=lambda *step: steps.append(step))
    assert (report.level, report.summary) == ("unfit", "unfit")
    assert (report.facts.files, report.facts.looked_at) == (6, 4)
    assert steps == [("reading photos", 4, 4)]
    values = json.loads((tmp_path / "report" / "report.json").read_text())
    assert values["verdict"] == "unfit"
    assert [one["topic"] for one in values["findings"]] == [one.topic for one in report.findings]
    assert "noise: 6 photos" in (tmp_path / "report" / "report.html").read_text()


def test_without_a_folder_nothing_is_written(noise: Path) -> None:
    before = sorted(noise.parent.rglob("*"))
    inspect(str(noise))
    assert sorted(noise.parent.rglob("*")) == before


def test_bad_arguments(noise: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="out: expected a folder, got the file"):
        inspect(noise, tmp_path / "file")
    monkeypatch.setattr("probsym.inspection.report.inspect_source", lambda *_: pytest.fail("photos came first"))
    with pytest.raises(InputError, match=r"out: expected a folder, .* cannot be written to"):
        inspect(noise, tmp_path / "file" / "report")
    with pytest.raises(InputError, match="limit: expected a number"):
        inspect(noise, limit=-1)
