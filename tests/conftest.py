"""What all tests share: a cache folder of their own, one thread, and a way past the type checker.

xdist's first process reads this file and runs no test, so torch and the package are imported where they are used.
"""

from __future__ import annotations

import functools
import gc
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jaxtyping
import numpy as np
import pytest
from filelock import FileLock
from hypothesis import settings
from PIL import Image

import typecheck
from startup.late_compiler import postpone_compiler

if TYPE_CHECKING:
    from probsym.models.autoencoder import Autoencoder

STARTUP = str(Path(__file__).parent / "startup")

settings.register_profile("tests", deadline=None, max_examples=50)  # the first example pays for imports
settings.load_profile("tests")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores: tests wait for files, browsers and other processes now and then."""
    return (os.cpu_count() or 1) + 1


def pytest_collectstart() -> None:
    """Before test files are imported: no garbage is collected meanwhile, PyTorch's compiler is imported when something
    is compiled, and Triton's kernels are interpreted without a GPU.

    Processes that tests start compute on one thread, as the tests themselves: OpenMP's idle threads spin, which takes
    the time of the other workers. They run ``startup/sitecustomize.py`` first.
    """
    os.environ["OMP_NUM_THREADS"] = "1"  # read when torch is imported
    if STARTUP not in os.environ.get("PYTHONPATH", ""):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (STARTUP, os.environ.get("PYTHONPATH"))))
    postpone_compiler()
    import torch

    gc.disable()
    if not torch.cuda.is_available():
        os.environ["TRITON_INTERPRET"] = "1"  # read when the kernels are made


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Workers begin with different files: what one has compiled, the others read, in a fresh clone."""
    report = yield
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    if isinstance(collector, pytest.Directory) and worker.isdecimal():
        share = len(report.result) * int(worker) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
        report.result = report.result[share:] + report.result[:share]
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: workers take whole files, and so end at about the same time. The rest by name."""
    listed = (Path(__file__).parent / "longest_files.txt").read_text(encoding="utf-8").splitlines()
    rank = {name: number for number, name in enumerate(listed)}
    names = {item: item.nodeid.partition("::")[0] for item in items}
    items.sort(key=lambda item: (rank.get(names[item], len(rank)), names[item]))


def pytest_collection_finish() -> None:
    """Keep what was imported out of all later collections: they take half a second otherwise, one at each training."""
    gc.freeze()
    gc.enable()


_modules_kept = 0


def pytest_runtest_setup() -> None:
    typecheck.begin_test()


def pytest_runtest_teardown() -> None:
    """The same for what tests import: the first training imports PyTorch's compiler, a quarter of all objects."""
    global _modules_kept
    if len(sys.modules) > _modules_kept + 200:
        _modules_kept = len(sys.modules)
        gc.collect()
        gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _without_waiting_for_the_disk() -> Iterator[None]:
    """Files survive the end of a process without being flushed, and no test cuts the power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda file: None)
        yield


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test run that all worker processes have in common."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_cache(shared_folder: Path) -> Iterator[None]:
    """Decoded photos go to a folder of this test run, never to the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROBSYM_CACHE", str(shared_folder / "cache"))
        yield


_REFINEMENT = "probsym.inference.reconstruct.crop_refinement"
_SHEET = "probsym.training.validation.sheet"
_TILES = "probsym.export.bundle.object_tiles"
_TURNTABLES = "probsym.export.bundle.turntables"


@pytest.fixture(scope="session", autouse=True)
def _cheaper_than_outside_tests() -> Iterator[None]:
    """What takes time and is not tested in most tests is left out or made small, but in tests with a marker.

    Crops are not refined: with random networks that is random. Validations write a blank sheet of pictures: drawing one
    takes as long as three steps of a tiny training. Sheets of results have pictures of 32 pixels instead of 256, which
    take a third of a second an object. Animations have eight frames of 48 pixels instead of 48 of 320, which take two
    seconds an object.
    """
    from probsym.export.object_sheet import object_tiles
    from probsym.export.turntable import turntables

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_REFINEMENT, lambda model, wanted: None)
        patch.setattr(_SHEET, lambda *_: Image.new("RGB", (8, 8)))
        patch.setattr(_TILES, functools.partial(object_tiles, size=32))
        patch.setattr(_TURNTABLES, functools.partial(turntables, frames=8, size=48))
        yield


@pytest.fixture(autouse=True)
def _as_outside_tests_if_marked(request: pytest.FixtureRequest) -> None:
    """In tests marked ``refined``, ``sheets`` or ``turntables`` these are as outside tests."""
    marked = {marker.name for marker in request.node.iter_markers()} & {"refined", "sheets", "turntables"}
    if not marked:
        return
    from probsym.export.object_sheet import object_tiles
    from probsym.export.sheet import sheet
    from probsym.export.turntable import turntables
    from probsym.inference.refine import crop_refinement

    whole = {
        "refined": ((_REFINEMENT, crop_refinement),),
        "sheets": ((_SHEET, sheet), (_TILES, object_tiles)),
        "turntables": ((_TURNTABLES, turntables),),
    }
    monkeypatch = request.getfixturevalue("monkeypatch")
    for marker in marked:
        for target, value in whole[marker]:
            monkeypatch.setattr(target, value)


@pytest.fixture(scope="session")
def face_64_onnx(shared_folder: Path) -> Callable[[], bytes]:
    """The networks of face-64 as ONNX, which takes ten seconds: once for all tests and workers."""
    from probsym.export.onnx import to_onnx
    from probsym.inference.loading import load

    def content() -> bytes:
        path = shared_folder / "face-64.onnx"
        with FileLock(path.with_suffix(".lock")):
            if not path.is_file():
                path.write_bytes(to_onnx(load("face-64"), "face-64"))
        return path.read_bytes()

    return content


@pytest.fixture
def _face_64_exported_once(face_64_onnx: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the file above wherever face-64 is exported, in tests of what is done with it."""
    from probsym.export.onnx import to_onnx

    def export(model: Autoencoder, name: str) -> bytes:
        return face_64_onnx() if name == "face-64" else to_onnx(model, name)

    for module in ("probsym.export.onnx", "probsym.web.model_files"):
        monkeypatch.setattr(f"{module}.to_onnx", export)


@pytest.fixture(scope="session")
def tiny_to_onnx() -> Callable[[Autoencoder, str], bytes]:
    """Fills a graph that comes with the tests with weights: exporting it takes eight seconds.

    ``scripts/make_onnx_graphs.py`` writes it. A test of ``probsym export`` fails where it differs from the networks.
    """
    from probsym.export import graph_files, onnx_graphs

    def export(model: Autoencoder, name: str) -> bytes:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(graph_files, "GRAPHS", Path(__file__).parent / "graphs")
            content = onnx_graphs.filled_graph(model, name)
        assert content is not None, f"no graph of {model.config} in tests/graphs"
        return content

    return export


@pytest.fixture(scope="session", autouse=True)
def _few_threads() -> None:
    """Tiny tensors gain nothing from threads, and the sums stay the same on every machine."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Any]:
    """One for all tests: a process can run Playwright only once."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install 'probsym[test]'")
    with playwright.sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(_playwright: Any) -> Iterator[Any]:
    """Headless Chromium with WebGL in software; gone after a file, for a page that moves takes half a core."""
    from web.conftest import CHROMIUM, FLAGS

    if CHROMIUM is None:
        pytest.skip("needs Chromium on the path, such as Debian's package chromium")
    with closing(_playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)) as chromium:
        yield chromium


@pytest.fixture
def untyped() -> Iterator[None]:
    """Without the type checker, as users run the package: wrong shapes then reach the package's own checks."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of twelve small pictures: a shaded disc at different places on a coloured ground."""
    folder = tmp_path / "photos"
    folder.mkdir()
    rows, columns = np.mgrid[:40, :40] / 39.0
    generator = np.random.default_rng(7)
    for number in range(12):
        x, y = generator.uniform(0.35, 0.65, 2)
        disc = np.clip(1 - ((columns - x) ** 2 + (rows - y) ** 2) * 9, 0, 1)[..., None]
        colour, ground = generator.uniform(0.2, 1.0, (2, 3))
        pixels = np.sqrt(disc) * colour + (disc == 0) * ground * (0.3 + 0.5 * rows[..., None])
        Image.fromarray((pixels.clip(0, 1) * 255).astype(np.uint8)).save(folder / f"{number:02d}.png")
    return folder


@pytest.fixture
def album(tmp_path) -> Path:
    """A folder of three photos, two of one stem, one not square."""
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    rng = np.random.default_rng(0)
    for name, shape in (("cat.png", (40, 60, 3)), ("more/cat.jpg", (32, 32, 3)), ("more/dog.webp", (33, 32, 3))):
        Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)).save(folder / name)
    return folder


@pytest.fixture(scope="session")
def published_pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set in the layout of synface: 6, 3 and 3 pairs of 200 pixels; a ball before an empty background."""
    source = tmp_path_factory.mktemp("published") / "synface"
    rows, columns = np.mgrid[:200, :200]
    generator = np.random.default_rng(5)
    for split, count in (("train", 6), ("val", 3), ("test", 3)):
        for kind in ("image", "depth"):
            (source / split / kind).mkdir(parents=True)
        for number in range(count):
            x, y, radius = *generator.integers(90, 110, 2), generator.integers(50, 70)
            height = np.sqrt(np.clip(radius**2 - (columns - x) ** 2 - (rows - y) ** 2, 0, None)) / radius
            depth = np.where(height > 0, 40 + 200 * height, 0).astype(np.uint8)
            colour = (60 + 180 * height[..., None] * generator.uniform(0.3, 1, 3)).astype(np.uint8)
            Image.fromarray(colour).save(source / split / "image" / f"image_{number:04d}.png")
            Image.fromarray(depth).save(source / split / "depth" / f"depth_{number:04d}.png")
    return source
