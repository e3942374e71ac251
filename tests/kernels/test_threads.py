"""Every image is processed once, on torch's or Python's threads."""

from collections.abc import Iterator
from typing import Any, no_type_check

import numpy as np
import pytest
import torch
from numba import cfunc
from numba.np.numpy_support import carray

from probsym.kernels import threads
from probsym.kernels.threads import KERNEL_SIGNATURE, array_at, for_each_image, next_index


@cfunc(KERNEL_SIGNATURE)
@no_type_check
def _square(at: Any) -> None:
    """out += x * x, image by image: one that is done twice shows."""
    job = carray(at, 5)
    x, out = array_at(job[3], (job[1], job[2]), np.float32), array_at(job[4], (job[1], job[2]), np.float32)
    image = next_index(at)
    while image < job[1]:
        for index in range(job[2]):
            out[image, index] += x[image, index] ** 2
        image = next_index(at)


@pytest.fixture(params=["torch's threads", "Python's threads"])
def _two_threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "Python's threads":
        monkeypatch.setattr(threads, "find_gomp_parallel", lambda: None)
    elif threads.find_gomp_parallel() is None:
        pytest.skip("torch has no GOMP_parallel here")
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(1)


@pytest.mark.usefixtures("_two_threads")
@pytest.mark.parametrize("batch", [0, 1, 2, 3, 1000])
def test_every_image_is_processed_once(batch: int) -> None:
    x = torch.rand(batch, 7, generator=torch.Generator().manual_seed(0))
    out = torch.zeros(batch, 7)
    for_each_image(_square, batch, 7, x, out)
    torch.testing.assert_close(out, x.square())


@pytest.mark.usefixtures("_two_threads")
def test_interleaved_with_torch_operators() -> None:
    x = torch.rand(64, 500, generator=torch.Generator().manual_seed(0))
    for _ in range(200):
        out = torch.zeros(64, 500)
        for_each_image(_square, 64, 500, x, out)
        assert torch.equal(out, x * x)


def test_one_thread_uses_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "find_gomp_parallel", lambda: pytest.fail("used a pool"))
    out = torch.zeros(5, 2)
    for_each_image(_square, 5, 2, torch.full((5, 2), 3.0), out)
    assert (out == 9).all()


def test_a_torch_without_gnus_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(threads.ctypes, "CDLL", missing)
    assert threads.find_gomp_parallel.__wrapped__() is None
    monkeypatch.setattr(threads.ctypes, "CDLL", lambda name: object())
    assert threads.find_gomp_parallel.__wrapped__() is None
