"""Charts by matplotlib: bars with error bars, and panels of curves."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from probsym.benchmark import check_extra

_DPI = 100
_OURS, _PUBLISHED = "#00796b", "#bebebe"
_COLOURS = ("#00796b", "#d86026", "#787878", "#5454c8")

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
    """x and y; a NaN y breaks the line."""


class Panel(NamedTuple):
    """One chart of several."""

    title: str
    x_label: str
    y_label: str
    curves: Sequence[Curve]
    logarithmic: bool = False
    """The x axis, to base 2."""


def bar_chart(title: str, panels: Mapping[str, Sequence[Bar]], width: int = 900) -> Image.Image:
    """Horizontal bars, one panel beside the other: ours in colour, the paper's in grey below it.

    Args:
        title: above all.
        panels: heading of the panel -> rows; the labels of the first panel stand at the left of all.
        width: of the picture, pixels.

    Raises:
        InputError: matplotlib is not installed.
    """
    rows = next(iter(panels.values()))
    figure = _new_figure(width, 110 + 34 * max(len(rows), 1), title)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    places = np.arange(len(rows))
    for axis, (heading, bars) in zip(axes, panels.items(), strict=True):
        for key, values, colour, shift in (
            ("here", [bar.ours for bar in bars], _OURS, -0.19),
            ("paper", [bar.published for bar in bars], _PUBLISHED, 0.19),
        ):
            means, deviations = np.array([_finite(value) for value in values]).reshape(-1, 2).T
            axis.barh(places + shift, means, 0.38, xerr=deviations, color=colour, label=key, error_kw={"lw": 1})
        axis.set_title(heading, fontsize=10)
        axis.set_yticks(places, [bar.label for bar in bars])
        axis.set_xlim(left=0)
        axis.grid(axis="x", alpha=0.4)
        axis.set_axisbelow(True)
    axes[0].invert_yaxis()  # shared by all panels
    axes[-1].legend(fontsize=8)
    return _to_image(figure)


def curves_chart(
    title: str, panels: Sequence[Panel], columns: int = 2, size: tuple[int, int] = (440, 260)
) -> Image.Image:
    """Curves in a grid of panels, with one legend.

    Args:
        title: above all.
        panels: charts, row by row; curves of one label have one colour.
        columns: panels beside each other.
        size: width and height of a panel, pixels.

    Raises:
        InputError: matplotlib is not installed.
    """
    rows = -(-len(panels) // columns)
    figure = _new_figure(columns * size[0], 50 + rows * size[1], title)
    axes = figure.subplots(rows, columns, squeeze=False).flatten()
    labels = list(dict.fromkeys(curve.label for panel in panels for curve in panel.curves))
    lines = {}
    for axis, panel in zip(axes, panels, strict=False):
        for curve in panel.curves:
            x, y = np.array(curve.points, np.float64).reshape(-1, 2).T
            colour = _COLOURS[labels.index(curve.label) % len(_COLOURS)]
            (lines[curve.label],) = axis.plot(x, y, marker="o", markersize=3, color=colour, label=curve.label)
        if panel.logarithmic:
            axis.set_xscale("log", base=2)
            axis.xaxis.set_major_formatter("{x:g}")
        else:
            axis.locator_params(axis="x", nbins=5)
            axis.xaxis.set_major_formatter("{x:,g}")
        axis.set_title(panel.title, fontsize=10)
        axis.set_xlabel(panel.x_label, fontsize=9)
        axis.set_ylabel(panel.y_label, fontsize=9)
        if all(y >= 0 for curve in panel.curves for _, y in curve.points):
            axis.set_ylim(bottom=0)
        axis.grid(alpha=0.4)
    for axis in axes[len(panels) :]:
        axis.remove()
    if lines:
        figure.legend(handles=list(lines.values()), loc="outside lower center", ncols=max(len(lines), 1), fontsize=9)
    return _to_image(figure)


def _finite(value: Measured | None) -> Measured:
    """Mean and deviation; NaN, which draws nothing, where there is none."""
    if value is None or not math.isfinite(value[0]):
        return math.nan, math.nan
    return value


def _new_figure(width: int, height: int, title: str) -> Any:
    """A figure of this many pixels, without pyplot's global state."""
    check_extra()
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, layout="constrained")
    figure.suptitle(title, fontsize=12)
    return figure


def _to_image(figure: Any) -> Image.Image:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3].copy())
