"""Everything that needs a GPU, within a fixed time: tests, step times, synthetic faces, two trainings, their scores.

    python benchmarks/gpu.py --out gpu --minutes 12
    python benchmarks/gpu.py --out gpu-again --work work        # run again to train further
    python benchmarks/gpu.py --out rehearsal --tiny --device cpu

Each part runs in a separate process with its own time limit. A part that fails or takes too long is recorded, and the
remaining parts still run. The recipes ``paper`` and ``best`` share the time that tests, step times and rendering
leave, less what evaluation needs. ``gpu.json`` is rewritten after each part. The models come as tar archives of
float16 weights, split into pieces of at most 16 MiB: ``cat paper.tar.* | tar x``. Nothing is downloaded. From a
checkout that is not installed, run it with ``PYTHONPATH=src``.
"""

import dataclasses
import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
import tyro
from machine import describe_machine, machine_line, markdown_table, write_report
from timed_parts import GRACE, ROOT, Part, failed, outcome, perform

import probsym
from probsym.checks import check_at_least, check_range
from probsym.cli.exit_code import exit_code
from probsym.devices import choose_device
from probsym.errors import InputError
from probsym.io import check_new_folder, write_bytes
from probsym.synthetic.storage import SET_CARD
from probsym.training.checkpoint import list_checkpoints, load_state

PROBSYM = [sys.executable, "-m", "probsym"]
PIECE = 16 * 2**20
"""Bytes of the largest file."""
MOST_FILES = 8
AIM_MS = 8.0
"""For a step of the paper's size in bfloat16."""
CAPS = {"tests": 0.15, "steps": 0.12, "compiled steps": 0.25, "synth": 0.2}
"""Largest shares of the whole time."""
RESERVE = 0.15
"""Share of the whole time for evaluation and weights."""
NEEDED_BY_TESTS = ("pytest", "beartype", "hypothesis")
VERSIONS = ("torch", "triton", "numpy", "numba", "accelerate", "safetensors")
TO_FLOAT16 = """
import sys, torch
from probsym.inference.loading import load
load(sys.argv[1]).save_pretrained(sys.argv[2], dtype=torch.float16)
"""
TINY = """
stages = [{ image_size = 32, batch_size = 4 }]
[model]
image_size = 32
architecture = "slim"
width = 4
latent = 8
flip_average_depth = false
unclamp_border_at_size = 0
[objective]
features = "random"
"""


@dataclass(frozen=True)
class Settings:
    """Run everything that needs a GPU, within a fixed time."""

    out: Path
    """Folder for gpu.json and the weights; new or empty."""
    minutes: float = 12.0
    """For all parts together."""
    work: Path | None = None
    """Folder of the faces and the trainings, which continue if it holds some; by default temporary."""
    model_path: Path | None = None
    """ICT-FaceKit, as for ``probsym synth``; by default the built-in head."""
    vgg16: Path | None = None
    """VGG16's weights for the paper's recipe; without, it uses the features of ``best``."""
    images: int = 8000
    """Synthetic faces to train on."""
    compiled: bool = False
    """Time the compiled step of the paper's size, too, and train this recipe compiled."""
    device: Literal["cuda", "cpu"] = "cuda"
    """cpu is for rehearsals."""
    tiny: bool = False
    """Rehearse: the smallest settings and two steps of training."""


class Clock:
    """How much of the time is left."""

    def __init__(self, seconds: float) -> None:
        self.total, self._begin = seconds, time.monotonic()

    def left(self) -> float:
        """Seconds to the end."""
        return self.total - (time.monotonic() - self._begin)

    def cap(self, kind: str) -> float:
        """Seconds for a part of this kind."""
        return min(CAPS[kind] * self.total, self.left())


def plan(settings: Settings, clock: Clock, work: Path) -> Iterator[Part]:
    """All parts in order; limits depend on the time that is left when a part is asked for."""
    missing = [name for name in NEEDED_BY_TESTS if importlib.util.find_spec(name) is None]
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_gpu.py"]
    reason = f"not installed: {', '.join(missing)}" if missing else ""
    yield Part("tests", tests, clock.cap("tests"), _counts, skipped=reason)

    recipes = write_recipes(settings, work)
    for precision in ("bfloat16", "float32"):
        yield _steps(f"steps {precision}", settings, recipes, clock.cap("steps"), work, precision)
    if settings.compiled:
        yield _steps("compiled steps", settings, recipes, clock.cap("compiled steps"), work, "bfloat16")

    faces, size = work / "faces", 32 if settings.tiny else 64
    counts = (4, 2, 4) if settings.tiny else (settings.images, 200, 500)
    flags = zip(("--count", "--val-count", "--test-count"), map(str, counts), strict=True)
    shape = ["--shape", "ict", "--model-path", settings.model_path.absolute()] if settings.model_path else []
    synth = [*PROBSYM, "synth", "--out", faces, "--size", str(size), *(word for pair in flags for word in pair), *shape]
    reason = f"{faces} is there" if (faces / SET_CARD).is_file() else ""
    yield Part(
        "synth", synth, clock.cap("synth"), lambda _: {"splits": _read(faces / SET_CARD)["splits"]}, skipped=reason
    )

    for to_come, (name, recipe) in zip((2, 1), recipes.items(), strict=True):
        seconds = (clock.left() - RESERVE * clock.total) / to_come - GRACE
        command = train_command(settings, work, name, recipe, seconds)
        yield Part(f"train {name}", command, seconds, lambda _, run=work / name: _training(run), faces / SET_CARD)
    for name in recipes:
        scores = work / f"{name}.json"
        scores.unlink(missing_ok=True)
        command = [*PROBSYM, "evaluate", "--model", work / name, "--data", faces, "--split", "test"]
        command += ["--device", settings.device, "--out", scores]
        yield Part(f"evaluate {name}", command, clock.left() / 2, lambda _, at=scores: _read(at), work / name / "model")
    for name in reversed(recipes):  # the smaller one first
        folder = work / "float16" / name
        shutil.rmtree(folder, ignore_errors=True)
        command = [sys.executable, "-c", TO_FLOAT16, work / name, folder]

        def pack(_: str, folder: Path = folder) -> dict[str, Any]:
            return {"files": write_pieces(folder, settings.out)}

        yield Part(f"weights {name}", command, clock.left() / 2, pack, work / name / "model")


def write_recipes(settings: Settings, work: Path) -> dict[str, Path]:
    """The recipes that are trained, as files: they save at intervals that suit some minutes, and download nothing."""
    paths = {}
    for name in ("paper", "best"):
        text = f'base = "{name}"\nprecision = "auto"\ncheckpoint_minutes = 2.0\nvalidate_every = 5000\n'
        if settings.tiny:
            text += TINY
        elif name == "paper" and settings.vgg16:
            text += f"[objective]\nfeatures_weights = {json.dumps(str(settings.vgg16.absolute()))}\n"
        elif name == "paper":
            text += '[objective]\nfeatures = "selfsup"\n'
        paths[name] = work / f"{name}.toml"
        write_bytes(paths[name], text.encode())
    return paths


def train_command(settings: Settings, work: Path, name: str, recipe: Path, seconds: float) -> list[str | Path]:
    """A training that ends by itself before it is asked to stop, and continues one that is there."""
    run, start, steps, spent = work / name, ["--recipe", recipe], 0, 0.0
    if list_checkpoints(run):
        state = load_state(run).train_state
        start, steps, spent = ["--resume"], state.step, state.seconds
    # Of the time, imports, reading the faces and the last validation take some seconds that do not count as training.
    budget = ["--minutes", f"{(spent + max(0.9 * (seconds - GRACE), 1)) / 60:.3f}"]
    if settings.tiny:
        budget = ["--steps", str(steps + 2)]
    command = [*PROBSYM, "train", "--data", work / "faces", "--out", run, *start, *budget, "--device", settings.device]
    return [*command, "--force", *(["--compile"] if settings.compiled and name == "paper" else [])]


def _steps(
    name: str, settings: Settings, recipes: Mapping[str, Path], seconds: float, work: Path, precision: str
) -> Part:
    out = work / f"{name.replace(' ', '-')}.json"
    out.unlink(missing_ok=True)
    command = [sys.executable, ROOT / "benchmarks" / "train_step.py", "--precision", precision, "--out", out]
    if settings.tiny:
        command += ["--recipes", recipes["paper"], "--batch", "2", "--steps", "2", "--profiled", "1", "--warmup", "1"]
    else:
        names = ["paper"] if name == "compiled steps" else ["quick", "cpu", "paper"]
        command += ["--recipes", *names, "--steps", "20", "--profiled", "3"]
    if name == "compiled steps":
        command.append("--compiled")
    return Part(name, command, seconds, lambda _: {"rows": _read(out)["results"]})


def _counts(output: str) -> dict[str, Any]:
    """Of the tests that passed, failed and so on."""
    return {word: int(count) for count, word in re.findall(r"(\d+) (passed|failed|skipped|errors?)\b", output)}


def _training(run: Path) -> dict[str, Any]:
    """Where a training ended, how fast it was, and its last validation."""
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    state = load_state(run).train_state
    rates = [row["steps_per_second"] for row in rows if row["kind"] == "train"]
    validations = [row for row in rows if row["kind"] == "validation"]
    found = {"steps": state.step, "images": state.samples, "train_seconds": state.seconds, "restarts": state.restarts}
    return found | {"steps_per_second": rates[-1:], "validation": validations[-1:]}


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def write_pieces(folder: Path, out: Path) -> dict[str, int]:
    """The folder as a tar archive in ``out``, in pieces that ``cat`` puts together, and their sizes.

    Raises:
        InputError: there would be too many files.
    """
    with tempfile.TemporaryFile() as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            archive.add(folder, folder.name)
        count = -(-file.tell() // PIECE)
        if (total := len([*out.iterdir()]) + count) > MOST_FILES:
            raise InputError(f"expected at most {MOST_FILES} files, got {total}")
        file.seek(0)
        names = [f"{folder.name}.tar" if count == 1 else f"{folder.name}.tar.{number}" for number in range(count)]
        for name in names:
            write_bytes(out / name, file.read(PIECE))
    return {name: (out / name).stat().st_size for name in names}


def reached(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fastest step at the paper's size in bfloat16, beside the aim."""
    rows = [row for part in parts for row in part["figures"].get("rows", ()) if row["precision"] == "bf16"]
    times = [row[key] for row in rows if row["recipe"] == "paper" for key in ("step_ms", "compiled_ms") if key in row]
    best = min(times, default=None)
    return {"paper_bfloat16_ms": best, "at_most_ms": AIM_MS, "reached": None if best is None else best <= AIM_MS}


def check(settings: Settings) -> None:
    """Raise before anything is measured if it cannot be.

    Raises:
        InputError: an unusable folder, a missing file, a budget out of range, or no such device.
    """
    check_new_folder("out", settings.out)
    check_range("minutes", settings.minutes, 0.1, 1e4)
    check_at_least(1, images=settings.images)
    for name in ("model_path", "vgg16"):
        path = getattr(settings, name)
        if path is not None and not path.exists():
            raise InputError(f"{name.replace('_', ' ')}: no such file: {path}")
    if settings.work is not None and settings.work.exists() and not settings.work.is_dir():
        raise InputError(f"work: expected a folder, got the file {settings.work}")
    choose_device(settings.device)


def environment_for(device: str) -> dict[str, str]:
    """Of the parts: one GPU or none, and the package that runs here, wherever they are started."""
    first = os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0]
    places = [str(Path(probsym.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    visible = {"CUDA_VISIBLE_DEVICES": first if device == "cuda" else ""}
    return {**os.environ, **visible, "PYTHONPATH": os.pathsep.join(places), "PYTHONUNBUFFERED": "1"}


def versions() -> dict[str, str | None]:
    """Of this package and those whose versions matter to speed; None: not installed."""
    found: dict[str, str | None] = {"probsym": probsym.__version__, "cuda": torch.version.cuda}
    for name in VERSIONS:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = None
    return found


def main(settings: Settings) -> dict[str, Any]:
    """Run all parts, print a line for each, write the file."""
    check(settings)
    begin, clock = time.monotonic(), Clock(60 * settings.minutes)
    machine = describe_machine()
    print(machine_line(machine), flush=True)
    given = {name: str(value) for name, value in dataclasses.asdict(settings).items()}
    parts: list[dict[str, Any]] = []
    report = {"settings": given, "machine": machine, "versions": versions(), "aim": {}, "seconds": 0.0, "parts": parts}
    settings.out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        work = settings.work or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="probsym-gpu-")))
        work = work.absolute() / ("tiny" if settings.tiny else "full")
        work.mkdir(parents=True, exist_ok=True)
        environment = environment_for(settings.device)
        write_report(report, settings.out / "gpu.json")  # one of the files that are counted
        for part in plan(settings, clock, work):
            parts.append(perform(part, environment, work / "output.log"))
            report |= {"aim": reached(parts), "seconds": time.monotonic() - begin}
            write_report(report, settings.out / "gpu.json")
            print(f"{part.name}: {outcome(parts[-1])}", flush=True)
    rows = [[part["name"], f"{part['seconds']:.1f}", f"{part['limit_s']:.0f}", outcome(part)] for part in parts]
    print(markdown_table(["part", "s", "limit", "result"], rows))
    return report


if __name__ == "__main__":
    sys.exit(exit_code(lambda: int(any(map(failed, main(tyro.cli(Settings))["parts"])))))
