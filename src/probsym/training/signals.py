"""Ctrl-C and SIGTERM stop training after the current step."""

import signal
from types import FrameType


class StopSignals:
    """Context manager that records the first signal; a second one raises ``KeyboardInterrupt``.

    Outside the main thread it does nothing, for Python delivers signals to the main thread only.
    """

    def __init__(self) -> None:
        self.number = 0
        """Number of the signal received; 0: none."""
        self._before: dict[int, object] = {}

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        if self.number:
            raise KeyboardInterrupt
        self.number = number

    def __enter__(self) -> "StopSignals":
        try:
            self._before = {number: signal.signal(number, self._receive) for number in (signal.SIGINT, signal.SIGTERM)}
        except ValueError:  # not the main thread
            self._before = {}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # pyright: ignore[reportArgumentType]
