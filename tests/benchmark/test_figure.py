import math

import numpy as np

from probsym.benchmark.figure import Bar, Curve, Panel, bar_chart, curves_chart

OURS, PAPER = (0, 121, 107), (190, 190, 190)


def _same(picture: np.ndarray, colour: tuple[int, int, int], tolerance: int = 6) -> np.ndarray:
    return np.all(np.abs(picture.astype(int) - colour) < tolerance, axis=2)


def _lengths(picture: np.ndarray, colour: tuple[int, int, int]) -> list[int]:
    """Lengths of the bars of a colour, the legend's left out."""
    rows = _same(picture, colour).sum(1)
    return sorted({int(count) for count in rows if count > 100})


def test_bars_are_as_long_as_their_values() -> None:
    bars = [Bar("ours", (2.0, 0.0), (1.0, 0.0)), Bar("lost", None, (4.0, 0.0)), Bar("nan", (math.nan, 0.0), None)]
    picture = np.asarray(bar_chart("Title", {"SIDE": bars}))
    assert picture.shape[1] == 900
    ours, paper = _lengths(picture, OURS)[-1], _lengths(picture, PAPER)
    assert abs(paper[-1] / ours - 2) < 0.1
    assert any(abs(ours / length - 2) < 0.1 for length in paper)


def test_curves_break_where_nothing_was_measured() -> None:
    points = [(0.25, 1.0), (1.0, 1.0), (2.0, math.nan), (4.0, 1.0), (8.0, 1.0)]
    panel = Panel("light", "ratio", "SIDE", [Curve("ours", points)], logarithmic=True)
    picture = np.asarray(curves_chart("Title", [panel], columns=1))
    row = max(_same(picture[: picture.shape[0] * 2 // 3], OURS, 30), key=lambda line: line.sum())
    columns = np.flatnonzero(row)
    gaps = np.diff(columns)
    assert (gaps > 50).sum() == 1  # from 1 to 4
    left, right = np.split(columns, [int(np.flatnonzero(gaps > 50)[0]) + 1])
    assert abs(np.ptp(left) / np.ptp(right) - 2) < 0.2  # two octaves and one


def test_panels_without_points_are_drawn_too() -> None:
    panel = Panel("empty", "x", "y", [Curve("ours", [(1.0, math.nan)])])
    assert curves_chart("Title", [panel, panel, panel]).size == (880, 50 + 2 * 260)
    assert curves_chart("Title", [Panel("empty", "x", "y", [])]).size == (880, 50 + 260)


def test_negative_values_are_drawn_and_positive_ones_start_at_zero() -> None:
    def drawn(values: list[float]) -> float:
        panel = Panel("loss", "steps", "", [Curve("ours", [(1.0, values[0]), (2.0, values[1])])])
        picture = np.asarray(curves_chart("Title", [panel], columns=1))
        rows = np.flatnonzero(_same(picture[: picture.shape[0] * 2 // 3], OURS, 30).any(1))
        return float(np.ptp(rows))

    assert drawn([-1.0, -1.2]) > 100  # the axis ends at the values
    assert drawn([1.0, 1.2]) < 50  # it ends at 0
