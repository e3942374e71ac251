"""The arguments of one ``probsym benchmark``, shared by all tables."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from rich.console import Console

from probsym.checks import check_choice
from probsym.config import Recipe
from probsym.data.depth_pairs import load_depth_pairs
from probsym.data.splits import has_depth
from probsym.errors import InputError
from probsym.evaluation.ground_truth import GroundTruth, LabelledImages, open_labelled
from probsym.synthetic.storage import SyntheticSet, is_synthetic, load_synthetic


@dataclass(frozen=True)
class Request:
    """One table to make."""

    data: Path
    """Folder made by ``probsym synth`` with train, val and test, or pairs of image and depth as published."""
    out: Path
    """Folder for ``runs/`` and one folder per table."""
    recipe: Recipe
    """Common to all rows; its budget is that of each row."""
    console: Console
    seeds: tuple[int, ...] = (0,)
    rows: tuple[str, ...] = ()
    """Names of the rows to make; empty: all."""
    limit: int = 0
    """Score only this many test images, from the first; 0: all."""
    init: str = ""
    """Weights that the row "pretrained" starts from."""
    keypoints: Path | None = None
    """keypoints: folder of photos with landmarks, instead of the synthetic test images."""
    count: int = 200
    """stress: images of each level."""
    model_path: Path | None = None
    """stress: file of the face shapes that ``data`` was made from, to render more sets."""
    landmarks: Path | None = None
    """stress: landmarks of those face shapes, where the shape model needs them."""
    features: Path | None = None
    """Encoder weights of the row "selfsup-features"; None: the shipped ones."""
    device: str = "auto"
    """Where models are trained and scored; see :func:`probsym.devices.choose_device`."""

    def __post_init__(self) -> None:
        if not self.seeds or min(self.seeds) < 0 or len(set(self.seeds)) < len(self.seeds):
            raise InputError(f"seeds: expected different numbers of 0 or more, got {' '.join(map(str, self.seeds))}")
        if self.limit < 0 or self.limit == 1:
            raise InputError(f"limit: expected 0 (all) or at least 2, got {self.limit}")
        if self.count < 2:
            raise InputError(f"count: expected at least 2, got {self.count}")

    def chosen(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of ``names`` to make, in their order.

        Raises:
            InputError: an unknown row.
        """
        for name in self.rows:
            check_choice("rows", name, names)
        return tuple(name for name in names if not self.rows or name in self.rows)

    @cached_property
    def test(self) -> SyntheticSet:
        """The test images with all that a synthetic set knows of them.

        Raises:
            InputError: not a synthetic set, no test split of at least 2, or images of another size than the recipe's.
        """
        faces = load_synthetic(self.data, "test")
        self._check(faces.size, len(faces))
        return faces

    @cached_property
    def labelled(self) -> LabelledImages:
        """The test images to score, with depth.

        Raises:
            InputError: no test split of at least 2, or images of another size than the recipe's.
        """
        found = open_labelled(self.data, "test", self.recipe.model.image_size, self.limit)
        self._check(found.images.shape[1], len(found.images))
        return found

    def _check(self, size: int, count: int) -> None:
        expected = self.recipe.model.image_size
        if size != expected:
            raise InputError(f"data: expected images of {expected} pixels as in the recipe, got {size}")
        if count < 2:
            raise InputError(f"data: expected at least 2 test images, got {count}")

    @property
    def images(self) -> UInt8[np.ndarray, "images size size 3"]:
        """The test images to score."""
        return self.labelled.images

    @property
    def tested(self) -> int:
        """Number of test images to score."""
        return len(self.images)

    @property
    def truth(self) -> GroundTruth:
        """Ground truth of the test images to score."""
        return self.labelled.truth

    @cached_property
    def train_hash(self) -> str | None:
        """Hash of the training images, as in a run's record; None: there is no training split."""
        if is_synthetic(self.data) or not has_depth(self.data):
            return load_synthetic(self.data, "test").card["splits"].get("train", {}).get("sha256")
        size, crop = self.recipe.model.image_size, self.recipe.data.crop
        return load_depth_pairs(self.data, "train", size, crop).content_hash
