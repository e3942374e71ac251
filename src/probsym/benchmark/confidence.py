"""How well the symmetry confidence 1 / (1 + sigma') finds planted asymmetry: rectangles, and marks on the skin."""

from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float, UInt8
from PIL import Image
from torch import Tensor

from probsym.benchmark.extra import check_extra
from probsym.benchmark.report import Report, spread
from probsym.benchmark.request import Request
from probsym.benchmark.row_scores import TEST_SEED
from probsym.benchmark.runs import TrainedRow, row_notes, train_row
from probsym.benchmark.variants import FULL, PERTURBED
from probsym.data.perturbation import perturb_bytes
from probsym.errors import InputError
from probsym.export.pictures import confidence
from probsym.inference.loading import load
from probsym.inference.predict import predict
from probsym.models.autoencoder import Autoencoder

RECTANGLE, MARKS = "rectangle", "marks"
ROWS = {RECTANGLE: "rectangles, trained on such images", MARKS: "moles, freckles and scars"}
_VARIANTS = {RECTANGLE: PERTURBED, MARKS: FULL}
MIN_CHANGE = 32
"""A pixel counts as marked if marks change its albedo by at least this, of 255."""
MIN_MARKED = 4
"""Images with fewer marked pixels are left out."""
_SHOWN = 8


class Planted(NamedTuple):
    """Images, and where their symmetry is broken."""

    images: UInt8[np.ndarray, "images size size 3"]
    planted: Bool[np.ndarray, "images size size"]
    counted: Bool[np.ndarray, "images size size"]
    """Pixels that are scored: the true foreground."""


def run(request: Request) -> Report:
    """Make the table, over all seeds' images together.

    Raises:
        StoppedError: a signal stopped training.
        InputError: no test image has enough of what is to be found.
        ProbsymError: as training does.
    """
    chosen = request.chosen(tuple(ROWS))
    values: dict[str, dict[str, float]] = {}
    pictures: dict[str, Image.Image] = {}
    trained: dict[str, TrainedRow] = {}
    for row in chosen:
        planted = _planted(request, row)
        variant = _VARIANTS[row]
        trained[variant.name] = runs = train_row(request, variant)
        scores: list[dict[str, float]] = []
        for number, run_folder in enumerate(runs.runs):
            sigma, sigma_flip = predict_scales(load(run_folder, request.device), planted.images)
            scores += score_images(sigma, sigma_flip, planted)
            if number == 0:
                pictures[row] = maps(sigma, sigma_flip, planted)
        if runs.runs and not scores:
            raise InputError(f"data: expected test images with {ROWS[row]}, found none with {MIN_MARKED} such pixels")
        values[row] = _summary(scores) | runs.counts
    return Report(
        name="confidence",
        title=f"Planted asymmetry found by the confidence ({request.tested} test images of {request.data.name})",
        headings=("", "images", "AUROC of 1/(1+σ')", "AP", "AP of chance", "AUROC of 1/(1+σ)"),
        cells=tuple(_cells(row, values[row]) for row in values),
        values=values,
        notes=(
            "pixels of the true foreground; low confidence is to mean planted; mean ± standard deviation over images",
            f"marks: pixels with albedo changed by {MIN_CHANGE / 255:.2f} or more; images with at least {MIN_MARKED}",
            *row_notes(request, trained, (PERTURBED, FULL)),
        ),
        pictures={f"maps-{row}": picture for row, picture in pictures.items()},
    )


def predict_scales(
    model: Autoencoder, images: UInt8[np.ndarray, "images size size 3"]
) -> tuple[Float[Tensor, "images size size"], Float[Tensor, "images size size"]]:
    """Sigma and sigma' of every image, by a model with confidence."""
    plain, flipped = [], []
    for _, factors in predict(model, images, call=model.factors):
        assert factors.sigma is not None
        assert factors.sigma_flip is not None
        plain.append(factors.sigma[:, 0].cpu())
        flipped.append(factors.sigma_flip[:, 0].cpu())
    return torch.cat(plain), torch.cat(flipped)


def score_images(
    sigma: Float[Tensor, "images size size"], sigma_flip: Float[Tensor, "images size size"], planted: Planted
) -> list[dict[str, float]]:
    """AUROC and average precision of each image that has both kinds of pixels.

    Returns:
        ``auroc`` and ``ap`` of sigma', ``chance``, the share of planted pixels, and ``auroc_plain`` of sigma.

    Raises:
        InputError: scikit-learn is not installed.
    """
    check_extra()
    from sklearn.metrics import average_precision_score, roc_auc_score

    out = []
    for plain, flipped, truth, counted in zip(
        sigma.numpy(), sigma_flip.numpy(), planted.planted, planted.counted, strict=True
    ):
        positive = truth[counted]
        if positive.sum() < MIN_MARKED or positive.all():
            continue
        # 1 / (1 + sigma') falls as sigma' rises, and both scores depend on the order alone.
        score = flipped[counted]
        out.append(
            {
                "auroc": float(roc_auc_score(positive, score)),
                "ap": float(average_precision_score(positive, score)),
                "chance": float(positive.mean()),
                "auroc_plain": float(roc_auc_score(positive, plain[counted])),
            }
        )
    return out


def maps(
    sigma: Float[Tensor, "images size size"], sigma_flip: Float[Tensor, "images size size"], planted: Planted
) -> Image.Image:
    """The first images that have something planted: image, what is planted, confidence and symmetry confidence."""
    shown = np.flatnonzero((planted.planted & planted.counted).sum((1, 2)) >= MIN_MARKED)[:_SHOWN]
    size = planted.images.shape[1]
    factor = max(1, 96 // size)
    cell, gap = size * factor, 4
    sheet = np.full((len(shown) * (cell + gap), 4 * (cell + gap), 3), 255, np.uint8)
    plain, flipped = confidence(sigma[shown, None]).numpy()[:, 0], confidence(sigma_flip[shown, None]).numpy()[:, 0]
    for row, index in enumerate(shown):
        cells = (
            planted.images[index],
            255.0 * (planted.planted & planted.counted)[index],
            255 * plain[row],
            255 * flipped[row],
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
        return (ROWS[row], "0", *(["diverged"] * 4))
    return (
        ROWS[row],
        f"{values['images']:.0f}",
        spread(values["auroc"], values["auroc_std"], 3),
        spread(values["ap"], values["ap_std"], 3),
        f"{values['chance']:.3f}",
        spread(values["auroc_plain"], values["auroc_plain_std"], 3),
    )
