import ctypes
import io
import platform
import subprocess
import sys
import threading
import time

import pytest
from PIL import Image

from probsym.data import image_files, memory
from probsym.data.decoding import decode_photo, opened_photo
from probsym.data.image_files import UnreadableImageError
from probsym.data.memory import PixelBudget, keep_freed_memory, max_pixels, set_max_megapixels
from probsym.errors import InputError

_FAULTS = """
import ctypes, resource, torch
from probsym.data.memory import keep_freed_memory
def step():
    blocks = [torch.ones(2**21) for _ in range(10)]  # of 8 MiB, all of which are freed at the end
    while blocks:
        blocks.pop()
def faults():
    for _ in range(3):
        step()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(5):
        step()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
for parameter in (-1, -3):  # what a process starts with; what it goes on with depends on its past
    assert ctypes.CDLL(None).mallopt(parameter, 2**17)
first = faults()
assert keep_freed_memory()
print(first, faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep what they like")
def test_steps_no_longer_ask_for_the_memory_that_they_freed() -> None:
    done = subprocess.run([sys.executable, "-c", _FAULTS], capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    assert before > 10_000  # 5 steps of 80 MiB are 102,400 pages of 4 KiB
    assert after < before / 10


@pytest.mark.parametrize("error", [OSError, AttributeError, TypeError])
def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def missing(_: object) -> None:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", missing)
    assert not keep_freed_memory()


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


def test_freed_memory_is_returned_around_large_photos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each thread of the C library keeps what it frees, hundreds of MB in all, while the photo is decoded."""
    order: list[str] = []
    monkeypatch.setattr(memory, "return_freed_memory", lambda: order.append("returned"))
    budget = PixelBudget(2**25)
    for pixels in (1000, 2**24):
        with budget.reserve(pixels):
            order.append("decoded")
    assert order == ["decoded", "returned", "decoded", "returned"]


@pytest.mark.parametrize("error", [OSError, AttributeError, TypeError])
def test_memory_is_not_returned_without_glibc(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    asked = []

    def missing(name: object) -> None:
        asked.append(name)
        raise error

    monkeypatch.setattr(ctypes, "CDLL", missing)
    memory.return_freed_memory()
    assert asked == [None]


def test_pixels_are_freed_after_a_failure() -> None:
    budget = PixelBudget(10)
    for _ in range(3):
        try:
            with budget.reserve(10):
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass


def test_the_limit_can_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert max_pixels() == 67_000_000
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
    try:
        set_max_megapixels(0.01)
        assert max_pixels() == 10_000
        with pytest.raises(UnreadableImageError, match=r"101 x 100 pixels: more than 0 million; .*--max-megapixels"):
            decode_photo(png(101, 100))
        assert decode_photo(png(100, 100)).size == (100, 100)
        set_max_megapixels(400)
        assert Image.MAX_IMAGE_PIXELS == 400_000_000
        for wrong in (0.0, -1.0, 1e9, float("nan")):
            with pytest.raises(InputError, match=r"max_megapixels: expected a number from 0.01 to 2000"):
                set_max_megapixels(wrong)
    finally:
        set_max_megapixels(67)


def png(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


def test_pixels_are_in_use_until_a_photo_is_done_with(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = PixelBudget(150)
    monkeypatch.setattr(image_files, "DECODING", budget)
    opened, waited = threading.Event(), threading.Event()

    def open_another() -> None:
        opened.wait(5)
        with opened_photo(png(10, 10)):
            waited.set()

    other = threading.Thread(target=open_another)
    other.start()
    with opened_photo(png(10, 10)) as photo:
        opened.set()
        assert photo.size == (10, 10)
        assert not waited.wait(0.05)
    other.join(5)
    assert waited.is_set()


def test_errors_of_those_who_use_a_photo_are_their_own() -> None:
    with pytest.raises(ZeroDivisionError), opened_photo(png(10, 10)):
        raise ZeroDivisionError
