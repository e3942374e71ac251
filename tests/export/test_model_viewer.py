"""The GLB in <model-viewer>, the web component that most pages show glTF with, in headless Chromium."""

import io
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.export.mesh import build_mesh, write_glb

SCRIPT = Path(__file__).parents[1] / "gltf/node_modules/@google/model-viewer/dist/model-viewer.min.js"
HOST = "http://viewer.test/"
PAGE = """<!doctype html><body style="margin: 0; background: #00f">
<script type="module" src="model-viewer.js"></script>
<model-viewer src="mesh.glb" style="width: 200px; height: 200px" loading="eager" reveal="auto"
  interaction-prompt="none" shadow-intensity="0" tone-mapping="none"></model-viewer>"""


@pytest.mark.slow
@pytest.mark.browser
def test_model_viewer_shows_the_colours_of_the_photo(bump, camera, tmp_path, browser):
    if not SCRIPT.is_file():
        pytest.skip("needs model-viewer: npm ci --prefix tests/gltf")
    mesh = build_mesh(bump, 0, camera, "shaded")
    assert not mesh.lit
    write_glb(replace(mesh, texture=Image.new("RGB", (256, 256), (255, 128, 0))), tmp_path / "mesh.glb")
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

    with closing(browser.new_page(viewport={"width": 200, "height": 200})) as page:
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.route("**/*", answer)
        page.goto(HOST)
        page.wait_for_function("document.querySelector('model-viewer').loaded", timeout=120_000)  # in software
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        picture = page.screenshot()
    values = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    assert errors == []
    assert "mesh.glb" in asked
    inside = np.abs(values - [255, 128, 0]).max(axis=2) < 4  # unlit: the colours of the texture
    assert 0.15 < inside.mean() < 0.8
    assert inside[90:110, 90:110].all()
