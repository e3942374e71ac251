"""OpenCV's cascades as a file for the app; ``tests/web/test_app_kinds.py`` holds what the app finds with it."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load

from probsym.errors import InputError
from probsym.framing import cascade_file
from probsym.framing.cascade_file import face_cascades
from probsym.readers.tensors import safetensors_metadata


@pytest.fixture(scope="module")
def content() -> bytes:
    return face_cascades()


def test_the_file_is_small_and_brings_its_terms(content: bytes) -> None:
    assert len(content) < 130_000
    metadata = safetensors_metadata(content, "cascades")
    assert (metadata["task"], metadata["version"], metadata["window_px"]) == ("cascades", "1", "20")
    assert "Intel License Agreement" in metadata["terms"]


@pytest.mark.parametrize("prefix", ["first", "second"])
def test_nodes_trees_and_stages_belong_together(content: bytes, prefix: str) -> None:
    tensors = {name.removeprefix(f"{prefix}."): values for name, values in load(content).items()}
    trees, nodes = tensors["tree_sizes"], len(tensors["thresholds"])
    assert tensors["stage_sizes"].sum() == len(trees)
    assert trees.sum() == nodes == len(tensors["rectangles"]) == len(tensors["weights"]) == len(tensors["children"])
    assert len(tensors["leaves"]) == nodes + len(trees)
    right_and_lower = tensors["rectangles"][..., :2] + tensors["rectangles"][..., 2:]
    assert right_and_lower.max() <= 20
    areas = tensors["rectangles"][..., 2:].astype(int).prod(-1)
    assert np.all((areas * tensors["weights"]).sum(1) == 0)  # plain areas have no response


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<opencv_storage><!-- terms --></opencv_storage>", "expected a cascade of Haar features"),
        ("<opencv_storage><!-- t --><cascade><featureType>LBP</featureType></cascade></opencv_storage>", "Haar"),
    ],
)
def test_other_cascades_are_refused(text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cascade.xml"
    path.write_text(text)
    monkeypatch.setattr(cascade_file, "cascade_path", lambda file: path)
    with pytest.raises(InputError, match=message):
        face_cascades()
