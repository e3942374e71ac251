"""Tables of depth scores: SIDE, MAD and coverage of each row beside the paper's."""

import math
from collections.abc import Mapping

from PIL import Image

from probsym.benchmark.figure import Bar, bar_chart
from probsym.benchmark.request import Request
from probsym.benchmark.runs import TrainedRow, row_notes, score_row, train_row
from probsym.benchmark.table_report import Report, mean_and_deviation
from probsym.benchmark.variants import DEPTH_TABLES, SELFSUP, Variant
from probsym.evaluation.baselines import baseline_scores
from probsym.geometry.camera import PinholeCamera
from probsym.models.features.rotation import SHIPPED_ENCODER

_HEADINGS = ("", "SIDE ×10⁻²", "MAD °", "coverage", "steps", "paper: SIDE", "paper: MAD")


def make_depth_table(request: Request, name: str) -> Report:
    """Train, score and report the chosen rows, one by one.

    Args:
        request: data, recipe and rows.
        name: one of ``DEPTH_TABLES``.

    Raises:
        InputError: an unknown row, or unusable data.
        StoppedError: a signal stopped training.
        ProbsymError: as training raises it.
    """
    table = DEPTH_TABLES[name]
    chosen = request.chosen(tuple(row.name for row in table.rows))
    rows, missing = _available(request, tuple(row for row in table.rows if row.name in chosen))
    camera = PinholeCamera(request.images.shape[1], request.recipe.model.fov_deg)
    values: dict[str, dict[str, float]] = {}
    trained: dict[str, TrainedRow] = {}
    for row in rows:
        if row.baseline:
            values[row.name] = baseline_scores(request.truth, camera)[row.baseline]
        else:
            trained[row.name] = train_row(request, row)
            values[row.name] = score_row(request, row, trained[row.name])
    notes = ["mean ± standard deviation over the images"]
    if request.truth.published:
        notes.append("SIDE and MAD as the authors' code computes them; mad_exact_deg in table.json is the exact angle")
    if len(request.seeds) > 1:
        notes.append("in brackets: standard deviation over the seeds")
    if SELFSUP in table.rows:
        features = request.recipe.objective.features
        notes.append(f"perceptual loss of all rows but two: features {features!r} (the paper: 'vgg16')")
    return Report(
        name=name,
        title=f"{table.title} ({request.tested} test images of {request.data.name}, {_budget(request)} a row)",
        headings=_HEADINGS,
        cells=tuple(_cells(row, values[row.name]) for row in rows),
        values={row.name: {**values[row.name], "published": row.published or None} for row in rows},
        notes=(*notes, *table.notes, *missing, *row_notes(request, trained, rows)),
        pictures={"figure": _figure(table.title, rows, values)},
    )


def _available(request: Request, rows: tuple[Variant, ...]) -> tuple[tuple[Variant, ...], list[str]]:
    """Rows without those whose weights are missing, unless asked for by name; and a note for each."""
    if SELFSUP not in rows or request.features is not None or SHIPPED_ENCODER.is_file() or SELFSUP.name in request.rows:
        return rows, []
    note = f"left out: the row {SELFSUP.name}, for --features names no weights of probsym pretrain-features"
    return tuple(row for row in rows if row != SELFSUP), [note]


def _budget(request: Request) -> str:
    recipe = request.recipe
    return f"{recipe.steps:,} steps" if recipe.steps else f"{recipe.minutes:g} minutes"


def _cells(row: Variant, values: Mapping[str, float]) -> tuple[str, ...]:
    paper = ("", "")
    if row.published:
        published = row.published
        paper = (
            mean_and_deviation(published["side"], published["side_std"], 3),
            mean_and_deviation(published["mad"], published["mad_std"], 2),
        )
    if "side" not in values:
        return (row.label, "diverged", "diverged", "—", "—", *paper)

    def between_seeds(name: str, scale: float, digits: int) -> str:
        deviation = values.get(f"{name}_seeds_std")
        return "" if deviation is None else f" ({scale * deviation:.{digits}f})"

    side = mean_and_deviation(100 * values["side"], 100 * values["side_std"], 3) + between_seeds("side", 100, 3)
    mad = mean_and_deviation(values["mad_deg"], values["mad_deg_std"], 2) + between_seeds("mad_deg", 1, 2)
    steps = f"{values['steps']:,.0f}" if "steps" in values else "—"
    return (row.label, side, mad, f"{values['coverage']:.3f}", steps, *paper)


def _figure(title: str, rows: tuple[Variant, ...], values: Mapping[str, Mapping[str, float]]) -> Image.Image:
    panels = {}
    for heading, key, published, scale in (("SIDE x 100", "side", "side", 100), ("MAD, degrees", "mad_deg", "mad", 1)):
        panels[heading] = [
            Bar(
                row.label,
                (scale * values[row.name].get(key, math.nan), scale * values[row.name].get(f"{key}_std", math.nan)),
                (row.published[published], row.published[f"{published}_std"]) if row.published else None,
            )
            for row in rows
        ]
    return bar_chart(title, panels)
