"""Numbers in hand-written pages are those of the code or of a stored result."""

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.config import ModelConfig, load_recipe
from probsym.config.recipe import recipe_names
from probsym.export.in_photo import TURN_DEG
from probsym.export.mesh import MESH_POINTS, OBJ_POINTS, UNITS_PER_SCENE_UNIT
from probsym.export.object_learning import OBJECT_NET_PHOTOS
from probsym.export.object_sheet import MAX_ROWS
from probsym.export.page import MAX_PHOTO_SIZE, PAGE_PHOTOS
from probsym.export.photo_texture import MAX_TEXTURE_SIZE
from probsym.export.silhouette import SILHOUETTE_PHOTOS, SILHOUETTE_ROUNDS
from probsym.export.solid import MOST_TRIANGLES, PLATE_SHARE
from probsym.export.usdz import METERS_PER_UNIT
from probsym.framing.align.filters import SMALLEST_OBJECT_SHARE
from probsym.framing.crops import FRAMINGS, CropBox
from probsym.framing.find_crops import MAX_OUTSIDE
from probsym.inference.predict import BATCH_SIZE
from probsym.inference.refine import refine_box
from probsym.inspection import content, duplicates, quality
from probsym.models.autoencoder import Autoencoder
from probsym.training.schedule import next_sheet_seconds
from probsym.types import Factors, ModelOutput

ROOT = Path(__file__).parents[1]


def page(name: str) -> str:
    """A page as one line."""
    return " ".join((ROOT / name).read_text(encoding="utf-8").split())


def rows(name: str) -> list[dict[str, Any]]:
    return json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text(encoding="utf-8"))["rows"]


def row(name: str, label: str) -> dict[str, Any]:
    (found,) = [one for one in rows(name) if one["name"] == label]
    return found


def viewer_number(name: str) -> int:
    """A constant of the page's source."""
    found = re.search(rf"^const {name} = (\d+);$", (ROOT / "viewer/src/viewer.ts").read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return int(found[1])


def from_code() -> list[tuple[str, str]]:
    train, wrong, photos = "docs/how-to/train.md", "docs/how-to/training-goes-wrong.md", "docs/how-to/own-photos.md"
    photo, blender, exports = "docs/how-to/reconstruct.md", "docs/how-to/blender.md", "docs/how-to/exports.md"
    face, cat = FRAMINGS["face"], FRAMINGS["cat"]
    defaults = load_recipe("best").data
    half_width = math.tan(math.radians(ModelConfig().fov_deg) / 2)  # of the crop, in the distance of 1 scene unit
    return [
        (train, f"takes {64 * 64 * 3 / 1000:.0f} kB per photo at 64 pixels"),
        (train, f"segment {SILHOUETTE_PHOTOS} photos into object and background"),
        (train, f"the next of {('no', 'one', 'two', 'three', 'four')[SILHOUETTE_ROUNDS]} rounds"),
        (train, f"of up to {OBJECT_NET_PHOTOS:,} photos"),
        (wrong, f"in a sample of {content.LOOKED_AT} photos"),
        (photo, f"the first {MAX_ROWS} photos. Where"),
        (photo, f"the first {PAGE_PHOTOS} photos in 3D"),
        (photo, f"turned by {TURN_DEG:.0f} degrees"),
        (photo, f"in batches of {BATCH_SIZE}."),
        (blender, f"at most {MOST_TRIANGLES:,} triangles ({(84 + 50 * MOST_TRIANGLES) / 1e6:.1f} MB)"),
        (blender, f"about {PLATE_SHARE:.0%}".replace("%", " %") + f" of the width: {80 * PLATE_SHARE:.1f} mm at 80 mm"),
        (blender, f"lean by at most {math.degrees(math.atan(math.sqrt(2) * half_width)):.1f}°"),
        (exports, f"the crop is {2 * half_width * UNITS_PER_SCENE_UNIT:.2f} wide"),
        (exports, f"{METERS_PER_UNIT} m per unit, so the crop is {200 * half_width:.0f} cm wide in AR"),
        (exports, f"at up to {MAX_TEXTURE_SIZE} pixels"),
        ("docs/how-to/web-page.md", f"up to {MAX_PHOTO_SIZE} × {MAX_PHOTO_SIZE} pixels"),
        ("docs/how-to/web-page.md", f"about {viewer_number('SMOOTH_POINTS')} points per side"),
        (exports, f"at most {OBJ_POINTS} points per side, those of GLB, USDZ and PLY {MESH_POINTS};"),
        (photos, f"{face.side} and {face.offset_y} for faces, {cat.side} and −{-cat.offset_y} for cats"),
        (photos, f"dropped if more than {MAX_OUTSIDE:.0%}".replace("%", " %")),
        (photos, f"more than {quality.UNREADABLE:.0%}".replace("%", " %") + " of them is an error"),
        (photos, f"A random {defaults.validation_share:.0%}".replace("%", " %")),
        (photos, f"at most {defaults.validation_limit}, are held out"),
        ("docs/how-to/align.md", f"smaller than 1/{1 / SMALLEST_OBJECT_SHARE:.0f} of the photo's longer side"),
        (
            "docs/explanation/reproducing-unsup3d.md",
            f"160,000 images of 64 pixels take {16e4 * 64**2 * 3 / 1e9:.0f} GB",
        ),
        ("README.md", f"Training takes {load_recipe('quick').minutes:.0f} minutes on two CPU cores"),
    ]


def from_results() -> list[tuple[str, str]]:
    paper = "docs/explanation/reproducing-unsup3d.md"
    gpu = row("train-step-gpu", "CUDA graph, one branch per network (`probsym train`)")["paper_64_px_batch_64_float32"]
    compiling = row("train-step-gpu", "seconds to compile")
    seconds = sorted(int(compiling[key]) for key in compiling if key != "name" and compiling[key])
    light, refined = (
        sorted(row("yaleb-face-64", f"`{name}`{crop}")["light"] for name in ("face-64", "face-128"))
        for crop in ("", ", refined crops")
    )
    minutes = load_recipe("paper").steps * gpu / 60_000
    lions = {one["name"]: one["count"] for one in rows("lions")}
    clicked = lions["clicked: both eyes"] + lions["clicked: Not here"]
    return [
        (paper, f"takes {gpu:.0f} ms on one H200"),
        (paper, f"so the steps of a row take {minutes:.0f} minutes there"),
        ("docs/how-to/train.md", f"takes {seconds[0]} to {seconds[-1]} seconds per image size on an H200"),
        ("docs/explanation/limits.md", f"error of the light's direction is {light[0]:.0f} degrees"),
        ("docs/explanation/limits.md", f"error of the light's direction is {light[1]:.0f} degrees"),
        ("docs/explanation/limits.md", f"and {refined[0]:.0f} to {refined[1]:.0f} degrees in refined crops"),
        ("docs/reference/models.md", f"imitation: {row('yaleb-face-64', '`face-64`')['steps']:,} steps"),
        ("docs/reference/models.md", f"then the same: {row('yaleb-face-64', '`face-128`')['steps']:,} steps"),
        (
            "docs/reference/models.md",
            f"then {row('photos-error', 'cat-64 before sharpen')['steps'] - 11_000:,} on whole",
        ),
        ("docs/reference/models.md", f"evaluation | `best`, {load_recipe('best').steps:,} steps"),
        ("docs/tutorial/your-own-kind.md", f"one is learned from {clicked} annotated photos"),
        ("docs/tutorial/your-own-kind.md", f"The data: {lions['photos']:,} photos"),
        ("docs/tutorial/your-own-kind.md", f"limited to {lions['`train`: steps']:,} steps"),
    ]


@pytest.mark.parametrize(("name", "words"), [*from_code(), *from_results()], ids=lambda value: value[:60])
def test_a_page_says_what_is_so(name: str, words: str) -> None:
    assert words in page(name)


def ratios_at_64_pixels(table: str, one: str, other: str) -> list[float]:
    """SIDE and MAD of a row relative to another, then those of the paper."""
    above, below = row(table, one), row(table, other)
    return [above[key][0] / below[key][0] for key in ("side", "mad", "paper_side", "paper_mad")]


@pytest.mark.parametrize(
    ("table", "one", "other", "words"),
    [
        ("table-ablation-64", "without depth flip", "full", "that of the full method"),
        ("table-ablation-64", "without albedo flip", "full", "that of the full method"),
        ("table-baselines-64", "no labels (this package)", "supervised", "as large"),
    ],
)
def test_ratios_of_the_larger_tables_follow_from_the_results(table: str, one: str, other: str, words: str) -> None:
    start = "[Ww]ithout the " + one.removeprefix("without ") + ", " if one.startswith("without ") else ""
    found = re.search(
        rf"{start}SIDE is ([\d.]+) and MAD ([\d.]+) times {words}; in the paper, ([\d.]+) and ([\d.]+) times",
        page("docs/results.md"),
    )
    assert found is not None
    ratios = ratios_at_64_pixels(table, one, other)
    assert [float(value) for value in found.groups()] == pytest.approx(ratios, abs=0.0051)


def test_the_papers_ratios_to_supervision_follow_from_the_results() -> None:
    *_, side, mad = ratios_at_64_pixels("table-baselines-64", "no labels (this package)", "supervised")
    assert f"In the paper the ratios are {side:.2f} and {mad:.2f}" in page("docs/explanation/reproducing-unsup3d.md")


def test_budgets_and_sizes_of_the_recipes() -> None:
    table = (ROOT / "docs/how-to/train.md").read_text(encoding="utf-8").partition("| recipe |")[2].partition("\n\n")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    assert sorted(line[0].strip("`") for line in cells) == sorted(recipe_names())
    for name, budget, images, _ in cells:
        recipe = load_recipe(name.strip("`"))
        steps = re.match(r"([\d,]+) steps", budget)
        minutes = re.match(r"(\d+) minutes|an hour", budget)
        assert (int(steps[1].replace(",", "")) if steps else 0) == recipe.steps
        assert (int(minutes[1] or 60) if minutes else 0) == recipe.minutes
        assert (", with `--init`" in budget) == (name.strip("`") in ("detail", "detail-gpu", "sharpen"))
        sizes = [stage.image_size for stage in recipe.stages] or [recipe.model.image_size]
        if images != "as the model":
            assert [int(size) for size in re.findall(r"(?<!batch )\b(\d+)\b", images)] == sizes


def test_times_of_sheets() -> None:
    seconds, times = 0.0, []
    while len(times) < 5:
        seconds = next_sheet_seconds(seconds)
        times.append(seconds)
    assert times == [30, 60, 120, 240, 480]
    assert "after 30 seconds, after 1, 2, 4, 8, ... minutes" in page("docs/how-to/train.md")
    assert "after 30 seconds, 1, 2, 4, … minutes" in page("docs/reference/files.md")


def test_thresholds_of_the_inspection() -> None:
    table = (ROOT / "docs/how-to/own-photos.md").read_text(encoding="utf-8").partition("| check |")[2]
    found = {}
    for line in table.partition("\n\n")[0].splitlines()[2:]:
        name, measures, warning, unfit = (cell.strip() for cell in line.strip("|").split("|"))
        found[name] = (measures, warning, unfit)

    def percent(value: float) -> str:
        return f"over {100 * value:.0f} %"

    assert found["unreadable"][1:] == (percent(quality.UNREADABLE_WARNING), percent(quality.UNREADABLE))
    assert found["different photos"][1:] == (f"under {quality.ENOUGH:,}", f"under {quality.FEW}")
    assert found["repeated"][1:] == (percent(quality.DUPLICATES_WARNING), percent(quality.DUPLICATES))
    assert f"at most {duplicates.SAME_BITS} bits" in found["repeated"][0]
    assert found["size"] == (
        f"crops under {quality.SMALL} pixels",
        percent(quality.SMALL_WARNING),
        percent(quality.SMALL_SHARE),
    )
    assert found["shape"][:2] == (f"aspect ratio above {quality.OBLONG}", percent(quality.OBLONG_WARNING))
    assert found["blurred"][0].endswith(f"under {quality.BLURRED:.0f}")
    assert found["blurred"][1:] == (percent(quality.BLURRED_WARNING), percent(quality.BLURRED_SHARE))
    assert found["agreement"][1:] == (f"under {quality.AGREEMENT_WARNING}", f"under {quality.AGREEMENT}")
    assert found["shift"][1] == f"over {quality.SHIFT_WARNING} of 64 pixels"
    assert found["symmetry"][1:] == (f"under {quality.SYMMETRY_WARNING}", f"under {quality.SYMMETRY}")
    assert found["poses"][1].startswith(f"over {quality.FRONTAL_WARNING}")


def test_crops_that_are_tried_for_each_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    tiny = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8, confidence_width=4)).eval()
    tried, render = [], tiny.render

    def counted(factors: Factors) -> ModelOutput:
        tried.append(len(factors.albedo))
        return render(factors)

    monkeypatch.setattr(tiny, "render", counted)
    noise = np.random.default_rng(0).integers(0, 255, (96, 96, 3), np.uint8)
    refine_box(tiny, Image.fromarray(noise), CropBox(16.0, 16.0, 64.0))
    words = re.search(r"runs the model on up to (\d+) crops of each photo", page("docs/how-to/reconstruct.md"))
    assert words is not None
    assert sum(tried) <= int(words[1])
    assert sum(tried) >= int(words[1]) - 4  # the last step of each round is skipped where nothing fits better


def test_oldest_torch() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    oldest = re.search(r'"torch\s*>=\s*([\d.]+)', project)
    assert oldest is not None
    assert f"version {oldest[1].removesuffix('.0')} or newer" in page("docs/how-to/install.md")
