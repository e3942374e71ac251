"""Kernels serve trainings on the CPU, and nothing else."""

import pytest
import torch

from probsym.kernels.dispatch import disable_cpu_kernels, use_cpu_kernel


def _wanted(**options: object) -> torch.Tensor:
    return torch.zeros(4, 2, requires_grad=True, **options)  # pyright: ignore[reportCallIssue, reportArgumentType]


def test_they_serve_where_a_gradient_is_wanted() -> None:
    assert use_cpu_kernel(_wanted())
    assert use_cpu_kernel(torch.zeros(4, 2), _wanted())
    assert not use_cpu_kernel(torch.zeros(4, 2))
    with torch.no_grad():
        assert not use_cpu_kernel(_wanted())


def test_not_for_what_they_do_not_know() -> None:
    assert not use_cpu_kernel(_wanted(device="meta"))
    assert not use_cpu_kernel(_wanted(), _wanted(dtype=torch.bfloat16))
    assert not use_cpu_kernel(_wanted(dtype=torch.float16))
    assert use_cpu_kernel(_wanted(dtype=torch.bfloat16), types=(torch.bfloat16,))


@pytest.mark.parametrize(("threads", "serve"), [(1, True), (16, True), (17, False)])
def test_a_few_images_stay_with_torch(threads: int, serve: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    assert use_cpu_kernel(_wanted()) == serve


def test_torch_alone() -> None:
    with disable_cpu_kernels():
        assert not use_cpu_kernel(_wanted())
    assert use_cpu_kernel(_wanted())
