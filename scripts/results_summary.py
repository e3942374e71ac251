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


def to_supervised(result: dict[str, Any], key: str) -> float:
    """A score of training without labels relative to that of the supervised network."""
    return value(result, "no labels (this package)", key) / value(result, "supervised", key)


def summary(read: Read) -> str:
    """What is measured on which data, this package's figure, and the figures to compare it with."""
    faces, baselines, common = read("synthetic-faces-64"), read("table-baselines-64"), read("peers-synthetic")
    real, common_real = read("yaleb-face-64"), read("peers-yaleb")
    refined = "`face-128`, refined crops"
    on_faces, on_baselines = "[synthetic faces](#synthetic-faces)", "[synthetic faces](#baselines-at-64-pixels)"
    on_common = "[synthetic faces, common pixels](#comparison-with-mediapipe-face-mesh)"
    rows = []
    for key, score, style in (("side", "SIDE ×10⁻²", ".3f"), ("mad", "MAD °", ".2f")):
        ours, paper, mean = (
            format(value(faces, name, key), style) for name in ("best", "`paper64.toml`", "mean depth (baseline)")
        )
        rows.append([on_faces, "`synface-64`", score, ours, f"the paper's settings {paper}, mean depth {mean}"])
    for key, score in (("side", "SIDE / supervised"), ("mad", "MAD / supervised")):
        ours, published = to_supervised(baselines, key), to_supervised(baselines, f"paper_{key}")
        rows.append([on_baselines, "recipe `best`", score, f"{ours:.2f}", f"in the paper {published:.2f}"])
    for key, score, style in (("side", "SIDE ×10⁻²", ".3f"), ("mad", "MAD °", ".2f")):
        ours, mesh = (format(value(common, name, key), style) for name in ("`synface-64`", FACE_MESH))
        rows.append([on_common, "`synface-64`", score, ours, f"MediaPipe Face Mesh {mesh}"])
    rows += [
        [
            "[real faces](#real-faces-with-measured-normals)",
            refined,
            "MAD / mean person",
            f"{value(real, refined, 'ratio'):.2f}",
            "mean person 1",
        ],
        [
            "[real faces, common pixels](#comparison-with-mediapipe-face-mesh)",
            "`face-64`, refined crops",
            "MAD / mean person",
            f"{value(common_real, '`face-64`, refined crops', 'ratio'):.2f}",
            f"MediaPipe Face Mesh {value(common_real, FACE_MESH, 'ratio'):.2f}",
        ],
        [
            "[real faces](#real-faces-with-measured-normals)",
            refined,
            "median light error °",
            f"{value(real, refined, 'light'):.1f}",
            "–",
        ],
    ]
    return table(["data", "model", "score, lower is better", "this package", "compared with"], rows, [False] * 5)
