"""The table at the top of the results page, filled from the stored results that the page shows further down."""

from collections.abc import Callable
from typing import Any

from reference_tables import table

from probsym.errors import InputError

Read = Callable[[str], dict[str, Any]]
"""Reads the stored result of a name."""
FACE_MESH = "MediaPipe Face Mesh 0.10.14"


def value(result: dict[str, Any], row: str, key: str) -> float:
    """A figure of the row of this name or recipe; of a mean with its deviation, the mean.

    Raises:
        InputError: no row, or several, have the name, or the row lacks the figure.
    """
    found = [each for each in result["rows"] if row in (each["name"], each.get("recipe"))]
    if len(found) != 1 or found[0].get(key) is None:
        raise InputError(f"{result['title']}: expected one row {row!r} with {key!r}")
    figure = found[0][key]
    return figure[0] if isinstance(figure, list) else figure


def both(result: dict[str, Any], row: str) -> str:
    """SIDE and MAD of a row."""
    return f"{value(result, row, 'side'):.3f} / {value(result, row, 'mad'):.2f}"


def to_supervised(result: dict[str, Any], prefix: str = "") -> str:
    """SIDE and MAD of training without labels relative to those of the supervised network."""
    ours, best = "no labels (this package)", "supervised"
    keys = (f"{prefix}side", f"{prefix}mad")
    return " / ".join(f"{value(result, ours, key) / value(result, best, key):.2f}" for key in keys)


def summary(read: Read) -> str:
    """What is measured on which data, this package's figure, and the figures to compare it with."""
    faces, baselines, common = read("synthetic-faces-64"), read("table-baselines-64"), read("peers-synthetic")
    real, common_real = read("yaleb-face-64"), read("peers-yaleb")
    refined = "`face-128`, refined crops"
    rows = [
        [
            "[synthetic faces](#synthetic-faces)",
            "SIDE ×10⁻² / MAD °",
            both(faces, "best"),
            f"the paper's settings {both(faces, '`paper64.toml`')}, mean depth {both(faces, 'mean depth (baseline)')}",
        ],
        [
            "[synthetic faces](#baselines-at-64-pixels)",
            "SIDE / MAD relative to a supervised network",
            to_supervised(baselines),
            f"in the paper {to_supervised(baselines, 'paper_')}",
        ],
        [
            "[synthetic faces, common pixels](#beside-mediapipe-face-mesh)",
            "SIDE ×10⁻² / MAD °",
            both(common, "`synface-64`"),
            f"MediaPipe Face Mesh {both(common, FACE_MESH)}",
        ],
        [
            "[real faces](#real-faces-with-measured-normals)",
            "MAD of the normals relative to the mean person's",
            f"{value(real, refined, 'ratio'):.2f}",
            "mean person 1",
        ],
        [
            "[real faces, common pixels](#beside-mediapipe-face-mesh)",
            "MAD of the normals relative to the mean person's",
            f"{value(common_real, '`face-64`, refined crops', 'ratio'):.2f}",
            f"MediaPipe Face Mesh {value(common_real, FACE_MESH, 'ratio'):.2f}",
        ],
        [
            "[real faces](#real-faces-with-measured-normals)",
            "median error of the light's direction, °",
            f"{value(real, refined, 'light'):.1f}",
            "–",
        ],
    ]
    return table(["data", "measure, lower is better", "this package", "compared with"], rows, [False] * 4)
