from pathlib import Path

import pytest

from probsym.cli.main import main
from probsym.cli.synth import Synth, run
from probsym.errors import InputError
from probsym.synthetic.settings import SceneSettings
from probsym.synthetic.storage import load_synthetic


def test_writes_a_set_and_prints_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "faces"
    scene = SceneSettings(size=16, yaw_std_deg=0.0)
    run(Synth(out=out, count=3, val_count=0, test_count=2, seed=4, workers=2, scene=scene))
    printed = capsys.readouterr().out
    assert "5 images of 16 x 16" in printed
    assert "test: 2 images, sha256" in printed
    stored = load_synthetic(out, "train")
    assert len(stored) == 3
    assert stored.card["seed"] == 4
    assert (stored.viewpoint[:, 1] == 0).all()
    assert (stored.viewpoint[:, 0] != 0).all()


def test_writes_cars_from_flags(tmp_path: Path) -> None:
    out = tmp_path / "cars"
    flags = [
        "--shape",
        "car",
        "--facing",
        "both",
        "--size",
        "16",
        "--count",
        "0",
        "--val-count",
        "0",
        "--test-count",
        "2",
    ]
    assert main(["synth", "--out", str(out), *flags]) == 0
    assert load_synthetic(out, "test").card["landmarks"][0] == "bonnet_edge"


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"shape": "ict"}, "model-path: expected"),
        ({"model_path": Path("x.npz")}, "model-path: expected none"),
        ({"shape": "ict", "model_path": Path("nowhere.npz")}, "does not exist"),
        ({"workers": -1}, "workers: expected"),
        ({"count": -1}, "counts: expected"),
    ],
)
def test_wrong_flags(tmp_path: Path, flags: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run(Synth(out=tmp_path / "faces", **flags))  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--size", "0"], "size: expected"),
        (["--pitch-max", "300"], "pitch_max_deg"),
        (["--detail", "1"], "texture_noise"),
    ],
)
def test_wrong_scene_settings(
    tmp_path: Path, flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With names of flags of 0.1.0, which still work."""
    assert main(["synth", "--out", str(tmp_path / "faces"), *flags]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert list(tmp_path.iterdir()) == []
