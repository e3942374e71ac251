"""``probsym benchmark``: make one table by its name."""

from pathlib import Path

from probsym.benchmark import check_extra
from probsym.benchmark.request import Request
from probsym.benchmark.table_report import Report, write_table_report
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
    return write_table_report(_table(name, request), request)


def _table(name: str, request: Request) -> Report:
    # Each imports its own extras: none is loaded for another table.
    if name == "keypoints":
        from probsym.benchmark.keypoint_table import make_keypoint_table

        return make_keypoint_table(request)
    if name == "stress":
        from probsym.benchmark.stress_table import make_stress_table

        return make_stress_table(request)
    if name == "confidence":
        from probsym.benchmark.confidence_table import make_confidence_table

        return make_confidence_table(request)
    from probsym.benchmark.depth_table import make_depth_table

    return make_depth_table(request, name)
