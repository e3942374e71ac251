import math

import numpy as np

from probsym.benchmark.figure import Bar, Curve, Panel, bar_chart, curves_chart

OURS, PAPER = (0, 121, 107), (190, 190, 190)


def _run_length(picture: np.ndarray, colour: tuple[int, int, int]) -> list[int]:
    """Longest run of a colour in every row of the picture that has some, bars only (no legend)."""
    same = (np.abs(picture[60:].astype(int) - colour) < 6).all(2)
    return [int(row.sum()) for row in same if row.sum() > 20]


def test_bars_are_as_long_as_their_values() -> None:
    bars = [Bar("ours", (2.0, 0.0), (1.0, 0.0)), Bar("lost", None, (4.0, 0.0)), Bar("nan", (math.nan, 0.0), None)]
    picture = np.asarray(bar_chart("Title", {"SIDE": bars}))
    ours, paper = _run_length(picture, OURS), _run_length(picture, PAPER)
    assert ours
    assert len(set(ours[2:-2])) == 1
    lengths = sorted(set(paper))
    assert abs(lengths[-1] / ours[len(ours) // 2] - 2) < 0.05
    assert abs(ours[len(ours) // 2] / paper[3] - 2) < 0.1


def test_curves_break_where_nothing_was_measured() -> None:
    points = [(0.25, 1.0), (1.0, 1.0), (2.0, math.nan), (4.0, 1.0), (8.0, 1.0)]
    panel = Panel("light", "ratio", "SIDE", [Curve("ours", points)], logarithmic=True)
    picture = np.asarray(curves_chart("Title", [panel], columns=1))
    row = max((np.abs(picture[60:].astype(int) - OURS) < 20).all(2), key=lambda line: line.sum())
    columns = np.flatnonzero(row)
    gaps = np.diff(columns)
    assert (gaps > 50).sum() == 1  # from 1 to 4
    # 0.25 to 1 and 4 to 8: two octaves and one
    left, right = np.split(columns, [int(np.flatnonzero(gaps > 50)[0]) + 1])
    assert abs(np.ptp(left) / np.ptp(right) - 2) < 0.1


def test_panels_without_points_are_drawn_too() -> None:
    panel = Panel("empty", "x", "y", [Curve("ours", [(1.0, math.nan)])])
    assert curves_chart("Title", [panel, panel, panel]).size == (880, 50 + 2 * 260)


def _ink_below_the_axis(count: int) -> int:
    """Columns with the ink of numbers, under the axis of a panel with ``count`` values of x."""
    panel = Panel("run", "steps", "SIDE", [Curve("ours", [(100.0 * x, 1.0) for x in range(1, count + 1)])])
    picture = np.asarray(curves_chart("Title", [panel], columns=1)).astype(int)
    labels = picture[50 + 260 - 44 + 6 : 50 + 260 - 44 + 19, 50:]
    return int((labels.max((0, 2)) - labels.min((0, 2)) > 60).sum())


def test_many_values_get_round_marks() -> None:
    assert 0 < _ink_below_the_axis(60) < _ink_below_the_axis(9) * 2
