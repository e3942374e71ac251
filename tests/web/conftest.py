"""A page of two sample photos by a shipped model, and a real browser to open it with."""

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from filelock import FileLock
from PIL import Image

from probsym.cli.main import main
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct
from probsym.rendering.reprojection import reproject
from probsym.types import ModelOutput

ROOT = Path(__file__).parents[2]
PHOTOS = [ROOT / "tests" / "photos" / name for name in ("ada.png", "cleo.png")]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NO_ANTIALIASING = "--webgl-antialiasing-mode=none"
"""Four samples a pixel take three times as long in software."""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    NO_ANTIALIASING,
]  # fmt: skip


@pytest.fixture(scope="session")
def results(shared_folder) -> Path:
    """What ``probsym reconstruct --page`` writes, once for all workers."""
    out = shared_folder / "results"
    with FileLock(out.with_suffix(".lock")):
        if not out.is_dir():
            flags = ["--out", str(out), "--model", "face-64", "--maps-only", "--page"]
            assert main(["reconstruct", *map(str, PHOTOS), *flags]) == 0
    return out


@pytest.fixture(scope="session")
def model():
    return load("face-64")


@pytest.fixture(scope="session")
def truth(model) -> ModelOutput:
    """The same two photos, reconstructed in Python."""
    return reconstruct(PHOTOS, model, detect="none")


@pytest.fixture(scope="session")
def rendered(model, truth) -> Callable[..., np.ndarray]:
    """A canonical map (channels size size) of a sample as the photo sees it: size size channels."""

    def render(canonical: Any, index: int = 0) -> np.ndarray:
        one = truth[index : index + 1]
        image, _, _ = reproject(
            canonical[None], one.factors.canonical_depth, one.factors.viewpoint, model.camera, model.background_depth
        )
        return image[0].permute(1, 2, 0).numpy()

    return render


@pytest.fixture(scope="session")
def inner(truth) -> np.ndarray:
    """Pixels of the first photo that see the surface, and whose neighbours do: size size."""
    mask = np.pad(truth.mask[0].numpy(), 1)
    size = mask.shape[0] - 2
    return np.all([mask[v : v + size, u : u + size] for v in range(3) for u in range(3)], axis=0)


_SHOW = """async ({ plain, again }) => {
  const on = { "Object only": !plain, "Smooth surface": !plain };
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  document.activeElement?.blur();
  scrollTo(0, 0);
  for (const input of document.querySelectorAll("input[role=switch]")) {
    if (input.checked !== (on[input.closest("label").textContent] ?? false)) input.click();
  }
  if (again) document.querySelector(".gallery button")?.click();
  for (const key of plain ? ["2", "p"] : ["1"]) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }
  if (again) await document.querySelector(".gallery img")?.decode();
  await new Promise((resolve) => setTimeout(resolve, 50));
}"""
"""The photo is decoded aside, here and in the page itself."""


@dataclass
class Opened:
    """A page in the browser, and all that it said and asked for since it was brought to its start."""

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until nothing moves and everything is drawn."""
        self.page.wait_for_selector("main[aria-busy=false]")

    def show(self, plain: bool, again: bool = False) -> None:
        """Bring everything to one state, in one go: every frame is drawn in software, and takes its time.

        Args:
            plain: the model's own reconstruction, pixel for pixel: its colours and grid, the whole square, the photo's
                view. Otherwise what the page shows at first.
            again: open the first photo again.
        """
        self.page.wait_for_selector(".views button")
        if plain or again:
            self.page.evaluate(_SHOW, {"plain": plain, "again": again})
        self.settle()

    def picture(self) -> np.ndarray:
        """What the PNG button gives: height width 4, [0, 1], transparent around the object."""
        with self.page.expect_download() as download:  # a real click waits for frames that are drawn in software
            self.page.get_by_role("button", name="Download PNG").dispatch_event("click")
        with Image.open(io.BytesIO(download.value.path().read_bytes())) as picture:
            assert picture.mode == "RGBA"
            return np.asarray(picture, dtype=np.float64) / 255

    def sampled(self, size: int = 64) -> np.ndarray:
        """The picture at the centres of the photo's pixels: size size 4."""
        picture = self.picture()
        side = float(self.page.locator(".stage").get_attribute("data-side"))
        axes = []
        for length in picture.shape[:2]:
            ratio = picture.shape[0] / self.page.locator("canvas.picture").bounding_box()["height"]
            axes.append((np.arange(size) - (size - 1) / 2) * side * ratio / size + length / 2 - 0.5)
        (v0, v), (u0, u) = (divmod(axis, 1) for axis in axes)
        v0, u0, v, u = v0.astype(int)[:, None], u0.astype(int)[None], v[:, None, None], u[None, :, None]
        upper = picture[v0, u0] * (1 - u) + picture[v0, u0 + 1] * u
        lower = picture[v0 + 1, u0] * (1 - u) + picture[v0 + 1, u0 + 1] * u
        return upper * (1 - v) + lower * v


@pytest.fixture
def chromium_options() -> dict[str, Any]:
    """For a browser of a test's own."""
    return {"executable_path": CHROMIUM, "args": list(FLAGS)}


@pytest.fixture(scope="module")
def opened(browser, results) -> Iterator[Callable[..., Opened]]:
    """Opens the page from disk, at rest, and shows the model's reconstruction unless ``plain`` is False.

    Nothing moves by itself, and what is asked for comes at once; with ``moves`` the page has its animations. Other
    keywords are the browser context's. A tab costs more than what is loaded into it, so each context has one. A page
    that it shows already is brought back to its start, which takes a fifth of the time of loading it; not with
    ``fresh``, for tests of the start or that change the page's code. With a ``scale`` of half, a quarter of the pixels
    is drawn, on a page that is laid out alike.
    """
    tabs: dict[Any, Opened] = {}
    shown: dict[Any, Path] = {}

    def open_page(
        path: Path = results / "page.html",
        width: int = 1000,
        height: int = 640,
        scale: float = 1.0,
        rests: bool = True,
        plain: bool = True,
        moves: bool = False,
        fresh: bool = False,
        color_scheme: Literal["light", "dark"] = "light",
        **options: Any,
    ) -> Opened:
        for other in tabs.values():  # a page that goes on moving takes half a core
            other.page.emulate_media(reduced_motion="reduce")
        key = (width, height, scale, tuple(sorted(options.items())))
        if key not in tabs:
            options |= {"viewport": {"width": width, "height": height}, "device_scale_factor": scale}
            context = browser.new_context(**options)
            context.set_default_timeout(120_000)  # WebGL in software on a busy machine
            view = tabs[key] = Opened(context.new_page())
            view.page.on("console", lambda message: message.type == "error" and view.errors.append(message.text))
            view.page.on("pageerror", lambda error: view.errors.append(str(error)))
            view.page.on("request", lambda request: view.requests.append(request.url))
        view = tabs[key]
        motion = "no-preference" if moves else "reduce"  # once it is at rest, unless it is to move from the start
        view.page.emulate_media(reduced_motion="reduce" if rests else motion, color_scheme=color_scheme)
        lasting = rests and not fresh
        if lasting and shown.get(key) == path:
            view.show(plain, again=True)
            view.errors.clear()
            view.requests.clear()
        else:
            view.errors.clear()
            view.requests.clear()
            view.page.goto(path.as_uri())
            if rests:
                view.show(plain)
        shown.pop(key, None)
        if lasting:
            shown[key] = path
        view.page.emulate_media(reduced_motion=motion)
        return view

    yield open_page
    for view in tabs.values():
        view.page.context.close()
