import threading
import time

from probsym.data.pixel_budget import PixelBudget


def test_threads_wait_until_their_pixels_fit() -> None:
    budget, lock, order = PixelBudget(10), threading.Lock(), []
    held = 0
    most = 0

    def decode(pixels: int) -> None:
        nonlocal held, most
        with budget.reserve(pixels):
            with lock:
                held += pixels
                most = max(most, held)
                order.append(pixels)
            time.sleep(0.005)
            with lock:
                held -= pixels

    threads = [threading.Thread(target=decode, args=(pixels,)) for pixels in (6, 6, 4, 4, 2, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(order) == [2, 4, 4, 6, 6, 10]
    assert most <= 10


def test_a_photo_larger_than_the_budget_is_decoded_alone() -> None:
    budget = PixelBudget(10)
    with budget.reserve(99):
        pass
    with budget.reserve(10):
        pass


def test_pixels_are_freed_after_a_failure() -> None:
    budget = PixelBudget(10)
    for _ in range(3):
        try:
            with budget.reserve(10):
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
