"""How well planted asymmetry, rectangles and marks on the skin, is found.

By the symmetry confidence 1 / (1 + sigma'), and by comparing each pixel with its mirror point.
"""

from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float, UInt8
from PIL import Image
from torch import Tensor

from probsym.benchmark import check_extra
from probsym.benchmark.request import Request
from probsym.benchmark.runs import TEST_SEED, TrainedRow, row_notes, train_row
from probsym.benchmark.table_report import Report, mean_and_deviation
from probsym.benchmark.variants import CONFIDENCE_ROWS, RECTANGLE
from probsym.data.perturbation import perturb_bytes
from probsym.errors import InputError
from probsym.export.pictures import confidence
from probsym.inference.loading import load
from probsym.inference.predict import predict
from probsym.models.autoencoder import Autoencoder
from probsym.rendering.asymmetry import measure_asymmetry

MIN_CHANGE = 32
"""A pixel counts as marked if marks change its albedo by at least this, of 255."""
MIN_MARKED = 4
"""Images with fewer marked pixels are left out."""
_SHOWN = 8
_MEASURED = ("AUROC, mirror points compared", "AP, mirror points compared")


class Planted(NamedTuple):
    """Images, and where their symmetry is broken."""

    images: UInt8[np.ndarray, "images size size 3"]
    planted: Bool[np.ndarray, "images size size"]
    counted: Bool[np.ndarray, "images size size"]
    """Pixels that are scored: the true foreground."""


class AsymmetryMaps(NamedTuple):
    """What may mark asymmetry: larger where more of it is expected."""

    sigma: Float[Tensor, "images size size"]
    sigma_flip: Float[Tensor, "images size size"]
    measured: Float[Tensor, "images size size"]
    """From :func:`probsym.rendering.asymmetry.measure_asymmetry`."""


def make_confidence_table(request: Request) -> Report:
    """Make the table, over all seeds' images together.

    Raises:
        StoppedError: a signal stopped training.
        InputError: no test image has enough of what is to be found.
        ProbsymError: as training does.
    """
    chosen = request.chosen(tuple(CONFIDENCE_ROWS))
    values: dict[str, dict[str, float]] = {}
    pictures: dict[str, Image.Image] = {}
    trained: dict[str, TrainedRow] = {}
    for row in chosen:
        planted = _planted(request, row)
        variant = CONFIDENCE_ROWS[row]
        trained[variant.name] = runs = train_row(request, variant)
        scores: list[dict[str, float]] = []
        for number, run_folder in enumerate(runs.runs):
            found = find_asymmetry(load(run_folder, request.device), planted.images)
            scores += score_images(found, planted)
            if number == 0:
                pictures[row] = maps(found, planted)
        if runs.runs and not scores:
            raise InputError(
                f"data: expected test images with {variant.label}, found none with {MIN_MARKED} such pixels"
            )
        values[row] = _summary(scores) | runs.counts
    return Report(
        name="confidence",
        title=f"Planted asymmetry found by the confidence ({request.tested} test images of {request.data.name})",
        headings=("", "images", "AUROC of 1/(1+σ')", "AP", "AP of chance", "AUROC of 1/(1+σ)", *_MEASURED),
        cells=tuple(_cells(row, values[row]) for row in values),
        values=values,
        notes=(
            "pixels of the true foreground; low confidence is to mean planted; mean ± standard deviation over images",
            f"marks: pixels with albedo changed by {MIN_CHANGE / 255:.2f} or more; images with at least {MIN_MARKED}",
            *row_notes(request, trained, tuple(CONFIDENCE_ROWS.values())),
        ),
        pictures={f"maps-{row}": picture for row, picture in pictures.items()},
    )


def find_asymmetry(model: Autoencoder, images: UInt8[np.ndarray, "images size size 3"]) -> AsymmetryMaps:
    """What a model with confidence, and the comparison of mirror points with its shapes, say of every image."""
    plain, flipped, measured = [], [], []
    for batch, result in predict(model, images):
        assert result.factors.sigma is not None
        assert result.factors.sigma_flip is not None
        plain.append(result.factors.sigma[:, 0].cpu())
        flipped.append(result.factors.sigma_flip[:, 0].cpu())
        measured.append(measure_asymmetry(batch, result, model.camera).cpu())
    return AsymmetryMaps(torch.cat(plain), torch.cat(flipped), torch.cat(measured))


def score_images(found: AsymmetryMaps, planted: Planted) -> list[dict[str, float]]:
    """AUROC and average precision of each image that has both kinds of pixels.

    Returns:
        ``auroc`` and ``ap`` of sigma', ``chance``, the share of planted pixels, ``auroc_plain`` of sigma, and
        ``auroc_measured`` and ``ap_measured`` of the compared mirror points.

    Raises:
        InputError: scikit-learn is not installed.
    """
    check_extra()
    from sklearn.metrics import average_precision_score, roc_auc_score

    out = []
    for *maps_of_image, truth, counted in zip(
        *(values.numpy() for values in found), planted.planted, planted.counted, strict=True
    ):
        positive = truth[counted]
        if positive.sum() < MIN_MARKED or positive.all():
            continue
        # 1 / (1 + sigma') falls as sigma' rises, and both scores depend on the order alone.
        plain, flipped, measured = (values[counted] for values in maps_of_image)
        out.append(
            {
                "auroc": float(roc_auc_score(positive, flipped)),
                "ap": float(average_precision_score(positive, flipped)),
                "chance": float(positive.mean()),
                "auroc_plain": float(roc_auc_score(positive, plain)),
                "auroc_measured": float(roc_auc_score(positive, measured)),
                "ap_measured": float(average_precision_score(positive, measured)),
            }
        )
    return out


def maps(found: AsymmetryMaps, planted: Planted) -> Image.Image:
    """The first images that have something planted, and what is found.

    Image, what is planted, confidence, symmetry confidence, and where mirror points differ (dark).
    """
    shown = np.flatnonzero((planted.planted & planted.counted).sum((1, 2)) >= MIN_MARKED)[:_SHOWN]
    size = planted.images.shape[1]
    factor = max(1, 96 // size)
    cell, gap = size * factor, 4
    sheet = np.full((len(shown) * (cell + gap), 5 * (cell + gap), 3), 255, np.uint8)
    plain, flipped, alike = (confidence(values[shown, None]).numpy()[:, 0] for values in found)
    for row, index in enumerate(shown):
        cells = (
            planted.images[index],
            255.0 * (planted.planted & planted.counted)[index],
            255 * plain[row],
            255 * flipped[row],
            255 * alike[row],
        )
        for column, values in enumerate(cells):
            coloured = values if values.ndim == 3 else np.repeat(values[..., None], 3, 2)
            large = np.rint(coloured).astype(np.uint8).repeat(factor, 0).repeat(factor, 1)
            top, left = row * (cell + gap), column * (cell + gap)
            sheet[top : top + cell, left : left + cell] = large
    return Image.fromarray(sheet)


def _planted(request: Request, row: str) -> Planted:
    count = request.tested
    images, foreground = np.array(request.test.images[:count]), np.array(request.test.mask[:count])
    if row == RECTANGLE:
        changed, inside = perturb_bytes(images, TEST_SEED)
        return Planted(changed, inside.numpy(), foreground)
    return Planted(images, np.asarray(request.test.asymmetry[:count]) >= MIN_CHANGE, foreground)


def _summary(scores: list[dict[str, float]]) -> dict[str, float]:
    """Mean and standard deviation over the images; empty if there are none."""
    names = scores[0] if scores else {}
    means = {name: float(np.mean([score[name] for score in scores])) for name in names}
    deviations = {f"{name}_std": float(np.std([score[name] for score in scores])) for name in names}
    return {**means, **deviations, "images": float(len(scores))}


def _cells(row: str, values: dict[str, float]) -> tuple[str, ...]:
    if "auroc" not in values:
        return (CONFIDENCE_ROWS[row].label, "0", *(["diverged"] * 6))
    return (
        CONFIDENCE_ROWS[row].label,
        f"{values['images']:.0f}",
        mean_and_deviation(values["auroc"], values["auroc_std"], 3),
        mean_and_deviation(values["ap"], values["ap_std"], 3),
        f"{values['chance']:.3f}",
        mean_and_deviation(values["auroc_plain"], values["auroc_plain_std"], 3),
        mean_and_deviation(values["auroc_measured"], values["auroc_measured_std"], 3),
        mean_and_deviation(values["ap_measured"], values["ap_measured_std"], 3),
    )
