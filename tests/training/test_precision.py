import pytest
import torch

from probsym.training.precision import choose_precision


@pytest.mark.parametrize(
    ("wanted", "gpu", "chosen"),
    [
        ("float32", True, "no"),
        ("float32", False, "no"),
        ("bfloat16", False, "bf16"),
        ("auto", False, "no"),
        ("auto", True, "bf16"),
    ],
)
def test_choice(wanted: str, gpu: bool, chosen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: gpu)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: gpu)
    assert choose_precision(wanted) == chosen
