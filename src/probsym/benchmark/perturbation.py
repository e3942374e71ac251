"""Asymmetric perturbation, with and without confidence."""

from probsym.benchmark.depth_table import Row, depth_table
from probsym.benchmark.report import Report
from probsym.benchmark.request import Request
from probsym.benchmark.variants import FULL

ROWS = (
    Row("no-confidence", "clean, without confidence"),
    Row(FULL, "clean, with confidence"),
    Row("perturbed-no-confidence", "perturbed, without confidence"),
    Row("perturbed", "perturbed, with confidence"),
)


def run(request: Request) -> Report:
    """Make the table; see :func:`depth_table`."""
    note = "perturbed rows are trained and tested on images with a rectangle each"
    return depth_table(request, "perturbation", "Asymmetric perturbation", ROWS, (note,))
