"""Types of flags that several commands have, and how the help shows those that may be left out."""

from dataclasses import replace
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, TypeVar, get_args

import tyro
from tyro.constructors import ConstructorRegistry, PrimitiveConstructorSpec, PrimitiveTypeInfo

T = TypeVar("T")
OfRecipe = Annotated[T | None, tyro.conf.arg(help_behavior_hint="(default: the recipe's)")]
"""A setting that replaces the recipe's."""
OneOrMorePaths = Annotated[tyro.conf.Positional[tuple[Path, ...]], tyro.conf.arg(help_behavior_hint="(at least one)")]
RowNames = Annotated[tuple[str, ...], tyro.conf.arg(help_behavior_hint="(default: all)")]
AllowedHosts = Annotated[tuple[str, ...], tyro.conf.arg(help_behavior_hint="(default: none)")]


def optional(info: PrimitiveTypeInfo) -> PrimitiveConstructorSpec[Any] | None:
    """A rule for tyro: a flag of type ``X | None`` reads as one of type X, since leaving it out means None."""
    kinds = [kind for kind in get_args(info.type) if kind is not NoneType]
    if len(kinds) != 1 or NoneType not in get_args(info.type):
        return None
    spec = ConstructorRegistry.get_primitive_spec(PrimitiveTypeInfo.make(kinds[0], info.markers))
    if not isinstance(spec, PrimitiveConstructorSpec):
        return None
    return replace(
        spec,
        instance_from_str=lambda words: None if words == ["None"] else spec.instance_from_str(words),
        is_instance=lambda value: value is None or spec.is_instance(value),
        str_from_instance=lambda value: ["None"] if value is None else spec.str_from_instance(value),
    )
