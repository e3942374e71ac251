"""``probsym align``."""

import numpy as np
import pytest
from PIL import Image

from probsym.cli.main import main


@pytest.fixture
def faces(tmp_path):
    """Eight pictures of two dots on a disc."""
    folder = tmp_path / "faces"
    folder.mkdir()
    rows, columns = np.mgrid[:64, :64]
    lines = ["name,x1,y1,x2,y2"]
    for number in range(8):
        x, y = 28 + number % 4 * 3, 30 + number // 4 * 4
        pixels = np.random.default_rng(number).integers(60, 120, (64, 64, 3), dtype=np.uint8)
        pixels[np.hypot(columns - x, rows - y) < 22] = (230, 220, 200)
        for sign in (-1, 1):
            pixels[np.hypot(columns - x - 9 * sign, rows - y + 5) < 4] = 20
        Image.fromarray(pixels).save(folder / f"{number}.png")
        lines.append(f"{number}.png,{x - 8.5},{y - 4.5},{x + 9.5},{y - 4.5}")
    (tmp_path / "points.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.slow
def test_points_from_a_file(faces, tmp_path, capsys):
    points = tmp_path / "points.csv"
    assert main(["align", str(faces), "--out", str(tmp_path / "out"), "--points", str(points), "--min-size", "16"]) == 0
    out, _ = capsys.readouterr()
    assert f"8 crops from 8 photos in {tmp_path / 'out'}, by points" in out
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [*(f"{number}.png" for number in range(8)), "detector.safetensors", "framing.json", "points.csv"]


def test_auto_crops_a_folder_without_clicks(faces, tmp_path, capsys):
    assert main(["align", str(faces), "--out", str(tmp_path / "out"), "--auto"]) == 0
    assert "8 crops from 8 photos" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("0.png,5,5,5,5\n", "0.png: points: expected two different spots"),
        ("0.png,5,5,20,5\n1.png,5,5,20,5\n2.png,5,5,20,5\n", "at least 4 photos, better in 20; got 3"),
        ("0.png,,,,\n", "at least 4 photos, better in 20; got 0"),
    ],
)
def test_bad_points_are_one_line(faces, tmp_path, capsys, rows, message):
    path = tmp_path / "bad.csv"
    path.write_text("name,x1,y1,x2,y2\n" + rows, encoding="utf-8")
    assert main(["align", str(faces), "--out", str(tmp_path / "out"), "--points", str(path)]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()
