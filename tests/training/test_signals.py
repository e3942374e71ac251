import os
import signal
import threading

import pytest

from probsym.training.processes import StopSignals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_is_remembered_the_second_stops(number: int) -> None:
    before = signal.getsignal(number)
    with StopSignals() as signals:
        assert signals.number == 0
        os.kill(os.getpid(), number)
        assert signals.number == number
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before


def test_elsewhere_than_in_the_main_thread_nothing_is_listened_to() -> None:
    before = signal.getsignal(signal.SIGTERM)
    found: list[int] = []

    def enter() -> None:
        with StopSignals() as signals:
            found.append(signals.number)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert found == [0]
    assert signal.getsignal(signal.SIGTERM) is before
