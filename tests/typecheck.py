"""The type checker of the tests: beartype, with an int accepted where a float is asked for, as in Python itself.

Comparing the shapes of the arrays of every call costs more than many of the functions. So a function is checked at its
first ``CHECKED_CALLS`` calls in each test, and its checks are only made when it is called at all. Axes of the same name
are compared as jaxtyping's own decorator does, but that binds and checks all arguments twice, for its messages.
"""

import dataclasses
import functools
import typing
from collections.abc import Callable
from types import FunctionType
from typing import Any, get_args

import jaxtyping
from beartype import BeartypeConf, beartype
from jaxtyping._storage import pop_shape_memo, push_shape_memo

CHECKED_CALLS = 8
"""Of each function in each test."""
check = beartype(conf=BeartypeConf(is_pep484_tower=True, violation_type=jaxtyping.TypeCheckError))
_test = 0


def begin_test() -> None:
    """Check all functions again."""
    global _test
    _test += 1


def _names_arrays(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, jaxtyping.AbstractArray):
        return True
    return any(_names_arrays(part) for part in get_args(annotation))


def _known_annotation(annotation: Any, names: dict[str, Any]) -> Any:
    """Any where names are not known, such as those imported for type checkers alone."""

    def bare() -> None: ...

    bare.__annotations__ = {"value": annotation}
    try:
        return typing.get_type_hints(bare, names, include_extras=True)["value"]
    except (NameError, AttributeError):
        return Any


def _annotations(function: FunctionType) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function, include_extras=True)
    except (NameError, AttributeError):
        return {
            name: _known_annotation(value, function.__globals__) for name, value in function.__annotations__.items()
        }


def _with_annotations(function: FunctionType, annotations: dict[str, Any]) -> FunctionType:
    """The same function, for beartype, which evaluates annotations by itself and raises where it cannot."""
    copied = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    copied.__module__, copied.__qualname__ = function.__module__, function.__qualname__
    copied.__kwdefaults__, copied.__annotations__ = function.__kwdefaults__, annotations
    return copied


def _within_a_scope(function: Callable[..., Any]) -> Callable[..., Any]:
    """Names of axes hold for one call, arguments and result together."""

    def scoped(*args: Any, **kwargs: Any) -> Any:
        push_shape_memo({})
        try:
            return function(*args, **kwargs)
        finally:
            pop_shape_memo()

    return scoped


def _checking(function: FunctionType) -> Callable[..., Any]:
    annotations = _annotations(function)
    checked = check(_with_annotations(function, annotations))
    return _within_a_scope(checked) if any(map(_names_arrays, annotations.values())) else checked


def _checked(function: FunctionType) -> Callable[..., Any]:
    if not function.__annotations__:
        return function
    checking: Callable[..., Any] | None = None
    test = calls = 0

    @functools.wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        nonlocal checking, test, calls
        if test != _test:
            test, calls = _test, 0
        calls += 1
        if calls > CHECKED_CALLS or jaxtyping.config.jaxtyping_disable:
            return function(*args, **kwargs)
        if checking is None:
            checking = _checking(function)
        return checking(*args, **kwargs)

    return checked


def _jaxtyped_at_first(*, typechecker: Any) -> Callable[[Any], Any]:
    """What jaxtyping's import hook puts before each function and class."""

    def decorate(decorated: Any) -> Any:
        if isinstance(decorated, FunctionType):
            return _checked(decorated)
        initialize = vars(decorated).get("__init__")
        if dataclasses.is_dataclass(decorated) and isinstance(initialize, FunctionType):
            decorated.__init__ = _checked(initialize)  # pyright: ignore[reportAttributeAccessIssue]
        return decorated

    return decorate


jaxtyping.jaxtyped = _jaxtyped_at_first
