"""The choice of the device, on machines that the tests do not run on: their absence or presence is simulated."""

from collections.abc import Iterator

import pytest
import torch

from probsym import devices
from probsym.devices import choose_device, gpu_problem, supports_triton
from probsym.errors import InputError


@pytest.fixture(autouse=True)
def _forget_gpus() -> Iterator[None]:
    devices.is_new_enough_for_triton.cache_clear()
    yield
    devices.is_new_enough_for_triton.cache_clear()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine with no GPU, whose devices all compute."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setattr(devices, "check_computes", lambda device: None)
    return monkeypatch


def _no_kernel_image(device: torch.device) -> None:
    raise RuntimeError("CUDA error: no kernel image is available for execution on the device\nCompile with ...")


@pytest.mark.parametrize("name", [None, "auto"])
def test_the_best_device_is_chosen(machine: pytest.MonkeyPatch, name: str | None) -> None:
    assert choose_device(name) == torch.device("cpu")
    machine.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device(name) == torch.device("mps")
    machine.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device(name) == torch.device("cuda")


def test_a_gpu_too_old_for_torch_is_left_with_a_word(machine: pytest.MonkeyPatch) -> None:
    assert gpu_problem() == ""
    machine.setattr(torch.cuda, "is_available", lambda: True)
    assert gpu_problem() == ""
    machine.setattr(devices, "check_computes", _no_kernel_image)
    with pytest.warns(UserWarning, match=r"the GPU cannot compute \(CUDA error: no kernel image .*\); using the CPU"):
        assert choose_device() == torch.device("cpu")
    with pytest.raises(InputError, match="got 'cuda': CUDA error: no kernel image is available for execution on the d"):
        choose_device("cuda")


@pytest.mark.parametrize("name", ["cpu", "cuda", "cuda:1", "mps"])
def test_a_name_is_taken_at_its_word(machine: pytest.MonkeyPatch, name: str) -> None:
    assert choose_device(name) == torch.device(name)


@pytest.mark.parametrize("name", ["gpu", "", "cuda:x"])
def test_no_such_device(name: str) -> None:
    with pytest.raises(
        InputError, match=f"^device: expected auto, cpu, cuda, mps, available on this machine, got '{name}': "
    ):
        choose_device(name)


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without a GPU")
def test_a_gpu_that_is_not_there() -> None:
    with pytest.raises(InputError, match="got 'cuda': "):
        choose_device("cuda")


def test_triton_serves_gpus_from_volta_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "find_triton", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda index: {0: (7, 0), 1: (6, 1)}[index])
    assert supports_triton(torch.device("cuda"))
    with pytest.warns(UserWarning, match=r"compute capability 6\.1, and Triton needs 7\.0; using torch's operators"):
        assert not supports_triton(torch.device("cuda:1"))
    assert not supports_triton(torch.device("cuda:1"))  # said once
    assert not supports_triton(torch.device("cpu"))
    monkeypatch.setattr(devices, "find_triton", lambda: False)
    assert not supports_triton(torch.device("cuda"))


def test_a_compiled_step_asks_for_triton_while_it_is_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "find_triton", lambda: True)
    torch.compiler.assume_constant_result(supports_triton)  # as Loss does before it compiles

    def chosen(x: torch.Tensor) -> torch.Tensor:
        return x + 1 if supports_triton(x.device) else x - 1

    compiled = torch.compile(chosen, backend="eager", fullgraph=True, dynamic=False)
    assert compiled(torch.zeros(2)).tolist() == [-1, -1]
