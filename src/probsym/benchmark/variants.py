"""The rows of the paper's tables: what is trained for each, and the paper's own numbers.

The paper's faces are renderings of a model that may not be redistributed, so that only order and proportions of its
numbers can be compared with ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from probsym.config import Recipe, to_dict
from probsym.errors import ConfigError
from probsym.evaluation.baselines import CONSTANT_DEPTH, MEAN_DEPTH
from probsym.training.resolve_recipe import override_settings


@dataclass(frozen=True)
class Variant:
    """One row of a table."""

    name: str
    """Of the row, and of the folder of its runs. Tables share the runs of equal names."""
    label: str
    """As printed."""
    overrides: Mapping[str, Any] = field(default_factory=dict)
    """Differences from the recipe: dotted setting to value."""
    published: Mapping[str, float] = field(default_factory=dict)
    """The paper's numbers; empty: none."""
    baseline: str = ""
    """Of :func:`baseline_scores`, for a row that is not trained."""

    def with_label(self, label: str) -> "Variant":
        """The same row as another table calls it."""
        return replace(self, label=label)


class DepthTable(NamedTuple):
    """A table of depth scores."""

    title: str
    rows: tuple[Variant, ...]
    notes: tuple[str, ...] = ()


def _depth(side: float, side_std: float, mad: float, mad_std: float) -> dict[str, float]:
    """Mean and standard deviation over the images; SIDE times 100, MAD in degrees."""
    return {"side": side, "side_std": side_std, "mad": mad, "mad_std": mad_std}


FULL = Variant("full", "full", published=_depth(0.793, 0.140, 16.51, 1.56))
SUPERVISED = Variant(
    "supervised",
    "supervised",
    {
        "objective.supervised": True,
        "model.clamp_border": False,
        "model.remove_vertical_tilt": False,
        "model.rotation_range_deg": 0.0,
        "model.translation_range": 0.0,
        "model.translation_z_range": 0.0,
    },
    _depth(0.410, 0.103, 10.78, 1.01),
)
CONSTANT = Variant("constant", "constant depth", {}, _depth(2.723, 0.371, 43.34, 2.25), CONSTANT_DEPTH)
MEAN = Variant("mean", "mean depth", {}, _depth(1.990, 0.556, 23.26, 2.85), MEAN_DEPTH)
SELFSUP = Variant(
    "selfsup-features",
    "self-supervised perceptual loss",
    {"objective.features": "selfsup", "objective.features_weights": ""},
    _depth(0.815, 0.145, 15.88, 1.57),
)
NO_CONFIDENCE = Variant(
    "no-confidence", "without confidence", {"model.use_confidence": False}, _depth(0.829, 0.213, 16.39, 2.12)
)
PERTURBED = Variant(
    "perturbed", "perturbed, with confidence", {"data.perturb": True}, _depth(0.878, 0.169, 17.14, 1.90)
)
PERTURBED_NO_CONFIDENCE = Variant(
    "perturbed-no-confidence",
    "perturbed, without confidence",
    {"data.perturb": True, "model.use_confidence": False},
    _depth(2.141, 0.842, 26.61, 5.39),
)
PRETRAINED = Variant("pretrained", "ours, after pre-training on another set", published={"sum": 54.65})
"""Starts from given weights and trains the last stage alone, see :func:`recipe_of`."""
MEAN_SHAPE = Variant("mean-shape", "mean shape, posed by the true 2D landmarks")

_UNSUPERVISED = "ours, no labels"
DEPTH_TABLES = {
    "baselines": DepthTable("Baselines", (SUPERVISED, CONSTANT, MEAN, FULL.with_label(_UNSUPERVISED))),
    "ablation": DepthTable(
        "Ablation",
        (
            FULL,
            Variant(
                "no-albedo-flip",
                "without albedo flip",
                {"objective.albedo_flip": False},
                _depth(2.916, 0.300, 39.04, 1.80),
            ),
            Variant(
                "no-depth-flip",
                "without depth flip",
                {"objective.depth_flip": False},
                _depth(1.139, 0.244, 27.06, 2.33),
            ),
            Variant("no-light", "without light", {"model.use_light": False}, _depth(2.406, 0.676, 41.64, 8.48)),
            Variant(
                "no-perceptual",
                "without perceptual loss",
                {"objective.features": "none", "objective.lambda_perceptual": 0.0},
                _depth(0.931, 0.269, 17.90, 2.31),
            ),
            SELFSUP,
            NO_CONFIDENCE,
        ),
    ),
    "perturbation": DepthTable(
        "Asymmetric perturbation",
        (
            NO_CONFIDENCE.with_label("clean, without confidence"),
            FULL.with_label("clean, with confidence"),
            PERTURBED_NO_CONFIDENCE,
            PERTURBED,
        ),
        ("perturbed rows are trained and tested on images with a rectangle each",),
    ),
}
KEYPOINT_ROWS = (
    SUPERVISED,
    MEAN_SHAPE,
    replace(FULL, label=_UNSUPERVISED, published={"sum": 48.98}),
    PRETRAINED,
)
STRESS_ROWS = (FULL.with_label(_UNSUPERVISED), SUPERVISED, MEAN)
RECTANGLE, MARKS = "rectangle", "marks"
CONFIDENCE_ROWS = {
    RECTANGLE: PERTURBED.with_label("rectangles, trained on such images"),
    MARKS: FULL.with_label("moles, freckles and scars"),
}
"""Asymmetry that is planted -> the model that is to find it."""
PUBLISHED_KEYPOINTS = {
    "ground truth": 66.0,
    "AIGN (supervised)": 50.81,
    "DepthNetGAN (supervised)": 58.68,
    "MOFA": 15.97,
    "DepthNet (paper)": 26.32,
    "DepthNet (code)": 35.77,
}
"""Sums of correlations that the paper gives for other methods."""


def trained_variants() -> tuple[Variant, ...]:
    """All rows that are trained, each once, the full model first."""
    found: dict[str, Variant] = {}
    for row in (FULL, *(row for table in DEPTH_TABLES.values() for row in table.rows), PRETRAINED):
        if not row.baseline:
            found.setdefault(row.name, row)
    return tuple(found.values())


def recipe_of(variant: Variant, recipe: Recipe, seed: int, init: str = "", features: str = "") -> Recipe:
    """The recipe of one run.

    Args:
        variant: a row that is trained.
        recipe: what all rows have in common.
        seed: of the run.
        init: weights that "pretrained" starts from. They are of the full size, so that only the last stage is trained.
        features: weights of the encoder of "selfsup-features"; empty takes the shipped ones.

    Raises:
        ConfigError: a setting does not fit, or there are no weights to start from.
    """
    # Each seed of a table trains once, whatever becomes of it.
    overrides = {**variant.overrides, "seed": seed, "restart_hollow": False}
    if variant.name == PRETRAINED.name:
        if not init:
            raise ConfigError("init: expected weights to start the row pretrained from, got none")
        overrides |= {"init": init, "stages": [{**to_dict(recipe)["stages"][-1], "share": 1.0}]}
    if variant.name == SELFSUP.name:
        overrides["objective.features_weights"] = features
    return override_settings(recipe, overrides)
