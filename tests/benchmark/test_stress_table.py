from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from probsym.benchmark.stress_sets import AXES, LIGHT_ANGLES_DEG, NOISE_AMPLITUDES, RATIOS, YAWS_DEG, levels
from probsym.benchmark.stress_table import make_stress_table
from probsym.errors import InputError


@pytest.mark.slow
def test_levels_and_the_whole_table(request_of) -> None:
    request = request_of(count=4)
    everything = levels(request)
    of_axis = {axis: [level for level in everything if level.axis == axis] for axis in AXES}
    assert [len(found) for found in of_axis.values()] == [
        len(RATIOS),
        len(LIGHT_ANGLES_DEG) - 1,
        len(NOISE_AMPLITUDES),
        len(YAWS_DEG) - 1,
    ]
    for level in of_axis["ratio"]:
        light = np.array(level.faces.light)
        assert light[:, 1] / light[:, 0] == pytest.approx(level.at, rel=1e-5)
        assert light[:, 0] + light[:, 1] == pytest.approx(0.9)
    for level in of_axis["yaw"]:
        yaw = np.abs(np.degrees(level.faces.viewpoint[:, 1]))[level.chosen.numpy()]
        assert (np.abs(yaw - level.at) <= 5).all()
    assert sum(len(level.chosen) for level in of_axis["yaw"]) == 12
    for level in of_axis["angle"]:
        direction = level.faces.light[level.chosen.numpy(), 2:]
        angle = np.degrees(np.arctan2(np.hypot(direction[:, 0], direction[:, 1]), direction[:, 2]))
        assert (np.abs(angle - level.at) <= 7.5 + 1e-3).all()
    assert [len(level.chosen) for level in of_axis["angle"]].count(0) <= 1  # evenly spread
    assert [level.faces.card["scene"]["texture_noise"] for level in of_axis["texture"]] == list(NOISE_AMPLITUDES)

    # All else is the benchmark's own.
    own, other = request.test.card["scene"], of_axis["texture"][0].faces.card["scene"]
    assert {name for name in own if own[name] != other[name]} == {"texture_noise"}
    report = make_stress_table(request)
    assert list(report.values) == ["full", "supervised", "mean"]
    assert len(report.cells) == len(everything)
    assert len(report.values["full"]) == len(everything)
    assert report.values["mean"][0]["side"] > 0
    assert report.pictures["figure"].width == 880


def test_sets_are_made_once_and_never_mixed_up(request_of, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("probsym.benchmark.stress_sets.RATIOS", (1.0,))
    monkeypatch.setattr("probsym.benchmark.stress_sets.NOISE_AMPLITUDES", ())
    request = request_of(count=2, out=tmp_path)
    first = levels(request)
    stamp = (tmp_path / "sets" / "ratio-1" / "card.json").stat().st_mtime_ns
    again = levels(request)
    assert (tmp_path / "sets" / "ratio-1" / "card.json").stat().st_mtime_ns == stamp
    assert len(first) == len(again)
    assert (first[0].faces.images == again[0].faces.images).all()
    with pytest.raises(InputError, match="holds a set of other settings"):
        levels(request_of(count=3, out=tmp_path))
    card = tmp_path / "sets" / "ratio-1" / "card.json"
    card.write_text(card.read_text().replace('"model": "procedural"', '"model": "ict-facekit"'))
    with pytest.raises(InputError, match="holds a set of other settings or shapes"):
        levels(request)
    assert asdict(again[0])["name"] == "1"


def test_diverged_seeds_are_reported(request_of, diverging, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RATIOS", "NOISE_AMPLITUDES"):
        monkeypatch.setattr(f"probsym.benchmark.stress_sets.{name}", (1.0,) if name == "RATIOS" else ())
    diverging(1)
    request = request_of(count=2, rows=("full", "mean"), seeds=(0, 1), out=tmp_path)
    report = make_stress_table(request)
    assert "full: 1 of 2 diverged" in report.notes
    assert report.values["full"][0]["side"] > 0
    lost = make_stress_table(request_of(count=2, rows=("full", "mean"), seeds=(1,), out=tmp_path))
    assert lost.cells[0][3:6] == ("—", "—", "—")
    assert lost.cells[0][6] != "—"
