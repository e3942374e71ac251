"""Ctrl-C and SIGTERM ask a training to stop after its step."""

import signal
from types import FrameType


class StopSignals:
    """While entered, remembers the first signal; a second one stops at once with ``KeyboardInterrupt``.

    Outside of the main thread signals go elsewhere, and nothing is asked for.
    """

    def __init__(self) -> None:
        self.number = 0
        """The signal that came; 0: none."""
        self._before: dict[int, object] = {}

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        if self.number:
            raise KeyboardInterrupt
        self.number = number

    def __enter__(self) -> "StopSignals":
        try:
            self._before = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM)}
        except ValueError:  # not the main thread
            self._before = {}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # pyright: ignore[reportArgumentType]
