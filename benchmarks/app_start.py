"""How long ``probsym app`` takes from the command to the object on screen, in headless Chromium.

    python benchmarks/app_start.py --out app-start.json

The first round has an empty cache directory, as after installation; the later ones use what it left there. The browser
runs already, and the photo is chosen as soon as the page is there. Processor time counts the command and the browser
from its start, so that it can be compared on a busy machine. Needs Chromium on the path.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import tyro
from browser import COUNT, FLAGS, PHOTOS
from machine import check_report, describe_machine, machine_line, markdown_table, write_report
from playwright.sync_api import Browser, sync_playwright

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.inference.model_folders import model_folder

STEPS = ("address printed", "page ready for a photo", "object on screen", "processor time")


@dataclass(frozen=True)
class Settings:
    """Time the app from its command on."""

    models: tuple[str, ...] = ("face-64", "cat-64")
    """Of ``probsym app``."""
    rounds: int = 3
    """Rounds after the first."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


def processor_time() -> float:
    """Seconds of all processes below this one that still run; a browser's leave no trace when they end."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def one_round(models: tuple[str, ...], cache: Path) -> list[float]:
    """Seconds from starting the command to each of ``STEPS``, and of processor time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        times = in_browser(browser, models, cache)
        browser.close()
    return times


def in_browser(browser: Browser, models: tuple[str, ...], cache: Path) -> list[float]:
    """Seconds from starting the command to each of ``STEPS``, and of processor time."""
    page = browser.new_page(reduced_motion="reduce")  # the idle swing would never settle
    page.set_default_timeout(300_000)
    page.add_init_script(COUNT)
    command = [sys.executable, "-m", "probsym", "app", "--no-browser", "--models", *models]
    begin, times = time.perf_counter(), []
    environment = {**os.environ, "PROBSYM_CACHE": str(cache)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            times.append(time.perf_counter() - begin)
            page.goto(address)
            page.wait_for_selector(".start")
            times.append(time.perf_counter() - begin)
            page.locator("input[type=file]").set_input_files(PHOTOS[0])
            page.get_by_role("button", name="Make it 3D").click()
            while not page.evaluate("window.made >= 1"):  # wait_for_function polls with eval, which is refused
                page.wait_for_timeout(10)
            page.wait_for_selector("main.stage[aria-busy=false]")
            times += [time.perf_counter() - begin, processor_time()]
        finally:
            process.terminate()
            page.close()
    return times


def main(settings: Settings) -> dict[str, Any]:
    """Measure every round, print the table, write the file."""
    check_report(settings.out)
    check_at_least(1, rounds=settings.rounds)
    for name in settings.models:
        model_folder(name)
    machine = describe_machine()
    print(machine_line(machine), end="\n\n", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        rounds = [one_round(settings.models, Path(scratch)) for _ in range(settings.rounds + 1)]
    later = [statistics.median(times) for times in zip(*rounds[1:], strict=True)]
    rows = [[step, f"{first:.1f}", f"{next_:.1f}"] for step, first, next_ in zip(STEPS, rounds[0], later, strict=True)]
    print(markdown_table(["seconds from the command on", "first time", "later"], rows))
    report = {"machine": machine, "models": settings.models, "rounds_s": rounds, "later_medians_s": later}
    write_report(report, settings.out)
    return report


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
