"""Floor 0: every setting as a frozen dataclass; a recipe is a TOML file with the same names.

Lengths are scene units and angles degrees. The defaults are the paper's (section 4.1 and supplementary material).
The field docstrings are the help texts of the command line.
"""

from probsym.config.model import (
    BORDER_COLUMNS,
    CONFIG_FILE,
    DETECTOR_FILE,
    IMAGE_SIZES,
    OBJECT_NET_FILE,
    SILHOUETTE_FILE,
    WEIGHTS_FILE,
    Framing,
    ModelConfig,
)
from probsym.config.recipe import RECIPES, Recipe, load_recipe, recipe_names
from probsym.config.serialization import from_dict, to_dict
from probsym.config.training import SPLITS, DataConfig, ObjectiveConfig, OptimizerConfig, Stage

__all__ = [
    "BORDER_COLUMNS",
    "CONFIG_FILE",
    "DETECTOR_FILE",
    "IMAGE_SIZES",
    "OBJECT_NET_FILE",
    "RECIPES",
    "SILHOUETTE_FILE",
    "SPLITS",
    "WEIGHTS_FILE",
    "DataConfig",
    "Framing",
    "ModelConfig",
    "ObjectiveConfig",
    "OptimizerConfig",
    "Recipe",
    "Stage",
    "from_dict",
    "load_recipe",
    "recipe_names",
    "to_dict",
]
