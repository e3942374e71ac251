"""Learn a detector from a few clicked photos, and from others in which it is then sure of the object."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from probsym.config import Framing
from probsym.cpus import use_single_thread
from probsym.framing.align.background_statistics import BackgroundStatistics, measure_background
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.filters import FILTER_CELLS, RollFilters, learn_filters, pyramid, search
from probsym.framing.align.oriented_box import OrientedBox, same_place
from probsym.framing.align.regression_cascade import Example, RegressionStage, learn_stages, patch_features, refine
from probsym.framing.align.single_points import learn_point_regressors, place_points
from probsym.framing.align.verify import Verifier, learn_verifier
from probsym.progress import TaskProgress

Grey = UInt8[np.ndarray, "_ _"]

_BACKGROUND_PHOTOS = 60
_THREADS = 2
_ROLL_STEP_RAD, _LEAST_ROLL_RAD = math.radians(15), math.radians(30)
_ROUND_SHARES = (0.5, 0.8)
"""Share of the other photos that become examples after each round but the last, if the detector is sure of them."""
_SURE_LOG_ODDS = 1.0
_TAKEN_WEIGHT = 1.0
"""Of all examples that the detector took, relative to all clicked ones."""
_FILTER_EXAMPLES = 100
_MINED = 8
"""Places of a photo that become negatives if the object is not there."""
_STARTS = 6
"""Perturbed boxes of a clicked photo from which the refinement starts for a positive."""
_DISPLACED = (
    (0.3, 0.0, 1.0, 0.0), (-0.3, 0.0, 1.0, 0.0), (0.0, 0.3, 1.0, 0.0), (0.0, -0.3, 1.0, 0.0),
    (0.0, 0.0, 1.6, 0.0), (0.0, 0.0, 0.6, 0.0), (0.0, 0.0, 1.0, 0.8), (0.0, 0.0, 1.0, -0.8),
)  # fmt: skip
"""Shifts in sides, scales and turns (radians) of boxes that are wrong."""


@dataclass(frozen=True)
class Clicked:
    """A photo and the crop around its two points; None: it shows no object."""

    grey: Grey
    box: OrientedBox | None


def learn_detector(
    clicked: Sequence[Clicked],
    others: Sequence[Grey],
    framing: Framing,
    seed: int = 0,
    report: TaskProgress | None = None,
    *,
    marked: bool = True,
) -> LearnedDetector:
    """Learn from the clicked photos, then again with the others in which the detector is sure.

    Args:
        clicked: at least four with a box.
        others: photos without clicks, of the same kind.
        framing: of the boxes.
        seed: of the errors that the refinement learns to correct.
        report: called with (what is being done, steps done, steps in all).
        marked: the points are spots that look alike in all photos, not corners of a box, and are found one by one in
            the other photos before the detector learns from these.
    """
    tell = report or (lambda what, done, total: None)
    generator = np.random.default_rng(seed)
    examples = [Example(one.grey, one.box) for one in clicked if one.box is not None]
    empty = [one.grey for one in clicked if one.box is None]
    background = _background([*(one.grey for one in clicked), *others])
    rolls = _rolls([example.box for example in examples])
    shares = _ROUND_SHARES if others else ()
    steps = 2 * len(shares) + 1
    detector = _learn_once(examples, [], empty, background, rolls, framing, generator)
    points = learn_point_regressors(examples, framing, generator) if marked else None
    for number, share in enumerate(shares):
        tell("learning", 2 * number + 1, steps)
        taken = _sure_examples(detector, others, share, len(examples))
        if points is not None:
            taken = [place_points(example, points, framing) for example in taken]
        tell("learning", 2 * number + 2, steps)
        detector = _learn_once(examples, taken, empty, background, rolls, framing, generator)
    tell("learning", steps, steps)
    return detector


def _learn_once(
    examples: Sequence[Example],
    taken: Sequence[Example],
    empty: Sequence[Grey],
    background: BackgroundStatistics,
    rolls: Sequence[float],
    framing: Framing,
    generator: np.random.Generator,
) -> LearnedDetector:
    known = [*examples, *taken]
    filters = learn_filters([(one.grey, one.box) for one in known[:_FILTER_EXAMPLES]], background, rolls)
    stages = tuple(learn_stages(known, framing, generator))
    verifier = _verifier(examples, taken, empty, background, filters, stages, framing, generator)
    return LearnedDetector(framing, filters, stages, verifier)


def _verifier(
    examples: Sequence[Example],
    taken: Sequence[Example],
    empty: Sequence[Grey],
    background: BackgroundStatistics,
    filters: RollFilters,
    stages: tuple[RegressionStage, ...],
    framing: Framing,
    generator: np.random.Generator,
) -> Verifier:
    positives: list[Float[Tensor, "_ features"]] = []
    negatives: list[Float[Tensor, "_ features"]] = []
    positive_groups: list[int] = []
    negative_groups: list[int] = []
    for group, example in enumerate([*examples, *taken]):
        good = [example.box]
        if group < len(examples):
            starts = [_perturbed(example.box, generator) for _ in range(_STARTS)]
            good += [box for box in refine(example.grey, starts, stages, framing) if _close(box, example.box)]
        width = example.grey.shape[1]
        mirrored = np.ascontiguousarray(example.grey[:, ::-1])
        flipped = [OrientedBox(width - box.x, box.y, box.side, -box.roll_rad) for box in good]
        positives += [patch_features(example.grey, good), patch_features(mirrored, flipped)]
        positive_groups += [group] * (2 * len(good))
        bad = [example.box.moved(*change) for change in _DISPLACED]
        if group < len(examples) or group % 2:  # the taken are many, and less certain to show one object only
            places = [one.box for one in search(example.grey, filters, _MINED)]
            bad += [box for box in refine(example.grey, places, stages, framing) if not same_place(box, example.box)]
        negatives.append(patch_features(example.grey, bad))
        negative_groups += [group] * len(bad)
    for group, grey in enumerate(empty):
        places = [one.box for one in search(grey, filters, _MINED)]
        if places:
            negatives.append(patch_features(grey, refine(grey, places, stages, framing)))
            negative_groups += [group] * len(places)
    return learn_verifier(torch.cat(positives), torch.cat(negatives), positive_groups, negative_groups, background)


def _sure_examples(detector: LearnedDetector, others: Sequence[Grey], share: float, clicked: int) -> list[Example]:
    """The other photos with the best detections, at most ``share`` of them."""
    with ThreadPoolExecutor(_THREADS, initializer=use_single_thread) as pool:
        found = list(pool.map(lambda grey: detector.find(grey)[:1], others))
    best = [(one[0].log_odds, index) for index, one in enumerate(found) if one and one[0].log_odds > _SURE_LOG_ODDS]
    kept = [index for _, index in sorted(best, reverse=True)[: int(share * len(others))]]
    weight = _TAKEN_WEIGHT * clicked / max(len(kept), clicked)
    return [Example(others[index], found[index][0].box, weight) for index in kept]


def _background(greys: Sequence[Grey]) -> BackgroundStatistics:
    maps = []
    for number, grey in enumerate(greys[:_BACKGROUND_PHOTOS]):
        levels = [features for _, _, features in pyramid(grey) if min(features.shape[1:]) >= FILTER_CELLS]
        maps += levels[number % 3 :: 3]
    return measure_background(maps, FILTER_CELLS)


def _rolls(boxes: Sequence[OrientedBox]) -> list[float]:
    """Multiples of the step, as many to each side, that cover the boxes' rolls."""
    reach = max(_LEAST_ROLL_RAD, *(abs(box.roll_rad) for box in boxes))
    count = math.ceil(reach / _ROLL_STEP_RAD - 0.25)
    return [number * _ROLL_STEP_RAD for number in range(-count, count + 1)]


def _perturbed(box: OrientedBox, generator: np.random.Generator) -> OrientedBox:
    dx, dy, scale, turn = generator.normal(0, (0.06, 0.06, 0.1, math.radians(6)))
    return box.moved(dx, dy, math.exp(scale), turn)


def _close(box: OrientedBox, truth: OrientedBox) -> bool:
    near = math.hypot(box.x - truth.x, box.y - truth.y) < 0.1 * truth.side
    return near and abs(math.log(box.side / truth.side)) < 0.15
