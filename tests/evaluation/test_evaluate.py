import io
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from rich.console import Console

from probsym.config import ModelConfig
from probsym.errors import InputError
from probsym.evaluation.depth import DepthEvaluation
from probsym.evaluation.evaluate import evaluate
from probsym.evaluation.scores import replace_nonfinite
from probsym.models.autoencoder import Autoencoder
from probsym.synthetic.generate import generate
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluate") / "faces"
    generate(procedural_head(), folder, {"test": 4, "val": 1}, SceneSettings(size=32), seed=3)
    return folder


@pytest.fixture(scope="module")
def model() -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()


def test_a_loaded_model_and_its_folder_score_alike(faces: Path, model: Autoencoder, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path / "model")
    text = io.StringIO()
    loaded = evaluate(model, faces)
    named = evaluate(tmp_path / "model", str(faces), batch_size=3, console=Console(file=text))
    assert isinstance(named, DepthEvaluation)
    assert named.scores == pytest.approx(loaded.scores, rel=1e-4, abs=1e-5)
    assert (named.model, named.data, named.split, named.images) == (str(tmp_path / "model"), str(faces), "test", 4)
    assert set(named.baselines) == {"constant depth", "mean depth"}
    assert str(named).startswith("error ")
    assert text.getvalue() == ""  # not a terminal


def test_the_dictionary_is_plain_json(faces: Path, model: Autoencoder) -> None:
    found = evaluate(model, faces, limit=3)
    stored = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert list(stored["scores"]) == ["ours", "constant depth", "mean depth"]
    assert stored["scores"]["ours"]["images"] == 3
    assert replace_nonfinite({"a": [1.0, float("nan")], "b": (float("inf"), "x")}) == {
        "a": [1.0, None],
        "b": [None, "x"],
    }


def test_wrong_arguments(faces: Path, model: Autoencoder) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"batch_size": 0}, "batch_size: expected a number from 1"),
        ({"limit": -1}, "limit: expected a number from 0"),
        ({"split": "val"}, "at least 2 images in the split val, got 1"),
        ({"split": "all"}, "split: expected one of"),
    ]
    for arguments, message in cases:
        with pytest.raises(InputError, match=message):
            evaluate(model, faces, **arguments)
