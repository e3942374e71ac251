"""Correlation of depth at 66 landmarks, on synthetic faces or on photos with landmarks (3DFAW, AFLW2000-3D)."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor

from probsym.benchmark.figure import Bar, bar_chart
from probsym.benchmark.request import Request
from probsym.benchmark.runs import TrainedRow, budget_spent, over_seeds, row_notes, train_row
from probsym.benchmark.table_report import Report
from probsym.benchmark.variants import KEYPOINT_ROWS, MEAN_SHAPE, PRETRAINED, PUBLISHED_KEYPOINTS, Variant
from probsym.data.landmark_sets import KEPT, read_landmark_folder
from probsym.errors import ConfigError, InputError
from probsym.evaluation.keypoints import keypoint_correlation, sample_depth, weak_perspective_depth
from probsym.inference.loading import load
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.storage import load_synthetic

_SHORT_LABELS = {MEAN_SHAPE.name: "mean shape", PRETRAINED.name: "ours, pre-trained"}


@dataclass(frozen=True)
class Faces:
    """Images with true landmarks."""

    images: UInt8[np.ndarray, "images size size 3"]
    points: Float[Tensor, "images 66 2"]
    """u right and v down, pixels."""
    depth: Float[Tensor, "images 66"]
    shape: Float[np.ndarray, "66 3"]
    """Mean shape: x right, y down, z into the scene, any unit."""
    name: str


def make_keypoint_table(request: Request) -> Report:
    """Make the table.

    Raises:
        StoppedError: a signal stopped training.
        ConfigError: the row "pretrained" is asked for by name, but no weights to start from are given.
        ProbsymError: as training and the readers of landmark folders do.
    """
    chosen = request.chosen(tuple(row.name for row in KEYPOINT_ROWS))
    rows = tuple(row for row in KEYPOINT_ROWS if row.name in chosen)
    notes = [f"per landmark |correlation| over the images, summed over {len(KEPT)}; the paper's are on 3DFAW"]
    if PRETRAINED in rows and not request.init:
        if request.rows:
            raise ConfigError("init: expected weights to start the row pretrained from, got none")
        rows = tuple(row for row in rows if row != PRETRAINED)
        notes.append("left out: the row pretrained, for --init names no weights to start from")
    faces = _photos(request) if request.keypoints is not None else _synthetic(request)
    values: dict[str, dict[str, float]] = {}
    trained: dict[str, TrainedRow] = {}
    for row in rows:
        if row == MEAN_SHAPE:
            values[row.name] = {"sum": _sum(weak_perspective_depth(faces.points, faces.shape), faces)}
        else:
            trained[row.name] = train_row(request, row)
            values[row.name] = _score_runs(request, trained[row.name], faces)
    cells = [_cells(row, values[row.name]) for row in rows]
    cells += [(name, "", "", f"{value:.2f}") for name, value in PUBLISHED_KEYPOINTS.items()]
    return Report(
        name="keypoints",
        title=f"Depth at the landmarks ({len(faces.images)} images of {faces.name})",
        headings=("", f"sum of correlations (of {len(KEPT)})", "steps", "paper"),
        cells=tuple(cells),
        values={row.name: {**values[row.name], "published": row.published.get("sum")} for row in rows},
        notes=(*row_notes(request, trained, rows), *notes),
        pictures={"figure": _figure(rows, values)},
    )


def _sum(depth: Float[Tensor, "images 66"], faces: Faces) -> float:
    return keypoint_correlation(depth, faces.depth).sum().item()


def _score_runs(request: Request, row: TrainedRow, faces: Faces) -> dict[str, float]:
    scores = []
    for run in row.runs:
        depth = sample_depth(load(run, request.device), faces.images, faces.points)
        scores.append({"sum": _sum(depth, faces), **budget_spent(run)})
    return over_seeds(scores) | row.counts


def _synthetic(request: Request) -> Faces:
    kept, test = list(KEPT), request.test
    if "landmarks" in test.card:
        model = test.card["shape"]["model"]
        raise InputError(f"data: expected synthetic faces with their 68 landmarks, got a set of the shape {model}")
    landmarks = torch.from_numpy(np.array(test.landmarks[: request.tested])[:, kept])
    shape = np.array(load_synthetic(request.data, "train").canonical_landmarks)[:, kept].astype(np.float64).mean(0)
    images = np.array(test.images[: request.tested])
    return Faces(images, landmarks[..., :2], landmarks[..., 2], shape, request.data.name)


def _photos(request: Request) -> Faces:
    assert request.keypoints is not None
    found = read_landmark_folder(request.keypoints, request.recipe.model.image_size, request.limit)
    head = procedural_head()
    shape = head.neutral[head.landmarks[list(KEPT)]].astype(np.float64)
    points = torch.from_numpy(found.points)
    return Faces(found.images, points[..., :2], points[..., 2], shape, found.layout)


def _cells(row: Variant, values: dict[str, float]) -> tuple[str, ...]:
    paper = f"{row.published['sum']:.2f}" if "sum" in row.published else ""
    if "sum" not in values:
        return (row.label, "diverged", "—", paper)
    seeds = f" ({values['sum_seeds_std']:.2f})" if "sum_seeds_std" in values else ""
    steps = f"{values['steps']:,.0f}" if "steps" in values else "—"
    return (row.label, f"{values['sum']:.2f}{seeds}", steps, paper)


def _figure(rows: tuple[Variant, ...], values: dict[str, dict[str, float]]) -> Image.Image:
    bars = []
    for row in rows:
        entry = values[row.name]
        ours = (entry["sum"], entry.get("sum_seeds_std", 0.0)) if "sum" in entry else None
        published = (row.published["sum"], 0.0) if "sum" in row.published else None
        bars.append(Bar(_SHORT_LABELS.get(row.name, row.label), ours, published))
    bars += [Bar(name, None, (value, 0.0)) for name, value in PUBLISHED_KEYPOINTS.items()]
    return bar_chart("Depth at the landmarks", {"sum of correlations": bars})
