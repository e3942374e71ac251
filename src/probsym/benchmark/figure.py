"""Charts drawn with Pillow, whose own font has no Greek or raised letters: bars with error bars, and curves."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

_SCALE = 3
"""Drawn larger and reduced, which smooths lines and text."""
_INK, _GRID, _PAPER = (40, 40, 40), (225, 225, 225), (255, 255, 255)
_OURS, _PUBLISHED = (0, 121, 107), (190, 190, 190)
_COLOURS = ((0, 121, 107), (216, 96, 38), (120, 120, 120), (84, 84, 200))
_MOST_MARKS = 10
"""More values than this on the x axis get round numbers instead of one mark each."""

Measured = tuple[float, float]
"""Mean and standard deviation."""


class Bar(NamedTuple):
    """One row of a bar chart."""

    label: str
    ours: Measured | None
    published: Measured | None


class Curve(NamedTuple):
    """One line of a chart of curves."""

    label: str
    points: Sequence[tuple[float, float]]
    """x and y; y may be NaN where nothing was measured."""


class Panel(NamedTuple):
    """One chart of several."""

    title: str
    x_label: str
    y_label: str
    curves: Sequence[Curve]
    logarithmic: bool = False
    """The x axis."""


def bar_chart(title: str, panels: Mapping[str, Sequence[Bar]], width: int = 900) -> Image.Image:
    """Horizontal bars, one panel beside the other: ours in colour, the paper's in grey below it.

    Args:
        title: above all.
        panels: heading of the panel -> rows; the labels of the first panel stand at the left of all.
        width: of the picture, pixels.
    """
    rows = len(next(iter(panels.values())))
    row_height, top, left, bottom = 34, 62, 210, 26
    height = top + max(rows, 1) * row_height + bottom
    canvas = _Canvas(width, height)
    canvas.text(8, 18, title, 15, "lm")
    canvas.rectangle(width - 190, 12, width - 178, 24, _OURS)
    canvas.text(width - 172, 18, "here", 12, "lm")
    canvas.rectangle(width - 120, 12, width - 108, 24, _PUBLISHED)
    canvas.text(width - 102, 18, "paper", 12, "lm")
    span = (width - left - 16) / len(panels)
    for number, (heading, bars) in enumerate(panels.items()):
        x0, x1 = left + number * span, left + (number + 1) * span - 24
        known = [mean + deviation for bar in bars for mean, deviation in _known(bar)]
        ticks = _ticks(0.0, max(known, default=1.0))
        canvas.text((x0 + x1) / 2, 42, heading, 13, "mm")

        def place(value: float, x0: float = x0, x1: float = x1, end: float = ticks[-1]) -> float:
            return x0 + (x1 - x0) * min(max(value, 0.0), end) / end

        for tick in ticks:
            canvas.line([(place(tick), top - 6), (place(tick), height - bottom)], _GRID)
            canvas.text(place(tick), height - bottom + 11, _number(tick), 11, "mm")
        for index, bar in enumerate(bars):
            y = top + index * row_height
            if number == 0:
                canvas.text(left - 10, y + 13, bar.label, 12, "rm")
            for values, colour, shift in ((bar.ours, _OURS, 0), (bar.published, _PUBLISHED, 13)):
                if values is None or not math.isfinite(values[0]):
                    continue
                mean, deviation = values
                canvas.rectangle(x0, y + shift, place(mean), y + shift + 12, colour)
                canvas.line([(place(mean - deviation), y + shift + 6), (place(mean + deviation), y + shift + 6)], _INK)
        canvas.line([(x0, top - 6), (x0, height - bottom)], _INK)
    return canvas.finished()


def curves_chart(
    title: str, panels: Sequence[Panel], columns: int = 2, size: tuple[int, int] = (440, 260)
) -> Image.Image:
    """Curves in a grid of panels, with one legend.

    Args:
        title: above all.
        panels: charts, row by row; curves of one label have one colour.
        columns: panels beside each other.
        size: width and height of a panel, pixels.
    """
    top = 50
    rows = -(-len(panels) // columns)
    canvas = _Canvas(columns * size[0], top + rows * size[1])
    canvas.text(8, 18, title, 15, "lm")
    labels = list(dict.fromkeys(curve.label for panel in panels for curve in panel.curves))
    colours = {label: _COLOURS[index % len(_COLOURS)] for index, label in enumerate(labels)}
    x = 8.0
    for label in labels:
        canvas.line([(x, 38), (x + 22, 38)], colours[label], 2.5)
        canvas.text(x + 28, 38, label, 12, "lm")
        x += 48 + canvas.length(label, 12)
    for index, panel in enumerate(panels):
        row, column = divmod(index, columns)
        _draw_panel(canvas, panel, colours, column * size[0], top + row * size[1], size)
    return canvas.finished()


def _draw_panel(
    canvas: "_Canvas",
    panel: Panel,
    colours: Mapping[str, tuple[int, int, int]],
    left: float,
    top: float,
    size: tuple[int, int],
) -> None:
    x0, x1, y0, y1 = left + 58, left + size[0] - 18, top + 26, top + size[1] - 44
    points = [point for curve in panel.curves for point in curve.points if math.isfinite(point[1])]
    canvas.text((x0 + x1) / 2, top + 10, panel.title, 13, "mm")
    canvas.text((x0 + x1) / 2, top + size[1] - 12, panel.x_label, 12, "mm")
    if not points:
        return

    def bent(value: float) -> float:
        return math.log2(value) if panel.logarithmic else value

    low, high = min(bent(x) for x, _ in points), max(bent(x) for x, _ in points)
    high = max(high, low + 1e-6)
    ticks = _ticks(0.0, max(y for _, y in points))

    def place(x: float, y: float) -> tuple[float, float]:
        return x0 + (x1 - x0) * (bent(x) - low) / (high - low), y1 - (y1 - y0) * y / ticks[-1]

    for tick in ticks:
        canvas.line([(x0, place(points[0][0], tick)[1]), (x1, place(points[0][0], tick)[1])], _GRID)
        canvas.text(x0 - 6, place(points[0][0], tick)[1], _number(tick), 11, "rm")
    marks = sorted({x for x, _ in points})
    if len(marks) > _MOST_MARKS and not panel.logarithmic:
        marks = [x for x in _ticks(0.0, high) if low <= x <= high]
    for x in marks:
        canvas.text(place(x, 0)[0], y1 + 12, _number(x), 11, "mm")
    canvas.text(left + 6, top + 10, panel.y_label, 11, "lm")
    for curve in panel.curves:
        run: list[tuple[float, float]] = []
        for x, y in curve.points:
            if math.isfinite(y):
                run.append(place(x, y))
                canvas.dot(*run[-1], 3, colours[curve.label])
            else:
                canvas.line(run, colours[curve.label], 2.0)
                run = []
        canvas.line(run, colours[curve.label], 2.0)
    canvas.line([(x0, y0), (x0, y1), (x1, y1)], _INK)


class _Canvas:
    """A picture drawn at ``_SCALE`` times its size; coordinates are those of the finished one."""

    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("RGB", (width * _SCALE, height * _SCALE), _PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def text(self, x: float, y: float, text: str, points: float, anchor: str) -> None:
        font = ImageFont.load_default(points * _SCALE)
        self._draw.text((x * _SCALE, y * _SCALE), text, fill=_INK, font=font, anchor=anchor)

    def length(self, text: str, points: float) -> float:
        return ImageFont.load_default(points * _SCALE).getlength(text) / _SCALE

    def line(self, points: Sequence[tuple[float, float]], colour: tuple[int, int, int], width: float = 1.0) -> None:
        if len(points) > 1:
            scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
            self._draw.line(scaled, fill=colour, width=round(width * _SCALE), joint="curve")

    def rectangle(self, x0: float, y0: float, x1: float, y1: float, colour: tuple[int, int, int]) -> None:
        self._draw.rectangle([x0 * _SCALE, y0 * _SCALE, max(x0, x1) * _SCALE, y1 * _SCALE], fill=colour)

    def dot(self, x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
        box = [(x - radius) * _SCALE, (y - radius) * _SCALE, (x + radius) * _SCALE, (y + radius) * _SCALE]
        self._draw.ellipse(box, fill=colour)

    def finished(self) -> Image.Image:
        width, height = self._image.size
        return self._image.resize((width // _SCALE, height // _SCALE), Image.Resampling.LANCZOS)


def _known(bar: Bar) -> list[Measured]:
    return [values for values in (bar.ours, bar.published) if values is not None and math.isfinite(values[0])]


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from ``low`` to beyond ``high``."""
    span = max(high - low, 1e-9)
    step = 10 ** math.floor(math.log10(span))
    step = next(step * factor for factor in (0.2, 0.5, 1.0, 2.0, 5.0) if span / (step * factor) <= 6)
    return [low + step * index for index in range(math.ceil(span / step - 1e-9) + 1)]


def _number(value: float) -> str:
    return f"{value:.6g}"
