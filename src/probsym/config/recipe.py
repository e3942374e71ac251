"""A recipe: all settings of a training run, and its TOML file, which has their names and may build on another one."""

import dataclasses
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from probsym.checks import check_ranges
from probsym.config.model import ModelConfig
from probsym.config.serialization import current_settings, from_dict
from probsym.config.training import DataConfig, ObjectiveConfig, OptimizerConfig, Stage
from probsym.errors import ConfigError, FileFormatError
from probsym.readers.plain import read_toml

_RANGES = {
    "steps": (0, 1e9),
    "minutes": (0.0, 1e9),
    "validate_every": (1, 1e9),
    "checkpoint_minutes": (0.0, 1e9),
    "seed": (0, 2**63 - 1),
}

RECIPES = Path(__file__).parents[1] / "recipes"
_BUDGETS = ("steps", "minutes")
_NOT_OF_REFINEMENT = ("supervised", "lambda_crop", "lambda_rerender")
"""What costs time, or fails, while only the refinement net is trained; other weights that have no effect are free."""


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
    """Restart with other initial weights, at most twice, if most shapes are hollow after a tenth of the budget; without
    effect on a run that starts from a model (init)."""

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
        if self.optimizer.trained == "refinement":
            for name in _NOT_OF_REFINEMENT:
                if value := getattr(self.objective, name):
                    raise ConfigError(
                        f"objective.{name}: expected {type(value)(0)} for optimizer.trained 'refinement', which changes"
                        f" neither shape nor viewpoint nor light; got {value}"
                    )

    def with_budget(self, steps: int | None = None, minutes: float | None = None) -> "Recipe":
        """The same recipe with another budget.

        Raises:
            ConfigError: both are given.
        """
        if steps is None and minutes is None:
            return self
        return dataclasses.replace(self, steps=steps or 0, minutes=minutes or 0.0)


def recipe_names() -> list[str]:
    """Names of the recipes that come with the package."""
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def load_recipe(name_or_path: str) -> Recipe:
    """A recipe that comes with the package, by its name, or a TOML file.

    A file holds the settings of :class:`Recipe` that differ from the defaults or, with ``base = "best"``, from another
    recipe: a name, or a .toml file relative to the one that names it. Tables are merged; lists are replaced; a budget
    replaces the base's, in steps or minutes.

    Raises:
        ConfigError: no such recipe or file, not TOML, a setting is wrong, or files build on each other in a cycle.
    """
    path = _find(name_or_path, "recipe", Path())
    values = _read(path, ())
    try:
        return from_dict(Recipe, values)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def _find(name_or_path: str, setting: str, folder: Path) -> Path:
    path = folder / name_or_path
    if path.suffix != ".toml":
        path = RECIPES / f"{name_or_path}.toml"
        if not path.is_file():
            listed = ", ".join(recipe_names())
            raise ConfigError(f"{setting}: expected one of {listed} or a .toml file, got {name_or_path!r}")
    if not path.is_file():
        raise ConfigError(f"{setting}: no such file: {path}")
    return path


def _read(path: Path, children: tuple[Path, ...]) -> dict[str, Any]:
    """The settings of a file and its bases; ``children`` are the files that build on it."""
    resolved = path.resolve()
    if resolved in children:
        cycle = " -> ".join(child.name for child in (*children[children.index(resolved) :], resolved))
        raise ConfigError(f"{path}: base: expected no cycle, got {cycle}")
    try:
        values = read_toml(path)
    except FileFormatError as error:
        raise ConfigError(str(error)) from None
    try:
        base = values.pop("base", None)
        values = current_settings(Recipe, values)
        if base is None:
            return values
        if not isinstance(base, str):
            raise ConfigError(f"base: expected the name of a recipe or a .toml file, got {base!r}")
        base_path = _find(base, "base", path.parent)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
    inherited = _read(base_path, (*children, resolved))
    if any(name in values for name in _BUDGETS):
        inherited = {name: value for name, value in inherited.items() if name not in _BUDGETS}
    return _merge(inherited, values)


def _merge(base: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in values.items():
        below = merged.get(name)
        merged[name] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
