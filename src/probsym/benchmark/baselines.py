"""Ours between supervision and guesses that look at no image."""

from probsym.benchmark.depth_table import CONSTANT, MEAN, Row, depth_table
from probsym.benchmark.report import Report
from probsym.benchmark.request import Request
from probsym.benchmark.variants import FULL, SUPERVISED

ROWS = (
    Row(SUPERVISED, "supervised"),
    Row(CONSTANT, "constant depth"),
    Row(MEAN, "mean true depth"),
    Row(FULL, "ours, no labels"),
)


def run(request: Request) -> Report:
    """Make the table; see :func:`depth_table`."""
    return depth_table(request, "baselines", "Baselines", ROWS)
