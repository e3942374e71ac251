"""In the app, the refinement network sharpens the albedo as in Python, once the object is on screen."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct
from probsym.types import ModelOutput
from probsym.web.app import write_app
from web.app_page import next_result, open_app

CLEO = Path(__file__).parents[1] / "photos" / "cleo.png"
RECORD = """
window.results = [];
window.events = [];
for (const name of ["reconstructed", "refined"]) {
  document.addEventListener(name, ({ detail }) => {
    window.events.push(name);
    window.results.push({ depth: [...detail.canonicalDepth], albedo: [...detail.albedo] });
  });
}
"""


@pytest.fixture(scope="module")
def app_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("app") / "app"
    write_app(["cat-64", "face-64"], folder)
    return folder


@pytest.fixture(scope="module")
def truth() -> ModelOutput:
    return reconstruct([CLEO], load("cat-64"), detect="none")


@pytest.fixture(scope="module")
def opened(app_folder: Path, browser: Any) -> Iterator[Any]:
    with open_app(app_folder, browser, RECORD) as page:
        yield page


def albedo_of(result: Any) -> np.ndarray:
    return np.reshape(result["albedo"], (64, 64, 3))


def shown(page: Any) -> np.ndarray:
    """The canvas once it is at rest."""
    page.wait_for_selector("main.stage[aria-busy=false]")
    with Image.open(io.BytesIO(page.locator("canvas.picture").screenshot())) as picture:
        return np.asarray(picture.convert("RGB"), np.float32)


@pytest.mark.slow
def test_it_is_a_file_of_its_own(app_folder: Path) -> None:
    cats, faces = json.loads((app_folder / "app.json").read_text())["models"]
    assert cats["refinement"] == "cat-64.refine.onnx"
    assert "refinement" not in faces
    assert (app_folder / "cat-64.refine.onnx").stat().st_size <= 0.8e6
    assert not (app_folder / "face-64.refine.onnx").exists()


@pytest.mark.slow
def test_without_the_network_the_object_stays(opened: Any) -> None:
    before = opened.evaluate("window.results.length")
    opened.route("**/cat-64.refine.onnx", lambda route: route.abort())
    opened.locator("input[type=file]").set_input_files(CLEO)
    opened.get_by_role("button", name="Make it 3D").click()
    next_result(opened, before)
    opened.get_by_text("The albedo could not be sharpened").wait_for()
    assert opened.locator("canvas.picture").is_visible()
    opened.unroute("**/cat-64.refine.onnx")
    opened.reload()


@pytest.mark.slow
def test_the_albedo_becomes_that_of_python(opened: Any, truth: ModelOutput) -> None:
    held: list[Any] = []
    opened.route("**/cat-64.refine.onnx", lambda route: held.append(route))
    opened.locator("input[type=file]").set_input_files(CLEO)
    opened.get_by_role("button", name="Make it 3D").click()
    coarse = next_result(opened, 0)
    opened.locator("canvas.picture").wait_for()
    opened.keyboard.press("3")
    before = shown(opened)  # on screen, though the network is not even there
    assert opened.evaluate("window.events") == ["reconstructed"]
    for _ in range(500):
        if held:
            break
        opened.wait_for_timeout(20)
    (route,) = held
    route.continue_()
    refined = next_result(opened, 1)
    assert opened.evaluate("window.events") == ["reconstructed", "refined"]
    wanted = truth.factors.albedo[0].permute(1, 2, 0).numpy()
    np.testing.assert_allclose(albedo_of(refined), wanted, atol=0.01)
    assert np.abs(albedo_of(coarse) - wanted).mean() > 0.02
    assert refined["depth"] == coarse["depth"]
    assert np.abs(shown(opened) - before).mean() > 1  # grey levels, of the whole stage
    opened.unroute("**/cat-64.refine.onnx")


@pytest.mark.slow
def test_a_model_without_it_is_not_refined(opened: Any) -> None:
    before = opened.evaluate("window.results.length")
    opened.locator("select").select_option("face-64")
    opened.locator("input[type=file]").set_input_files(CLEO)
    opened.get_by_role("button", name="Make it 3D").click()
    next_result(opened, before)
    shown(opened)
    assert opened.evaluate("window.results.length") == before + 1
    assert opened.evaluate("window.events")[-1] == "reconstructed"
