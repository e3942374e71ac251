import io
import re
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from rich.console import Console

from probsym.config import DataConfig
from probsym.data.transforms import to_tensor
from probsym.errors import InputError
from probsym.models.features.rotation import RotationNet, load_encoder
from probsym.synthetic.storage import load_synthetic
from probsym.training.dataset import open_training_data
from probsym.training.pretrain import Pretraining, normalize_features, pretrain_features
from probsym.training.processes import release_accelerator

TINY = Pretraining(size=32, steps=20, batch_size=6, smallest_crop=0.9)


def _quiet() -> Console:
    return Console(file=io.StringIO())


def test_it_learns_which_way_is_up(faces: Path, tmp_path: Path) -> None:
    out = tmp_path / "encoder.safetensors"
    text = io.StringIO()
    accuracy = pretrain_features(faces, out, TINY, Console(file=text))
    assert 0 <= accuracy <= 1
    losses = [float(line.split()[3]) for line in text.getvalue().splitlines()]
    assert losses[-1] < losses[0] - 0.2
    images = to_tensor(load_synthetic(faces, "val").images)
    features = load_encoder(out).freeze()(images)
    assert features.square().mean().item() == pytest.approx(1.0, rel=1e-3)  # on the images held out


def test_the_same_seed_gives_the_same_weights(faces: Path, tmp_path: Path) -> None:
    short = Pretraining(size=32, steps=2, batch_size=4)
    for name in ("a", "b"):
        pretrain_features(faces, tmp_path / f"{name}.safetensors", short, _quiet())
    first, second = (load_encoder(tmp_path / f"{name}.safetensors").state_dict() for name in ("a", "b"))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_bad_input(faces: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"out: expected a \.safetensors file in an existing folder"):
        pretrain_features(faces, tmp_path / "none" / "x.safetensors", TINY, _quiet())
    with pytest.raises(InputError, match=r"out: expected a \.safetensors file"):
        pretrain_features(faces, tmp_path / "x.pt", TINY, _quiet())
    with pytest.raises(InputError, match="steps: expected a number from 1"):
        Pretraining(steps=0)
    assert list(tmp_path.iterdir()) == []


def test_a_training_in_any_precision_may_follow(faces: Path, tmp_path: Path) -> None:
    pretrain_features(faces, tmp_path / "encoder.safetensors", Pretraining(size=32, steps=1, batch_size=4), _quiet())
    assert Accelerator(mixed_precision="bf16").mixed_precision == "bf16"
    release_accelerator()


def test_a_net_that_knows_every_rotation_has_an_accuracy_of_one(faces: Path) -> None:
    data = open_training_data(faces, 32, DataConfig(), 0)
    upright = to_tensor(data.validation_images)

    class Knowing(RotationNet):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            turns = torch.stack([upright.rot90(turn, (2, 3)) for turn in range(4)])
            return (images[:, None, None] == turns[None]).flatten(3).all(3).any(2).float()

    assert normalize_features(Knowing(), data, torch.device("cpu")) == 1.0


def test_progress_is_shown_on_a_terminal(faces: Path, tmp_path: Path) -> None:
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=120)
    pretrain_features(faces, tmp_path / "encoder.safetensors", Pretraining(size=32, steps=2, batch_size=4), console)
    assert "reading the photos" in shown.getvalue()
    assert re.search(r"training the encoder.*100%", shown.getvalue())
