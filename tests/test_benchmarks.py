"""The benchmarks run and their figures hang together; speed is never asserted."""

import dataclasses
import functools
import importlib
import json
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

import cv2
import numpy as np
import pytest
import torch
import tyro
from PIL import Image

from probsym.cli.main import main as command_line
from probsym.config import ModelConfig, load_recipe
from probsym.data.photometric_sets import PhotometricSet
from probsym.errors import InputError
from probsym.framing.detection import Detection
from probsym.models.autoencoder import Autoencoder
from web.conftest import NO_ANTIALIASING

FOLDER = Path(__file__).parents[1] / "benchmarks"


RECIPE = """
base = "small"
stages = [{ image_size = 32, batch_size = 16 }]
[model]
architecture = "slim"
width = 4
latent = 8
depth_width = 0
viewpoint_width = 0
confidence_width = 0
"""


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(FOLDER)
    return importlib.import_module(name)


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file of a recipe whose networks are small."""
    path = tmp_path_factory.mktemp("recipe") / "tiny.toml"
    path.write_text(RECIPE, encoding="utf-8")
    return str(path)


def quick_peak(bench: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure the peak of the processor in a hundredth of a second."""
    monkeypatch.setattr(bench, "matrix_peak", functools.partial(bench.matrix_peak, side=64, seconds=0.01))


def test_raster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    raster = load("raster", monkeypatch)
    out = tmp_path / "raster.json"
    report = raster.main(raster.Settings(sizes=(16,), batches=(2,), repeats=3, seconds=0.1, device="cpu", out=out))
    assert json.loads(out.read_text()) == report
    (row,) = report["results"]
    assert row["pixels"] == 2 * 16 * 16
    assert row["depth_difference"] < 1e-5
    assert row["gradient_difference"] < 1e-4
    assert min(row[f"{name}_{way}_ms"] for name in raster.BACKENDS["cpu"] for way in ("forward", "backward")) > 0
    assert "16 × 2" in capsys.readouterr().out


@pytest.mark.parametrize(("seconds", "median", "count"), [(10.0, 2.0, 3), (4.0, 1.0, 1)])
def test_medians_are_of_runs_after_the_first(
    monkeypatch: pytest.MonkeyPatch, seconds: float, median: float, count: int
) -> None:
    raster = load("raster", monkeypatch)
    # The first run takes five seconds; then a run of 1, 3 and 2 ms, and the limit is reached.
    clock = iter([0.0, 5.0, 6.0, 6.001, *([99.0] if count == 1 else [7.0, 7.003, 8.0, 8.002, 99.0])])
    monkeypatch.setattr(raster.time, "perf_counter", lambda: next(clock))
    runs: list[int] = []
    settings = raster.Settings(repeats=9, seconds=seconds, device="cpu")
    assert raster.median_ms(lambda: runs.append(1), settings) == pytest.approx(median)
    assert len(runs) == 1 + count


@pytest.mark.parametrize("apart", [False, pytest.param(True, marks=pytest.mark.weekly, id="each in a process")])
def test_train_step(
    apart: bool, recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    train_step = load("train_step", monkeypatch)
    quick_peak(train_step, monkeypatch)
    if not apart:
        monkeypatch.setattr(train_step, "ProcessPoolExecutor", lambda *_: ThreadPoolExecutor(1))
    out = tmp_path / "step.json"
    settings = train_step.Settings(recipes=(recipe,), batch=2, steps=1, warmup=1, profiled=1, out=out)
    report = train_step.main(settings)
    assert json.loads(out.read_text()) == report
    (row,) = report["results"]
    shares = row["shares"]
    assert sum(shares.values()) == pytest.approx(1)
    for part in (train_step.CONVOLUTIONS, train_step.FEATURE_CONVOLUTIONS, "linear layers", "rasteriser", "losses"):
        assert shares[part] > 0, part
    convolutions = shares[train_step.CONVOLUTIONS] + shares[train_step.FEATURE_CONVOLUTIONS]
    assert row["outside_convolutions"] == pytest.approx(1 - convolutions)
    assert min(row["step_ms"], row["default_allocator_ms"], row["reference_ms"]) > 0
    assert "share outside convolutions" in capsys.readouterr().out


def test_traffic_of_operators(monkeypatch: pytest.MonkeyPatch) -> None:
    traffic = load("traffic", monkeypatch)
    ones = torch.ones(10, 10, requires_grad=True)  # 400 bytes
    with traffic.Traffic("outside") as counted:
        with counted.within("exp"):
            ones.t().exp()  # a view costs nothing; read and written
        ones.detach().mul_(2)  # read, and written over
        _ = ones @ ones
        torch._foreach_add_([ones.detach()] * 3, 1.0)  # pyright: ignore[reportPrivateImportUsage]
    assert counted.bytes == {"exp": 800, "outside": 800 + 3 * 800, traffic.ARITHMETIC: 1200}


def test_traffic(
    recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    traffic = load("traffic", monkeypatch)
    monkeypatch.setattr(traffic, "bandwidth", lambda: 10.0)
    out = tmp_path / "traffic.json"
    report = traffic.main(traffic.Settings(recipes=(recipe,), batch=2, steps=1, out=out))
    assert json.loads(out.read_text()) == report
    (row,) = report["results"]
    weights = sum(weight.nbytes for weight in Autoencoder(load_recipe(recipe).model).parameters())
    # Adam reads weight, gradient and two moments and writes three of them; the mean reads two and writes one.
    assert row["bytes"]["optimizer"] == pytest.approx(11 * weights, rel=0.1)
    assert all(row["bytes"][part] > 0 for part in (*traffic.PARTS, traffic.ARITHMETIC))
    assert row["memory_ms"] == pytest.approx(row["outside"] / 1e7)
    assert "share of the step" in capsys.readouterr().out


def test_bandwidth_is_of_what_is_read_and_written(monkeypatch: pytest.MonkeyPatch) -> None:
    traffic = load("traffic", monkeypatch)
    monkeypatch.setattr(traffic, "best_seconds", lambda run, seconds: (run(), 0.5)[1])
    assert traffic.bandwidth(1000) == pytest.approx(2 * 1000 / 0.5 / 1e9)


def test_memory(
    recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    memory = load("memory", monkeypatch)
    out = tmp_path / "memory.json"
    report = memory.main(memory.Settings(recipes=(recipe,), batch=2, out=out))
    assert json.loads(out.read_text()) == report
    (row,) = report["results"]
    kept = row["kept"]
    assert sum(kept.values()) == row["counted"]
    model = Autoencoder(load_recipe(recipe).model)
    weights = sum(weight.nbytes for weight in model.parameters())
    assert kept["gradients"] == weights
    assert kept["weights"] == kept["running mean"] == weights + sum(constant.nbytes for constant in model.buffers())
    assert kept["moments"] == pytest.approx(2 * weights, rel=1e-3)  # and a number of steps for each weight
    assert kept["saved for backward"] > 2 * 3 * 32 * 32 * 4  # two photos at the very least
    assert row["ratio"] == pytest.approx(row["peak"] / row["counted"])
    assert row["ratio"] > 0.8  # less than what must be there at once would be a miscount
    assert "peak / counted" in capsys.readouterr().out


def test_highest_sum_of_allocations(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = load("memory", monkeypatch)
    events = [{"ts": ts, "args": {"Bytes": size}} for ts, size in ((3, -5), (1, 5), (2, 7), (4, 4), (5, -11))]
    assert memory.highest(events) == 12
    assert memory.highest([]) == 0


def test_framing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    framing = load("framing", monkeypatch)
    photos = FOLDER.parent / "tests" / "photos"
    report = framing.main(framing.Settings(data=photos, crop=0.5, model="face-64"))
    assert (report["photos"], report["rate"], report["several"]) == (3, pytest.approx(1 / 3), 0)
    assert report["side"] == pytest.approx(128 / 305, abs=0.05)  # the one box is larger than its photo of 256 pixels
    assert len(report["errors"]) == 7
    assert all(0 < row["error"] < 1 for row in report["errors"])
    assert "1 of 3 photos with a face" in capsys.readouterr().out


def test_framing_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    framing = load("framing", monkeypatch)
    photo = framing.Image.new("RGB", (200, 100))
    boxes = [framing.Detection("face", *box, 9) for box in ((75, 30, 50), (75, 30, 50), (0, 0, 100))]
    report = framing.compare([(photo, box) for box in boxes], crop=0.8)
    assert report["outliers"] == 1
    assert (report["side"], report["right"], report["down"]) == pytest.approx((1.6, 0.0, -0.1))
    assert report["side_std"] == 0


def test_detection_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    detection = load("detection", monkeypatch)
    box = detection.OrientedBox(50, 50, 40)

    for left, side, expected in ((30, 40, "right"), (37, 40, "right"), (39, 40, "wrong box"), (22, 56, "wrong box")):
        found = Detection("cat", left, 50 - side / 2, side, 3.0)
        assert detection.outcome(detection.CropSearch((), (found,)), box) == expected
    assert detection.outcome(detection.CropSearch((), other_kind="face"), box) == "wrong kind"
    assert detection.outcome(detection.CropSearch(()), box) == "none"
    photo, ground = detection.Image.new("RGB", (128, 128), (255, 0, 0)), detection.Image.new("RGB", (64, 48))
    picture, placed = detection.shown(photo, box, 0, ground, np.random.default_rng(0))
    red = np.asarray(picture)[..., 0] > 250
    middle = np.argwhere(red).mean(0)[::-1]
    scale = placed.side / box.side
    np.testing.assert_allclose(middle, (placed.x + 14 * scale, placed.y + 14 * scale), atol=2)


@pytest.mark.slow
def test_inference(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tiny_to_onnx: Callable[[Autoencoder, str], bytes],
) -> None:
    inference = load("inference", monkeypatch)
    monkeypatch.setattr(inference, "to_onnx", tiny_to_onnx)
    model, out = tmp_path / "model", tmp_path / "inference.json"
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(model)
    monkeypatch.setattr(inference, "COMMANDS", {"probsym --help": ["--help"]})
    settings = inference.Settings(str(model), batches=(1, 2), repeats=1, folder=3, starts=1, out=out)
    report = inference.main(settings)
    assert json.loads(out.read_text()) == report
    assert report["bytes"]["onnx fp16"] < report["bytes"]["onnx"]
    assert report["disagreement"]["onnx"] < 1e-5
    assert report["gflop_a_photo"] > 0
    assert [row["batch"] for row in report["networks"]] == [1, 2]
    for name in ("reference", "torch", "onnx", "onnx fp16"):
        assert all(row[name]["wall_ms"] > 0 for row in report["networks"])
    for name in ("photo to factors and mesh arrays", "mesh arrays"):
        assert report["one photo"][name]["wall_ms"] > 0
    assert set(report["folder"]) == {*inference.FOLDERS}
    for row in report["folder"].values():
        assert row["photos_per_second"] == pytest.approx(1e3 / row["wall_ms"])
    assert set(report["loading"]) == {"torch", "onnx", "onnx fp16"}
    assert report["starting"]["probsym --help"]["cpu_ms"] > 0
    assert "3 photos, maps only" in capsys.readouterr().out


def test_alternatives_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    inference = load("inference", monkeypatch)
    # A round that does not count, then rounds in which a takes 1, 5 and 2 ms, and b always 4.
    taken = iter([9.0, 9.0, 1.0, 4.0, 5.0, 4.0, 2.0, 4.0])
    now = [0.0]
    order: list[str] = []

    def run(name: str) -> None:
        order.append(name)
        now[0] += next(taken) / 1e3

    monkeypatch.setattr(inference.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(inference.time, "process_time", lambda: now[0] / 2)
    times = inference.alternate({name: lambda name=name: run(name) for name in "ab"}, 3)
    assert order == ["a", "b"] * 4
    assert (times["a"].wall_ms, times["a"].cpu_ms) == (pytest.approx(2), pytest.approx(1))
    assert times["b"].per(2) == {"wall_ms": pytest.approx(2), "cpu_ms": pytest.approx(1)}


@pytest.mark.slow
@pytest.mark.usefixtures("_face_64_exported_once")
def test_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("playwright.sync_api")
    if shutil.which("chromium") is None:
        pytest.skip("needs Chromium on the path, such as Debian's package chromium")
    bench = load("browser", monkeypatch)
    monkeypatch.setattr(bench, "FLAGS", [*bench.FLAGS, NO_ANTIALIASING])
    photos = [tmp_path / photo.name for photo in bench.PHOTOS[:2]]
    for photo, smaller in zip(bench.PHOTOS, photos, strict=False):  # in few pixels a face is soon looked for
        with Image.open(photo) as picture:
            picture.resize((64, 64)).save(smaller)
    monkeypatch.setattr(bench, "PHOTOS", photos)
    monkeypatch.setattr(bench, "one_round", functools.cache(bench.one_round))  # the round that does not count is it
    out = tmp_path / "browser.json"
    with ThreadPoolExecutor(1) as pool:  # Playwright runs once in a thread, and other tests keep it running in this one
        report = pool.submit(bench.main, bench.Settings("face-64", rounds=1, out=out)).result()
    assert json.loads(out.read_text()) == report
    opened, first, _ = report["rounds_ms"][0]
    assert 0 < opened < first
    assert report["medians_ms"]["first photo in 3D"] == first
    assert "next photo in 3D" in capsys.readouterr().out


def test_synth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    synth, out = load("synth", monkeypatch), tmp_path / "synth.json"
    report = synth.main(synth.Settings(sizes=(32,), workers=(1, 2), count=3, rounds=1, out=out))
    assert json.loads(out.read_text()) == report
    assert [(row["size"], row["workers"]) for row in report["results"]] == [(32, 1), (32, 2)]
    for row in report["results"]:
        assert row["images_per_second"] == pytest.approx(3 / row["seconds"])
    assert "procedural, size" in capsys.readouterr().out


@pytest.mark.slow
def test_scaling(
    recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scaling, out, figure = load("scaling", monkeypatch), tmp_path / "scaling.json", tmp_path / "scaling.png"
    quick_peak(scaling, monkeypatch)
    measured = scaling.measured

    def measured_here(cell: Any, settings: Any) -> dict[str, Any]:
        """Start subprocesses only for runs of two processes."""
        here = cell.processes == 1
        return dataclasses.asdict(cell) | scaling.measure(cell, settings) if here else measured(cell, settings)

    monkeypatch.setattr(scaling, "measured", measured_here)
    settings = scaling.Settings(recipe, sizes=(32,), batches=(2,), steps=1, out=out, figure=figure)
    report = scaling.main(settings)
    assert json.loads(out.read_text()) == report
    alone, plain, two = report["results"]
    assert [(row["design"], row["processes"]) for row in (alone, plain, two)] == [
        ("probsym", 1), ("reference", 1), ("probsym", 2)
    ]  # fmt: skip
    assert min(row[name] for row in (alone, plain, two) for name in ("step_ms", "peak_mib")) > 0
    # The work is the same, whoever does it; half of a step's images is half of its work. What differs is outside of the
    # networks, which are small here.
    assert plain["gflop"] == pytest.approx(alone["gflop"], rel=1e-2)
    assert two["gflop"] == pytest.approx(alone["gflop"], rel=1e-2)
    with scaling.Image.open(figure) as picture:
        assert picture.getextrema() != ((255, 255),) * 3
    assert capsys.readouterr().out.count("32 px × 2") == 2


def test_streaming(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    streaming = load("streaming", monkeypatch)
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8))
    model.save_pretrained(tmp_path / "model")
    arguments = ["--photos", str(photos), "--count", "10", "--model", str(tmp_path / "model"), "--size", "32"]
    found = streaming.main(arguments)
    assert found["photos"] == 10
    assert found["tar_kb"] > sum(path.stat().st_size for path in photos.iterdir()) / 12 / 1e3 * 0.9
    # depth 2, albedo 3 and twice sigma 2 bytes a pixel, and the index
    assert 32 * 32 * 9 / 1e3 < found["bulk_kb"] < 32 * 32 * 9 / 1e3 + 3
    assert min(found.values()) >= 0


def test_scaling_leaves_out_what_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    scaling = load("scaling", monkeypatch)
    settings = scaling.Settings(sizes=(32, 64), batches=(1, 4), pixels=4 * 64 * 64, reference_pixels=4 * 32 * 32)
    found = [(cell.size, cell.batch, cell.processes) for cell in scaling.cells(settings) if cell.design == "probsym"]
    assert found == [(32, 1, 1), (32, 4, 1), (32, 4, 2), (64, 1, 1), (64, 4, 1), (64, 4, 2)]
    plain = [(cell.size, cell.batch, cell.processes) for cell in scaling.cells(settings) if cell.design != "probsym"]
    assert plain == [(32, 1, 1), (32, 4, 1), (64, 1, 1)]


def test_plain_design_gives_the_same_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scaling, reference = load("scaling", monkeypatch), load("reference", monkeypatch)
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8))
    images = scaling.torch.rand(2, 3, 32, 32)
    with scaling.torch.no_grad():
        fast = model(images)
        with reference.plain_design():
            asked = images.contiguous(memory_format=scaling.torch.channels_last)
            assert asked.is_contiguous()  # NCHW, whatever was asked for
            assert reference.reprojection.rasterize is not reference.rasterize
            plain = model(images)
    assert reference.reprojection.rasterize is reference.rasterize
    assert scaling.torch.allclose(fast.image, plain.image, atol=1e-4)
    optimizer = reference.OptimizerPerNetwork(model, 1e-4)
    assert len(optimizer.optimizers) == 5


def test_a_composed_scene_has_its_eyes_where_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    align = load("align", monkeypatch)
    eyes = np.array([[22.5, 26.5], [41.5, 26.5]])
    head = np.full((64, 64), 230, np.uint8)
    for x, y in eyes.astype(int):
        head[y - 2 : y + 3, x - 2 : x + 3] = 0
    for seed in range(5):
        scene, points = align.compose(head, eyes, np.full((50, 70), 120, np.uint8), np.random.default_rng(seed))
        assert scene.shape == (256, 256)
        for x, y in points:
            assert scene[int(y), int(x)] < 60
        left, right = points
        assert abs(np.degrees(np.arctan2(*(right - left)[::-1]))) <= 15.001


def test_the_crop_in_a_photo_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = load("align_photos", monkeypatch)
    generator = np.random.default_rng(0)
    noise = generator.integers(0, 255, (2, 12, 12)).astype(np.uint8)
    photos = [cv2.resize(one, (120, 128), interpolation=cv2.INTER_CUBIC) for one in noise]
    heads = [cv2.resize(photo[40:110, 30:100], (128, 128), interpolation=cv2.INTER_CUBIC) for photo in photos]
    correlation, index, corner, side = bench.find_crop(photos[1], heads, bench.descriptors(heads))
    assert correlation > bench.MATCH
    assert (index, *corner, side) == (1, 30, 40, 70)


def test_alignment_is_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes, bench = load("boxes", monkeypatch), load("align_photos", monkeypatch)
    box = bench.OrientedBox(20.0, 20.0, 50.0)
    assert boxes.box_errors(bench.OrientedBox(23.0, 24.0, 50.0 * np.e, 0.1), box) == pytest.approx(
        (0.1, 1.0, np.degrees(0.1))
    )
    summary = boxes.summarize([(0.01, 0.02, 1.0), (0.1, 0.04, 7.0), (0.3, 0.0, 0.0)], 4)
    assert summary == pytest.approx(
        {"found": 50, "wrong": 25, "centre": 0.055, "centre_within": 50, "scale": 0.03, "scale_within": 100, "roll": 4,
         "roll_within": 50, "all_within": 50}
    )  # fmt: skip
    faces = {}
    for turn in (-0.1, 0.1):
        for error in (-0.05, 0.05):
            x = 20 + 20 * (turn + error)
            faces[f"{turn} {error}"] = bench.Face(np.array([[x - 10, 20.0], [x + 10, 20.0]]), turn)
    found = bench.spread(faces, dict.fromkeys([*faces, "other"], box))
    across = np.hypot(0.1, 0.05)
    assert found == pytest.approx({"photos": 4, "across": across, "straight": 0.05, "down": 0.0, "scale": 0.0})


def test_slope(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The error is 0 against the model's own normals, and the model's slope against a flat wall."""
    slope = load("slope", monkeypatch)
    plane = torch.nn.functional.normalize(torch.tensor([0.0, -0.5, 1.0]), dim=0)  # z = 0.5 y
    assert slope.slope_down(plane[None, :, None, None]).item() == pytest.approx(0.5)

    torch.manual_seed(0)
    folder = tmp_path / "model"
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()
    model.save_pretrained(folder)
    grey = torch.randint(0, 256, (2, 1, 32, 32), dtype=torch.uint8)
    with torch.no_grad():
        seen = model(grey.expand(-1, 3, -1, -1) / 255)
    own = PhotometricSet(grey.expand(-1, 3, -1, -1), seen.normals, seen.mask, torch.eye(3)[2].expand(2, 3, 3))
    errors, light_y = slope.slope_errors(model, own, 4)
    assert errors == pytest.approx([0.0] * 4, abs=1e-5)
    assert light_y == pytest.approx(seen.factors.light.direction[:, 1].mean().item(), abs=1e-5)
    wall = torch.eye(3)[2, :, None, None].expand(2, 3, 32, 32)
    half = seen.mask & (torch.arange(32) < 16)[:, None]
    errors, _ = slope.slope_errors(model, dataclasses.replace(own, normals=wall, mask=half), 4)
    assert errors[2:] == [None, None]
    first = (half & (torch.arange(32) < 8)[:, None]) * slope.slope_down(seen.normals)
    assert errors[0] == pytest.approx((first.sum() / half[:, :8].sum()).item(), abs=1e-5)

    data = tmp_path / "lights.npz"
    outwards = wall.movedim(1, -1).numpy()
    light = np.tile(np.array([0, 0, 1], np.float32), (2, 3, 1))
    np.savez(data, photos=own.photos.numpy(), normals=outwards, mask=seen.mask.numpy(), light=light)
    out = tmp_path / "slope.json"
    report = slope.main(slope.Settings(data=data, models=(str(folder),), bands=4, out=out))
    assert json.loads(out.read_text()) == report
    assert report["y"] == [-0.75, -0.25, 0.25, 0.75]
    assert "mean predicted l_y" in capsys.readouterr().out


def test_peers_under_known_lights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mesh with the first person's plane is wrong by half the angle between both people's, on average."""
    peers = load("peers", monkeypatch)
    folder, data, mesh, out = (tmp_path / name for name in ("model", "lights.npz", "mesh.npz", "scores.json"))
    torch.manual_seed(0)
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(folder)
    random = np.random.default_rng(0)
    towards = np.array([[k, 0, 5] for k in range(6, 0, -1)], np.float32)  # the last five are the most frontal
    light = np.tile(towards, (2, 1, 1))
    photos = random.integers(0, 256, (2, 6, 32, 32), dtype=np.uint8)
    outwards = np.array([[0, -1, 2], [0, 0, 5**0.5]], np.float32) / 5**0.5  # of the planes z = y / 2 and z = 0
    normals = np.broadcast_to(outwards[:, None, None], (2, 32, 32, 3))
    np.savez(data, photos=photos, normals=normals, mask=np.ones((2, 32, 32), bool), light=light)
    assert np.array_equal(peers.read_images(data, 0)[:5, ..., 0], photos[0, :0:-1])
    depth = np.tile(np.arange(32, dtype=np.float32)[:, None] / 2, (10, 1, 32))
    depth[:, :, 16:] = np.nan
    np.savez(mesh, depth=depth)
    scores = peers.score(peers.Score(data=data, mesh=mesh, model=str(folder), out=out))
    assert scores["mediapipe_mad_deg"] == pytest.approx(np.degrees(np.arctan(0.5)) / 2, abs=0.05)
    assert scores["mediapipe_ratio"] == pytest.approx(0.5, abs=0.01)
    assert scores["faces"] == 10
    assert 0 < scores["pixels"] < 0.5
    assert min(scores["model_given_mad_deg"], scores["model_refined_mad_deg"]) > 1
    assert json.loads(out.read_text())["scores"]["faces"] == 10


def test_peers_on_a_synthetic_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mesh with the true depth scores better than a plane."""
    peers = load("peers", monkeypatch)
    folder, faces, mesh = tmp_path / "model", tmp_path / "faces", tmp_path / "mesh.npz"
    counts = ["--count", "2", "--val-count", "2", "--test-count", "3"]
    assert command_line(["synth", "--out", str(faces), "--size", "32", *counts]) == 0
    torch.manual_seed(0)
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(folder)
    depth, mask = np.load(faces / "test" / "depth.npy"), np.load(faces / "test" / "mask.npy")
    pixel = 2 * np.tan(np.radians(5)) / 32
    np.savez(mesh, depth=np.where(mask, (depth - 1) / pixel, np.nan).astype(np.float32))
    scores = peers.score(peers.Score(data=faces, mesh=mesh, model=str(folder)))
    assert scores["images"] == 3
    assert scores["mediapipe_side"] < 1e-3 < scores["plane_side"]
    assert scores["mediapipe_mad_deg"] < 0.1 < scores["model_mad_deg"]


def test_every_format(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every_format, model = load("every_format", monkeypatch), tmp_path / "model"
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(model)
    started = []

    def run(command: list[str], **_: Any) -> None:
        assert command[1:4] == ["-m", "probsym", "reconstruct"]
        started.append(command)
        assert command_line([*command[3:], "--no-turntable"]) == 0

    monkeypatch.setattr(every_format.subprocess, "run", run)
    monkeypatch.setattr(every_format, "FORMATS", ("glb", "npz"))
    out = tmp_path / "every-format.json"
    report = every_format.main(every_format.Settings(photos, str(model), count=2, rounds=2, out=out))
    assert json.loads(out.read_text()) == report
    assert report["photos"] == 2
    assert report["megabytes"] > 0.01
    assert [sum(part.endswith(".jpg") or part.endswith(".png") for part in command) for command in started] == [1, 2, 2]


def test_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    marks, folder, faces = load("marks", monkeypatch), tmp_path / "model", tmp_path / "faces"
    counts = ["--count", "2", "--val-count", "2", "--test-count", "3"]
    assert command_line(["synth", "--out", str(faces), "--size", "32", *counts]) == 0
    torch.manual_seed(0)
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(folder)
    planted = np.zeros((3, 32, 32), np.uint8)
    planted[1:, 12:16, 12:16] = marks.MIN_CHANGE
    np.save(faces / "test" / "asymmetry.npy", planted)
    out = tmp_path / "marks.json"
    report = marks.main(marks.Settings(faces, str(folder), out=out))
    assert json.loads(out.read_text()) == report
    assert report["images"] == 2
    means = {row["score"]: row["mean"] for row in report["results"]}
    mask = np.load(faces / "test" / "mask.npy")[1:]
    assert means["chance"] == pytest.approx(np.mean([16 / pixels for pixels in mask.sum((1, 2))]))
    assert all(0 <= mean <= 1 for mean in means.values())
    assert "2 of 3 images have marks" in capsys.readouterr().out
    np.save(faces / "test" / "asymmetry.npy", 0 * planted)
    with pytest.raises(InputError, match="found none among 3"):
        marks.main(marks.Settings(faces, str(folder)))


@pytest.mark.slow
def test_a_killed_bulk_job_continues(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    killed = load("bulk_killed", monkeypatch)
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8))
    model.save_pretrained(tmp_path / "model")
    arguments = ["--photos", str(photos), "--count", "10", "--model", str(tmp_path / "model"), "--per-shard", "2"]

    def run_here(command: list[str], **_: Any) -> None:
        """Those that finish the work need no process of their own, as those that are killed do."""
        assert command_line(command[3:]) == 0

    monkeypatch.setattr(killed.subprocess, "run", run_here)
    found = killed.main([*arguments, "--kill-at", "1"])
    assert (found["photos"], found["rows"], found["different_photos"], found["reconstructed"]) == (10, 10, 10, 10)
    assert 1 <= found["shards_at_kill"] <= 5


@pytest.mark.slow
def test_processes(recipe: str, monkeypatch: pytest.MonkeyPatch, photos: Path) -> None:
    processes = load("processes", monkeypatch)
    arguments = ["--data", str(photos), "--recipe", recipe, "--steps", "20", "--processes", "1", "--threads", "1"]
    (row,) = processes.main(arguments)
    assert (row["processes"], [step for step, _ in row["losses"]]) == (1, [20])
    assert min(row["images_s"], row["cpu_s"]) > 0
    assert processes.furthest([row, {"losses": [(20, row["losses"][0][1] * 1.5)]}]) == pytest.approx(0.5)


@pytest.fixture
def run_here(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, bool]]:
    """Runs the commands of ``gpu.py`` in this process, but its tests, which take too long, and fails one training."""
    train_step = load("train_step", monkeypatch)
    parts = load("timed_parts", monkeypatch)
    quick_peak(train_step, monkeypatch)
    monkeypatch.setattr(train_step, "ProcessPoolExecutor", lambda *_: ThreadPoolExecutor(1))
    in_process = parts.run_limited

    def run(command: Any, seconds: float, environment: Any, log: Path) -> tuple[int, bool]:
        _, *words = map(str, command)
        if "pytest" in words:
            code = "print('3 passed, 1 failed in 5 s', flush=True); __import__('time').sleep(60)"
            return in_process([sys.executable, "-S", "-c", code], 1.0, environment, log)
        with log.open("w", encoding="utf-8") as output, redirect_stdout(output), redirect_stderr(output):
            if words[0].endswith("train_step.py"):
                train_step.main(tyro.cli(train_step.Settings, args=words[1:]))
            elif words[0] == "-c":
                monkeypatch.setattr(sys, "argv", ["-c", *words[2:]])
                exec(compile(words[1], "-c", "exec"), {})
            elif words[2] == "train" and any(word.endswith("paper.toml") for word in words):
                return command_line([*words[2:], "--minutes", "-1"]), False
            else:
                return command_line(words[2:]), False
        return 0, False

    return run


def test_gpu(
    run_here: Callable[..., tuple[int, bool]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The rehearsal: one part is stopped, one fails, what builds on it is left out, and all others are done."""
    gpu, parts = load("gpu", monkeypatch), load("timed_parts", monkeypatch)
    monkeypatch.setattr(parts, "run_limited", run_here)
    out, work = tmp_path / "out", tmp_path / "work"
    report = gpu.main(gpu.Settings(out, work=work, device="cpu", tiny=True))
    assert json.loads((out / "gpu.json").read_text()) == report
    assert {*report} == {"settings", "machine", "versions", "aim", "seconds", "parts"}
    assert {"probsym", "torch", "cuda"} <= {*report["versions"]}
    found = {part["name"]: part for part in report["parts"]}
    assert [*found] == [
        "tests", "steps bfloat16", "steps float32", "synth", "train paper", "train best", "evaluate paper",
        "evaluate best", "weights best", "weights paper",
    ]  # fmt: skip
    keys = {"name", "command", "limit_s", "returncode", "seconds", "figures"}
    assert all(keys <= {*part} for part in report["parts"])
    assert found["tests"]["timed_out"]
    assert found["tests"]["figures"] == {"passed": 3, "failed": 1}
    assert [name for name, part in found.items() if parts.failed(part)] == ["tests", "train paper"]
    assert [name for name, part in found.items() if "skipped" in part] == ["evaluate paper", "weights paper"]
    assert [found[f"steps {name}"]["figures"]["rows"][0]["precision"] for name in ("bfloat16", "float32")] == [
        "bf16",
        "no",
    ]
    assert found["train best"]["figures"]["steps"] == 2
    assert found["evaluate best"]["figures"]["scores"]["ours"]["side"] > 0
    assert found["weights best"]["figures"]["files"] == {"best.tar": (out / "best.tar").stat().st_size}
    shutil.unpack_archive(out / "best.tar", tmp_path, filter="data")
    assert Autoencoder.from_pretrained(tmp_path / "best").config.image_size == 32
    assert "train paper: return code" in capsys.readouterr().out

    recipe = work / "tiny" / "best.toml"
    command = gpu.train_command(gpu.Settings(out, tiny=True), work / "tiny", "best", recipe, 60.0)
    assert command[command.index("--steps") + 1] == "4"
    assert "--resume" in command


def test_the_fastest_step_is_compared_with_the_aim(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = load("gpu", monkeypatch)
    rows = [
        {"recipe": "paper", "precision": "bf16", "step_ms": 9.0, "compiled_ms": 7.0},
        {"recipe": "paper", "precision": "no", "step_ms": 1.0},
        {"recipe": "quick", "precision": "bf16", "step_ms": 1.0},
    ]
    found = [{"figures": {}}, {"figures": {"rows": rows}}]
    assert gpu.reached(found) == {"paper_bfloat16_ms": 7.0, "at_most_ms": 8.0, "reached": True}
    assert gpu.reached(found[:1])["reached"] is None


def test_a_large_model_comes_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = load("gpu", monkeypatch)
    folder, out = tmp_path / "paper", tmp_path / "out"
    for path in (folder, out):
        path.mkdir()
    content = bytes(range(256)) * 400
    (folder / "model.safetensors").write_bytes(content)
    monkeypatch.setattr(gpu, "PIECE", 40_000)
    files = gpu.write_pieces(folder, out)
    assert max(files.values()) == 40_000
    (tmp_path / "all.tar").write_bytes(b"".join((out / name).read_bytes() for name in files))
    shutil.unpack_archive(tmp_path / "all.tar", tmp_path / "again", filter="data")
    assert (tmp_path / "again" / "paper" / "model.safetensors").read_bytes() == content
    monkeypatch.setattr(gpu, "MOST_FILES", 2 * len(files) - 1)
    with pytest.raises(InputError, match="at most 5 files, got 6"):
        gpu.write_pieces(folder, out)
