"""Speed and agreement of the rasteriser's backends, measured in one run.

    python benchmarks/raster.py --out raster.json

A bumpy depth map on a grid of the image's size is turned at random and z-buffered by the torch reference and by the
device's fast backend: numba on a CPU, Triton on a GPU. Times are medians, after one run that does not count.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
import tyro
from machine import check_report, describe_machine, machine_line, markdown_table, write_report
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.devices import choose_device
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import grid_triangles
from probsym.geometry.viewpoint import transform
from probsym.rendering.rasterize import Backend, rasterize
from probsym.types import Viewpoint

BACKENDS: dict[str, tuple[Backend, Backend]] = {"cpu": ("torch", "numba"), "cuda": ("torch", "triton")}
"""Device -> the reference and what it is compared with."""


@dataclass(frozen=True)
class Settings:
    """Time the rasteriser and compare its backends."""

    sizes: tuple[int, ...] = (32, 64, 128, 256)
    """Sides of the images and of the grids, pixels."""
    batches: tuple[int, ...] = (1, 16, 64)
    """Images at a time."""
    repeats: int = 50
    """Most runs of each."""
    seconds: float = 4.0
    """Longest time for each, but at least three runs, or one if a run takes longer than that."""
    device: Literal["cpu", "cuda"] = "cuda" if torch.cuda.is_available() else "cpu"
    """Where."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


def turned_surfaces(size: int, batch: int, seed: int = 0) -> Tensor:
    """Vertices (u, v, z), batch x size^2 x 3, of smooth random depth maps turned by up to 30 degrees."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(batch, 1, 8, 8, generator=generator)
    bumps = functional.interpolate(coarse, size=(size, size), mode="bicubic", align_corners=True)[:, 0]
    camera = PinholeCamera(size)
    points = camera.unproject(0.95 + 0.1 * bumps).reshape(batch, size * size, 3)
    rotation = (torch.rand(batch, 3, generator=generator) * 2 - 1) * torch.pi / 6
    moved = transform(points, Viewpoint(rotation_rad=rotation, translation=torch.zeros(batch, 3)))
    return torch.cat([camera.project(moved), moved[..., 2:]], dim=-1)


def median_ms(run: Callable[[], object], settings: Settings) -> float:
    """Median time of ``run``, milliseconds."""
    times: list[float] = []
    started = time.perf_counter()
    _finish(run, settings)
    warm = time.perf_counter()
    least = 3 if warm - started <= settings.seconds else 1
    while len(times) < settings.repeats and (len(times) < least or time.perf_counter() - warm < settings.seconds):
        begin = time.perf_counter()
        _finish(run, settings)
        times.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(times)


def _finish(run: Callable[[], object], settings: Settings) -> None:
    run()
    if settings.device == "cuda":
        torch.cuda.synchronize()


def compare(size: int, batch: int, settings: Settings) -> dict[str, Any]:
    """Times of both backends and how far they are apart, for one size and batch."""
    vertices, triangles = turned_surfaces(size, batch).to(settings.device), grid_triangles(size, settings.device)
    upstream = torch.randn(batch, size, size, generator=torch.Generator().manual_seed(1)).to(settings.device)
    slow, fast = backends = BACKENDS[settings.device]
    row: dict[str, Any] = {"size": size, "batch": batch}
    depths, faces, gradients = {}, {}, {}
    for backend in backends:
        leaf = vertices.clone().requires_grad_()
        depth, face = rasterize(leaf, triangles, size, backend)
        depths[backend], faces[backend] = depth.detach(), face

        def forward(backend: Backend = backend, leaf: Tensor = leaf) -> object:
            return rasterize(leaf, triangles, size, backend)

        def backward(depth: Tensor = depth, leaf: Tensor = leaf) -> Tensor:
            return torch.autograd.grad(depth, leaf, upstream, retain_graph=True)[0]

        row[f"{backend}_forward_ms"] = median_ms(forward, settings)
        row[f"{backend}_backward_ms"] = median_ms(backward, settings)
    same = faces[slow] == faces[fast]
    row["pixels"] = same.numel()
    row["faces_differing"] = int((~same).sum())
    row["depth_difference"] = (depths[slow] - depths[fast]).abs().max().item()
    for backend in backends:  # where two faces are equally near, either gradient is right
        leaf = vertices.clone().requires_grad_()
        depth, _ = rasterize(leaf, triangles, size, backend)
        gradients[backend] = torch.autograd.grad(depth, leaf, upstream * same)[0]
    largest = gradients[slow].abs().max().item()
    row["gradient_difference"] = (gradients[slow] - gradients[fast]).abs().max().item() / largest
    return row


def main(settings: Settings) -> dict[str, Any]:
    """Measure everything, print the table, write the file."""
    check_report(settings.out)
    check_at_least(2, sizes=settings.sizes)
    check_at_least(1, batches=settings.batches, repeats=settings.repeats)
    choose_device(settings.device)
    machine = describe_machine()
    print(machine_line(machine), flush=True)
    results = [compare(size, batch, settings) for size in settings.sizes for batch in settings.batches]
    backends = BACKENDS[settings.device]
    header = ["size × batch", *(f"{name} {way} ms" for name in backends for way in ("fwd", "bwd")), "speed-up"]
    header += ["faces differing", "depth difference", "gradient difference"]
    rows = []
    for row in results:
        slow, fast = (row[f"{name}_forward_ms"] + row[f"{name}_backward_ms"] for name in backends)
        rows.append(
            [
                f"{row['size']} × {row['batch']}",
                *(f"{row[f'{name}_{way}_ms']:.2f}" for name in backends for way in ("forward", "backward")),
                f"{slow / fast:.0f}×",
                f"{row['faces_differing']:,} of {row['pixels']:,}",
                f"{row['depth_difference']:.1e}",
                f"{row['gradient_difference']:.1e}",
            ]
        )
    print(markdown_table(header, rows))
    report = {"machine": machine, "results": results}
    write_report(report, settings.out)
    return report


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
