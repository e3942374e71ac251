"""Before and after: what two versions of the package show of the same photos, at first sight.

    python scripts/make_gallery.py PHOTOS MODEL gallery.webp --before ../probsym-0.1.0/src

Of the photos, those ten come first whose files have the smallest SHA-256. Columns, first of the version before, then of
this one: the page when it opens, on a desktop and on a phone; the first pictures of the sheet; ``mesh.glb`` in a plain
viewer of glTF, from the front and turned; and a frame of the animation. White: a version skipped the photo. Needs
playwright, Chromium and ``viewer/node_modules``.
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

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.errors import InputError
from probsym.inference.model_folders import model_folder
from probsym.io import atomic_write, check_new_file

LANCZOS = Image.Resampling.LANCZOS
ROOT = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-sync"]
FLAGS += ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
HOST = "http://viewer.test/"
THREE = ROOT / "viewer" / "node_modules" / "three"
PAGES = {"desktop": (1280, 800), "phone": (390, 844)}
GAP = 6
"""Distance of the pictures, pixels."""
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
    if not files:
        raise InputError(f"{folder}: expected photos (.jpg, .jpeg, .png, .webp), found none")
    return sorted(files, key=lambda path: hashlib.sha256(path.read_bytes()).hexdigest())[:count]


def reconstruct(photos: list[Path], model: str, source: Path, out: Path) -> None:
    """Run ``probsym reconstruct`` of the version in ``source``; exit if it fails, after it has said why."""
    command = [sys.executable, "-m", "probsym", "reconstruct", *map(str, photos), "--model", model]
    command += ["--out", str(out), "--page"]
    environment = {**os.environ, "PYTHONPATH": str(source)}
    if code := subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL).returncode:
        sys.exit(code)


def page_shots(browser: Browser, page_file: Path, size: tuple[int, int], count: int) -> list[Image.Image]:
    """The page when it opens, and its next photos, without the swing that would make each run another picture."""
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


def in_a_grid(rows: list[list[Image.Image]], height: int) -> Image.Image:
    """Rows of pictures, scaled to one height; columns are as wide as their widest picture."""
    scaled = [[one.resize((round(one.width * height / one.height), height), LANCZOS) for one in row] for row in rows]
    widths = [max(one.width for one in column) for column in zip(*scaled, strict=True)]
    whole = Image.new("RGB", (sum(widths) + GAP * (len(widths) - 1), (height + GAP) * len(rows) - GAP), "white")
    for down, row in enumerate(scaled):
        for right, picture in enumerate(row):
            whole.paste(picture, (sum(widths[:right]) + GAP * right, (height + GAP) * down))
    return whole


def first_of_sheet(path: Path) -> Image.Image:
    """The left part of a sheet, three pictures wide."""
    with Image.open(path) as sheet:
        picture = sheet.convert("RGB")
    if picture.height > 400:  # two rows with labels
        return picture.crop((264, 0, 264 * 4, 320))
    return picture.crop((0, 0, min(picture.width, 3 * picture.height), picture.height))


def frame_of(animation: Path) -> Image.Image:
    """An eighth of the way through a loop: on its way to one side."""
    with Image.open(animation) as frames:
        frames.seek(getattr(frames, "n_frames", 1) // 8)
        return frames.convert("RGB")


def pictures_of(browser: Browser, out: Path, photos: list[Path]) -> list[list[Image.Image]]:
    """What one version shows of each photo; a row of white pixels for photos that it skipped."""
    done = [photo for photo in photos if (out / photo.stem).is_dir()]
    shots = [page_shots(browser, out / "page.html", size, len(done)) for size in PAGES.values()]
    rows = {photo: list(row) for photo, *row in zip(done, *shots, strict=True)}
    for photo, row in rows.items():
        row.append(first_of_sheet(out / photo.stem / "sheet.png"))
        row.append(glb_shot(browser, out / photo.stem / "mesh.glb"))
        row.append(frame_of(out / photo.stem / "turntable.webp"))
    return [rows.get(photo, [Image.new("RGB", (1, 1), "white")] * 5) for photo in photos]


def main() -> None:
    """Write the gallery."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, help="folder of held-out photos")
    parser.add_argument("model", help="shipped model of both versions")
    parser.add_argument("out", type=Path, help="picture to write (.webp)")
    parser.add_argument("--before", type=Path, required=True, help="folder src of the older version")
    parser.add_argument("--count", type=int, default=10, help="photos")
    parser.add_argument("--skip", type=int, default=0, help="begin after this many photos, as for a second picture")
    parser.add_argument("--height", type=int, default=180, help="of a row, pixels")
    parser.add_argument("--stacked", action="store_true", help="the version before above this one, not beside it")
    parser.add_argument("--keep", type=Path, help="folder for what both versions wrote")
    arguments = parser.parse_args()
    check_new_file("out", arguments.out, (".webp",))
    check_at_least(1, count=arguments.count, height=arguments.height)
    check_at_least(0, skip=arguments.skip)
    model_folder(arguments.model)
    if not (arguments.before / "probsym").is_dir():
        raise InputError(f"before: expected a folder src with the package probsym, got {arguments.before}")
    photos = first_by_hash(arguments.photos, arguments.skip + arguments.count)[arguments.skip :]
    if not photos:
        raise InputError(f"skip: expected fewer than the photos of {arguments.photos}, got {arguments.skip}")
    versions = []
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, source in (("before", arguments.before), ("after", ROOT / "src")):
            out = (arguments.keep or Path(scratch)) / name
            reconstruct(photos, arguments.model, source, out)
            versions.append(pictures_of(browser, out, photos))
        browser.close()
    before, after = versions
    rows = [old + new for old, new in zip(before, after, strict=True)]
    if arguments.stacked:
        rows = [row for pair in zip(before, after, strict=True) for row in pair]
    whole = in_a_grid(rows, arguments.height)
    with atomic_write(arguments.out) as temporary:
        whole.save(temporary, quality=80, method=6)
    print(f"{arguments.out}: {whole.width} x {whole.height}, {arguments.out.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    sys.exit(exit_code(main))
