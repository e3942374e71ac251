"""The networks of one stage on this machine: model, averaged weights, objective, optimizer and step."""

from collections.abc import Callable
from typing import Any

import torch
from accelerate import Accelerator
from torch import nn

from probsym.config import Recipe
from probsym.losses.objective import DepthRegression, Objective, Terms
from probsym.models.autoencoder import Autoencoder
from probsym.models.features.base import FeatureEncoder
from probsym.models.features.registry import load_features
from probsym.models.paper import ConfidenceNet
from probsym.training.optimizer import ExponentialMovingAverage, load_state_by_name, make_optimizer, state_by_name
from probsym.training.step import Loss, Step


class Networks:
    """What a step trains; :meth:`prepare` starts a stage, :meth:`grow` goes on to larger images."""

    model: Autoencoder
    average: ExponentialMovingAverage[Autoencoder] | None
    step: Step

    def __init__(
        self,
        recipe: Recipe,
        accelerator: Accelerator,
        compiled: bool = False,
        check: Callable[[Terms], None] | None = None,
    ) -> None:
        """Load the feature encoder; ``compiled`` and ``check`` as for :class:`Loss` and :class:`Step`.

        Raises:
            CheckpointError: the encoder's weights are missing or damaged.
        """
        self._recipe, self._accelerator, self._compiled, self._check = recipe, accelerator, compiled, check
        self.features = _load_features(recipe)

    def prepare(self, model: Autoencoder, average: Autoencoder | None, optimizer_state: dict[str, Any]) -> None:
        """Move a model to the device and build its optimizer and step.

        Args:
            model: to train.
            average: averaged weights so far; None starts at the model's. Parts that it lacks start at the model's.
            optimizer_state: by parameter name; parameters that it lacks start without.
        """
        device, config = self._accelerator.device, self._recipe.optimizer
        self._accelerator.free_memory()
        model = model.train().to(device, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        objective = self.objective = self._objective()
        _freeze_unused(model, objective, config.trained)
        optimizer = make_optimizer(model, config)
        load_state_by_name(model, optimizer, optimizer_state)
        loss = Loss(model, objective.to(device), self._compiled)
        # Placed above: to find out whether it may place them, accelerate imports half a second of PyTorch's modules.
        loss, self.optimizer = self._accelerator.prepare(loss, optimizer, device_placement=[False, True])
        self.step = Step(loss, self.optimizer, self._accelerator, config.clip_norm, self._check)
        self.model = model
        self.average = None
        if config.ema_decay > 0:
            self.average = ExponentialMovingAverage(model, Autoencoder(model.config).to(device), config.ema_decay)
            if average is not None:
                self.average.average.load_state_dict(average.state_dict(), strict=False)

    def grow(self, image_size: int) -> None:
        """Continue with larger images; old parts keep their weights, average and optimizer state."""
        model = self.model.grow(image_size, self._recipe.seed)
        self.prepare(model, self.averaged_model, self.optimizer_state())

    def set_progress(self, done: float) -> None:
        """Set the loss weights that change during training; ``done`` is the share of the budget spent, 0 to 1."""
        if isinstance(self.objective, Objective):
            self.objective.set_progress(done)

    @property
    def averaged_model(self) -> Autoencoder | None:
        """The averaged weights; None if the recipe has no average."""
        return self.average.average if self.average is not None else None

    def optimizer_state(self) -> dict[str, Any]:
        """Adam's state by parameter name."""
        return state_by_name(self.model, self.optimizer.optimizer)

    def final_model(self) -> Autoencoder:
        """The model to use: averaged weights if there are any, at the recipe's full image size."""
        model = self.averaged_model or self.model
        size = self._recipe.model.image_size
        return model if model.config.image_size == size else model.grow(size)

    def _objective(self) -> Objective | DepthRegression:
        world_size = self._accelerator.num_processes
        if self._recipe.objective.supervised:
            return DepthRegression(world_size)
        return Objective(self._recipe.objective, self.features, world_size)


def _load_features(recipe: Recipe) -> FeatureEncoder | None:
    """The encoder of the perceptual loss; None if the objective does not use one."""
    objective = recipe.objective
    if objective.supervised or objective.lambda_perceptual == 0:
        return None
    return load_features(objective.features, objective.features_weights)


def _freeze_unused(model: nn.Module, objective: nn.Module, trained: str) -> None:
    """Freeze what gets no gradient: with several processes each waits for the gradient of every trainable weight."""
    if trained == "refinement":
        model.requires_grad_(False)
        model.get_submodule("refinement_net").requires_grad_(True)
    elif isinstance(objective, DepthRegression):
        model.requires_grad_(False)
        model.get_submodule("depth_net").requires_grad_(True)
    elif isinstance(objective, Objective) and objective.features is None:
        confidence = model.get_submodule("confidence_net")
        if isinstance(confidence, ConfidenceNet):
            confidence.quarter.requires_grad_(False)
