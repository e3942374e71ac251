import json
import sys

import numpy as np
import onnxruntime

from probsym.cli.main import main
from probsym.export import onnx as export_onnx


def refused(capsys, arguments):
    """The one line on stderr of a refusal."""
    assert main(["export", *map(str, arguments)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("probsym: error: ")
    return lines[0]


def test_export(tiny_run, tiny_to_onnx, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(export_onnx, "to_onnx", tiny_to_onnx)
    out = tmp_path / "deep" / "onnx"
    assert main(["export", str(tiny_run), "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["model.json", "model.onnx"]
    description = json.loads((out / "model.json").read_text())
    assert description["model"] == tiny_run.name
    session = onnxruntime.InferenceSession(out / "model.onnx")
    images = np.zeros((2, 3, 32, 32), np.float32)
    answers = session.run(list(description["outputs"]), {"images": images})
    for name, answer in zip(description["outputs"], answers, strict=True):
        assert isinstance(answer, np.ndarray)
        assert [2, *description["outputs"][name]["shape"][1:]] == list(answer.shape)
    printed = capsys.readouterr()
    assert printed.err == ""
    assert f"{out / 'model.onnx'}: " in printed.out
    assert "largest difference to torch: depth " in printed.out


def test_shipped_weights_come_with_their_licence(tmp_path, monkeypatch, capsys):
    written = []

    def write_onnx(model, name, folder, fp16):
        written.append((model.camera.size, name, fp16))
        folder.mkdir()
        (folder / "model_fp16.onnx").write_bytes(b"")
        return folder / "model_fp16.onnx", {"canonical_depth": 1e-7, "albedo": 2e-7}

    monkeypatch.setattr(export_onnx, "write_onnx", write_onnx)
    assert main(["export", "face-64", "--out", str(tmp_path / "out"), "--fp16"]) == 0
    assert written == [(64, "face-64", True)]
    assert "non-commercial" in (tmp_path / "out" / "LICENSE-weights.txt").read_text()
    assert "depth 1.0e-07, any output 2.0e-07" in capsys.readouterr().out


def test_bad_input(tiny_run, tmp_path, capsys, monkeypatch):
    (tmp_path / "file").write_text("")
    assert "out: expected a folder" in refused(capsys, [tiny_run, "--out", tmp_path / "file"])
    assert "got 'cat-65'" in refused(capsys, ["cat-65", "--out", tmp_path / "out"])
    monkeypatch.setitem(sys.modules, "onnx", None)
    assert "of the extra onnx: pip install" in refused(capsys, [tiny_run, "--out", tmp_path / "out"])
    assert not (tmp_path / "out").exists()
