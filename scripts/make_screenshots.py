"""Pictures of the 3D page and the web app for the documentation, from the sample photos: run it after `make viewer`.

Needs `pip install playwright` and Chromium: python scripts/make_screenshots.py docs/images
"""

import argparse
import io
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, sync_playwright
from sample_photos import PORTRAIT, reconstruct_samples

from probsym.cli.exit_code import exit_code
from probsym.io import atomic_write, check_new_file
from probsym.web.app import APP_NAME, write_app
from probsym.web.server import FolderServer
from probsym.web.view import export_page

FLAGS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-sync"]
FLAGS += ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MODES = 9
HIDE = "document.querySelectorAll('header, .views, .legend, .hint').forEach(one => one.style.visibility = 'hidden')"


def open_page(browser: Browser, url: str, width: int = 1280, height: int = 800, **options: Any) -> Page:
    for context in browser.contexts:
        context.close()
    page = browser.new_page(**{"viewport": {"width": width, "height": height}, "reduced_motion": "reduce", **options})
    page.set_default_timeout(600_000)  # WebGL in software on a busy machine
    page.goto(url)
    settle(page)
    return page


def settle(page: Page) -> None:
    page.wait_for_selector("main[aria-busy=false]")
    page.wait_for_timeout(300)  # for styles that fade


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def shot(page: Page, selector: str = "body") -> Image.Image:
    return Image.open(io.BytesIO(page.locator(selector).screenshot())).convert("RGB")


def tiled(pictures: list[Image.Image], columns: int, gap: int, ground: tuple[int, int, int]) -> Image.Image:
    width, height = pictures[0].size
    rows = -(-len(pictures) // columns)
    whole = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap) + gap), ground)
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        whole.paste(picture, (gap + column * (width + gap), gap + row * (height + gap)))
    return whole


def write(picture: Image.Image, path: Path) -> None:
    with atomic_write(path) as temporary:
        picture.save(temporary, quality=86, optimize=True)
    print(f"{path}: {picture.width} x {picture.height}, {path.stat().st_size // 1024} KiB")


def take(url: str, out: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)

        page = open_page(browser, url)  # as everyone sees it first
        write(shot(page), out / "viewer-desktop.jpg")

        page = open_page(browser, url, color_scheme="dark")
        press(page, "]", "c")
        page.get_by_role("slider", name="Wipe").evaluate("element => element.blur()")
        write(shot(page), out / "viewer-compare.jpg")

        screens = []
        for scheme, keys in (("light", ()), ("dark", ("]", "f", "5")), ("light", ("]", "]", "9", "f"))):
            page = open_page(browser, url, color_scheme=scheme, **PHONE)
            press(page, *keys)
            screens.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        write(tiled(screens, 3, 24, (200, 206, 205)), out / "viewer-phone.jpg")

        page = open_page(browser, url, 800, 470)
        page.evaluate(HIDE)
        press(page, "]", "f", *["ArrowRight"] * 4)
        modes = []
        for mode in range(1, MODES + 1):
            press(page, str(mode))
            modes.append(ImageOps.fit(shot(page, "canvas.picture"), (348, 348)))
        write(tiled(modes, MODES, 2, (255, 255, 255)).resize((1400, 158)), out / "viewer-modes.jpg")
        browser.close()


def take_app(out: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch) / "app"
        write_app(["face-64", "cat-64"], folder)
        with FolderServer(folder, index=APP_NAME) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            chromium = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport={"width": 1000, "height": 620}, reduced_motion="reduce")
            page.goto(server.url)
            page.locator("input[type=file]").set_input_files(PORTRAIT)
            page.get_by_role("button", name="Make it 3D").wait_for(timeout=120_000)
            page.wait_for_timeout(500)
            write(shot(page), out / "app.jpg")
            browser.close()
            server.shutdown()
            thread.join()


def main() -> None:
    """Reconstruct the sample photos and take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder of the pictures")
    target = parser.parse_args().out
    check_new_file("out", target / "app.jpg")
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "page.html"
        portrait, cat, rendering = reconstruct_samples(Path(scratch), "--maps-only", "--page")
        export_page([cat, portrait, rendering], page)  # large pictures show the cat, whose photo has the most pixels
        take(page.as_uri(), target)
    take_app(target)


if __name__ == "__main__":
    sys.exit(exit_code(main))
