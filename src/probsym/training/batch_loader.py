"""The batch at a point of training: which images, flipped and perturbed how, and their ground truth."""

import numpy as np
import torch
from torch import Tensor

from probsym.config import Recipe, Stage
from probsym.data.perturbation import blend, draw_rectangles
from probsym.data.sampling import batch_indices
from probsym.data.transforms import downscale, downscale_depth, from_bytes, random_horizontal_flip
from probsym.losses.illumination import RELIGHT_DRAWS
from probsym.training.dataset import TrainingData

_RESIDENT_SHARE = 0.25
"""Share of a GPU's free memory that the images may take."""
_CROP_LIMITS = (0.223, 0.12, 0.12, 0.26)
"""Largest deviations of random crops: sides of 0.8 to 1.25, shifts of 6 % of the side, rolls of 15 degrees."""

_RERENDER_LIMITS = (1.0, 1.0, 1.0, 0.15, 0.15, 0.15)
"""Lights as far aside and ambient shares as large as the light net can predict; turns of up to 9 degrees."""


class BatchLoader:
    """Draws batches that depend on the recipe's seed and the number of samples drawn before, and on nothing else.

    A resumed training therefore needs no state of a random generator.
    """

    def __init__(
        self, data: TrainingData, recipe: Recipe, device: torch.device, rank: int = 0, world_size: int = 1
    ) -> None:
        """Load for process ``rank`` of ``world_size``, each of which gets its slice of every batch."""
        self._data, self._recipe, self._device, self._rank, self._world_size = data, recipe, device, rank, world_size
        rectangles = torch.Generator().manual_seed(_combined_seed(recipe.seed, len(data.images)))
        self._rectangles = draw_rectangles(len(data.images), rectangles) if recipe.data.perturb else None
        self._resident: Tensor | None = None
        if device.type == "cuda" and data.images.nbytes < _RESIDENT_SHARE * torch.cuda.mem_get_info(device)[0]:
            self.keep_on_device()

    def keep_on_device(self) -> None:
        """Copy all images to the device, as bytes, so that no step waits for the disk or for a copy."""
        self._resident = torch.from_numpy(np.array(self._data.images[np.arange(len(self._data.images))])).to(
            self._device
        )

    def batch_at(self, samples: int, stage: Stage) -> tuple[Tensor, ...]:
        """The batch after this many samples.

        Args:
            samples: drawn before, by all processes together.
            stage: sets the image size and the batch size.

        Returns:
            Images, ``B 3 S S``, RGB in [0, 1]; for a supervised recipe also depth, ``B S S`` in scene units, and
            foreground, ``B S S``; with ``lambda_crop``, ``lambda_rerender`` or ``lambda_relight`` random crops,
            ``B 4``, as in :mod:`probsym.geometry.crop_transform`; with one of the latter two also random lights and
            rotations, ``B 6``, as in :mod:`probsym.losses.consistency`; with ``lambda_relight`` also random lights and
            shadows, ``B RELIGHT_DRAWS``, as in :mod:`probsym.losses.illumination`.

        Raises:
            InputError: the number of processes does not divide the batch size.
        """
        data, seed = self._data, self._recipe.seed
        drawn = batch_indices(len(data.train), stage.batch_size, seed, samples, self._rank, self._world_size)
        chosen = data.train[drawn]
        images = from_bytes(self._read(chosen))
        if self._rectangles is not None:
            images, _ = blend(images, self._rectangles[chosen])
        flipped = None
        if self._recipe.data.horizontal_flip:
            generator = torch.Generator(images.device).manual_seed(_combined_seed(seed, samples, 0))
            images, flipped = random_horizontal_flip(images, generator, self._rank, self._world_size)
        images = downscale(images, stage.image_size)
        return images, *self._ground_truth(chosen, flipped, stage.image_size), *self._draws(len(images), samples)

    def _draws(self, count: int, samples: int) -> tuple[Tensor, ...]:
        """Random crops, lights and shadows for an objective that compares what is predicted of them, if this is one."""
        objective = self._recipe.objective
        weights = (objective.lambda_crop, objective.lambda_rerender, objective.lambda_relight)
        if objective.supervised or not any(weights):
            return ()
        limits = (_CROP_LIMITS, _RERENDER_LIMITS, (1.0,) * RELIGHT_DRAWS)
        last = max(place for place, weight in enumerate(weights) if weight > 0)  # arguments of the objective, in order
        return tuple(self._draw(count, samples, place + 1, limits[place]) for place in range(last + 1))

    def _draw(self, count: int, samples: int, purpose: int, limits: tuple[float, ...]) -> Tensor:
        """Uniform random numbers within ±limits, one row for each image of this process's share."""
        generator = torch.Generator().manual_seed(_combined_seed(self._recipe.seed, samples, purpose))
        draws = torch.rand(count * self._world_size, len(limits), generator=generator)
        mine = draws[self._rank * count : (self._rank + 1) * count].to(self._device)
        return (mine * 2 - 1) * mine.new_tensor(limits)

    def _read(self, chosen: np.ndarray) -> Tensor:
        """Bytes of the images on the device: a quarter of the size of floats."""
        if self._resident is None:
            return torch.from_numpy(np.array(self._data.images[chosen])).to(self._device)
        return self._resident[torch.from_numpy(chosen).to(self._device)]

    def _ground_truth(self, chosen: np.ndarray, flipped: Tensor | None, size: int) -> tuple[Tensor, ...]:
        """Depth and foreground of the images, if the objective is supervised."""
        if not self._recipe.objective.supervised or self._data.depth is None or self._data.mask is None:
            return ()
        depth = torch.from_numpy(np.array(self._data.depth[chosen])).to(self._device)
        mask = torch.from_numpy(np.array(self._data.mask[chosen])).to(self._device)
        if flipped is not None:
            depth = torch.where(flipped[:, None, None], depth.flip(-1), depth)
            mask = torch.where(flipped[:, None, None], mask.flip(-1), mask)
        return downscale_depth(depth, mask, size)


def _combined_seed(*numbers: int) -> int:
    """One seed that depends on several numbers."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> 1)
