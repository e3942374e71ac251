"""The ONNX page: its example runs on a file that its command wrote, and its table lists every output."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from PIL import Image

from probsym.cli.main import main
from probsym.export import onnx as export_onnx
from probsym.export.onnx import MEANINGS
from probsym.export.onnx_file import with_half_weights
from probsym.export.onnx_graphs import filled_graph
from probsym.inference.loading import load

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "how-to" / "onnx.md").read_text(encoding="utf-8")

CODE = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_every_output_is_in_the_table() -> None:
    outputs = PAGE.partition("| output |")[2].partition("\n\n")[0]
    assert re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in outputs.splitlines()[2:])) == list(MEANINGS)


@pytest.mark.slow
@pytest.mark.usefixtures("_face_64_exported_once")
def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Image.open(ROOT / "tests" / "photos" / "ada.png").save("photo.jpg")
    (command,) = [
        line.split("#")[0].split() for line in PAGE.splitlines() if line.startswith("probsym") and "fp16" not in line
    ]
    assert main(command[1:]) == 0
    names: dict = {}
    exec(CODE[0], names)
    assert names["points"].shape == (64, 64, 3)
    assert 0.9 <= names["points"][..., 2].min() < names["points"][..., 2].max() <= 1.1
    assert "yaw" in capsys.readouterr().out


def test_the_example_of_refinement_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(export_onnx, "to_onnx", filled_graph)
    model = load("cat-64")
    for fp16, size in ((True, "0.8"), (False, "1.5")):
        export_onnx.write_onnx(model, "cat-64", Path("onnx-cat"), fp16)
        name = "refine_fp16.onnx" if fp16 else "refine.onnx"
        assert f"{(tmp_path / 'onnx-cat' / name).stat().st_size / 1e6:.1f}" == size
        assert f"`{name}`,{' ' if not fp16 else chr(10)}{size} MB" in PAGE
    images = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    names: dict = {"onnxruntime": onnxruntime, "images": images.numpy()}
    exec(CODE[1], names)
    with torch.inference_mode():
        wanted = model.factors(images).albedo.numpy()
    np.testing.assert_allclose(names["albedo"], wanted, atol=5e-5)


@pytest.mark.slow
def test_sizes_of_the_files(face_64_onnx: Callable[[], bytes]) -> None:
    sizes = {"model.onnx": len(face_64_onnx()), "model_fp16.onnx": len(with_half_weights(face_64_onnx()))}
    for name, size in sizes.items():
        assert f"| `{name}` | {size / 1e6:.1f} MB |" in PAGE
