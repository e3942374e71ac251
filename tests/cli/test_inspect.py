import json

import numpy as np
import pytest
from PIL import Image

from probsym.cli.main import main


@pytest.fixture
def faces(tmp_path):
    """120 simple faces, turned and lit a little differently: enough not to be unfit."""
    folder = tmp_path / "faces"
    folder.mkdir()
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[:64, :64].astype(float)
    for number in range(120):
        turn, colour = rng.uniform(-4, 4), rng.uniform(0.7, 1, 3)
        grey = 190.0 - 60 * (((columns - 32) / 26) ** 2 + ((rows - 32) / 30) ** 2 > 1)
        for row, column, size in ((24, 22 + turn, 4), (24, 42 + turn, 4), (46, 32 + turn, 6), (35, 32 + 1.5 * turn, 2)):
            grey -= 110 * np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 * size**2))
        grey += np.kron(rng.normal(0, 14, (32, 32)), np.ones((2, 2)))
        pixels = (grey[..., None] * colour).clip(0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{number:03d}.png")
    return folder


def inspect(capsys, *arguments):
    code = main(["inspect", *map(str, arguments)])
    return code, capsys.readouterr()


def test_fit_with_warnings(faces, tmp_path, capsys):
    out = tmp_path / "deep" / "report"
    code, printed = inspect(capsys, faces, "--out", out)
    assert code == 0
    assert "fit, with warnings" in printed.out
    assert "different photos" in printed.out
    values = json.loads((out / "report.json").read_text())
    assert values["verdict"] == "warning"
    assert (values["files"], values["readable"]) == (120, 120)
    assert [one["topic"] for one in values["findings"] if one["level"] != "fit"] == ["different photos"]
    assert values["alignment"]["symmetry"] > 0.9
    page = (out / "report.html").read_text()
    assert page.count("<img") >= 6
    assert "://" not in page
    assert sorted(path.name for path in out.iterdir()) == ["report.html", "report.json"]


def test_unfit_is_exit_code_1(faces, tmp_path, capsys):
    for number, path in enumerate(sorted(faces.iterdir())):
        if number % 12:
            path.write_bytes((faces / f"{number - number % 12:03d}.png").read_bytes())
    (faces / "bad.png").write_bytes(b"")
    code, printed = inspect(capsys, faces, "--out", tmp_path / "report")
    assert code == 1
    assert printed.out.rstrip().splitlines()[-2] == "unfit"
    values = json.loads((tmp_path / "report" / "report.json").read_text())
    assert values["verdict"] == "unfit"
    assert len(values["repeated"]) == 10
    assert len(values["repeated"][0]) == 12
    assert values["unreadable"] == [{"name": "bad.png", "reason": "empty file"}]
    assert "Repeated" in (tmp_path / "report" / "report.html").read_text()


def test_nothing_readable_is_unfit(tmp_path, capsys):
    folder = tmp_path / "[bold]odd"
    folder.mkdir()
    (folder / "[red]a.png").write_bytes(b"no picture")
    code, printed = inspect(capsys, folder, "--out", tmp_path / "report")
    assert code == 1
    assert "[bold]odd: 1 photos" in printed.out
    assert "[red]a.png" in printed.out.replace("\n", "")
    assert (tmp_path / "report" / "report.html").is_file()


def test_bad_input(faces, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    for arguments, words in (
        ([tmp_path / "none"], "no such folder or zip archive"),
        ([tmp_path / "empty"], "expected images"),
        ([tmp_path / "file"], "neither"),
        ([faces, "--crop", "0"], "crop: expected a fraction"),
        ([faces, "--limit", "-1"], "limit: expected a number"),
        ([faces, "--out", tmp_path / "file"], "out: expected a folder, got the file"),
    ):
        code, printed = inspect(capsys, *arguments)
        assert code == 2, words
        assert printed.out == ""
        assert len(printed.err.splitlines()) == 1
        assert words in printed.err
