"""One photo in the sheets of a training run, from the first minute to the end.

    probsym train --data faces --out run --recipe best
    python scripts/make_training_figure.py run docs/images/training.webp

    probsym train --data cats --out run --recipe quick --minutes 18
    python scripts/make_training_figure.py run docs/images/quick-cat.webp --photo 0 --minutes 1 2 4 8 --no-photos

A row is the same photo of the sheet that was written after the given number of minutes; the last row is the last sheet.
``--board`` instead takes a picture of TensorBoard with this run; it needs playwright and Chromium.
"""

import argparse
import io
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from probsym.checks import check_range
from probsym.cli.exit_code import exit_code
from probsym.errors import InputError
from probsym.io import atomic_write, check_new_file, read_text
from probsym.readers.plain import parse_json

PHOTOS, COLUMNS, GAP = 8, 14, 4
"""Of a sheet of a model of 64 pixels: rows, columns, and pixels between them."""
HEADINGS = ("input", "reconstruction", "flipped", "albedo", "depth", "normals", "shading", "confidence", "symmetry")
HEADINGS += ("yaw -45°", "yaw -20°", "frontal", "yaw +20°", "yaw +45°")
SHOWN = (0, 1, 3, 4, 5, 6, 7, 8, 9, 11, 13)
"""Columns of the sheet: all but the flipped reconstruction and two of the turned views."""
LABEL, TOP = 100, 32
"""Width of the labels at the left and height of the headings, pixels."""
INK = (40, 40, 40)
TAGS = "error$|total|_ratio|sheet"
"""What the picture of TensorBoard shows."""
BOARD_SECONDS = 20
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def minutes_of(run: Path) -> dict[int, float]:
    """Minutes of training at every logged step."""
    path = run / "metrics.jsonl"
    entries = [parse_json(line, str(path)) for line in read_text(path).splitlines()]
    return {entry["step"]: entry["seconds"] / 60 for entry in entries if {"step", "seconds"} <= set(entry)}


def sheets_at(run: Path, minutes: list[float]) -> list[tuple[int, float, Path]]:
    """Step, minutes and sheet nearest to each time, and of the last sheet."""
    logged = minutes_of(run)
    found = []
    for path in sorted((run / "sheets").glob("step-*.png")):
        step = int(path.stem.removeprefix("step-"))
        found.append((step, logged[min(logged, key=lambda one: abs(one - step))], path))
    if not found:
        raise InputError(f"{run}: expected a run with sheets, found none")
    nearest = [min(found, key=lambda one: abs(one[1] - wanted)) for wanted in minutes]
    return sorted({*nearest, found[-1]})


def figure(
    rows: list[tuple[str, Path, int]], label_width: int = LABEL, columns: tuple[int, ...] = SHOWN
) -> Image.Image:
    """Rows of tiles below their headings: of each row its label, its sheet, and the photo's row in it."""
    whole = draw = None
    font = ImageFont.load_default(19)
    for number, (text, path, photo) in enumerate(rows):
        with Image.open(path) as opened:
            sheet = opened.convert("RGB")
        cell = sheet.width // COLUMNS
        header = sheet.height - PHOTOS * cell
        if whole is None or draw is None:
            size = (label_width + len(columns) * cell - GAP, TOP + len(rows) * cell - GAP)
            whole = Image.new("RGB", size, "white")
            draw = ImageDraw.Draw(whole)
        for place, column in enumerate(columns):
            left, right = label_width + place * cell, column * cell
            if number == 0:
                middle = (left + (cell - GAP) // 2, TOP // 2)
                draw.text(middle, HEADINGS[column], fill=INK, font=font, anchor="mm")
            top = header + photo * cell
            tile = sheet.crop((right, top, right + cell - GAP, top + cell - GAP))
            whole.paste(tile, (left, TOP + number * cell))
        middle = (label_width // 2, TOP + number * cell + cell // 2)
        draw.multiline_text(middle, text, fill=INK, font=font, anchor="mm", align="center")
    if whole is None:
        raise InputError("minutes: expected one or more")
    return whole


def board(run: Path) -> Image.Image:
    """TensorBoard's loss, reconstruction error and depth error of a run, and its sheets."""
    from playwright.sync_api import Error, sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    program = Path(sys.executable).with_name("tensorboard")
    command = [str(program), "--logdir", str(run), "--port", port, "--load_fast=false"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 960})
            page.set_default_timeout(300_000)
            time.sleep(BOARD_SECONDS)  # TensorBoard reads the run
            for attempt in range(10):
                try:
                    page.goto(f"http://127.0.0.1:{port}/#timeseries")
                    break
                except Error:
                    if attempt == 9:
                        raise
                    time.sleep(BOARD_SECONDS)
            page.get_by_role("button", name="Settings").click()  # closes them
            page.locator("tb-filter-input[placeholder*=tags] input").fill(TAGS)
            page.keyboard.press("Escape")  # closes the list of tags
            page.mouse.click(128, 500)
            page.wait_for_timeout(1000 * BOARD_SECONDS)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return picture


def main() -> None:
    """Write the figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="folder of the run")
    parser.add_argument("out", type=Path, help="picture to write (.webp, .jpg or .png)")
    parser.add_argument("--minutes", type=float, nargs="+", default=[1, 2, 4, 8, 16])
    parser.add_argument("--photo", type=int, default=1, help="row of the sheet, from 0")
    parser.add_argument("--no-photos", action="store_true", help="leave out the photo, if it may not be redistributed")
    parser.add_argument("--board", action="store_true", help="TensorBoard instead")
    arguments = parser.parse_args()
    check_new_file("out", arguments.out, (".webp", ".jpg", ".png"))
    check_range("photo", arguments.photo, 0, PHOTOS - 1)
    sheets = sheets_at(arguments.run, arguments.minutes)
    rows = [(f"{minutes:.0f} min\nstep\n{step:,}", path, arguments.photo) for step, minutes, path in sheets]
    columns = SHOWN[1:] if arguments.no_photos else SHOWN
    picture = board(arguments.run) if arguments.board else figure(rows, columns=columns)
    with atomic_write(arguments.out) as temporary:
        picture.save(temporary, quality=82, method=6)


if __name__ == "__main__":
    sys.exit(exit_code(main))
