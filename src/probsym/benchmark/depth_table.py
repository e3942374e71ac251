"""What the tables of depth scores have in common: rows of SIDE, MAD and coverage beside the paper's."""

from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from probsym.benchmark.figure import Bar, bar_chart
from probsym.benchmark.published import DEPTH
from probsym.benchmark.report import Report, spread
from probsym.benchmark.request import Request
from probsym.benchmark.scoring import score_variant
from probsym.evaluation.metrics import baseline_scores
from probsym.geometry.camera import PinholeCamera

CONSTANT, MEAN = "constant", "mean"
_UNTRAINED = {CONSTANT: "constant depth", MEAN: "mean depth"}
_HEADINGS = ("", "SIDE ×10⁻²", "MAD °", "coverage", "steps", "paper: SIDE", "paper: MAD")


@dataclass(frozen=True)
class Row:
    """One line of a table: a run by its variant's name, or a baseline that looks at no image."""

    name: str
    label: str


def depth_table(request: Request, name: str, title: str, rows: tuple[Row, ...], notes: tuple[str, ...] = ()) -> Report:
    """Train, score and report the chosen rows, one by one.

    Raises:
        StoppedError: a signal stopped a training.
        ProbsymError: as training does.
    """
    chosen = request.chosen(tuple(row.name for row in rows))
    camera = PinholeCamera(request.test.size, request.recipe.model.fov_deg)
    values: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.name not in chosen:
            continue
        if row.name in _UNTRAINED:
            values[row.name] = baseline_scores(request.truth.depth, request.truth.mask, camera)[_UNTRAINED[row.name]]
        else:
            values[row.name] = score_variant(request, row.name)
    labels = {row.name: row.label for row in rows}
    several = len(request.seeds) > 1
    extra = ("in brackets: standard deviation over the seeds",) if several else ()
    return Report(
        name=name,
        title=f"{title} ({request.tested} test images of {request.data.name}, {_budget(request)} a row)",
        headings=_HEADINGS,
        cells=tuple(_cells(row, labels[row], values[row]) for row in values),
        values=_with_published(values),
        notes=("mean ± standard deviation over the images", *extra, *notes),
        pictures={"figure": _figure(title, labels, values)},
    )


def _budget(request: Request) -> str:
    recipe = request.recipe
    return f"{recipe.steps:,} steps" if recipe.steps else f"{recipe.minutes:g} minutes"


def _cells(row: str, label: str, values: Mapping[str, float]) -> tuple[str, ...]:
    published = DEPTH.get(row)
    paper = ("", "")
    if published is not None:
        paper = (spread(published.side, published.side_std, 3), spread(published.mad, published.mad_std, 2))
    if "diverged" in values:
        return (label, "diverged", "diverged", "—", "—", *paper)

    def between(name: str, scale: float, digits: int) -> str:
        seeds = values.get(f"{name}_seeds_std")
        return "" if seeds is None else f" ({scale * seeds:.{digits}f})"

    side = spread(100 * values["side"], 100 * values["side_std"], 3) + between("side", 100, 3)
    mad = spread(values["mad_deg"], values["mad_deg_std"], 2) + between("mad_deg", 1, 2)
    steps = f"{values['steps']:,.0f}" if "steps" in values else "—"
    return (label, side, mad, f"{values['coverage']:.3f}", steps, *paper)


def _with_published(values: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, object]]:
    out: dict[str, dict[str, object]] = {}
    for name, row in values.items():
        published = DEPTH.get(name)
        out[name] = {**row, "published": published._asdict() if published else None}
    return out


def _figure(title: str, labels: Mapping[str, str], values: Mapping[str, Mapping[str, float]]) -> Image.Image:
    side, mad = [], []
    for name, row in values.items():
        published = DEPTH.get(name)
        lost = "diverged" in row
        side.append(
            Bar(
                labels[name],
                None if lost else (100 * row["side"], 100 * row["side_std"]),
                published and (published.side, published.side_std),
            )
        )
        mad.append(
            Bar(
                labels[name],
                None if lost else (row["mad_deg"], row["mad_deg_std"]),
                published and (published.mad, published.mad_std),
            )
        )
    return bar_chart(title, {"SIDE x 100": side, "MAD, degrees": mad})
