"""CPU kernels serve training on the CPU only."""

import pytest
import torch

from probsym.kernels.dispatch import disable_cpu_kernels, use_cpu_kernel


def _with_gradient(**options: object) -> torch.Tensor:
    return torch.zeros(4, 2, requires_grad=True, **options)  # pyright: ignore[reportCallIssue, reportArgumentType]


def test_kernels_are_used_only_where_a_gradient_is_needed() -> None:
    assert use_cpu_kernel(_with_gradient())
    assert use_cpu_kernel(torch.zeros(4, 2), _with_gradient())
    assert not use_cpu_kernel(torch.zeros(4, 2))
    with torch.no_grad():
        assert not use_cpu_kernel(_with_gradient())


def test_not_for_other_devices_and_dtypes() -> None:
    assert not use_cpu_kernel(_with_gradient(device="meta"))
    assert not use_cpu_kernel(_with_gradient(), _with_gradient(dtype=torch.bfloat16))
    assert not use_cpu_kernel(_with_gradient(dtype=torch.float16))
    assert use_cpu_kernel(_with_gradient(dtype=torch.bfloat16), dtypes=(torch.bfloat16,))


@pytest.mark.parametrize(("threads", "used"), [(1, True), (16, True), (17, False)])
def test_small_batches_stay_with_torch(threads: int, used: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    assert use_cpu_kernel(_with_gradient()) == used


def test_kernels_can_be_disabled() -> None:
    with disable_cpu_kernels():
        assert not use_cpu_kernel(_with_gradient())
    assert use_cpu_kernel(_with_gradient())
