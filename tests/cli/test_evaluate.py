import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

import probsym
from probsym import __version__
from probsym.cli.main import main
from probsym.errors import InputError
from probsym.inference.loading import load
from probsym.synthetic.storage import SET_CARD, SET_FORMAT, SET_VERSION, array_shapes


def write_set(folder, model, count=12, size=32):
    """Random photos whose ground truth is what ``model`` itself sees in them: a set on which it is perfect."""
    images = np.random.default_rng(3).integers(0, 256, (count, size, size, 3), dtype=np.uint8)
    with torch.inference_mode():
        result = model(torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255)
    view = result.factors.viewpoint
    known = {
        "images": images,
        "depth": torch.where(result.mask, result.depth, 0.0).numpy(),
        "mask": result.mask.numpy(),
        "viewpoint": torch.cat([view.rotation_rad, view.translation], dim=1).numpy(),
    }
    (folder / "test").mkdir(parents=True)
    for name, (shape, dtype) in array_shapes(size).items():
        np.save(folder / "test" / f"{name}.npy", known.get(name, np.zeros((count, *shape))).astype(dtype))
    card = {"format": SET_FORMAT, "version": SET_VERSION, "scene": {"size": size}, "splits": {"test": {"count": count}}}
    (folder / SET_CARD).write_text(json.dumps(card))


@pytest.fixture(scope="module")
def truth(tiny_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("truth")
    write_set(folder, load(tiny_run))
    return folder


def test_a_perfect_model_scores_perfectly(truth, tiny_run, tmp_path, capsys):
    out = tmp_path / "scores.json"
    arguments = ["evaluate", "--data", str(truth), "--model", str(tiny_run), "--out", str(out), "--batch-size", "5"]
    assert main(arguments) == 0
    values = json.loads(out.read_text())
    assert (values["model"], values["split"], values["probsym_version"]) == (str(tiny_run), "test", __version__)
    ours, mean = values["scores"]["ours"], values["scores"]["mean depth"]
    assert ours["images"] == 12
    assert ours["side"] < 1e-5 < mean["side"]
    assert ours["mad_deg"] < 0.1 < mean["mad_deg"]
    assert 0 < ours["coverage"] < 1
    assert ours["side_ratio"] == pytest.approx(ours["side"] / mean["side"])
    for angle in ("yaw", "pitch", "roll"):
        assert ours[f"{angle}_correlation"] == pytest.approx(1, abs=1e-3)
        assert ours[f"{angle}_slope"] == pytest.approx(1, abs=1e-2)
    text = capsys.readouterr().out
    for words in (
        "ours",
        "mean depth",
        "constant depth",
        "coverage",
        "angle: yaw 1.000, pitch 1.000, roll 1.000",
        "slope",
    ):
        assert words in text


def test_limit_restricts_the_number_of_images(truth, tiny_run, tmp_path):
    out = tmp_path / "scores.json"
    arguments = ["evaluate", "--data", str(truth), "--model", str(tiny_run), "--out", str(out), "--limit", "3"]
    assert main(arguments) == 0
    assert json.loads(out.read_text())["scores"]["constant depth"]["images"] == 3


def test_bad_input(truth, tiny_run, tmp_path, capsys):
    other = tmp_path / "other"
    write_set(other, load(tiny_run), count=1)
    photos = tmp_path / "photos"
    photos.mkdir()
    Image.new("RGB", (32, 32)).save(photos / "a.png")
    model, data = ["--model", str(tiny_run)], ["--data", str(truth)]
    for arguments, words in (
        ([*model, "--data", str(tmp_path / "none")], "expected a folder written by probsym synth"),
        ([*model, "--data", str(tmp_path / "none")], "none: no such file or folder"),
        ([*model, "--data", str(photos)], "expected a folder written by probsym synth"),
        ([*model, "--data", str(photos)], "photos alone cannot be scored"),
        ([*model, *data, "--split", "val"], "expected a split val"),
        ([*model, *data, "--split", "all"], "split: expected one of train, val, test"),
        ([*data, "--model", "no-such"], "model: expected"),
        ([*model, *data, "--out", str(tmp_path / "no" / "s.json")], "out: expected a file in an existing folder"),
        ([*model, *data, "--batch-size", "0"], "batch_size: expected a number from 1"),
        ([*model, "--data", str(other)], "at least 2 images in the split test, got 1"),
    ):
        assert main(["evaluate", *arguments]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert len(captured.err.splitlines()) == 1
        assert words in captured.err


def test_a_model_grows_to_the_images(tiny_run, tmp_path):
    write_set(tmp_path / "large", load(tiny_run).grow(64).eval(), size=64)
    out = tmp_path / "scores.json"
    assert main(["evaluate", "--data", str(tmp_path / "large"), "--model", str(tiny_run), "--out", str(out)]) == 0
    assert json.loads(out.read_text())["scores"]["ours"]["side"] < 1e-5


def test_images_of_another_size(truth, tmp_path, capsys):
    from probsym.config import ModelConfig
    from probsym.models.autoencoder import Autoencoder

    Autoencoder(ModelConfig(image_size=64, architecture="slim", width=4, latent=8)).save_pretrained(tmp_path / "large")
    assert main(["evaluate", "--data", str(truth), "--model", str(tmp_path / "large")]) == 2
    assert "expected images of the model's 64 pixels, got 32" in capsys.readouterr().err


def test_a_folder_for_the_scores_is_refused_before_anything_is_computed(truth, tiny_run, tmp_path, capsys):
    assert main(["evaluate", "--data", str(truth), "--model", str(tiny_run), "--out", str(tmp_path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "out: expected a file in an existing folder" in captured.err


def test_brackets_in_folder_names_are_printed(truth, tiny_run, tmp_path, capsys):
    odd = tmp_path / "faces[old][" / "b]"
    odd.parent.mkdir()
    odd.symlink_to(truth)
    assert main(["evaluate", "--data", str(odd), "--model", str(tiny_run)]) == 0
    assert "faces[old][/b] (test," in capsys.readouterr().out.replace("\n", "")


def write_photometric(path, size=32, people=2):
    """Random photos of flat faces in two frontal lights."""
    normals = np.zeros((people, size, size, 3), np.float16)
    normals[..., 2] = 1
    light = np.zeros((people, 2, 3), np.float32)
    light[..., 2] = 1
    light[:, 1, 0] = 0.2
    photos = np.random.default_rng(0).integers(0, 256, (people, 2, size, size), dtype=np.uint8)
    np.savez(path, photos=photos, normals=normals, mask=np.ones((people, size, size), bool), light=light)


def test_photos_under_known_lights(tiny_run, tmp_path, capsys):
    data, out = tmp_path / "lights.npz", tmp_path / "scores.json"
    write_photometric(data)
    assert main(["evaluate", "--data", str(data), "--model", str(tiny_run), "--out", str(out)]) == 0
    values = json.loads(out.read_text())
    assert (values["model"], values["probsym_version"]) == (str(tiny_run), __version__)
    assert (values["scores"]["people"], values["scores"]["photos"]) == (2, 4)
    assert values["scores"]["mean_person_mad_deg"] == pytest.approx(0, abs=1e-3)
    text = capsys.readouterr().out
    for words in (
        "2 people, 4 photos",
        "normals, MAD",
        "mean person's",
        "direction of the light",
        "spread of the albedo",
    ):
        assert words in text


def test_photos_under_known_lights_that_do_not_fit(tiny_run, tmp_path, capsys):
    data = tmp_path / "lights.npz"
    write_photometric(data, size=40)
    assert main(["evaluate", "--data", str(data), "--model", str(tiny_run)]) == 2
    assert "size: expected a divisor" in capsys.readouterr().err
    data.write_text("text")
    assert main(["evaluate", "--data", str(data), "--model", str(tiny_run)]) == 2
    assert "expected an .npz archive" in capsys.readouterr().err


def test_published_pairs(published_pairs, tiny_run, capsys):
    assert main(["evaluate", "--data", str(published_pairs), "--model", str(tiny_run)]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "synface (test, 3 images)" in text
    assert "SIDE and MAD as by the authors' code" in text
    assert "yaw" not in text
    assert main(["evaluate", "--data", str(published_pairs), "--model", str(tiny_run), "--split", "all"]) == 2
    assert "all: expected pairs such as" in capsys.readouterr().err


def write_landmarks(folder):
    """Two faces of noise with random landmarks."""
    random, names = np.random.default_rng(0), ["a.png", "b.png"]
    for name in names:
        Image.fromarray(random.integers(0, 256, (32, 32, 3), dtype=np.uint8)).save(folder / name)
    np.savez(folder / "landmarks.npz", names=np.array(names), points=random.uniform(0, 32, (2, 68, 2)))


def test_faces_with_landmarks(tiny_run, tmp_path, capsys):
    out = tmp_path / "scores.json"
    write_landmarks(tmp_path)
    arguments = ["evaluate", "--data", str(tmp_path), "--model", str(tiny_run), "--no-refine-crop"]
    assert main([*arguments, "--out", str(out)]) == 0
    assert "2 faces" in capsys.readouterr().out
    assert "roll_slope" in json.loads(out.read_text())["scores"]
    (tmp_path / "b.png").unlink()
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("kind", ["truth", "pairs", "lights", "landmarks"])
def test_python_gives_the_same_scores(kind, truth, published_pairs, tiny_run, tmp_path):
    data = {"truth": truth, "pairs": published_pairs, "lights": tmp_path / "lights.npz", "landmarks": tmp_path}[kind]
    if kind == "lights":
        write_photometric(data)
    elif kind == "landmarks":
        write_landmarks(data)
    out = tmp_path / "scores.json"
    arguments = [
        "--data",
        str(data),
        "--model",
        str(tiny_run),
        "--device",
        "cpu",
        "--batch-size",
        "2",
        "--out",
        str(out),
    ]
    assert main(["evaluate", *arguments]) == 0
    found = probsym.evaluate(load(tiny_run), data, batch_size=2)
    assert json.loads(out.read_text()) == found.to_dict()
    assert found.images == {"truth": 12, "pairs": 3, "lights": 4, "landmarks": 2}[kind]
    assert ("refined" in found.to_dict()) == (kind in ("lights", "landmarks"))


def test_python_passes_the_same_options_on(truth, tiny_run, tmp_path):
    write_landmarks(tmp_path)
    write_photometric(tmp_path / "lights.npz")
    model = load(tiny_run)
    for data in (tmp_path, tmp_path / "lights.npz"):
        assert "refined" not in probsym.evaluate(model, str(data), refine_crop=False).to_dict()
    assert probsym.evaluate(tiny_run, truth, limit=3).images == 3
    cases: list[tuple[Path, dict[str, Any], str]] = [
        (truth, {"split": "val"}, "expected a split val"),
        (tmp_path, {"limit": 1}, "at least 2"),
        (tmp_path, {"batch_size": 0}, "batch_size: expected"),
        (tmp_path / "lights.npz", {"batch_size": 0}, "batch_size: expected"),
        (tmp_path / "none.npz", {}, "expected an .npz archive"),
        (tmp_path / "none", {}, "expected a folder written by probsym synth"),
    ]
    for data, arguments, words in cases:
        with pytest.raises(InputError, match=words):
            probsym.evaluate(model, data, **arguments)
