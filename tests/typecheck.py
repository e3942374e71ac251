"""The type checker of the tests: beartype, with an int accepted where a float is asked for, as in Python itself.

jaxtyping compares the shapes of the arrays of every call, which costs more than many of the functions. So a function is
checked at its first ``CHECKED_CALLS`` calls in each test, and its checks are only made when it is called at all.
Functions whose annotations name no array are checked by beartype alone.
"""

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any, get_args

import jaxtyping
from beartype import BeartypeConf, beartype

CHECKED_CALLS = 8
"""Of each function in each test."""
check = beartype(conf=BeartypeConf(is_pep484_tower=True))
_jaxtyped = jaxtyping.jaxtyped
_test = 0


def begin_test() -> None:
    """Check all functions again."""
    global _test
    _test += 1


def _names_arrays(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, jaxtyping.AbstractArray):
        return True
    return any(_names_arrays(part) for part in get_args(annotation))


def _is_without_arrays(function: FunctionType) -> bool:
    """Also False where names in the annotations are not known, such as those imported for type checkers alone."""
    try:
        annotations = [
            eval(annotation, function.__globals__) if isinstance(annotation, str) else annotation
            for annotation in function.__annotations__.values()
        ]
    except NameError:
        return False
    return not any(map(_names_arrays, annotations))


def _checked(function: FunctionType, typechecker: Any) -> Callable[..., Any]:
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
            alone = _is_without_arrays(function)
            checking = check(function) if alone else _jaxtyped(function, typechecker=typechecker)
        return checking(*args, **kwargs)

    return checked


def _jaxtyped_at_first(*, typechecker: Any) -> Callable[[Any], Any]:
    def decorate(decorated: Any) -> Any:
        if isinstance(decorated, FunctionType):
            return _checked(decorated, typechecker)
        return _jaxtyped(decorated, typechecker=typechecker)

    return decorate


jaxtyping.jaxtyped = _jaxtyped_at_first
