"""A recipe: all settings of a training run."""

import dataclasses
import math
from dataclasses import dataclass, field
from typing import Literal

from probsym.config.model import ModelConfig
from probsym.config.range_checks import check_ranges
from probsym.config.training import DataConfig, ObjectiveConfig, OptimizerConfig, Stage
from probsym.errors import ConfigError

_RANGES = {
    "steps": (0, 1e9),
    "minutes": (0.0, 1e9),
    "validate_every": (1, 1e9),
    "checkpoint_minutes": (0.0, 1e9),
    "seed": (0, 2**63 - 1),
}


@dataclass(frozen=True)
class Recipe:
    """All settings of a training run except data and output folder."""

    model: ModelConfig = field(default_factory=ModelConfig)
    objective: ObjectiveConfig = field(default_factory=ObjectiveConfig)
    data: DataConfig = field(default_factory=DataConfig)
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    stages: tuple[Stage, ...] = (Stage(),)
    """Stages from coarse to fine; their fractions (share) sum to 1."""
    steps: int = 0
    """Budget in steps; 0: the budget is in minutes."""
    minutes: float = 0.0
    """Budget in minutes of training; 0: the budget is in steps."""
    validate_every: int = 1000
    """Steps between validations."""
    checkpoint_minutes: float = 5.0
    """Minutes between checkpoints; another is written at the end of each stage."""
    precision: Literal["auto", "float32", "bfloat16"] = "float32"
    """Precision of the networks; auto: bfloat16 where the device supports it in hardware."""
    seed: int = 0
    """Seed of initial weights, image order and random flips."""
    init: str = ""
    """Shipped model, or folder of a run or model, with initial weights; empty: random initialisation."""
    restart_hollow: bool = False
    """Restart with other initial weights, at most twice, if most shapes are hollow after a tenth of the budget."""

    def __post_init__(self) -> None:
        check_ranges(self, "", _RANGES)
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
                f"stages.image_size: expected increasing sizes that end at model.image_size {self.model.image_size},"
                f" got {sizes}"
            )
        if len(set(sizes)) > 1 and self.model.architecture != "slim":
            raise ConfigError("stages: expected a single size for model.architecture 'paper', got several")
        ranges = (self.model.rotation_range_deg, self.model.translation_range, self.model.translation_z_range)
        if self.objective.supervised and any(ranges):
            raise ConfigError(
                "objective.supervised: expected model.rotation_range_deg, translation_range and translation_z_range of"
                f" 0, for depth is regressed in the camera frame; got {ranges[0]}, {ranges[1]} and {ranges[2]}"
            )

    def with_budget(self, steps: int | None = None, minutes: float | None = None) -> "Recipe":
        """The same recipe with another budget.

        Raises:
            ConfigError: both are given.
        """
        if steps is None and minutes is None:
            return self
        return dataclasses.replace(self, steps=steps or 0, minutes=minutes or 0.0)
