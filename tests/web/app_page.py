"""The web app in a browser, opened once for a file of tests: starting its networks takes two seconds."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
import torch
from PIL import Image

from probsym.config import ModelConfig
from probsym.framing.crops import FRAMINGS
from probsym.models.autoencoder import Autoencoder
from probsym.web.app import APP_NAME, write_app
from probsym.web.server import FolderServer

KINDS: tuple[Literal["face", "cat"], ...] = ("face", "cat")


def write_framed_app(folder: Path, to_onnx: Callable[..., Any]) -> Path:
    """Write an app of two tiny models, ``face-32`` and ``cat-32``, each with its detector; returns the app's folder.

    Args:
        folder: of the models and the app.
        to_onnx: exports a model, instead of the package's own function.
    """
    for kind in KINDS:
        torch.manual_seed(0)
        framing = FRAMINGS[kind]
        config = ModelConfig(
            image_size=32, architecture="slim", width=4, latent=8, framing_detector=kind,
            framing_side=framing.side, framing_offset_y=framing.offset_y,
        )  # fmt: skip
        Autoencoder(config).save_pretrained(folder / f"{kind}-32")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("probsym.web.model_files.to_onnx", to_onnx)
        write_app([str(folder / f"{kind}-32") for kind in KINDS], folder / "app")
    return folder / "app"


@contextmanager
def open_app(folder: Path, browser: Any, script: str = "") -> Iterator[Any]:
    """Serve an app's folder and yield its page, drawn in few pixels; ``script`` runs before the app's own code."""
    with (
        FolderServer(folder, index=APP_NAME) as server,
        closing(browser.new_context(reduced_motion="reduce", device_scale_factor=0.5)) as context,
    ):
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        context.set_default_timeout(120_000)
        page = context.new_page()
        if script:
            page.add_init_script(script)
        page.goto(server.url)
        yield page
        server.shutdown()
        thread.join()


def to_start(page: Any) -> None:
    """Close the crop dialog, and take the first model."""
    if page.locator("dialog[open]").count():
        page.get_by_role("button", name="Another photo").click()
    page.locator("select").evaluate("select => { select.selectedIndex = 0; }")


def choose(page: Any, photo: Image.Image, path: Path) -> str:
    """Give the app a photo, saved at ``path``; returns what the crop dialog says about it."""
    photo.save(path)
    page.locator("input[type=file]").set_input_files(path)
    return str(page.locator("dialog[open] .note").text_content())


def square(page: Any) -> list[float]:
    """The crop dialog's square: left, top and side, in pixels of the photo."""
    return [float(value) for value in page.locator(".square").get_attribute("data-square").split()]


_NEXT_RESULT = """before => new Promise((done, fail) => {
  const end = performance.now() + 120_000;
  const look = () => {
    if (window.results.length > before) done(JSON.stringify(window.results.at(-1)));
    else if (performance.now() > end) fail(new Error("no result after two minutes"));
    else setTimeout(look, 20);
  };
  look();
})"""


def next_result(page: Any, before: int) -> Any:
    """The last of ``window.results`` when there are more than ``before``.

    The page itself looks: asked from here, it takes 10 ms each time. The result comes as one text: Playwright takes a
    third of a second for so many numbers.
    """
    return json.loads(page.evaluate(_NEXT_RESULT, before))
