"""docs/reference/files.md names the files and keys that are written, and no others."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

import probsym
from probsym.config import DataConfig, Framing, ModelConfig, ObjectiveConfig, OptimizerConfig, Recipe, Stage
from probsym.data.photos import open_photos
from probsym.export.formats import FORMATS
from probsym.framing.align.crop_writer import write_crops
from probsym.framing.crops import CropBox
from probsym.models.autoencoder import Autoencoder
from probsym.synthetic.generate import generate
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reference" / "files.md").read_text(encoding="utf-8")
EXPORTS = (ROOT / "docs" / "how-to" / "exports.md").read_text(encoding="utf-8")
MODEL = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def cells(text: str, after: str = "") -> list[list[str]]:
    """Rows of the first table behind ``after``, without its headings."""
    lines = text[text.index(after) :].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|---"))
    table = []
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return table


def code(text: str) -> list[str]:
    """The names in backquotes; ``.b`` after ``a.c`` is ``a.b``."""
    names: list[str] = []
    for name in re.findall(r"`([^`]+)`", text):
        names.append(names[-1].rpartition(".")[0] + name if name.startswith(".") else name)
    return names


def named(rows: Iterable[list[str]]) -> set[str]:
    found = [name for row in rows for name in code(row[0])]
    assert len({*found}) == len(found)
    return {*found}


def keys(values: dict[str, Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in values.items():
        found |= keys(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}"}
    return found


@pytest.fixture(scope="module")
def model() -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(MODEL).eval()


@pytest.fixture(scope="module")
def results(model: Autoencoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that one photo's results may hold, from the centre of a photo."""
    for package in ("av", "OpenEXR", "pxr"):
        pytest.importorskip(package)
    out = tmp_path_factory.mktemp("results")
    result = probsym.reconstruct(ROOT / "tests" / "photos" / "ada.png", model, detect="none", crop=0.6)
    result.save(out, formats=FORMATS, page=True, preview=True)
    return out


def test_files_of_results(results: Path) -> None:
    written = {path.relative_to(results / "ada").as_posix() for path in (results / "ada").rglob("*.*")}
    of_formats = {name for row in cells(EXPORTS) for name in code(row[1].replace("`.", "`mesh."))}
    text = section("Results of `reconstruct`")
    assert {"mesh.glb", "mesh.obj", "mesh.mtl", "mesh.png", "turntable.webp"} <= named(cells(text))
    assert written == named(cells(text)) | of_formats
    assert {path.name for path in results.iterdir()} == {"ada", "contact_sheet.png", "page.html"}
    assert {"OUT/contact_sheet.png", "OUT/page.html"} <= {*code(text)}


def test_fields_of_factors_json(results: Path, model: Autoencoder, tmp_path: Path) -> None:
    written = keys(json.loads((results / "ada" / "factors.json").read_text(encoding="utf-8")))
    assert written | {"square.roll_deg"} == named(cells(section("`factors.json`")))


def test_a_rotated_crop_has_its_roll(model: Autoencoder) -> None:
    from probsym.export.photo_place import Place

    box = Place(1.0, 2.0, 3.0, lambda: Image.new("RGB", (8, 8)), (8, 8), "cat", 0.1)
    written = {f"square.{name}" for name in box.describe()}
    assert written == {name for name in named(cells(section("`factors.json`"))) if name.startswith("square.")}


def test_keys_and_shapes_of_factors_npz(results: Path) -> None:
    documented = {}
    for names, shapes, _ in cells(section("`factors.npz`")):
        listed, given = code(names), [shape.strip() for shape in shapes.split(",")]
        documented |= dict(zip(listed, given * len(listed) if len(given) == 1 else given, strict=True))
    size = MODEL.image_size
    with np.load(results / "ada" / "factors.npz") as arrays:
        assert {*arrays} == {*documented}
        for name, shape in documented.items():
            numbers = shape.replace("H/4 W/4", f"{size // 4} {size // 4}").replace("H W", f"{size} {size}")
            assert arrays[name].shape == tuple(int(number) for number in numbers.replace("–", "").split()), name
            assert arrays[name].dtype == (bool if name == "mask" else np.float32), name


def test_channels_of_geometry_exr(results: Path) -> None:
    import OpenEXR

    sentence = PAGE.partition("`geometry.exr` has the 32-bit float channels")[2].partition("It contains")[0]
    documented = set()
    for name in code(sentence):
        layer, _, axes = name.partition(".")
        documented |= {f"{layer}.{axis}" for axis in axes.split()}
    with OpenEXR.File(str(results / "ada" / "geometry.exr"), separate_channels=True) as file:
        assert {*file.channels()} == documented


def test_fields_of_framing_json(tmp_path: Path) -> None:
    rows = cells(section("`framing.json`"))
    places = {"ada.png": CropBox(10.0, 20.0, 100.0), "ben.png": "nothing found"}

    def place(_: np.ndarray, name: str) -> CropBox | str:
        return places.get(name, CropBox(0.0, 0.0, 50.0, 0.1))

    with open_photos([ROOT / "tests" / "photos"]) as files:
        write_crops(files, tmp_path / "aligned", place, Framing("cat", 1.2), 256, 32, method="points")
    card = json.loads((tmp_path / "aligned" / "framing.json").read_text(encoding="utf-8"))
    assert keys(card) == named(rows)
    contents = {name: row[1] for row in rows for name in code(row[0])}
    assert {*card["squares"][0]} == {*code(contents["squares"])}
    assert {*card["without"][0]} == {*code(contents["without"])}

    probsym.crop(ROOT / "tests" / "photos", tmp_path / "cropped", detect="face")
    card = json.loads((tmp_path / "cropped" / "framing.json").read_text(encoding="utf-8"))
    assert keys(card) == named(rows) - {"method"}
    assert {*card["squares"][0]} == {*code(contents["squares"])}


def test_files_of_a_run(tmp_path: Path, photos: Path) -> None:
    recipe = Recipe(
        model=MODEL,
        objective=ObjectiveConfig(features="random"),
        data=DataConfig(validation_share=0.25),
        optimizer=OptimizerConfig(warmup_steps=1, ema_decay=0.9),
        stages=(Stage(image_size=32, batch_size=4),),
        steps=2,
        validate_every=1,
    )
    run = tmp_path / "run"
    probsym.train(photos, run, recipe, device="cpu")
    text = section("Training run")
    documented = {name.removesuffix("/").partition("/")[0] for name in named(cells(text))}
    assert {path.name for path in run.iterdir()} == documented
    assert {path.name for path in (run / "model").iterdir()} == {"model.safetensors", "config.json"}
    assert all(path.match("sheets/step-*.png") for path in (run / "sheets").iterdir())
    (record,) = [row[1] for row in cells(text) if row[0] == "`record.json`"]
    written = json.loads((run / "record.json").read_text(encoding="utf-8"))
    assert {*written, "restarts"} == {*code(record)}
    for checkpoint in (run / "checkpoints").iterdir():
        names = {f"{path.name}/" if path.is_dir() else path.name for path in checkpoint.iterdir()}
        assert names == named(cells(text, "A checkpoint contains:"))
        assert {path.name for path in (checkpoint / "average").iterdir()} == {"model.safetensors", "config.json"}


def test_arrays_of_a_synthetic_set(tmp_path: Path) -> None:
    scene = SceneSettings(size=16, realistic_share=0.5)
    card = generate(procedural_head(), tmp_path / "faces", {"train": 2, "val": 1, "test": 1}, scene)
    written = {path.stem: np.load(path) for path in (tmp_path / "faces" / "train").iterdir()}
    documented = {}
    for names, kinds, _ in cells(section("Synthetic set")):
        listed = [name.removesuffix(".npy") for name in code(names)]
        documented |= dict(zip(listed, [kind.strip() for kind in kinds.split(";")], strict=True))
    assert {*written} == {*documented}
    sizes = {"N": "2", "S": "16", "L": "68"}
    for name, kind in documented.items():
        *axes, dtype = kind.replace(",", "").split()
        numbers = tuple(int(sizes.get(axis) or axis) for axis in axes)
        assert written[name].shape == numbers, name
        assert written[name].dtype == np.dtype(dtype), name
    assert {*card["splits"]} == {*re.findall(r"`(\w+)`", PAGE.partition("Each split (")[2].partition(")")[0])}
    assert {path.name for path in (tmp_path / "faces").iterdir()} == {"card.json", "train", "val", "test"}
