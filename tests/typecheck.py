"""The type checker of the tests: beartype, with an int accepted where a float is asked for, as in Python itself.

jaxtyping binds the arguments of every call to compare the shapes of its arrays. Functions whose annotations name no
array are checked by beartype alone: a tiny training takes an eighth less.
"""

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any, get_args

import jaxtyping
from beartype import BeartypeConf, beartype

check = beartype(conf=BeartypeConf(is_pep484_tower=True))
_jaxtyped = jaxtyping.jaxtyped


def _names_arrays(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, jaxtyping.AbstractArray):
        return True
    return any(_names_arrays(part) for part in get_args(annotation))


def _is_without_arrays(function: FunctionType) -> bool:
    """Also False where names in the annotations are not known yet, such as that of the function's own class."""
    try:
        annotations = [
            eval(annotation, function.__globals__) if isinstance(annotation, str) else annotation
            for annotation in function.__annotations__.values()
        ]
    except NameError:
        return False
    return not any(map(_names_arrays, annotations))


def _checked(function: FunctionType) -> Callable[..., Any]:
    checking = check(function)

    @functools.wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        return (function if jaxtyping.config.jaxtyping_disable else checking)(*args, **kwargs)

    return checked


def _jaxtyped_where_arrays_are(*, typechecker: Any) -> Callable[[Any], Any]:
    def decorate(decorated: Any) -> Any:
        if isinstance(decorated, FunctionType) and _is_without_arrays(decorated):
            return _checked(decorated)
        return _jaxtyped(decorated, typechecker=typechecker)

    return decorate


jaxtyping.jaxtyped = _jaxtyped_where_arrays_are
