"""Figure of the method: every map that ``face-128`` computes from one sample photo, with the paper's symbols.

python scripts/make_method_figure.py docs/images/method.webp
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from torch import Tensor

from probsym.cli.exit_code import exit_code
from probsym.export.pictures import confidence, depth_limits, nearness, to_picture
from probsym.export.render import on_background, opacity_or_border, render_object, surface_triangles
from probsym.export.surface import BORDER, refine_depth
from probsym.geometry.camera import PinholeCamera
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct
from probsym.io import atomic_write, check_new_file
from probsym.types import Light, ModelOutput

PHOTO = Path(__file__).parents[1] / "examples" / "photos" / "eileen.jpg"
SIDE, GAP, LINE = 156, 36, 28
"""Of a tile, between tiles beside each other, and height of the label above each; pixels."""
BELOW = LINE + 40
"""From a tile to the one below."""
COLUMNS, ROWS = 7, 3
INK, ACCENT = "#282828", "#00796b"
NAMES = ("depth", "albedo", "shading", "canonical image", "reconstruction", "confidence")
PLAIN = (r"$d$", r"$a$", r"$\Lambda(d, l)$", r"$\mathbf{J}$", r"$\hat{\mathbf{I}}$", r"$\sigma$")
FLIPPED = (r"$d'$", r"$a'$", r"$\Lambda(d', l)$", r"$\mathbf{J}'$", r"$\hat{\mathbf{I}}'$", r"$\sigma'$")


def sphere(light: Light, size: int) -> Tensor:
    """A white sphere under this light, seen from the camera, size x size; white around it."""
    axis = (torch.arange(2 * size) + 0.5) / size - 1
    x, y = axis.expand(2 * size, -1), axis[:, None].expand(-1, 2 * size)
    inside = x**2 + y**2 < 0.9
    z = (0.9 - x**2 - y**2).clamp(min=0).sqrt()
    normals = torch.stack([-x, -y, z]) / 0.9**0.5  # towards +z, into the sphere
    cosine = (normals * light.direction[0, :, None, None]).sum(0).clamp(min=0)
    values = torch.where(inside, light.ambient[0] + light.diffuse[0] * cosine, 1.0)
    return torch.nn.functional.avg_pool2d(values[None].clamp(0, 1), 2)


def seen_from_the_photo(one: ModelOutput, values: Tensor, camera: PinholeCamera) -> Tensor:
    """Values of the canonical frame of one sample, reprojected by its viewpoint at the size of a tile, on white."""
    depth = refine_depth(one.factors.canonical_depth, 2)
    cover = opacity_or_border(None, camera.size, 2)
    triangles = surface_triangles(camera.resized(depth.shape[-1]).unproject(depth).reshape(-1, 3), cover)
    seen = render_object(values, depth[0], triangles, cover, one.factors.viewpoint, camera.resized(SIDE))
    return on_background(seen)


def row_of(one: ModelOutput, sigma: Tensor, camera: PinholeCamera) -> list[Tensor]:
    """Depth, albedo, shading, canonical image, reconstruction and confidence of one sample, in [0, 1]."""
    depth, colours = one.factors.canonical_depth, one.canonical_image[0].clamp(0, 1)
    near, far = depth_limits(depth[:, BORDER:-BORDER, BORDER:-BORDER])
    return [
        nearness(depth, near, far)[0],
        one.factors.albedo[0],
        one.shading[0] / one.shading.max().clamp(min=1),
        colours,
        seen_from_the_photo(one, colours, camera),
        confidence(sigma)[0],
    ]


class Board:
    """A grid of tiles with labels and arrows."""

    def __init__(self) -> None:
        """An empty, white picture."""
        self.width = COLUMNS * (SIDE + GAP)
        self.height = ROWS * (SIDE + BELOW) - BELOW + LINE + 24
        self.figure = Figure(figsize=(self.width / 100, self.height / 100), dpi=100)
        self.axes: Any = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, self.width), ylim=(self.height, 0))
        self.axes.axis("off")

    def place(self, column: float, row: float) -> tuple[float, float]:
        """Left and top of a tile."""
        return GAP / 2 + column * (SIDE + GAP), LINE + 12 + row * (SIDE + BELOW)

    def tile(self, column: float, row: float, values: Tensor, label: str) -> None:
        """Show a map in a cell, below its label."""
        left, top = self.place(column, row)
        pixels = np.asarray(to_picture(values.expand(3, -1, -1)).resize((SIDE, SIDE), Image.Resampling.BICUBIC))
        self.axes.imshow(pixels, extent=(left, left + SIDE, top + SIDE, top), aspect="auto", interpolation="none")
        self.axes.text(left + SIDE / 2, top - 7, label, ha="center", va="baseline", fontsize=14, color=INK)

    def arrow(self, start: tuple[float, float], end: tuple[float, float], label: str = "") -> None:
        """From one point to another, both in pixels; the label stands above its middle."""
        style = {"arrowstyle": "-|>", "color": ACCENT, "lw": 2, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 16}
        self.axes.annotate("", xy=end, xytext=start, arrowprops=style)
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 8)
        self.axes.text(*middle, label, ha="center", va="bottom", fontsize=16, color=ACCENT)

    def across(self, column: int, row: float, label: str) -> None:
        """An arrow from a tile to the next one on its right."""
        left, top = self.place(column, row)
        self.arrow((left + SIDE + 6, top + SIDE / 2), (left + SIDE + GAP - 6, top + SIDE / 2), label)

    def up_and_down(self, column: float, row: float) -> None:
        """Arrows from a tile to those above and below it."""
        left, top = self.place(column, row)
        middle, bottom = left + SIDE / 2, top + SIDE
        self.arrow((middle, top - LINE - 2), (middle, top - BELOW + 4))
        self.arrow((middle, bottom + 6), (middle, bottom + BELOW - LINE - 2))

    def write(self, column: float, row: float, text: str) -> None:
        """Lines of text in a cell."""
        left, top = self.place(column, row)
        self.axes.text(
            left + SIDE / 2, top + SIDE / 2, text, ha="center", va="center", fontsize=14, color=INK, linespacing=1.5
        )

    def save(self, path: Path) -> None:
        """Write the picture."""
        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()
        with atomic_write(path) as temporary:
            Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3]).save(temporary, quality=88, method=6)


def main() -> None:
    """Write the figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="picture to write (.webp, .jpg or .png)")
    out = parser.parse_args().out
    check_new_file("out", out, (".webp", ".jpg", ".png"))
    model = load("face-128")
    model.refinement_net = None  # it is not part of the paper's method
    photo = reconstruct(PHOTO, model).input_images
    with torch.inference_mode():
        factors = model.factors(photo)
        mirrored = replace(factors, canonical_depth=factors.canonical_depth.flip(2), albedo=factors.albedo.flip(3))
        plain, flipped = model.render(factors), model.render(mirrored)
    draw(photo, plain, flipped, model.camera).save(out)


def draw(photo: Tensor, plain: ModelOutput, flipped: ModelOutput, camera: PinholeCamera) -> Board:
    """Photo, both reconstructions and all that leads to them."""
    factors = plain.factors
    if factors.sigma is None or factors.sigma_flip is None:
        raise AssertionError("face-128 predicts confidence")
    board = Board()
    board.tile(0, 1, photo[0], r"photo $\mathbf{I}$")
    for row, one, sigma, symbols in ((0, plain, factors.sigma, PLAIN), (2, flipped, factors.sigma_flip, FLIPPED)):
        for column, values in enumerate(row_of(one, sigma, camera)):
            board.tile(column + 1, row, values, f"{NAMES[column]} {symbols[column]}")
        board.across(2, row, r"$\Lambda$")
        board.across(3, row, r"$\cdot\,a$" if row == 0 else r"$\cdot\,a'$")
        board.across(4, row, r"$\Pi$")
    board.tile(3, 1, sphere(factors.light, SIDE), r"light $l$")
    shape = seen_from_the_photo(plain, plain.canonical_normals[0, 2:].clamp(0, 1), camera)
    board.tile(5, 1, shape, r"viewpoint $w$")
    board.up_and_down(3, 1)
    board.up_and_down(5, 1)
    board.across(0, 1, r"$\Phi$")
    board.write(1, 1, "five networks\npredict $d$, $a$, $l$,\n$w$, $\\sigma$ and $\\sigma'$")
    board.write(2, 1, "above: predicted\nbelow: flipped\n$l$, $w$: the same")
    board.write(6, 1, "both compared\nwith $\\mathbf{I}$, errors\ndivided by $\\sigma$, $\\sigma'$")
    return board


if __name__ == "__main__":
    sys.exit(exit_code(main))
