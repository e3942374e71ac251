"""Scripts of trainings that are more than one command, and what scripts, benchmarks and examples say of bad input."""

import dataclasses
import importlib
import json
import runpy
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.config import ModelConfig
from probsym.data.image_folder import load_image_folder
from probsym.data.transforms import to_tensor
from probsym.geometry.crop_transform import crop_images
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder
from probsym.rendering.shading import shade
from probsym.synthetic.storage import SET_CARD, SET_FORMAT, SET_VERSION, array_shapes, create_arrays
from probsym.types import Factors, Light, Viewpoint

TINY = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)
RECIPE = """
base = "small"
steps = 2
stages = [{ image_size = 64, batch_size = 16 }]
[model]
image_size = 64
[objective]
features = "none"
lambda_perceptual = 0.0
[optimizer]
warmup_steps = 0
"""


@pytest.fixture
def imitate(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "scripts")
    return importlib.import_module("imitate_model")


def factors(size: int, depth: float, albedo: float, shift: float) -> Factors:
    light = Light(torch.full((1,), 0.5), torch.full((1,), 0.5), torch.tensor([[0.0, 0.0, 1.0]]))
    view = Viewpoint(torch.full((1, 3), 0.2), torch.full((1, 3), shift))
    return Factors(torch.full((1, size, size), depth), torch.full((1, 3, size, size), albedo), light, view)


def test_what_a_wider_crop_shows_is_smaller(imitate: ModuleType) -> None:
    """In a crop of 0.5, a relief of 0.1 and a shift of 0.04 are 0.05 and 0.02 of the whole photo's scene."""
    teacher = factors(32, 1.1, 0.6, 0.04)
    assert torch.stack(imitate.difference(factors(32, 1.05, 0.6, 0.02), teacher, 0.5)).abs().max() < 1e-5
    depth, rim, albedo, viewpoint, light = imitate.difference(factors(16, 1.06, 0.5, 0.03), teacher, 0.5)
    assert depth.item() == pytest.approx(40 * 0.01, abs=1e-4)
    assert rim.item() == pytest.approx(4 * 0.01, abs=1e-5)
    assert albedo.item() == pytest.approx(3 * 0.1, abs=1e-5)
    assert viewpoint.item() == pytest.approx(20 * 0.01, abs=1e-5)
    assert light.item() == 0


def test_the_centre_of_a_whole_photo_is_larger(imitate: ModuleType) -> None:
    """The inverse: a relief of 0.05 and a shift of 0.02 are 0.1 and 0.04 in a crop of 0.5, which shows the middle."""
    whole = factors(32, 1.05, 0.6, 0.02)
    whole.albedo[..., 8:24, 8:24] = 0.3
    centre = imitate.centre_of(whole, 0.5)
    assert torch.stack(imitate.difference(centre, factors(32, 1.1, 0.3, 0.04), 1)).abs().max() < 1e-4


def test_ridges_of_single_rows_are_not_imitated(imitate: ModuleType) -> None:
    teacher = factors(32, 1.0, 0.6, 0.04)
    teacher.canonical_depth[:, ::2] += 0.02
    smooth = factors(32, 1.01, 0.6, 0.04)
    assert imitate.difference(smooth, teacher, 1).depth < 1e-5 < imitate.difference(teacher, teacher, 1).depth


@pytest.mark.parametrize("inward", [False, True])
def test_imitating_brings_a_student_nearer(
    inward: bool, imitate: ModuleType, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed, name in enumerate(("teacher", "student")):
        torch.manual_seed(seed)
        Autoencoder(dataclasses.replace(TINY, refinement_width=4)).save_pretrained(tmp_path / name)
    names = {"teacher": str(tmp_path / "teacher"), "student": str(tmp_path / "student")}
    imitate.main(imitate.Settings(photos, out=tmp_path / "out", steps=41, inward=inward, **names))
    first, _, last, _ = (sum(map(float, line.split()[1:])) for line in capsys.readouterr().out.splitlines())
    assert last < 0.8 * first
    assert load(str(tmp_path / "out")).config == TINY


def test_a_recipe_trains_the_whole_photo_and_grows_the_student(
    imitate: ModuleType, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The albedo of the rim learns from photos, which imitating alone does not show it."""
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE)
    teacher = Autoencoder(TINY)
    teacher.save_pretrained(tmp_path / "teacher")
    imitate.main(imitate.Settings(photos, str(tmp_path / "teacher"), tmp_path / "out", recipe=str(recipe)))
    differences, error = capsys.readouterr().out.splitlines()
    assert len(differences.split()) == 5
    assert 0 < float(error.removeprefix("error ")) < 1
    student = load(str(tmp_path / "out"))
    assert student.config == dataclasses.replace(TINY, image_size=64)
    image = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    before, after = (model.eval().coarse_factors(image).albedo for model in (teacher.grow(64), student))
    assert (before - after)[..., :4].abs().max() > 1e-3


@pytest.fixture
def in_crops(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "scripts")
    return importlib.import_module("imitate_in_crops")


def test_imitating_in_crops_brings_a_student_nearer(in_crops: ModuleType, photos: Path, tmp_path: Path) -> None:
    """What is predicted of a crop comes nearer to what the model predicts of the whole image."""
    for seed, name in enumerate(("model", "student")):
        torch.manual_seed(seed)
        Autoencoder(TINY).save_pretrained(tmp_path / name)
    names = {"model": str(tmp_path / "model"), "student": str(tmp_path / "student")}
    in_crops.main(in_crops.Settings(photos, out=tmp_path / "out", steps=24, near=1, **names))
    crops, same = torch.tensor([[-0.2, 0.1, 0.0, 0.1]]).expand(8, 4), torch.zeros(8, 4)
    given = to_tensor(load_image_folder(photos, 32).images[:8])
    model, student, after = (load(str(tmp_path / name)) for name in ("model", "student", "out"))
    assert after.config == TINY
    with torch.inference_mode():
        wanted, moved = in_crops.predict(model, given, crops), crop_images(given, crops)
        first, last = (
            torch.stack(in_crops.difference(in_crops.predict(one, moved, same), wanted)).sum()
            for one in (student, after)
        )
    assert last < 0.85 * first


def test_a_raised_light_explains_the_photos_as_before(in_crops: ModuleType) -> None:
    model = Autoencoder(TINY).eval()
    direction = torch.tensor([[0.2, 0.4, 1.0], [0.0, -0.1, 1.0]])
    light = torch.cat([torch.tensor([[0.3, 0.5], [0.2, 0.6]]), torch.nn.functional.normalize(direction, dim=1)], 1)
    depth = 1 + 0.02 * torch.rand(2, 32, 32, generator=torch.Generator().manual_seed(0))
    depth = torch.nn.functional.avg_pool2d(depth[:, None], 5, 1, 2)[:, 0]
    before = in_crops.Predicted(depth, torch.full((2, 3, 32, 32), 0.4), torch.zeros(2, 3), torch.zeros(2, 3), light)
    after = in_crops.with_raised_light(model, before, -0.3)
    raised = after.light[:, 2:] / after.light[:, 4:]
    assert torch.allclose(raised, direction + torch.tensor([0.0, -0.3, 0.0]), atol=1e-6)
    assert torch.equal(after.light[:, :2], light[:, :2])
    assert (after.albedo - before.albedo).abs().max() > 0.02
    images = [
        part.albedo * shade(part.depth, in_crops.as_light(part.light), model.camera)[0] for part in (before, after)
    ]
    unclamped = after.albedo < 1
    assert torch.allclose(images[0][unclamped], images[1][unclamped], atol=1e-6)
    assert unclamped.float().mean() > 0.9


ROOT = Path(__file__).parents[1]
PROGRAMS = {
    path.relative_to(ROOT).as_posix(): path
    for folder in ("scripts", "benchmarks", "examples")
    for path in sorted((ROOT / folder).glob("*.py"))
    if "__main__" in path.read_text(encoding="utf-8")
}
BAD_INPUT = [
    ("scripts/check_package.py --out text.txt", "text.txt: File exists"),
    ("scripts/generate_docs.py --chek", "unrecognized arguments: --chek"),
    ("scripts/graft_networks.py nobody tiny out", "model: expected car-64, "),
    ("scripts/graft_networks.py tiny wider out", "networks: expected those that both models have alike, got viewpoint"),
    ("scripts/graft_networks.py tiny tiny used", "out: expected a new or empty folder, got used"),
    ("scripts/imitate_in_crops.py empty tiny out", "empty: expected images ("),
    ("scripts/imitate_in_crops.py photos nobody out", "model: expected car-64, "),
    ("scripts/imitate_in_crops.py photos tiny out --without .png", "without: expected a part of some photos' names, "),
    ("scripts/imitate_in_crops.py photos tiny out --student larger", "student: expected a model of 32 pixels, "),
    ("scripts/imitate_in_crops.py photos tiny text.txt", "out: expected a folder, got the file text.txt"),
    ("scripts/imitate_model.py empty tiny out", "empty: expected images ("),
    ("scripts/imitate_model.py photos nobody out", "model: expected car-64, "),
    ("scripts/imitate_model.py photos tiny used", "out: expected a new or empty folder, got used"),
    ("scripts/imitate_model.py photos tiny text.txt/out", "out: expected a new or empty folder, got text.txt/out, "),
    ("scripts/imitate_model.py photos tiny out --steps 0", "steps: expected 1 or more, got 0"),
    ("scripts/imitate_model.py photos tiny out --recipe no.toml", "recipe: no such file: no.toml"),
    ("scripts/learn_cat_detector.py --faces photos --cats photos --out a", "photos: expected 50 photos or more"),
    ("scripts/learn_cat_detector.py --faces photos --cats photos --keep-wide --out a", "keep_wide: expected --start"),
    ("scripts/lock_packages.py --out no/lock", "out: expected a file in an existing folder, got no/lock"),
    ("scripts/make_crop_preview.py no out.webp", "model path: expected an ICT-FaceKit .npz file or folder, got no, "),
    ("scripts/make_curves.py out.webp best=no", "no/metrics.jsonl: No such file or directory"),
    ("scripts/make_curves.py out.webp used", "runs: expected label=folder, got used"),
    ("scripts/make_curves.py out.gif best=no", "out: expected a .webp or .jpg or .png file in an existing "),
    ("scripts/make_failures.py out.gif --work w --model-path no", "out: expected a .webp or .jpg or .png file in an "),
    ("scripts/make_face_photos.py --utk a --allage b --landmarks c --out used", "out: expected a new or"),
    ("scripts/make_face_photos.py --utk text.txt --allage b --landmarks points.npz --out d", "text.txt: expected a"),
    ("scripts/make_face_photos.py --utk a --allage b --landmarks text.txt --out d", "text.txt: expected an .npz"),
    ("scripts/make_gallery.py photos tiny out.webp --before used --skip=-1", "skip: expected"),
    ("scripts/make_gallery.py photos tiny out.webp --before used", "before: expected a folder src with the package "),
    ("scripts/make_limits_figure.py out.webp --model-path no", "model path: expected an ICT-FaceKit .npz file or"),
    ("scripts/make_method_figure.py out.gif", "out: expected a .webp or .jpg or .png file in an existing "),
    ("scripts/make_onnx_graphs.py out", "unrecognized arguments: out"),
    ("scripts/make_photos.py --model-path no --out out", "model path: expected an ICT-FaceKit .npz file or folder"),
    ("scripts/make_sample_sheets.py no", "out: expected a file in an existing folder, got no/demo.jpg"),
    ("scripts/make_screenshots.py no", "out: expected a file in an existing folder, got no/app.jpg"),
    ("scripts/make_synface_sheet.py cars out.webp", "cars: expected 64 test images or more, got 2"),
    ("scripts/make_training_figure.py no out.webp", "no/metrics.jsonl: No such file or directory"),
    ("scripts/make_truth_sheet.py cars tiny out.webp", "cars: expected 8 test images or more, got 2"),
    (
        "scripts/make_size_figure.py out.gif",
        "out: expected a .webp",
    ),
    ("scripts/make_turning.py out.gif", "out: expected a .webp file in an existing folder, got out.gif"),
    ("scripts/make_unseen_sheet.py empty tiny out.webp", "empty: expected images ("),
    ("scripts/render_canonical_maps.py cars out.npz", "cars: expected cars, got the shape head"),
    ("scripts/render_canonical_maps.py cars out", "out: expected a .npz file in an existing folder, got out"),
    ("scripts/render_in_blender.py text.txt out.png", "mesh: expected a file .glb, .obj, .ply, .stl, got text.txt"),
    ("scripts/train_on_truth.py cars maps.npz tiny out", "cars: expected 16 training images or more of 64 pixels"),
    ("scripts/train_on_truth.py empty maps.npz tiny out", "empty: expected a folder written by probsym synth"),
    ("scripts/train_on_truth.py cars maps.npz tiny used", "out: expected a new or empty folder, got used"),
    ("benchmarks/align.py --heads empty --landmarks points.npz --backgrounds photos", "empty: expected images ("),
    (
        "benchmarks/align.py --heads photos --landmarks text.txt --backgrounds photos",
        "text.txt: expected an .npz archive",
    ),
    ("benchmarks/align_photos.py --photos photos --heads empty --landmarks points.npz", "empty: expected images ("),
    ("benchmarks/app_start.py --models nobody", "model: expected car-64, "),
    ("benchmarks/every_format.py --photos empty", "empty: expected images ("),
    ("benchmarks/browser.py --rounds 0", "rounds: expected 1 or more, got 0"),
    ("benchmarks/bulk_killed.py --photos empty", "empty: expected images ("),
    ("benchmarks/detection.py --faces empty --cats empty --grounds empty", "empty: expected images ("),
    ("benchmarks/framing.py --data empty", "empty: expected images ("),
    ("benchmarks/framing.py --data photos --count 0", "count: expected 1 or more, got 0"),
    ("benchmarks/gpu.py --out used", "out: expected a new or empty folder, got used"),
    ("benchmarks/gpu.py --out out --vgg16 no.pth", "vgg16: no such file: no.pth"),
    ("benchmarks/gpu.py --out out --minutes 0", "minutes: expected a number from 0.1 to 10000.0, got 0.0"),
    ("benchmarks/inference.py --model nobody", "model: expected car-64, "),
    ("benchmarks/marks.py --data empty", "empty: expected a folder written by probsym synth"),
    ("benchmarks/memory.py --recipes no.toml", "recipe: no such file: no.toml"),
    ("benchmarks/peers.py mesh --data text.txt --out out.npz", "text.txt: expected photos under known lights or "),
    ("benchmarks/peers.py score --data cars --mesh text.txt", "text.txt: expected an .npz archive"),
    ("benchmarks/processes.py --data photos --recipe no.toml", "recipe: no such file: no.toml"),
    ("benchmarks/raster.py --sizes 0", "sizes: expected 2 or more, got 0"),
    ("benchmarks/scaling.py --figure out.gif", "figure: expected a .png file in an existing folder, got out.gif"),
    ("benchmarks/slope.py --data text.txt", "text.txt: expected an .npz archive"),
    ("benchmarks/streaming.py --photos empty --model tiny", "empty: expected images ("),
    ("benchmarks/synth.py --out no/synth.json", "out: expected a file in an existing folder, got no/synth.json"),
    ("benchmarks/synth.py --sizes", "sizes: expected at least one number, got none"),
    ("benchmarks/traffic.py --recipes no.toml", "recipe: no such file: no.toml"),
    ("benchmarks/train_step.py --batch -1", "batch: expected 0 or more, got -1"),
    ("examples/01_one_photo.py --photo no.png --model tiny", "no.png: no such photo"),
    ("examples/02_folder.py --photos empty --model tiny", "empty: expected images ("),
    ("examples/03_train_on_your_photos.py --photos empty --recipe small --out out", "empty: expected images ("),
    ("examples/04_relight_and_turn.py --photo no.png", "no.png: no such photo"),
    ("examples/05_losses_and_renderer_in_your_model.py --steps 0", "steps: expected 1 or more, got 0"),
    ("examples/06_evaluate.py --model nobody", "model: expected car-64, "),
    ("examples/07_several_gpus.py --recipe no.toml", "recipe: no such file: no.toml"),
]
"""Program and arguments -> how its message begins."""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of what the programs are given."""
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "empty").mkdir()
    (folder / "used").mkdir()
    for name in ("used/mine.txt", "text.txt"):
        (folder / name).write_text("mine", encoding="utf-8")
    (folder / "photos").mkdir()
    for name in ("a", "b"):
        Image.new("RGB", (16, 16), "gray").save(folder / "photos" / f"{name}.png")
    for name, changes in {"tiny": {}, "wider": {"width": 8}, "larger": {"image_size": 64}}.items():
        Autoencoder(dataclasses.replace(TINY, **changes)).save_pretrained(folder / name)
    for split in ("train", "test"):
        create_arrays(folder / "cars" / split, 2, array_shapes(32))
    counts = {split: {"count": 2} for split in ("train", "test")}
    card = {
        "format": SET_FORMAT,
        "version": SET_VERSION,
        "scene": {"size": 32},
        "splits": counts,
        "shape": {"model": "head"},
    }
    (folder / "cars" / SET_CARD).write_text(json.dumps(card), encoding="utf-8")
    np.savez(folder / "points.npz", names=np.array(["a.png", "b.png"]), points=np.zeros((2, 49, 2)))
    return folder


def test_every_program_is_given_bad_input() -> None:
    assert {words.split()[0] for words, _ in BAD_INPUT} == {*PROGRAMS}


def test_without_blender_its_module_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "bpy", None)  # not installed
    with pytest.raises(SystemExit) as stop:
        runpy.run_path(str(PROGRAMS["scripts/render_in_blender.py"]), run_name="__main__")
    assert stop.value.code == 2
    assert capsys.readouterr().err.startswith("render_in_blender.py: error: expected Blender's module bpy: pip install")


@pytest.mark.parametrize(("words", "message"), BAD_INPUT, ids=lambda value: value[:60])
def test_bad_input_is_one_line_and_writes_nothing(
    words: str, message: str, inputs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, *arguments = words.split()
    path = PROGRAMS[name]
    if "playwright" in path.read_text(encoding="utf-8"):
        pytest.importorskip("playwright.sync_api")
    monkeypatch.setitem(sys.modules, "bpy", SimpleNamespace())  # Blender's, which are not installed for tests
    monkeypatch.setitem(sys.modules, "mathutils", SimpleNamespace(Vector=None))
    monkeypatch.syspath_prepend(path.parent)
    monkeypatch.setattr(sys, "argv", [str(path), *arguments])
    monkeypatch.chdir(inputs)
    before = sorted(inputs.rglob("*"))
    with pytest.raises(SystemExit) as stop:
        runpy.run_path(str(path), run_name="__main__")
    assert stop.value.code == 2
    *usage, line = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{path.name}: error: {message}")
    assert not usage or usage[0].startswith("usage: ")  # argparse's
    assert sorted(inputs.rglob("*")) == before
