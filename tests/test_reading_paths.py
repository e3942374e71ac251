"""The paths of docs/explanation/reading-the-code.md are those that the code takes: tiny models, traced call by call."""

import importlib
import inspect
import io
import operator
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

import jaxtyping
import numpy as np
import pytest
import torch
from PIL import Image
from rich.console import Console

import probsym
from probsym.cli.main import main
from probsym.config import ModelConfig, ObjectiveConfig, OptimizerConfig, Recipe, Stage
from probsym.kernels.dispatch import disable_cpu_kernels
from probsym.models.autoencoder import Autoencoder
from probsym.training.dataset import TrainingData
from probsym.training.train import Trainer

ROOT = Path(__file__).parents[1]
PACKAGE = Path(probsym.__file__).parent
PAGE = (ROOT / "docs" / "explanation" / "reading-the-code.md").read_text(encoding="utf-8")
MOST_ROWS = {"A photo to a mesh": 20, "A batch through a training step": 18, "A table of the paper": 8}
BESIDE = "What runs beside them"
ABOUT = 5
"""Modules by which the page's rounded numbers may differ: versions of the libraries and the machine take other ways."""
TINY_RECIPE = """steps = 1
model = {image_size = 32, architecture = "paper", width = 4, latent = 8}
objective = {features = "random"}
stages = [{image_size = 32, batch_size = 4}]
"""

Function = tuple[str, str]
"""A module's path in the package, and the qualified name of one of its functions."""


class Trace(NamedTuple):
    heading: str
    called: list[Function]
    """In the order of the first calls."""


def section(heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def rows_of(heading: str) -> list[Function]:
    return re.findall(r"^\| \d+ \| `([\w/]+\.py)` \| `([\w.]+)` \|", section(heading), re.MULTILINE)


@contextmanager
def traced() -> Iterator[dict[Function, None]]:
    """All functions of the package that are called inside the block, in the order of their first calls.

    Bodies of modules and classes are no functions, and what they call while a module is imported does not count.
    """
    called: dict[Function, None] = {}
    seen: set[CodeType] = set()

    def imports(frame: FrameType | None) -> bool:
        while frame is not None:
            if frame.f_code.co_name == "<module>" and frame.f_code.co_filename.startswith(str(PACKAGE)):
                return True
            frame = frame.f_back
        return False

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or code in seen:
            return
        if not code.co_filename.startswith(str(PACKAGE)):
            seen.add(code)
        elif code.co_flags & inspect.CO_OPTIMIZED and not imports(frame):
            seen.add(code)
            called[Path(code.co_filename).relative_to(PACKAGE).as_posix(), code.co_qualname] = None

    before = sys.getprofile()
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)
        threading.setprofile(before)


def photo_to_mesh(folder: Path) -> list[Function]:
    config = ModelConfig(image_size=32, architecture="slim", width=4, latent=8, framing_detector="face")
    torch.manual_seed(0)
    Autoencoder(config).save_pretrained(folder / "model")
    Image.fromarray(noise(48, 48, 3)).save(folder / "photo.png")
    arguments = [str(folder / "photo.png"), "--model", str(folder / "model"), "--formats", "glb", "--device", "cpu"]
    with traced() as called:
        assert main(["reconstruct", *arguments, "--out", str(folder / "out")]) == 0
    assert (folder / "out" / "photo" / "mesh.glb").is_file()
    return list(called)


def training_step(folder: Path) -> list[Function]:
    recipe = Recipe(
        model=ModelConfig(image_size=32, architecture="paper", width=4, latent=8),
        objective=ObjectiveConfig(features="random"),
        optimizer=OptimizerConfig(ema_decay=0.9),
        stages=(Stage(image_size=32, batch_size=4),),
        steps=1,
    )
    record = {"kind": "photos", "name": "noise", "images": 4, "content_hash": ""}
    data = TrainingData(noise(4, 32, 32, 3), np.arange(4), noise(2, 32, 32, 3), None, record)
    trainer = Trainer(data, folder / "run", recipe, False, Console(file=io.StringIO()))
    with traced() as called:
        trainer.train_step(recipe.stages[0])
    return list(called)


def table_of_the_paper(folder: Path) -> list[Function]:
    for split, count in (("train", 4), ("val", 2), ("test", 2)):
        for kind in ("image", "depth"):
            (folder / "data" / split / kind).mkdir(parents=True)
            for number in range(count):
                picture = Image.fromarray(noise(32, 32, 3, seed=number) // 2 + 64)
                picture.save(folder / "data" / split / kind / f"{kind}_{number}.png")
    (folder / "tiny.toml").write_text(TINY_RECIPE, encoding="utf-8")
    arguments = [
        "--data",
        str(folder / "data"),
        "--recipe",
        str(folder / "tiny.toml"),
        "--rows",
        "full",
        "--device",
        "cpu",
    ]
    with traced() as called:
        assert main(["benchmark", "ablation", *arguments, "--out", str(folder / "out")]) == 0
    return list(called)


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 255, shape, dtype=np.uint8)


WAYS: dict[str, Callable[[Path], list[Function]]] = dict(
    zip(MOST_ROWS, (photo_to_mesh, training_step, table_of_the_paper), strict=True)
)


@pytest.fixture(scope="module", params=WAYS)
def trace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Trace:
    """Torch's functions alone, which the page follows: neither numba nor matplotlib needs to be imported. Types are
    checked in other tests."""
    with disable_cpu_kernels(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(jaxtyping.config, "jaxtyping_disable", True)
        patch.setattr("probsym.rendering.rasterize.fastest_backend", lambda vertices: "torch")
        patch.setattr("probsym.benchmark.depth_table.bar_chart", lambda *_: Image.new("RGB", (8, 8)))
        return Trace(request.param, WAYS[request.param](tmp_path_factory.mktemp("path")))


def test_functions_are_called_in_the_order_of_the_page(trace: Trace) -> None:
    rows = rows_of(trace.heading)
    assert [row for row in rows if row not in trace.called] == []
    assert rows == sorted(rows, key=trace.called.index)


@pytest.mark.parametrize("heading", MOST_ROWS)
def test_paths_are_short_and_numbered(heading: str) -> None:
    rows = rows_of(heading)
    assert 0 < len(rows) <= MOST_ROWS[heading]
    assert len({*rows}) == len(rows)
    numbers = re.findall(r"^\| (\d+) \|", section(heading), re.MULTILINE)
    assert numbers == [str(number + 1) for number in range(len(rows))]
    for module, name in rows:
        dotted = module.removesuffix(".py").replace("/", ".")
        assert callable(operator.attrgetter(name)(importlib.import_module(f"probsym.{dotted}")))


def test_other_modules_that_run_are_named(trace: Trace) -> None:
    groups = re.findall(r"^\| [^|]+ \| ([^|]+) \|", section(BESIDE), re.MULTILINE)[1:]
    named = re.findall(r"`([\w/.]+)`", " ".join(groups))
    assert [name for name in named if not (PACKAGE / name).exists()] == []
    shown = (*named, *(module for heading in MOST_ROWS for module, _ in rows_of(heading)))
    visited = {module for module, _ in trace.called}
    assert sorted(module for module in visited if not module.startswith(shown)) == []


def test_the_number_of_modules_is_about_right(trace: Trace) -> None:
    said = re.search(r"About (\d+) modules run", section(trace.heading))
    assert said is not None
    assert abs(int(said[1]) - len({module for module, _ in trace.called})) <= ABOUT
