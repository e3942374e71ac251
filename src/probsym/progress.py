"""Floor 0: the functions to which long work reports how far it is."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with (items done, items in all)."""
TaskProgress = Callable[[str, int, int], None]
"""Called with (what is being done, items done, items in all)."""
