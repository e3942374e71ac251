"""The GLB in <model-viewer>, the web component that most pages show glTF with, in headless Chromium."""

import io
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.export.mesh import build_mesh, write_glb
from probsym.export.photo_texture import photo_texture
from web.conftest import CHROMIUM, FLAGS

SCRIPT = Path(__file__).parents[1] / "gltf/node_modules/@google/model-viewer/dist/model-viewer.min.js"
HOST = "http://viewer.test/"
PAGE = """<!doctype html><body style="margin: 0; background: #00f">
<script type="module" src="model-viewer.js"></script>
<model-viewer src="mesh.glb" style="width: 200px; height: 200px" loading="eager" reveal="auto"
  interaction-prompt="none" shadow-intensity="0" tone-mapping="none"></model-viewer>"""


@pytest.mark.slow
@pytest.mark.browser
def test_model_viewer_shows_the_colours_of_the_photo(bump, camera, tmp_path):
    if CHROMIUM is None or not SCRIPT.is_file():
        pytest.skip("needs Chromium, and model-viewer: npm ci --prefix tests/gltf")
    sync_api = pytest.importorskip("playwright.sync_api")
    orange = torch.tensor([1.0, 0.5, 0.0])[:, None, None].expand(3, 128, 128)
    fine = photo_texture(orange, bump, 0, camera)
    write_glb(build_mesh(bump, 0, camera, "shaded", photo=fine), tmp_path / "mesh.glb")
    files = {
        "": PAGE.encode(),
        "model-viewer.js": SCRIPT.read_bytes(),
        "mesh.glb": (tmp_path / "mesh.glb").read_bytes(),
    }
    types = {"": "text/html", "model-viewer.js": "text/javascript", "mesh.glb": "model/gltf-binary"}
    asked, errors = [], []

    def answer(route):
        name = route.request.url.removeprefix(HOST)
        asked.append(name)
        if name in files:
            route.fulfill(body=files[name], content_type=types[name])
        else:
            route.abort()

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with closing(browser), closing(browser.new_page(viewport={"width": 200, "height": 200})) as page:
            page.on("pageerror", errors.append)
            page.route("**/*", answer)
            page.goto(HOST)
            page.wait_for_function("document.querySelector('model-viewer').loaded")
            page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            picture = page.screenshot()
    values = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    assert errors == []
    assert "mesh.glb" in asked
    shown = np.abs(values - [0, 0, 255]).sum(axis=2) > 60
    assert shown.mean() > 0.15
    middle = values[90:110, 90:110].reshape(-1, 3).mean(0)
    assert np.abs(middle - [255, 128, 0]).max() < 25  # unlit: as in the photo
