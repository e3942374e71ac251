"""``probsym benchmark``: make one table by its name."""

from importlib import import_module
from pathlib import Path

from probsym.benchmark.extra import check_extra
from probsym.benchmark.report import write_report
from probsym.benchmark.request import Request
from probsym.benchmark.variants import DEPTH_TABLES
from probsym.checks import check_choice

OTHER_TABLES = ("keypoints", "stress", "confidence")


def make_table(name: str, request: Request) -> Path:
    """Train and score the rows of a table, write and print it.

    Args:
        name: one of ``DEPTH_TABLES`` or ``OTHER_TABLES``.
        request: data, recipe and rows.

    Returns:
        The folder with ``table.md``, ``table.json`` and the pictures.

    Raises:
        InputError: an unknown table, unusable data, or the extra ``benchmark`` is not installed.
        StoppedError: a signal stopped training; the same call continues.
        ProbsymError: as training raises it.
    """
    check_choice("table", name, (*DEPTH_TABLES, *OTHER_TABLES))
    check_extra()
    if name in DEPTH_TABLES:
        from probsym.benchmark.depth_table import make_depth_table

        return write_report(make_depth_table(request, name), request)
    return write_report(import_module(f"probsym.benchmark.{name}").run(request), request)
