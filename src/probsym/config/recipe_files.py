"""Recipes as TOML files with the settings' names; a file may build on another one."""

from pathlib import Path
from typing import Any

from probsym.config.recipe import Recipe
from probsym.config.serialization import current_settings, from_dict
from probsym.errors import ConfigError, FileFormatError
from probsym.readers.toml import read_toml

RECIPES = Path(__file__).parents[1] / "recipes"
_BUDGETS = ("steps", "minutes")


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
