import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.cli.main import main
from probsym.config import Framing
from probsym.framing.crops import CropBox, crop_and_resize, read_card
from probsym.framing.detectors import detect
from probsym.inference.loading import load

CLEO = Path(__file__).parents[1] / "photos" / "cleo.png"


def with_faces(*sides_and_corners, size=(700, 500)):
    """The sample face that the detector knows, at places of a larger picture."""
    canvas = Image.new("RGB", size, (120, 120, 120))
    with Image.open(CLEO) as face:
        for side, corner in sides_and_corners:
            canvas.paste(face.resize((side, side)), corner)
    return canvas


@pytest.fixture
def party(tmp_path) -> Path:
    """Two faces, one face lying with its EXIF orientation, none, and a damaged file."""
    folder = tmp_path / "party"
    (folder / "more").mkdir(parents=True)
    with_faces((150, (30, 30)), (280, (330, 110))).save(folder / "two.png")
    exif = Image.Exif()
    exif[0x112] = 6
    one = with_faces((280, (200, 110)))
    one.rotate(90, expand=True).save(folder / "more" / "one.jpg", exif=exif, quality=95)
    Image.new("RGB", (300, 200), (9, 99, 9)).save(folder / "none.jpg")
    (folder / "bad.jpg").write_bytes(b"no picture")
    return folder


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def crop(capsys, *arguments):
    code = main(["crop", *map(str, arguments)])
    return code, capsys.readouterr()


def test_a_folder_to_train_on(party, tmp_path, capsys):
    out = tmp_path / "deep" / "out"
    code, printed = crop(capsys, party, "--out", out, "--detect", "face", "--preview", tmp_path / "look.png")
    assert code == 0
    assert names(out) == ["framing.json", "one.jpg", "two.png"]
    assert read_card(out) == Framing("face", 0.77, 0.09)
    card = json.loads((out / "framing.json").read_text())
    assert card["photos"] == 4
    assert [one["photo"] for one in card["without"]] == ["bad.jpg", "none.jpg"]
    assert "skipped bad.jpg: unreadable" in printed.err
    assert "skipped none.jpg: no face" in printed.err
    assert f"2 crops from 2 of 4 photos in {out}" in printed.out
    square = next(one for one in card["squares"] if one["name"] == "two.png")
    with Image.open(party / "two.png") as photo, Image.open(out / "two.png") as made:
        size = min(round(square["side"]), 256)
        expected = crop_and_resize(photo.convert("RGB"), CropBox(square["left"], square["top"], square["side"]), size)
        assert made.size == (size, size)
        assert np.abs(np.asarray(made.convert("RGB")).astype(float) - expected).max() <= 2
    # the lying photo was turned upright: its square looks like the other photo's
    with Image.open(out / "one.jpg") as lying, Image.open(out / "two.png") as standing:
        one, two = (np.asarray(image.convert("L").resize((24, 24)), dtype=float) for image in (lying, standing))
    assert np.corrcoef(one.ravel(), two.ravel())[0, 1] > 0.9
    with Image.open(tmp_path / "look.png") as look:
        assert min(look.size) > 200


def test_every_detection_is_cropped_to_the_given_size(party, tmp_path, capsys):
    code, _ = crop(capsys, party, "--out", tmp_path / "a", "--every", "--size", "64", "--detect", "face")
    assert code == 0
    assert names(tmp_path / "a") == ["framing.json", "one.jpg", "two-2.png", "two.png"]
    for path in (tmp_path / "a").glob("*.[jp][pn]g"):
        with Image.open(path) as made:
            assert made.size == (64, 64)
    code, _ = crop(capsys, party / "two.png", "--out", tmp_path / "b", "--min-size", "200", "--every")
    assert code == 0
    assert names(tmp_path / "b") == ["framing.json", "two.png"]


def test_side_and_offset(party, tmp_path, capsys):
    flags = ["--side", "1.1", "--down", "0.2", "--detect", "face"]
    assert crop(capsys, party / "two.png", "--out", tmp_path / "a", *flags)[0] == 0
    assert read_card(tmp_path / "a") == Framing("face", 1.1, 0.2)
    (box, _) = detect(Image.open(party / "two.png").convert("RGB"), "face")
    (square,) = json.loads((tmp_path / "a" / "framing.json").read_text())["squares"]
    assert square["side"] == pytest.approx(1.1 * box.side, abs=0.01)
    assert square["top"] == pytest.approx(box.top + 0.15 * box.side, abs=0.01)


def test_auto_chooses_the_detector_that_finds_more(party, tmp_path, capsys):
    code, printed = crop(capsys, party, "--out", tmp_path / "a", "--limit", "3")
    assert code == 0
    assert "probsym: detector face: of 3 photos, face in 1, cat in 0" in printed.err
    assert read_card(tmp_path / "a").detector == "face"


def test_a_model_trained_on_crops_frames_by_itself(party, tmp_path, capsys):
    folder = tmp_path / "faces"
    assert crop(capsys, party, "--out", folder, "--detect", "face", "--every")[0] == 0
    tiny = tmp_path / "tiny.toml"
    tiny.write_text(
        'steps = 1\n[model]\nimage_size = 32\narchitecture = "slim"\nwidth = 4\nlatent = 8\n'
        '[objective]\nfeatures = "none"\n[[stages]]\nimage_size = 32\nbatch_size = 2\nshare = 1.0\n'
    )
    arguments = ["train", "--data", str(folder), "--out", str(tmp_path / "run"), "--recipe", str(tiny), "--crop", "0.8"]
    assert main(arguments) == 0
    framing = load(tmp_path / "run").config.framing
    assert (framing.detector, framing.offset_y) == ("face", 0.09)
    assert framing.side == pytest.approx(0.77 * 0.8)
    out = tmp_path / "out"
    arguments = ["reconstruct", str(party / "two.png"), "--model", str(tmp_path / "run"), "--out", str(out)]
    assert main([*arguments, "--maps-only"]) == 0
    square = json.loads((out / "two" / "factors.json").read_text())["square"]
    (box, _) = detect(Image.open(party / "two.png").convert("RGB"), "face")
    assert square["side"] == pytest.approx(0.77 * 0.8 * box.side, abs=0.01)
    # more of the budget, with the recipe of the run
    assert main(["train", "--data", str(folder), "--out", str(tmp_path / "run"), "--resume", "--steps", "2"]) == 0
    assert load(tmp_path / "run").config.framing == framing


def test_bad_input(party, tmp_path, capsys):
    out = tmp_path / "out"
    used = tmp_path / "used"
    used.mkdir()
    (used / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("")
    plain = tmp_path / "plain.png"
    Image.new("RGB", (90, 90)).save(plain)
    for arguments, words in (
        ([tmp_path / "no.jpg", "--out", out], "no such photo"),
        (["--out", out], "at least one photo"),
        ([party, "--out", used], "which is not empty"),
        ([party, "--out", tmp_path / "file"], "out: expected a folder, got the file"),
        ([party, "--out", party / "cut"], "outside the photos' folder"),
        ([party, "--out", party], "which is not empty"),
        ([party, "--out", out, "--size", "4"], "size: expected a number from 16"),
        ([party, "--out", out, "--min-size", "500"], "min_size: expected a number from 1 to 256"),
        ([party, "--out", out, "--limit", "-1"], "limit"),
        ([party, "--out", out, "--side", "9"], "side: expected a number from 0.2 to 5"),
        ([party, "--out", out, "--down", "nan"], "offset_y: expected a number from -2"),
        ([party, "--out", out, "--preview", tmp_path / "a.jpg"], "preview: expected a .png file"),
        ([party, "--out", out, "--preview", tmp_path / "no" / "a.png"], "preview: expected a .png file"),
        ([plain, "--out", out, "--detect", "cat"], "expected photos with a cat, found none in 1; the first: plain.png"),
        ([plain, "--out", out, "--detect", "face"], "use `probsym align` for other objects"),
        ([party / "bad.jpg", "--out", out, "--detect", "cat"], "bad.jpg (unreadable"),
    ):
        code, printed = crop(capsys, *arguments)
        assert code == 2, words
        assert printed.out == ""
        assert len(printed.err.splitlines()) == 1
        assert words in printed.err
        assert not out.exists()
    assert names(used) == ["mine.txt"]
    assert not list(tmp_path.glob(".writing-*"))


def test_an_interrupted_crop_leaves_nothing(party, tmp_path, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("PIL.Image.fromarray", stop)
    assert main(["crop", str(party), "--out", str(tmp_path / "out"), "--detect", "face"]) == 130
    assert names(tmp_path) == ["party"]


def test_the_preview_must_be_outside_the_crops(party, tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    assert main(["crop", str(party), "--out", str(out), "--preview", str(out / "p.png")]) == 2
    assert "preview: expected a file outside the folder of the crops" in capsys.readouterr().err
