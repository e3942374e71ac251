"""A recipe: everything that a training is told."""

import dataclasses
import math
from dataclasses import dataclass, field
from typing import Literal

from probsym.checks import check_range
from probsym.config.model import ModelConfig
from probsym.config.training import DataConfig, ObjectiveConfig, OptimizerConfig, Stage
from probsym.config.validation import as_config_error
from probsym.errors import ConfigError


@dataclass(frozen=True)
class Recipe:
    """One experiment: everything but the data's place and the output's."""

    model: ModelConfig = field(default_factory=ModelConfig)
    objective: ObjectiveConfig = field(default_factory=ObjectiveConfig)
    data: DataConfig = field(default_factory=DataConfig)
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    stages: tuple[Stage, ...] = (Stage(),)
    """From coarse to fine; the shares sum to 1."""
    steps: int = 0
    """Budget in steps; 0: by minutes."""
    minutes: float = 0.0
    """Budget in minutes of training; 0: by steps."""
    validate_every: int = 1000
    """Steps between validations."""
    checkpoint_minutes: float = 5.0
    """Minutes between checkpoints; one is also written at every stage's end and at the end."""
    precision: Literal["auto", "float32", "bfloat16"] = "float32"
    """Of the convolutions; auto: bfloat16 where the device computes in it."""
    seed: int = 0
    """Of the weights, the order of the images and their mirroring."""
    init: str = ""
    """Shipped model, or folder of a run or a model, whose weights the training starts from; empty: from chance."""

    def __post_init__(self) -> None:
        if (self.steps > 0) == (self.minutes > 0):
            raise ConfigError(
                f"steps: expected either steps or minutes to be positive, got steps {self.steps}"
                f" and minutes {self.minutes}"
            )
        if not self.stages:
            raise ConfigError("stages: expected at least one stage, got none")
        if not math.isclose(sum(stage.share for stage in self.stages), 1.0, abs_tol=1e-6):
            raise ConfigError(
                f"stages.share: expected shares that sum to 1, got {[stage.share for stage in self.stages]}"
            )
        sizes = [stage.image_size for stage in self.stages]
        if sizes != sorted(sizes) or sizes[-1] != self.model.image_size:
            raise ConfigError(
                f"stages.image_size: expected rising sizes that end at model.image_size {self.model.image_size},"
                f" got {sizes}"
            )
        if len(set(sizes)) > 1 and self.model.architecture != "slim":
            raise ConfigError("stages: expected a single size for model.architecture 'paper', got several")
        ranges = (self.model.rotation_range_deg, self.model.translation_range, self.model.translation_z_range)
        if self.objective.supervised and any(ranges):
            raise ConfigError(
                "objective.supervised: expected model.rotation_range_deg, translation_range and translation_z_range of"
                f" 0, for depth is regressed as it is seen; got {ranges[0]}, {ranges[1]} and {ranges[2]}"
            )
        as_config_error(check_range, "validate_every", self.validate_every, 1, 1e9)
        as_config_error(check_range, "checkpoint_minutes", self.checkpoint_minutes, 0.0, 1e9)
        as_config_error(check_range, "seed", self.seed, 0, 2**63 - 1)

    def with_budget(self, steps: int | None = None, minutes: float | None = None) -> "Recipe":
        """The same recipe with another budget; giving both is an error."""
        if steps is None and minutes is None:
            return self
        return dataclasses.replace(self, steps=steps or 0, minutes=minutes or 0.0)
