"""The batch at a position of a training: which images, mirrored and perturbed how, and their ground truth."""

import numpy as np
import torch
from torch import Tensor

from probsym.config import Recipe, Stage
from probsym.data.perturbation import blend, draw_rectangles
from probsym.data.sampling import batch_indices
from probsym.data.transforms import downscale, downscale_depth, from_bytes, random_horizontal_flip
from probsym.training.dataset import TrainingData

_RESIDENT_SHARE = 0.25
"""Share of a GPU's free memory that the images may take."""


class Batches:
    """Everything random is seeded by the recipe and the position, so that resuming needs no generator's state."""

    def __init__(self, source: TrainingData, recipe: Recipe, device: torch.device, rank: int, world: int) -> None:
        """``rank`` of ``world`` processes, each of which gets its share of every batch."""
        self._source, self._recipe, self._device, self._rank, self._world = source, recipe, device, rank, world
        rectangles = torch.Generator().manual_seed(_mixed(recipe.seed, len(source.images)))
        self._rectangles = draw_rectangles(len(source.images), rectangles) if recipe.data.perturb else None
        self._resident: Tensor | None = None
        if device.type == "cuda" and source.images.nbytes < _RESIDENT_SHARE * torch.cuda.mem_get_info(device)[0]:
            self.keep_on_device()

    def keep_on_device(self) -> None:
        """Copy all images to the device, as bytes, so that no step waits for the disk or for a copy."""
        self._resident = torch.from_numpy(np.array(self._source.images)).to(self._device)

    def at(self, samples: int, stage: Stage) -> tuple[Tensor, ...]:
        """Images at the stage's size; for a supervised recipe their depth and foreground too.

        Args:
            samples: drawn before, by all processes.
            stage: of the training.
        """
        source, seed = self._source, self._recipe.seed
        drawn = batch_indices(len(source.train), stage.batch_size, seed, samples, self._rank, self._world)
        chosen = source.train[drawn]
        images = from_bytes(self._bytes(chosen))
        if self._rectangles is not None:
            images, _ = blend(images, self._rectangles[chosen])
        mirrored = None
        if self._recipe.data.horizontal_flip:
            generator = torch.Generator(images.device).manual_seed(_mixed(seed, samples, self._rank))
            images, mirrored = random_horizontal_flip(images, generator)
        return downscale(images, stage.image_size), *self._truth(chosen, mirrored, stage.image_size)

    def _bytes(self, chosen: np.ndarray) -> Tensor:
        if self._resident is None:
            return torch.from_numpy(np.array(self._source.images[chosen])).to(self._device)  # a quarter of the floats
        return self._resident[torch.from_numpy(chosen).to(self._device)]

    def _truth(self, chosen: np.ndarray, mirrored: Tensor | None, size: int) -> tuple[Tensor, ...]:
        """Depth and foreground of the images, if the objective wants them."""
        if not self._recipe.objective.supervised or self._source.depth is None or self._source.mask is None:
            return ()
        depth = torch.from_numpy(np.array(self._source.depth[chosen])).to(self._device)
        mask = torch.from_numpy(np.array(self._source.mask[chosen])).to(self._device)
        if mirrored is not None:
            depth = torch.where(mirrored[:, None, None], depth.flip(-1), depth)
            mask = torch.where(mirrored[:, None, None], mask.flip(-1), mask)
        return downscale_depth(depth, mask, size)


def _mixed(*numbers: int) -> int:
    """One seed of several numbers."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> 1)
