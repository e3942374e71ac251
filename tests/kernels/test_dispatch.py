"""Kernels serve trainings on the CPU, and nothing else."""

import pytest
import torch

from probsym.kernels.dispatch import torch_alone, trains_on_cpu


def _wanted(**options: object) -> torch.Tensor:
    return torch.zeros(4, 2, requires_grad=True, **options)  # pyright: ignore[reportCallIssue, reportArgumentType]


def test_they_serve_where_a_gradient_is_wanted() -> None:
    assert trains_on_cpu(_wanted())
    assert trains_on_cpu(torch.zeros(4, 2), _wanted())
    assert not trains_on_cpu(torch.zeros(4, 2))
    with torch.no_grad():
        assert not trains_on_cpu(_wanted())


def test_not_for_what_they_do_not_know() -> None:
    assert not trains_on_cpu(_wanted(device="meta"))
    assert not trains_on_cpu(_wanted(), _wanted(dtype=torch.bfloat16))
    assert not trains_on_cpu(_wanted(dtype=torch.float16))
    assert trains_on_cpu(_wanted(dtype=torch.bfloat16), types=(torch.bfloat16,))


@pytest.mark.parametrize(("threads", "serve"), [(1, True), (16, True), (17, False)])
def test_a_few_images_stay_with_torch(threads: int, serve: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    assert trains_on_cpu(_wanted()) == serve


def test_torch_alone() -> None:
    with torch_alone():
        assert not trains_on_cpu(_wanted())
    assert trains_on_cpu(_wanted())
