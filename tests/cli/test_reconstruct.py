import base64
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
import trimesh
from PIL import Image
from trimesh.visual import TextureVisuals
from trimesh.visual.material import PBRMaterial

import probsym
from probsym.cli.main import main
from probsym.export import bundle
from probsym.framing.crops import FRAMINGS, CropBox, crop_and_resize
from probsym.framing.detectors import detect


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def refused(capsys, arguments, out):
    """The one line on stderr of a refusal that has left nothing."""
    assert main(["reconstruct", *map(str, arguments)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("probsym: error: ")
    assert not out.exists()
    return lines[0]


def test_a_folder_end_to_end(album, tiny_run, tmp_path, capsys):
    out = tmp_path / "deep" / "out"
    assert main(["reconstruct", str(album), "--model", str(tiny_run), "--out", str(out)]) == 0
    assert names(out) == ["cat", "cat-2", "contact_sheet.png", "dog"]
    for folder in (out / "cat", out / "cat-2", out / "dog"):
        assert names(folder) == [
            "factors.json", "maps", "mesh.glb", "mesh.mtl", "mesh.obj", "mesh.png", "sheet.png", "turntable.webp",
        ]  # fmt: skip
        mesh = trimesh.load_mesh(folder / "mesh.glb")
        assert len(mesh.faces) > 500
        assert np.isfinite(mesh.vertices).all()
        assert isinstance(mesh.visual, TextureVisuals)
        assert isinstance(mesh.visual.material, PBRMaterial)
        assert mesh.visual.material.baseColorTexture is not None
        assert mesh.visual.material.baseColorTexture.size == (256, 256)
        values = json.loads((folder / "factors.json").read_text())
        assert values["model"] == str(tiny_run)
    assert json.loads((out / "cat-2" / "factors.json").read_text())["photo"] == "more/cat.jpg"
    # the wide photo's central square is what the model saw
    with Image.open(album / "cat.png") as photo, Image.open(out / "cat" / "maps" / "input.png") as seen:
        square = np.asarray(photo.crop((10, 0, 50, 40)).resize((32, 32), Image.Resampling.LANCZOS), dtype=float)
        assert np.abs(np.asarray(seen) - square)[:, 3:-3].max() <= 1
    captured = capsys.readouterr()
    assert f"3 photo(s) reconstructed in {out}" in captured.out
    assert str(out / "contact_sheet.png") in captured.out
    assert captured.err == ""


def test_flags(album, tiny_run, tmp_path):
    common = ["reconstruct", str(album), "--model", str(tiny_run / "model")]
    assert main([*common, "--out", str(tmp_path / "a"), "--maps-only", "--limit", "1"]) == 0
    assert names(tmp_path / "a") == ["cat"]
    assert names(tmp_path / "a" / "cat") == ["factors.json", "maps"]
    assert main([*common, "--out", str(tmp_path / "b"), "--no-turntable", "--shaded", "--crop", "0.5"]) == 0
    assert "turntable.webp" not in names(tmp_path / "b" / "cat")
    inputs = [(tmp_path / run / "cat" / "maps" / "input.png").read_bytes() for run in "ab"]
    assert inputs[0] != inputs[1]


def test_formats(album, tiny_run, tmp_path):
    common = ["reconstruct", str(album / "cat.png"), "--model", str(tiny_run), "--no-turntable"]
    assert main([*common, "--out", str(tmp_path / "a"), "--formats", "ply", "npz", "--solid", "--solid-mm", "60"]) == 0
    folder = tmp_path / "a" / "cat"
    assert names(folder) == ["factors.json", "factors.npz", "maps", "mesh.ply", "sheet.png", "solid.stl"]
    body = trimesh.load_mesh(folder / "solid.stl")
    assert body.is_watertight
    assert body.volume > 0
    assert np.isclose(body.extents[:2].max(), 60, atol=1e-3)
    with np.load(folder / "factors.npz") as arrays:
        assert arrays["canonical_depth"].shape == (32, 32)


@pytest.mark.refined
def test_crops_are_refined_as_in_python_unless_told_not_to(album, tiny_run, tmp_path):
    common = ["reconstruct", str(album / "cat.png"), "--model", str(tiny_run), "--detect", "none", "--no-turntable"]
    squares = {}
    for refine, flags in ((True, []), (False, ["--no-refine-crop"])):
        out = tmp_path / str(refine)
        assert main([*common, "--out", str(out), "--formats", "npz", *flags]) == 0
        squares[refine] = json.loads((out / "cat" / "factors.json").read_text()).get("square")
        wanted = probsym.reconstruct(album / "cat.png", tiny_run, detect="none", refine_crop=refine)
        with np.load(out / "cat" / "factors.npz") as arrays:
            assert np.array_equal(arrays["canonical_depth"], wanted.factors.canonical_depth[0].numpy())
    assert squares[True] != squares[False]


def test_texture_is_the_photos_unless_the_models_is_wanted(album, tiny_run, tmp_path):
    common = ["reconstruct", str(album / "cat.png"), "--model", str(tiny_run), "--no-turntable", "--formats", "obj"]
    detail = {}
    for texture in ("photo", "model"):
        out = tmp_path / texture
        assert main([*common, "--out", str(out), "--texture", texture]) == 0
        with Image.open(out / "cat" / "mesh.png") as picture:
            assert picture.size == (256, 256)
            detail[texture] = np.abs(np.diff(np.asarray(picture, dtype=float)[40:-40, 40:-40], axis=1)).mean()
    assert detail["photo"] > 3 * detail["model"]  # the photo is noise, the model's albedo smooth


def page_of(path):
    text = path.read_text(encoding="utf-8")
    return json.loads(text.partition('id="photos">')[2].partition("</script>")[0])


def test_page(album, tiny_run, tmp_path, capsys):
    out = tmp_path / "out"
    (album / "bad.jpg").write_bytes(b"no picture")
    arguments = ["reconstruct", str(album), "--model", str(tiny_run), "--out", str(out), "--maps-only", "--page"]
    assert main(arguments) == 0
    assert names(out) == ["cat", "cat-2", "dog", "page.html"]
    assert f"page: {out / 'page.html'}" in capsys.readouterr().out
    page = page_of(out / "page.html")
    assert [photo["name"] for photo in page["photos"]] == ["cat.png", "more/cat.jpg", "more/dog.webp"]
    assert page["model"] == str(tiny_run)
    for photo, folder in zip(page["photos"], ("cat", "cat-2", "dog"), strict=True):
        values = json.loads((out / folder / "factors.json").read_text())
        assert photo["size"] == 32
        assert np.allclose(photo["light"]["direction"], values["light"]["direction"], atol=1e-5)
        assert np.isclose(np.degrees(photo["viewpoint"]["rotation_rad"][1]), values["viewpoint"]["yaw_deg"], atol=1e-4)
    # the wide photo is cropped to its central square, with more pixels than the model saw
    with Image.open(io.BytesIO(base64.b64decode(page["photos"][0]["photo"].partition(",")[2]))) as shown:
        assert shown.size == (256, 256)
        seen = np.asarray(shown.convert("RGB").resize((32, 32), Image.Resampling.BOX), dtype=float)
    with Image.open(out / "cat" / "maps" / "input.png") as picture:
        assert np.abs(np.asarray(picture) - seen).mean() < 12


def test_page_holds_the_first_hundred(photos, tiny_run, tmp_path, monkeypatch):
    monkeypatch.setattr("probsym.export.page.PAGE_PHOTOS", 5)
    out = tmp_path / "out"
    assert main(["reconstruct", str(photos), "--model", str(tiny_run), "--out", str(out), "--maps-only", "--page"]) == 0
    assert [photo["name"] for photo in page_of(out / "page.html")["photos"]] == [
        f"{number:02d}.png" for number in range(5)
    ]


def test_no_page_where_it_cannot_be_written(album, tiny_run, tmp_path, monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("probsym.export.page.write_text", full)
    out = tmp_path / "out"
    assert main(["reconstruct", str(album), "--model", str(tiny_run), "--out", str(out), "--maps-only", "--page"]) == 2
    assert "No space left" in capsys.readouterr().err
    assert names(out) == ["cat", "cat-2", "dog"]


def test_repeated_reconstruction_is_identical_and_keeps_other_files(album, tiny_run, tmp_path):
    out = tmp_path / "out"
    arguments = ["reconstruct", str(album / "cat.png"), "--model", str(tiny_run), "--out", str(out), "--no-turntable"]
    assert main(arguments) == 0
    first = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (out / "cat" / "notes.txt").write_text("mine")
    assert main(arguments) == 0
    assert {path: path.read_bytes() for path in first} == first
    assert (out / "cat" / "notes.txt").read_text() == "mine"


def test_a_second_run_leaves_nothing_of_the_first(album, tiny_run, tmp_path):
    out = tmp_path / "out"
    arguments = ["reconstruct", str(album / "cat.png"), "--out", str(out), "--model", str(tiny_run)]
    assert main([*arguments, "--no-turntable", "--page"]) == 0
    (out / "cat" / "notes.txt").write_text("mine")
    assert main([*arguments[:-1], str(tiny_run / "model"), "--maps-only"]) == 0
    assert names(out) == ["cat"]
    assert names(out / "cat") == ["factors.json", "maps", "notes.txt"]
    assert json.loads((out / "cat" / "factors.json").read_text())["model"] == str(tiny_run / "model")


def test_results_have_a_place_by_default(album, tiny_run, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["reconstruct", str(album / "cat.png"), str(album), "--model", str(tiny_run), "--maps-only"]) == 0
    assert names(tmp_path / "outputs" / "cat") == ["cat", "cat-2", "cat-3", "dog"]
    assert "reconstructed in outputs/cat" in capsys.readouterr().out


def test_a_folder_of_several_batches_is_as_one_photo_at_a_time(tiny_run, tmp_path, monkeypatch):
    monkeypatch.setattr("probsym.inference.reconstruct.BATCH_SIZE", 4)
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(13):
        pixels = np.random.default_rng(number).integers(0, 256, (40, 40, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(photos / f"{number:02d}.png")
    (photos / "05.png").write_bytes(b"none")
    threads = torch.get_num_threads()
    command = ["reconstruct", "--model", str(tiny_run), "--maps-only", "--out"]
    assert main([*command, str(tmp_path / "all"), str(photos)]) == 0
    assert torch.get_num_threads() == threads
    assert names(tmp_path / "all") == [f"{number:02d}" for number in range(13) if number != 5]
    for number in (0, 7, 12):
        assert main([*command, str(tmp_path / "one"), str(photos / f"{number:02d}.png")]) == 0
        for name in ("depth", "albedo", "input"):
            one, many = (tmp_path / of / f"{number:02d}" / "maps" / f"{name}.png" for of in ("one", "all"))
            with Image.open(one) as alone, Image.open(many) as among:
                assert np.abs(np.asarray(alone, dtype=int) - np.asarray(among, dtype=int)).max() <= 1


def test_unreadable_files_are_listed_and_skipped(album, tiny_run, tmp_path, capsys):
    (album / "bad.jpg").write_bytes(b"no picture")
    (album / "cut.png").write_bytes((album / "cat.png").read_bytes()[:500])
    out = tmp_path / "out"
    arguments = ["reconstruct", str(album), "--model", str(tiny_run), "--out", str(out), "--no-turntable"]
    assert main(arguments) == 0
    assert names(out) == ["cat", "cat-2", "contact_sheet.png", "dog"]
    captured = capsys.readouterr()
    lines = captured.err.splitlines()
    assert lines[0].startswith("probsym: skipped bad.jpg: ")
    assert lines[1].startswith("probsym: skipped cut.png: ")
    assert lines[2] == "probsym: skipped 2 of 5 photos"
    assert "3 photo(s) reconstructed" in captured.out


def test_a_zip(album, tiny_run, tmp_path):
    archive = tmp_path / "photos.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.write(album / "cat.png", "deep/cat.png")
    out = tmp_path / "out"
    assert main(["reconstruct", str(archive), "--model", str(tiny_run), "--out", str(out), "--no-turntable"]) == 0
    assert names(out) == ["cat", "contact_sheet.png"]


def test_bad_inputs(album, tiny_run, tmp_path, capsys):
    out = tmp_path / "out"
    model = ["--model", tiny_run, "--out", out]
    assert "no such photo" in refused(capsys, [tmp_path / "no.jpg", *model], out)
    assert "no such photo" in refused(capsys, [album / "cat.png", tmp_path / "no.jpg", *model], out)
    assert "at least one photo" in refused(capsys, model, out)
    (tmp_path / "empty").mkdir()
    assert "expected images" in refused(capsys, [tmp_path / "empty", *model], out)
    assert "crop" in refused(capsys, [album, *model, "--crop", "1.5"], out)
    assert "limit" in refused(capsys, [album, *model, "--limit", "-1"], out)
    assert "solid_mm" in refused(capsys, [album, *model, "--solid-mm", "1"], out)
    assert "mp4" in refused(capsys, [album, *model, "--formats", "mp4", "--no-turntable"], out)
    assert "got stl" in refused(capsys, [album, *model, "--solid", "--maps-only"], out)
    assert "device" in refused(capsys, [album, *model, "--device", "abacus"], out)
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    assert "got 1 unreadable; the first: bad.jpg" in refused(capsys, [tmp_path / "bad.jpg", *model], out)
    (tmp_path / "bad.zip").write_bytes(b"no archive")
    assert "neither" in refused(capsys, [tmp_path / "bad.zip", *model], out)


def test_a_missing_extra(album, tiny_run, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    arguments = [album, "--model", tiny_run, "--out", tmp_path / "out", "--formats", "glb", "mp4"]
    assert "pip install 'probsym[video]'" in refused(capsys, arguments, tmp_path / "out")


def test_bad_models(album, tiny_run, tmp_path, capsys):
    out = tmp_path / "out"
    line = refused(capsys, [album, "--model", "cat-65", "--out", out], out)
    assert "owner/name on the Hugging Face Hub; got 'cat-65'; did you mean cat-64?" in line
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "config.json").write_bytes((tiny_run / "model" / "config.json").read_bytes())
    (damaged / "model.safetensors").write_bytes((tiny_run / "model" / "model.safetensors").read_bytes()[:1000])
    assert "model.safetensors: damaged" in refused(capsys, [album, "--model", damaged, "--out", out], out)
    (damaged / "config.json").write_text("{")
    assert "config.json: damaged: not JSON" in refused(capsys, [album, "--model", damaged, "--out", out], out)


def test_a_model_of_the_hub(album, tiny_run, tmp_path):
    cache = tmp_path / "cache"
    shutil.copytree(tiny_run / "model", cache / "models--owner--name" / "snapshots" / "0123")
    (cache / "models--owner--name" / "refs").mkdir()
    (cache / "models--owner--name" / "refs" / "main").write_text("0123")
    command = [sys.executable, "-m", "probsym", "reconstruct", str(album / "cat.png"), "--model", "owner/name"]
    environment = {**os.environ, "HF_HUB_CACHE": str(cache), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out"), "--maps-only"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out" / "cat" / "factors.json").read_text())["model"] == "owner/name"


def test_bad_outputs(album, tiny_run, tmp_path, capsys, monkeypatch):
    (tmp_path / "file").write_text("")
    for out, words in ((tmp_path / "file", "out: expected a folder"), (tmp_path / "file" / "in", "Not a directory")):
        assert main(["reconstruct", str(album), "--model", str(tiny_run), "--out", str(out)]) == 2
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1
        assert words in lines[0]

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle, "write_maps", full)
    out = tmp_path / "out"
    assert main(["reconstruct", str(album), "--model", str(tiny_run), "--out", str(out), "--no-turntable"]) == 2
    assert capsys.readouterr().err == "probsym: error: No space left on device (free disk space and start again)\n"
    assert not out.exists()


def test_interruption(album, tiny_run, tmp_path, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("probsym.inference.writing.prepare_bundle", stop)
    out = tmp_path / "out"
    assert main(["reconstruct", str(album), "--model", str(tiny_run), "--out", str(out)]) == 130
    assert not out.exists()


CLEO = Path(__file__).parents[1] / "photos" / "cleo.png"


@pytest.fixture
def portrait(tmp_path) -> Path:
    """The rendered face of the samples that the detector knows, twice, in a larger picture."""
    with Image.open(CLEO) as face:
        canvas = Image.new("RGB", (700, 500), (120, 120, 120))
        canvas.paste(face.resize((150, 150)), (30, 30))
        canvas.paste(face.resize((280, 280)), (330, 110))
    canvas.save(tmp_path / "portrait.png")
    return tmp_path / "portrait.png"


@pytest.fixture(scope="session")
def framed_run(tiny_run, tmp_path_factory) -> Path:
    """The model of ``tiny_run``, which wants faces framed."""
    run = tmp_path_factory.mktemp("framed")
    shutil.copytree(tiny_run / "model", run / "model")
    config = json.loads((run / "model" / "config.json").read_text())
    config |= {"framing_detector": "face", "framing_side": 0.7, "framing_offset_y": 0.1}
    (run / "model" / "config.json").write_text(json.dumps(config))
    return run


def reconstruct(capsys, *arguments):
    code = main(["reconstruct", *map(str, arguments), "--no-turntable"])
    return code, capsys.readouterr()


def test_the_models_framing_is_used_by_itself(portrait, framed_run, tmp_path, capsys):
    out = tmp_path / "out"
    code, printed = reconstruct(capsys, portrait, "--model", framed_run, "--out", out, "--preview")
    assert (code, printed.err) == (0, "")
    assert {"detection.png", "depth_in_photo.jpg", "turned_in_photo.jpg", "mesh.glb"} <= set(names(out / "portrait"))
    square = json.loads((out / "portrait" / "factors.json").read_text())["square"]
    assert square["detector"] == "face"
    assert square["photo_size"] == [700, 500]
    (box, _) = detect(Image.open(portrait).convert("RGB"), "face")
    assert square["side"] == pytest.approx(0.7 * box.side, abs=0.01)
    assert square["left"] == pytest.approx(box.left + 0.15 * box.side, abs=0.01)
    assert square["top"] == pytest.approx(box.top + 0.25 * box.side, abs=0.01)
    with Image.open(portrait) as photo, Image.open(out / "portrait" / "maps" / "input.png") as seen:
        expected = crop_and_resize(photo.convert("RGB"), CropBox(square["left"], square["top"], square["side"]), 32)
        assert np.abs(np.asarray(seen).astype(float) - expected).max() <= 1
        for name in ("depth_in_photo", "turned_in_photo"):
            with Image.open(out / "portrait" / f"{name}.jpg") as picture:
                own = np.asarray(picture).astype(float)[:, -photo.width :]  # the turned one lies beside the photo
                changed = np.abs(own - np.asarray(photo)).max(-1) > 30
            rows, columns = np.nonzero(changed)
            assert changed.sum() > 100
            assert square["left"] - 8 < columns.min() < columns.max() < square["left"] + square["side"] + 8
            assert square["top"] - 8 < rows.min() < rows.max() < square["top"] + square["side"] + 8


def test_every_detection_has_a_folder(portrait, framed_run, tmp_path, capsys):
    out = tmp_path / "out"
    code, printed = reconstruct(capsys, portrait, "--model", framed_run, "--out", out, "--all", "--maps-only")
    assert code == 0
    assert names(out) == ["portrait", "portrait-2"]
    assert "1 photo(s) reconstructed, 2 crops in all" in printed.out
    sides = [json.loads((out / name / "factors.json").read_text())["square"]["side"] for name in names(out)]
    assert sides[0] > sides[1]
    assert "depth_in_photo.jpg" not in names(out / "portrait")


def test_nothing_found_is_told(album, framed_run, tmp_path, capsys):
    out = tmp_path / "out"
    code, printed = reconstruct(capsys, album, "--model", framed_run, "--out", out, "--preview")
    assert code == 0
    assert "probsym: warning: cat.png: no face found: using the centre crop" in printed.err
    assert "depth_in_photo.jpg" not in names(out / "cat")
    assert "detection.png" in names(out / "cat")


def test_photos_without_the_requested_face_are_skipped_or_refused(album, portrait, framed_run, tmp_path, capsys):
    out = tmp_path / "out"
    line = refused(capsys, [album, "--model", framed_run, "--out", out, "--detect", "face"], out)
    assert "expected photos with a face, found none in 3; the first: cat.png (no face found)" in line
    assert "use `--detect none`" in line
    code, printed = reconstruct(capsys, album, portrait, "--model", framed_run, "--out", out, "--detect", "face")
    assert code == 0
    assert "probsym: skipped cat.png: no face found" in printed.err
    assert "probsym: skipped 3 of 4 photos" in printed.err
    assert names(out) == ["contact_sheet.png", "portrait"]


def test_detection_off_or_a_given_crop_takes_the_middle(portrait, framed_run, tmp_path, capsys):
    for number, flags in enumerate((["--detect", "none"], ["--crop", "0.5"])):
        out = tmp_path / f"out{number}"
        code, printed = reconstruct(capsys, portrait, "--model", framed_run, "--out", out, *flags, "--maps-only")
        assert (code, printed.err) == (0, "")
        with Image.open(out / "portrait" / "maps" / "input.png") as seen, Image.open(portrait) as photo:
            side = 500 if number == 0 else 250
            box = (350 - side / 2, 250 - side / 2, 350 + side / 2, 250 + side / 2)
            expected = photo.resize((32, 32), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
            assert np.abs(np.asarray(seen).astype(float) - np.asarray(expected)).max() <= 1


def test_another_detector_than_the_models(portrait, tiny_run, tmp_path, capsys):
    """The model says nothing of framing: the detector's usual square is taken."""
    out = tmp_path / "out"
    flags = ["--detect", "face", "--maps-only"]
    code, _ = reconstruct(capsys, portrait, "--model", tiny_run, "--out", out, *flags)
    assert code == 0
    square = json.loads((out / "portrait" / "factors.json").read_text())["square"]
    (box, _) = detect(Image.open(portrait).convert("RGB"), "face")
    assert square["side"] == pytest.approx(FRAMINGS["face"].side * box.side, abs=0.01)


def test_photos_with_nothing_to_see_are_warned_of(tiny_run, tmp_path, capsys):
    Image.new("L", (1, 1), 128).save(tmp_path / "dot.png")
    code, printed = reconstruct(capsys, tmp_path / "dot.png", "--model", tiny_run, "--out", tmp_path / "out")
    assert code == 0
    assert (
        "dot.png: the crop is only 1 pixel(s) wide and was enlarged to 32: the result will be unreliable" in printed.err
    )
    assert "dot.png: the crop shows a single colour: there is nothing to reconstruct" in printed.err


def test_long_lists_of_remarks_are_cut(tiny_run, tmp_path, capsys):
    folder = tmp_path / "dots"
    folder.mkdir()
    for number in range(13):
        Image.new("RGB", (40, 40), (number, 0, 0)).save(folder / f"{number:02d}.png")
    code, printed = reconstruct(capsys, folder, "--model", tiny_run, "--out", tmp_path / "out", "--maps-only")
    assert code == 0
    assert len(printed.err.splitlines()) == 11
    assert "probsym: warning: ... and 3 more" in printed.err


def launch(monkeypatch, rank, world_size):
    """The variables that ``torchrun`` sets on one machine."""
    for name in ("RANK", "LOCAL_RANK"):
        monkeypatch.setenv(name, str(rank))
    monkeypatch.setenv("WORLD_SIZE", str(world_size))
    monkeypatch.setenv("MASTER_ADDR", "127.0.0.1")
    monkeypatch.setenv("MASTER_PORT", "29500")


def test_leftover_variables_of_a_launcher_drop_no_photos(album, tiny_run, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "4")
    out = tmp_path / "out"
    assert main(["reconstruct", str(album), "--model", str(tiny_run), "--out", str(out), "--maps-only"]) == 0
    assert names(out) == ["cat", "cat-2", "dog"]
    assert capsys.readouterr().out == f"3 photo(s) reconstructed in {out}\n"


def test_several_processes_share_the_photos(album, tiny_run, tmp_path, capsys, monkeypatch):
    alone, together = tmp_path / "alone", tmp_path / "together"
    arguments = ["reconstruct", str(album), "--model", str(tiny_run), "--no-turntable"]
    assert main([*arguments, "--out", str(alone)]) == 0
    shares = []
    for rank in (0, 1):
        launch(monkeypatch, rank, 2)
        before = set(names(together)) if together.exists() else set()
        assert main([*arguments, "--out", str(together)]) == 0
        shares.append(set(names(together)) - before)
    assert shares == [{"cat", "dog", "contact_sheet-1-of-2.png"}, {"cat-2", "contact_sheet-2-of-2.png"}]
    for path in alone.rglob("*"):
        if path.is_file() and path.name != "contact_sheet.png":
            assert (together / path.relative_to(alone)).is_file()
    for name in ("cat", "cat-2", "dog"):
        there, here = (json.loads((out / name / "factors.json").read_text()) for out in (alone, together))
        assert (there["photo"], there["model"]) == (here["photo"], here["model"])
        assert abs(there["viewpoint"]["yaw_deg"] - here["viewpoint"]["yaw_deg"]) < 1e-3
    heights = []
    for sheet in (alone / "contact_sheet.png", *(together / f"contact_sheet-{rank}-of-2.png" for rank in (1, 2))):
        with Image.open(sheet) as picture:
            heights.append(picture.height)
    assert heights[0] > heights[1] > heights[2]
    printed = capsys.readouterr().out
    assert "process 1 of 2: 2 of 3 photos\n2 photo(s) reconstructed" in printed
    assert "process 2 of 2: 1 of 3 photos\n1 photo(s) reconstructed" in printed


def test_a_process_without_work_is_no_error(album, tiny_run, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out"
    (album / "bad.jpg").write_bytes(b"no picture")
    for rank, count in ((0, 0), (8, 0)):  # the unreadable photo comes first; there is no ninth
        launch(monkeypatch, rank, 9)
        assert main(["reconstruct", str(album), "--model", str(tiny_run), "--out", str(out)]) == 0
        printed = capsys.readouterr()
        assert f"{count} photo(s) reconstructed" in printed.out
        assert ("process 9 of 9: nothing to do, there are only 4 photos" in printed.out) == (rank == 8)
        assert "contact_sheet" not in printed.out
        assert ("skipped bad.jpg" in printed.err) == (rank == 0)
    assert not out.exists()
    launch(monkeypatch, 9, 9)
    assert "RANK: expected a number below WORLD_SIZE" in refused(capsys, [album, "--out", out], out)


def test_results_within_the_photos_folder_are_no_photos(album, tiny_run, tmp_path, capsys):
    command = ["reconstruct", str(album), "--model", str(tiny_run), "--maps-only", "--detect", "none", "--out"]
    for _ in range(2):
        assert main([*command, str(album / "out")]) == 0
        assert "3 photo(s) reconstructed" in capsys.readouterr().out
    assert main([*command, str(album)]) == 2
    assert "out: expected a folder other than that of the photos" in capsys.readouterr().err


def test_a_name_that_is_no_text(album, tiny_run, tmp_path):
    folder = tmp_path / "one"
    folder.mkdir()
    try:
        shutil.copy(album / "cat.png", os.fsdecode(bytes(folder) + b"/caf\xe9.png"))
    except OSError:
        pytest.skip("this file system knows text only")
    command = [sys.executable, "-m", "probsym", "reconstruct", str(folder), "--model", str(tiny_run), "--no-turntable"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out"), "--page", "--preview"], env=environment, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    (folder,) = (path for path in (tmp_path / "out").iterdir() if path.name.startswith("caf"))
    assert json.loads((folder / "factors.json").read_text())["photo"] == "caf\\xe9.png"


def test_shaded_and_relight(album, tiny_run, tmp_path):
    common = ["reconstruct", str(album / "cat.png"), "--model", str(tiny_run), "--formats", "obj", "--texture", "model"]
    for name, flags in {"plain": [], "shaded": ["--shaded", "--no-turntable"], "relit": ["--relight"]}.items():
        assert main([*common, "--out", str(tmp_path / name), *flags]) == 0

    def same(name, other):
        one, two = (tmp_path / run / "cat" / name for run in ("plain", other))
        return one.read_bytes() == two.read_bytes()

    assert not same("mesh.png", "shaded")
    assert same("mesh.png", "relit")
    assert not same("turntable.webp", "relit")


def test_the_whole_square_or_the_object_alone(album, tiny_run, tmp_path):
    common = ["reconstruct", str(album / "cat.png"), "--model", str(tiny_run), "--formats", "glb", "--no-turntable"]
    faces = []
    for name, flags in {"object": [], "whole": ["--no-cutout"]}.items():
        assert main([*common, "--out", str(tmp_path / name), *flags]) == 0
        faces.append(len(trimesh.load_mesh(tmp_path / name / "cat" / "mesh.glb").faces))
    assert faces[0] < faces[1]


@pytest.mark.parametrize("texture", ["photo", "model"])
def test_the_alpha_channel_is_the_silhouette(album, tiny_run, tmp_path, texture):
    with Image.open(album / "cat.png") as photo:
        picture = photo.convert("RGBA")
    alpha = np.zeros((40, 60), np.uint8)
    alpha[:, 30:] = 255
    picture.putalpha(Image.fromarray(alpha))
    picture.save(tmp_path / "half.png")
    command = ["reconstruct", str(tmp_path / "half.png"), "--model", str(tiny_run), "--formats", "glb"]
    assert main([*command, "--out", str(tmp_path / "out"), "--no-turntable", "--texture", texture]) == 0
    mesh = trimesh.load_mesh(tmp_path / "out" / "half" / "mesh.glb")
    assert abs(mesh.vertices[:, 0].mean()) > 0.2 * mesh.extents[0]
    assert np.ptp(mesh.vertices[:, 1]) > 1.5 * np.ptp(mesh.vertices[:, 0])


def half_masks(folder, right=False):
    """Masks of the album's photos that are white in one half."""
    (folder / "more").mkdir(parents=True)
    for name, (height, width) in (("cat", (40, 60)), ("more/cat", (32, 32)), ("more/dog", (33, 32))):
        levels = np.zeros((height, width), np.uint8)
        levels[:, width // 2 if right else 0 : None if right else width // 2] = 255
        Image.fromarray(levels).save(folder / f"{name}.png")
    return folder


def middle(folder):
    """The middle of a mesh across, as a share of its width; it lies within one half of the object."""
    mesh = trimesh.load_mesh(folder / "mesh.glb")
    assert np.ptp(mesh.vertices[:, 1]) > 1.5 * np.ptp(mesh.vertices[:, 0])
    return mesh.vertices[:, 0].mean() / mesh.extents[0]


@pytest.mark.parametrize("texture", ["photo", "model"])
def test_a_mask_is_the_silhouette_as_in_python(album, tiny_run, tmp_path, texture):
    left, right = half_masks(tmp_path / "left"), half_masks(tmp_path / "right", right=True)
    files = ["--formats", "glb", "--no-turntable", "--texture", texture]
    command = ["reconstruct", str(album), "--model", str(tiny_run), *files]
    for masks, sign in ((left, -1), (right, 1)):
        out = tmp_path / f"{masks.name}-out"
        assert main([*command, "--mask", str(masks), "--out", str(out)]) == 0
        for name in ("cat", "cat-2", "dog"):
            assert sign * middle(out / name) > 0.2
    result = probsym.reconstruct(album, tiny_run, mask=left)
    result.save(tmp_path / "saved", formats=("glb",), turntable=False, texture=texture)
    with Image.open(left / "cat.png") as picture:
        alone = probsym.reconstruct(album / "cat.png", tiny_run, mask=np.asarray(picture) > 0)
    alone.save(tmp_path / "alone", formats=("glb",), turntable=False, texture=texture)
    for saved, name in (("saved", "cat"), ("saved", "cat-2"), ("saved", "dog"), ("alone", "cat")):
        wanted = (tmp_path / "left-out" / name / "mesh.glb").read_bytes()
        one, other = (trimesh.load_mesh(io.BytesIO(data), "glb") for data in (
            wanted, (tmp_path / saved / name / "mesh.glb").read_bytes()
        ))  # fmt: skip
        np.testing.assert_allclose(one.vertices, other.vertices, atol=1e-3)


def test_bad_masks(album, tiny_run, tmp_path, capsys):
    out, masks = tmp_path / "out", half_masks(tmp_path / "masks")
    model = ["--model", tiny_run, "--out", out, "--mask"]
    assert "each of the 3 photos, got a single mask" in refused(capsys, [album, *model, masks / "cat.png"], out)
    assert "found nothing at" in refused(capsys, [album, *model, tmp_path / "none"], out)
    line = refused(capsys, [album / "cat.png", *model, masks / "more" / "cat.png"], out)
    assert "cat.png: expected a mask of the photo's size or aspect ratio, 60 x 40 pixels, got 32 x 32" in line
    Image.new("L", (32, 32)).save(masks / "more" / "cat.png")
    line = refused(capsys, [album, *model, masks], out)
    assert f"{masks / 'more' / 'cat.png'}: expected a mask that is white or opaque" in line
    (masks / "more" / "cat.png").write_bytes(b"none")
    assert "cat.png: not a readable image" in refused(capsys, [album, *model, masks], out)
    (masks / "more" / "dog.png").unlink()
    line = refused(capsys, [album, *model, masks], out)
    assert "expected one mask for more/dog.webp in" in line
    assert "such as more/dog.png; found none" in line
    with pytest.raises(probsym.InputError, match="mask: expected none with a tensor"):
        probsym.reconstruct(torch.rand(1, 3, 32, 32), tiny_run, mask=masks)


def test_a_mask_for_the_first_photo(album, tiny_run, tmp_path):
    masks, out = half_masks(tmp_path / "masks"), tmp_path / "out"
    command = ["reconstruct", str(album), "--model", str(tiny_run), "--maps-only", "--out", str(out), "--limit", "1"]
    assert main([*command, "--mask", str(masks / "cat.png")]) == 0
    assert names(out) == ["cat"]
