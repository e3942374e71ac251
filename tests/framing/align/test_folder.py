"""From photos and points to a folder of crops."""

import json
from functools import partial

import numpy as np
import pytest
from PIL import Image

from probsym.errors import ConfigError, InputError
from probsym.framing.align.detector import detect_learned
from probsym.framing.align.detector_file import detector_from_bytes
from probsym.framing.align.folder import POINTS_FILE, align
from probsym.framing.align.points import read_points
from probsym.framing.crops import read_card, read_detector
from probsym.framing.find_crops import find_crops


@pytest.mark.slow
def test_a_folder_that_a_training_can_use(scenes_folder, scene_points, scene, tmp_path):
    out = tmp_path / "out"
    report = align(scenes_folder, out, scene_points, side=2.0, offset_y=0.3)
    assert report.method == "points"
    assert report.photos == 14
    assert report.crops >= 12
    card = json.loads((out / "framing.json").read_text())
    assert len(card["squares"]) == report.crops
    framing = read_card(out)
    assert (framing.detector, framing.side, framing.offset_y, framing.upright) == ("learned", 2.0, 0.3, True)
    assert list(read_points(out / POINTS_FILE)) == list(scene_points)
    # clicked photos are cut where they were clicked: the eyes are level, a quarter of the crop beside its middle
    with Image.open(out / "03.png") as picture:
        crop = np.asarray(picture.convert("L")).astype(int)
    side = len(crop)
    row = round((0.5 - 0.3 / 2) * side)
    for column in (0.25, 0.75):
        assert crop[row, round(column * side)] < 90
    # and the detector beside them frames new photos
    content = read_detector(out)
    assert content is not None
    learned = partial(detect_learned, detector=detector_from_bytes(content))
    found = find_crops(Image.fromarray(scene(200).pixels), framing, learned=learned)
    truth = scene(200).points.mean(0)
    square = found.crops[0].box
    assert np.hypot(square.left + square.side / 2 - truth[0], square.top + square.side / 2 - truth[1]) < square.side / 3


def test_points_by_a_function_are_asked_for(scenes_folder, tmp_path):
    asked = []

    def ask(session):
        asked.append(session.to_click(5))
        return {"00.png": None}

    with pytest.raises(InputError, match="at least 4 photos"):
        align(scenes_folder, tmp_path / "out", ask)
    assert len(asked[0]) == 5
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"points": None}, "points: expected a CSV or JSON file"),
        ({"points": {"00.png": [[5, 5], [5, 5]]}}, "00.png: points: expected two different spots"),
        ({"points": {f"{n:02d}.png": [[5, 5], [40, 5]] for n in range(3)}}, "at least 4 photos, better in 20; got 3"),
        ({"points": {f"{n}.jpg": [[5, 5], [40, 5]] for n in range(4)}}, "no such photo among the 14: 0.jpg"),
        ({"points": {f"{n:02d}.png": [[5, 5], [4000, 5]] for n in range(4)}}, "far beyond"),
        ({"points": {"00.png": [[5, 5]]}}, "00.png: points: expected two points of two numbers"),
        ({"side": 9.0}, "side: expected a number from 0.5 to 5.0"),
        ({"size": 8}, "size: expected"),
        ({"auto": True}, "points: expected none with auto"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(scenes_folder, scene_points, tmp_path, change, message):
    arguments = {"points": scene_points} | change
    with pytest.raises(InputError, match=message) as caught:
        align(scenes_folder, tmp_path / "out", **arguments)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_unreadable_photos_have_a_name_and_a_reason(scene_points, tmp_path):
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_text("no photo")
    reason = r"expected readable photos, got 2 unreadable; the first: a.jpg \(not an image of a known format\)"
    with pytest.raises(InputError, match=reason):
        align(tmp_path, tmp_path.with_name("out"), scene_points)


def test_a_folder_in_use_is_left_alone(scenes_folder, scene_points, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kept.txt").write_text("kept")
    with pytest.raises(InputError, match="not empty"):
        align(scenes_folder, tmp_path / "out", scene_points)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["kept.txt"]


def test_a_card_without_its_detector_is_refused(tmp_path):
    (tmp_path / "framing.json").write_text(json.dumps({"framing": {"detector": "learned", "side": 2.0}}))
    with pytest.raises(ConfigError, match=r"expected detector\.safetensors beside it"):
        read_card(tmp_path)


def test_points_of_photos_that_were_not_shown_and_far_beyond_them_are_refused(scenes_folder):
    def ask(session):
        shown = session.to_click(5)
        session.check({shown[0]: [[5, 5], [40, 5]], shown[1]: None}, shown)
        for name, far, message in (
            ("photo.png", 40, "points: expected some of the 5 photos shown, got 'photo.png'"),
            (shown[0], 4000, "far beyond"),
        ):
            with pytest.raises(InputError, match=message):
                session.check({name: [[5, 5], [far, 5]]}, shown)
        return {}

    with pytest.raises(InputError, match="at least 4 photos"):
        align(scenes_folder, scenes_folder.parent / "out", ask)
