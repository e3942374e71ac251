"""How long the page of ``probsym app`` takes in headless Chromium: until it is there, until photos are in 3D.

    python benchmarks/browser.py --out browser.json

The page is served by this process; every round is a new browser profile. Needs Chromium on the path.
"""

import shutil
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro
from machine import check_report, describe_machine, machine_line, markdown_table, write_report
from playwright.sync_api import sync_playwright

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.web.app import APP_NAME, write_app
from probsym.web.server import FolderServer

PHOTOS = sorted((Path(__file__).parents[1] / "examples" / "photos").glob("*.png"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic"]
FLAGS += ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
STEPS = ("page opened", "first photo in 3D", "next photo in 3D")
COUNT = 'window.made = 0; document.addEventListener("reconstructed", () => (window.made += 1));'


@dataclass(frozen=True)
class Settings:
    """Time the page in which photos become 3D."""

    model: str = "face-64"
    """Shipped model, or the folder of a run or of a model."""
    rounds: int = 5
    """Rounds that count, after one that does not."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


def one_round(playwright: Any, address: str) -> list[float]:
    """Milliseconds from opening the page to each of ``STEPS``; the last from choosing the next photo."""
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
    try:
        page = browser.new_page(reduced_motion="reduce")  # the idle swing would never settle
        page.set_default_timeout(300_000)
        page.add_init_script(COUNT)
        times, begin = [], time.perf_counter()
        page.goto(address)
        page.wait_for_selector(".start")
        times.append(time.perf_counter() - begin)
        for number, photo in enumerate(PHOTOS[:2], start=1):
            begin = time.perf_counter() if number == 2 else begin
            page.locator("input[type=file]").set_input_files(photo)
            page.get_by_role("button", name="Make it 3D").click()
            while not page.evaluate(f"window.made >= {number}"):  # wait_for_function polls with eval, which is refused
                page.wait_for_timeout(10)
            page.wait_for_selector("main.stage[aria-busy=false]")
            times.append(time.perf_counter() - begin)
        return [seconds * 1e3 for seconds in times]
    finally:
        browser.close()


def main(settings: Settings) -> dict[str, Any]:
    """Measure every round, print the table, write the file."""
    check_report(settings.out)
    check_at_least(1, rounds=settings.rounds)
    machine = describe_machine()
    print(machine_line(machine), end="\n\n", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "app"
        write_app([settings.model], folder)
        with FolderServer(folder, index=APP_NAME) as server, sync_playwright() as playwright:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            rounds = [one_round(playwright, server.url) for _ in range(settings.rounds + 1)][1:]
            server.shutdown()
    medians = {step: statistics.median(times) for step, times in zip(STEPS, zip(*rounds, strict=True), strict=True)}
    print(markdown_table(["in the browser", "ms"], [[step, f"{ms:.0f}"] for step, ms in medians.items()]))
    report = {"machine": machine, "model": settings.model, "rounds_ms": rounds, "medians_ms": medians}
    write_report(report, settings.out)
    return report


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
