"""PyTorch's compiler in processes that compile nothing: importing it takes a second of processor time.

The first optimizer of a process imports it, to leave its own methods out of what is compiled, and so does each step.
"""

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

NAME = "torch._dynamo"


class _Later(ModuleType):
    """Has the two functions that optimizers call, and becomes the compiler when it is asked for another."""

    def disable(self, function: Callable[..., Any], *_: Any, **__: Any) -> Callable[..., Any]:
        return function

    def graph_break(self, *_: Any) -> None: ...

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":  # asked of every module
            raise AttributeError(name)
        if sys.modules.get(NAME) is self:
            del sys.modules[NAME]
        return getattr(importlib.import_module(NAME), name)


def postpone_compiler() -> None:
    """Import the compiler when something is compiled."""
    sys.modules.setdefault(NAME, _Later(NAME))
