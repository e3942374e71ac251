"""Before and after: what two versions of the package show of the same photos, at first sight.

    python scripts/make_gallery.py PHOTOS MODEL gallery.webp --before ../probsym-0.1.0/src

Of the photos, those ten come first whose files have the smallest SHA-256. Columns, first of the version before, then of
this one: the page when it opens, on a desktop and on a phone; the first pictures of the sheet; and ``mesh.glb`` in a
plain viewer of glTF, from the front and turned. Needs playwright, Chromium and ``viewer/node_modules``.
"""

import argparse
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-sync"]
FLAGS += ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
HOST = "http://viewer.test/"
THREE = ROOT / "viewer" / "node_modules" / "three"
PAGES = {"desktop": (1280, 800), "phone": (390, 844)}
ROW, GAP = 180, 6
"""Height of a row and distance of the pictures, pixels."""
PLAIN_VIEWER = """<!doctype html><meta charset="utf-8"><body style="margin:0">
<script type="importmap">{"imports": {"three": "./build/three.module.js"}}</script><script type="module">
import * as THREE from "three";
import { GLTFLoader } from "./examples/jsm/loaders/GLTFLoader.js";
const renderer = new THREE.WebGLRenderer({ antialias: true, preserveDrawingBuffer: true });
renderer.setSize(600, 300);
renderer.setClearColor("white");
renderer.autoClear = false;
document.body.append(renderer.domElement);
const scene = new THREE.Scene();
scene.add(new THREE.HemisphereLight("white", "grey", 2), new THREE.DirectionalLight("white", 1.5));
const camera = new THREE.PerspectiveCamera(30, 1, 0.1, 50);
const { scene: object } = await new GLTFLoader().loadAsync("./mesh.glb");
const box = new THREE.Box3().setFromObject(object);
const middle = box.getCenter(new THREE.Vector3()), size = box.getSize(new THREE.Vector3()).length();
scene.add(object);
renderer.clear();
[0, 0.6].forEach((yaw, column) => {
  camera.position.copy(middle).add(new THREE.Vector3(Math.sin(yaw), 0, Math.cos(yaw)).multiplyScalar(1.5 * size));
  camera.lookAt(middle);
  renderer.setViewport(300 * column, 0, 300, 300);
  renderer.clearDepth();
  renderer.render(scene, camera);
});
document.body.dataset.ready = "yes";
</script>
"""


def first_by_hash(folder: Path, count: int) -> list[Path]:
    """The ``count`` photos with the smallest SHA-256."""
    files = [path for path in folder.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp")]
    return sorted(files, key=lambda path: hashlib.sha256(path.read_bytes()).hexdigest())[:count]


def reconstruct(photos: list[Path], model: str, source: Path, out: Path) -> None:
    """Run ``probsym reconstruct`` of the version in ``source``."""
    command = [sys.executable, "-m", "probsym", "reconstruct", *map(str, photos), "--model", model]
    command += ["--out", str(out), "--page"]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(source)}, check=True, stdout=subprocess.DEVNULL)


def page_shots(browser: Browser, page_file: Path, size: tuple[int, int], count: int) -> list[Image.Image]:
    """The page when it opens, and its next photos."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page.set_default_timeout(300_000)
    page.goto(page_file.as_uri())
    pictures = []
    for _ in range(count):
        page.wait_for_selector("main[aria-busy=false]")
        page.wait_for_timeout(300)  # for styles that fade
        pictures.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        page.keyboard.press("]")
    page.close()
    return pictures


def glb_shot(browser: Browser, mesh: Path) -> Image.Image:
    """A mesh in three.js with two lamps."""

    def answer(route: Any) -> None:
        name = route.request.url.removeprefix(HOST)
        if not name:
            route.fulfill(body=PLAIN_VIEWER, content_type="text/html")
        elif name == "mesh.glb":
            route.fulfill(body=mesh.read_bytes(), content_type="model/gltf-binary")
        else:
            route.fulfill(body=(THREE / name).read_bytes(), content_type="text/javascript")

    page = browser.new_page(viewport={"width": 600, "height": 300})
    page.set_default_timeout(300_000)
    page.route(f"{HOST}**", answer)
    page.goto(HOST)
    page.wait_for_selector("body[data-ready]")
    picture = Image.open(io.BytesIO(page.locator("canvas").screenshot())).convert("RGB")
    page.close()
    return picture


def row_of(pictures: list[Image.Image]) -> Image.Image:
    """Pictures of one height side by side."""
    scaled = [picture.resize((round(picture.width * ROW / picture.height), ROW)) for picture in pictures]
    whole = Image.new("RGB", (sum(picture.width + GAP for picture in scaled) - GAP, ROW), "white")
    left = 0
    for picture in scaled:
        whole.paste(picture, (left, 0))
        left += picture.width + GAP
    return whole


def first_of_sheet(path: Path) -> Image.Image:
    """The left part of a sheet, three pictures wide."""
    with Image.open(path) as sheet:
        picture = sheet.convert("RGB")
    if picture.height > 400:  # two rows with labels
        return picture.crop((264, 0, 264 * 4, 294))
    return picture.crop((0, 0, min(picture.width, 3 * picture.height), picture.height))


def main() -> None:
    """Write the gallery."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, help="folder of held-out photos")
    parser.add_argument("model", help="shipped model of both versions")
    parser.add_argument("out", type=Path, help="picture to write (.webp)")
    parser.add_argument("--before", type=Path, required=True, help="folder src of the older version")
    parser.add_argument("--count", type=int, default=10, help="photos")
    arguments = parser.parse_args()
    photos = first_by_hash(arguments.photos, arguments.count)
    pictures: list[list[Image.Image]] = [[] for _ in photos]
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for number, source in enumerate((arguments.before, ROOT / "src")):
            out = Path(scratch) / str(number)
            reconstruct(photos, arguments.model, source, out)
            shots = [page_shots(browser, out / "page.html", size, len(photos)) for size in PAGES.values()]
            for photo, row, *pages in zip(photos, pictures, *shots, strict=True):
                row += [*pages, first_of_sheet(out / photo.stem / "sheet.png")]
                row.append(glb_shot(browser, out / photo.stem / "mesh.glb"))
        browser.close()
    rows = [row_of(row) for row in pictures]
    width = max(row.width for row in rows)
    whole = Image.new("RGB", (width, len(rows) * (ROW + GAP) - GAP), "white")
    for number, row in enumerate(rows):
        whole.paste(row, (0, number * (ROW + GAP)))
    whole.save(arguments.out, quality=80, method=6)
    print(f"{arguments.out}: {whole.width} x {whole.height}, {arguments.out.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
