"""Speed of reconstruction: networks in torch and onnxruntime, one photo, a folder, loading and starting.

    python benchmarks/inference.py --out inference.json

Everything runs alternately in one run, after one round that does not count; times are medians. Beside the time on the
clock stands the processor time of all threads, which says more on a machine that is busy with something else.
"reference" is the plain design: torch eager in float32 with weights in torch's own order, one photo at a time.
"""

import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import tyro
from machine import check_report, describe_machine, machine_line, markdown_table, write_report
from PIL import Image
from torch.utils.flop_counter import FlopCounterMode

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.cli.main import main as probsym
from probsym.data.decoding import load_image
from probsym.data.transforms import to_tensor
from probsym.export.mesh import build_mesh
from probsym.export.onnx import IMAGES_INPUT, disagreement, named_factors, to_onnx
from probsym.export.onnx_file import with_half_weights
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder

PHOTOS = sorted((Path(__file__).parents[1] / "examples" / "photos").glob("*.png"))
COMMANDS = {
    "probsym --help": ["--help"],
    "probsym reconstruct --help": ["reconstruct", "--help"],
    "one photo, maps only": ["reconstruct", str(PHOTOS[0]), "--maps-only"],
    "one photo, everything": ["reconstruct", str(PHOTOS[0])],
}
"""What is started, as printed -> the arguments; those of reconstruct also get a model and a folder."""
FOLDERS = ("--detect none --no-refine-crop", "--no-refine-crop", "--detect none", "")
"""Flags with which a folder is reconstructed, beside ``--maps-only``."""


@dataclass(frozen=True)
class Settings:
    """Time reconstruction, alternatives side by side."""

    model: str = "face-64"
    """Shipped model, or the folder of a run or of a model."""
    batches: tuple[int, ...] = (1, 8, 32)
    """Photos at a time."""
    repeats: int = 15
    """Rounds that count."""
    folder: int = 320
    """Photos in the folder; 0: leave it out."""
    starts: int = 3
    """Starts of the program that count; 0: leave them out."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


@dataclass(frozen=True)
class Times:
    """Medians, milliseconds."""

    wall_ms: float
    cpu_ms: float

    def per(self, count: int) -> dict[str, float]:
        """The same for one of ``count`` things done at once."""
        return {"wall_ms": self.wall_ms / count, "cpu_ms": self.cpu_ms / count}


def alternate(runs: dict[str, Callable[[], object]], repeats: int) -> dict[str, Times]:
    """Every run in turn, ``repeats`` rounds after one that does not count."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(repeats + 1):
        for name, run in runs.items():
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            taken[name].append(((time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3))
    return {
        name: Times(*(statistics.median(column) for column in zip(*times[1:], strict=True)))
        for name, times in taken.items()
    }


def networks(model: Autoencoder, contents: dict[str, bytes], settings: Settings) -> list[dict[str, Any]]:
    """Time of the five networks a photo, for each batch size."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # it would slow whoever has the next turn
    sessions = {name: onnxruntime.InferenceSession(content, options) for name, content in contents.items()}
    plain = load(settings.model).to(memory_format=torch.contiguous_format)  # pyright: ignore[reportCallIssue]
    rows = []
    for batch in settings.batches:
        images = read([PHOTOS[row % len(PHOTOS)] for row in range(batch)], model.camera.size)
        array = images.numpy()
        runs: dict[str, Callable[[], object]] = {
            "reference": lambda images=images: [plain.factors(image) for image in images.split(1)],
            "torch": lambda images=images: model.factors(images),
        }
        for name, session in sessions.items():
            runs[name] = lambda session=session, array=array: session.run(None, {IMAGES_INPUT: array})
        with torch.inference_mode():
            times = alternate(runs, settings.repeats)
        rows.append({"batch": batch, **{name: taken.per(batch) for name, taken in times.items()}})
    return rows


def read(photos: Sequence[Path], size: int) -> torch.Tensor:
    """Central crops of photos as a batch in [0, 1]."""
    return to_tensor(np.stack([load_image(photo, size) for photo in photos]))


def one_photo(model: Autoencoder, settings: Settings) -> dict[str, dict[str, float]]:
    """From a photo's file to factors, rendering and the mesh's arrays, the model loaded."""
    size = model.camera.size
    images = read(PHOTOS[:1], size)
    with torch.inference_mode():
        result = model(images)
        runs: dict[str, Callable[[], object]] = {
            "decode": lambda: read(PHOTOS[:1], size),
            "networks": lambda: named_factors(model.factors(images)),
            "render": lambda: model.render(result.factors),
            "mesh arrays": lambda: build_mesh(result, 0, model.camera),
            "photo to factors and mesh arrays": lambda: build_mesh(model(read(PHOTOS[:1], size)), 0, model.camera),
        }
        return {name: times.per(1) for name, times in alternate(runs, settings.repeats).items()}


def loading(contents: dict[str, bytes], settings: Settings) -> dict[str, dict[str, float]]:
    """Loading a model, the packages imported."""
    import onnxruntime

    runs: dict[str, Callable[[], object]] = {"torch": lambda: load(settings.model)}
    for name, content in contents.items():
        runs[name] = lambda content=content: onnxruntime.InferenceSession(content)
    return {name: times.per(1) for name, times in alternate(runs, settings.repeats).items()}


def folder_of_photos(model: str, count: int, flags: str, scratch: Path) -> dict[str, float]:
    """Photos a second of ``reconstruct --maps-only FLAGS`` on JPEGs of 256 pixels, once warm.

    Nothing is deleted from ``scratch``: for half a minute after thousands of files were, ext4 is slow to make new ones.
    """
    photos = scratch / "photos"
    photos.mkdir(exist_ok=True)
    for number in range(count):
        with Image.open(PHOTOS[number % len(PHOTOS)]) as photo:
            photo.convert("RGB").rotate(number % 11 - 5).save(photos / f"{number:05d}.jpg", quality=92)
    arguments = ["reconstruct", str(photos), "--model", model, "--maps-only", *flags.split()]
    out = scratch / ("results" + flags.replace(" ", ""))
    with redirect_stdout(io.StringIO()):
        probsym([*arguments, "--out", f"{out}-warm", "--limit", "64"])
        wall, cpu = time.perf_counter(), time.process_time()
        code = probsym([*arguments, "--out", str(out)])
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert code == 0
    return {
        "photos": count,
        "photos_per_second": count / wall,
        "wall_ms": wall / count * 1e3,
        "cpu_ms": cpu / count * 1e3,
    }


def starting(model: str, repeats: int, scratch: Path) -> dict[str, dict[str, float]]:
    """The program from its start to its end, in a process of its own."""
    started: dict[str, dict[str, float]] = {}
    for name, arguments in COMMANDS.items():
        times = []
        for number in range(repeats + 1):
            out = scratch / f"{name.replace(' ', '-')}-{number}"
            more = ["--model", model, "--out", str(out)] if "--help" not in arguments else []
            before, begin = os.times(), time.perf_counter()
            command = [sys.executable, "-m", "probsym", *arguments, *more]
            subprocess.run(command, check=True, capture_output=True)
            after, wall = os.times(), time.perf_counter() - begin
            cpu = after.children_user + after.children_system - before.children_user - before.children_system
            times.append((wall * 1e3, cpu * 1e3))
        started[name] = Times(*(statistics.median(column) for column in zip(*times[1:], strict=True))).per(1)
    return started


def flops(model: Autoencoder) -> int:
    """Floating-point operations of the five networks for one photo, multiply and add as two."""
    size = model.camera.size
    with torch.inference_mode(), FlopCounterMode(display=False) as counter:
        model.factors(torch.zeros(1, 3, size, size))
    return counter.get_total_flops()


def _print_tables(report: dict[str, Any], settings: Settings) -> None:
    names = [name for name in report["networks"][0] if name != "batch"]
    header = ["networks, ms a photo", *(f"{name}{unit}" for name in names for unit in ("", " cpu"))]
    rows = [
        [f"batch {row['batch']}", *(f"{row[name][key]:.1f}" for name in names for key in ("wall_ms", "cpu_ms"))]
        for row in report["networks"]
    ]
    print(markdown_table(header, rows), end="\n\n")
    print(f"{report['gflop_a_photo']:.2f} GFLOP a photo; largest differences to torch: {report['disagreement']}\n")
    for title in ("one photo", "loading", "starting"):
        if report[title]:
            rows = [[name, f"{t['wall_ms']:.0f}", f"{t['cpu_ms']:.0f}"] for name, t in report[title].items()]
            print(markdown_table([title, "ms", "ms cpu"], rows), end="\n\n")
    if report["folder"]:
        rows = [
            [name or "(defaults)", f"{row['photos_per_second']:.1f}", f"{row['wall_ms']:.1f}", f"{row['cpu_ms']:.1f}"]
            for name, row in report["folder"].items()
        ]
        print(markdown_table([f"folder of {settings.folder} photos, maps only", "photos/s", "ms", "ms cpu"], rows))


def main(settings: Settings) -> dict[str, Any]:
    """Measure everything, print the tables, write the file."""
    check_report(settings.out)
    check_at_least(1, batches=settings.batches, repeats=settings.repeats)
    check_at_least(0, folder=settings.folder, starts=settings.starts)
    machine = describe_machine()
    print(machine_line(machine), end="\n\n", flush=True)
    model = load(settings.model)
    folders = FOLDERS if settings.folder else ()
    whole = to_onnx(model, settings.model)
    contents = {"onnx": whole, "onnx fp16": with_half_weights(whole)}
    with tempfile.TemporaryDirectory() as scratch:
        files = Path(scratch)
        report = {
            "machine": machine,
            "model": settings.model,
            "gflop_a_photo": flops(model) / 1e9,
            "bytes": {name: len(content) for name, content in contents.items()},
            "disagreement": {name: max(disagreement(content, model).values()) for name, content in contents.items()},
            "networks": networks(model, contents, settings),
            "one photo": one_photo(model, settings),
            "loading": loading(contents, settings),
            "folder": {name: folder_of_photos(settings.model, settings.folder, name, files) for name in folders},
            "starting": starting(settings.model, settings.starts, files) if settings.starts else {},
        }
    _print_tables(report, settings)
    write_report(report, settings.out)
    return report


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
