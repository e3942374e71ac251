"""Correlation of depth at 66 landmarks, on synthetic faces or on photos with landmarks (3DFAW, AFLW2000-3D)."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor
from torch.nn import functional

from probsym.benchmark.figure import Bar, bar_chart
from probsym.benchmark.published import KEYPOINTS, KEYPOINTS_FULL, KEYPOINTS_PRETRAINED
from probsym.benchmark.report import Report
from probsym.benchmark.request import Request
from probsym.benchmark.runs import budget_spent, trained
from probsym.benchmark.scoring import over_seeds
from probsym.benchmark.variants import FULL, PRETRAINED, SUPERVISED
from probsym.data.landmarks import KEPT, read_landmark_folder
from probsym.data.transforms import to_tensor
from probsym.errors import ConfigError
from probsym.evaluation.metrics import keypoint_correlation
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.storage import load_synthetic

MEAN_SHAPE = "mean-shape"
ROWS = {
    SUPERVISED: "supervised",
    MEAN_SHAPE: "mean shape, posed by the true 2D landmarks",
    FULL: "ours, no labels",
    PRETRAINED: "ours, after pre-training on another set",
}
_SHORT = {MEAN_SHAPE: "mean shape", PRETRAINED: "ours, pre-trained"}
_PAPER = {FULL: KEYPOINTS_FULL, PRETRAINED: KEYPOINTS_PRETRAINED}
_BATCH = 50


@dataclass(frozen=True)
class Faces:
    """What is scored: images, where their landmarks are, and how deep."""

    images: UInt8[np.ndarray, "images size size 3"]
    points: Float[Tensor, "images 66 2"]
    """u and v in pixels."""
    depth: Float[Tensor, "images 66"]
    shape: Float[np.ndarray, "66 3"]
    """Mean shape: x right, y down, z into the scene, any unit."""
    name: str


def run(request: Request) -> Report:
    """Make the table.

    Raises:
        StoppedError: a signal stopped a training.
        ConfigError: the row "pretrained" is asked for by name, but no weights to start from are given.
        ProbsymError: as training and the readers of landmark folders do.
    """
    chosen = request.chosen(tuple(ROWS))
    notes = [f"per landmark |correlation| over the images, summed over {len(KEPT)}; the paper's are on 3DFAW"]
    if PRETRAINED in chosen and not request.init:
        if request.rows:
            raise ConfigError("init: expected weights to start the row pretrained from, got none")
        chosen = tuple(row for row in chosen if row != PRETRAINED)
        notes.append("left out: the row pretrained, for --init names no weights to start from")
    faces = _photos(request) if request.keypoints is not None else _synthetic(request)
    values: dict[str, dict[str, float]] = {}
    for row in chosen:
        if row == MEAN_SHAPE:
            values[row] = {"sum": _sum(weak_perspective_depth(faces.points, faces.shape), faces)}
        else:
            values[row] = _of_runs(request, row, faces)
    cells = [_cells(row, values[row]) for row in values]
    cells += [(name, "", "", f"{value:.2f}") for name, value in KEYPOINTS.items()]
    return Report(
        name="keypoints",
        title=f"Depth at the landmarks ({len(faces.images)} images of {faces.name})",
        headings=("", f"sum of correlations (of {len(KEPT)})", "steps", "paper"),
        cells=tuple(cells),
        values={row: {**entry, "published": _PAPER.get(row)} for row, entry in values.items()},
        notes=tuple(notes),
        pictures={"figure": _figure(values)},
    )


def sampled_depth(
    model: Autoencoder, images: UInt8[np.ndarray, "images size size 3"], points: Float[Tensor, "images 66 2"]
) -> Float[Tensor, "images 66"]:
    """Predicted depth at the landmarks, bilinear.

    Args:
        model: to ask.
        images: of its size.
        points: u and v in pixels.
    """
    device = next(model.parameters()).device
    grid = (points / (model.camera.size - 1) * 2 - 1)[:, :, None]
    parts = []
    with torch.inference_mode():
        for start in range(0, len(images), _BATCH):
            depth = model(to_tensor(images[start : start + _BATCH]).to(device)).depth.cpu()
            place = grid[start : start + _BATCH].to(depth)
            at = functional.grid_sample(depth[:, None], place, padding_mode="border", align_corners=True)
            parts.append(at[:, 0, :, 0])
    return torch.cat(parts)


def weak_perspective_depth(
    points: Float[Tensor, "images keypoints 2"], shape: Float[np.ndarray, "keypoints 3"]
) -> Float[Tensor, "images keypoints"]:
    """Depth, in pixels and from the shape's middle, of a rigid shape turned to fit 2D landmarks.

    The best affine map from the shape to the landmarks is made a rotation and a scale; depth is along its third axis.

    Args:
        points: u right and v down.
        shape: in a right-handed frame with z into the scene.
    """
    centred = shape - shape.mean(0)
    flat = points.double().numpy()
    flat = flat - flat.mean(1, keepdims=True)
    solution = np.linalg.pinv(centred) @ flat  # images 3 2
    u, scales, v = np.linalg.svd(solution.transpose(0, 2, 1), full_matrices=False)
    across = u @ v  # two orthonormal rows
    along = np.cross(across[:, 0], across[:, 1])
    return torch.from_numpy(scales.mean(1, keepdims=True) * (along @ centred.T)).float()


def _sum(depth: Float[Tensor, "images 66"], faces: Faces) -> float:
    return keypoint_correlation(depth, faces.depth).sum().item()


def _of_runs(request: Request, row: str, faces: Faces) -> dict[str, float]:
    scores = []
    for seed in request.seeds:
        run = trained(request, row, seed)
        depth = sampled_depth(load(run, request.device), faces.images, faces.points)
        scores.append({"sum": _sum(depth, faces), **budget_spent(run)})
    out = over_seeds(scores)
    if len(scores) > 1:
        out["sum_seeds_std"] = float(np.std([score["sum"] for score in scores], ddof=1))
    return out


def _synthetic(request: Request) -> Faces:
    kept, test = list(KEPT), request.test
    landmarks = torch.from_numpy(np.array(test.landmarks[: request.tested])[:, kept])
    shape = np.array(load_synthetic(request.data, "train").canonical_landmarks)[:, kept].astype(np.float64).mean(0)
    images = np.asarray(test.images[: request.tested])
    return Faces(images, landmarks[..., :2], landmarks[..., 2], shape, request.data.name)


def _photos(request: Request) -> Faces:
    assert request.keypoints is not None
    found = read_landmark_folder(request.keypoints, request.recipe.model.image_size, request.limit)
    head = procedural_head()
    shape = head.neutral[head.landmarks[list(KEPT)]].astype(np.float64)
    points = torch.from_numpy(found.points)
    return Faces(found.images, points[..., :2], points[..., 2], shape, found.layout)


def _cells(row: str, values: dict[str, float]) -> tuple[str, ...]:
    paper = _PAPER.get(row)
    seeds = f" ({values['sum_seeds_std']:.2f})" if "sum_seeds_std" in values else ""
    steps = f"{values['steps']:,.0f}" if "steps" in values else "—"
    return (ROWS[row], f"{values['sum']:.2f}{seeds}", steps, "" if paper is None else f"{paper:.2f}")


def _figure(values: dict[str, dict[str, float]]) -> Image.Image:
    bar = partial(Bar, ours=None, published=None)
    bars = [
        bar(
            label=_SHORT.get(row, ROWS[row]),
            ours=(entry["sum"], entry.get("sum_seeds_std", 0.0)),
            published=None if row not in _PAPER else (_PAPER[row], 0.0),
        )
        for row, entry in values.items()
    ]
    bars += [bar(label=name, published=(value, 0.0)) for name, value in KEYPOINTS.items()]
    return bar_chart("Depth at the landmarks", {"sum of correlations": bars})
