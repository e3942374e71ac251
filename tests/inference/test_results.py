import html
import json
import re
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch

import probsym
from probsym.errors import InputError
from probsym.export.sheet import sheet
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct
from probsym.types import ModelOutput


@pytest.fixture(scope="module")
def model(model_path):
    return load(model_path)


@pytest.fixture
def result(photos, model):
    return reconstruct([photos / f"{number:02d}.png" for number in range(3)], model)


def test_the_result_is_a_batch_of_model_outputs(result, model):
    assert isinstance(result, ModelOutput)
    assert isinstance(result, probsym.Reconstruction)
    assert result.factors.canonical_depth.shape == result.depth.shape == (3, 32, 32)
    assert not result.image.requires_grad
    assert sheet(result.input_images, result, None, model.camera).height > 3 * 32


def test_short_repr(result, model_path):
    assert repr(result) == f"Reconstruction(3 photos, 32x32, model {model_path})"
    assert repr(result[0]).startswith("Reconstruction(1 photo, 32x32")
    assert repr(result.photos[0]) == "PhotoCrop('00.png', left=0, top=0, side=40, detector=none)"


def test_samples(result):
    assert len(result) == 3
    assert [one.photos[0].name for one in result] == ["00.png", "01.png", "02.png"]
    assert torch.equal(result[-1].depth, result.depth[2:])
    assert [crop.name for crop in result[1:].photos] == ["01.png", "02.png"]
    assert [crop.name for crop in result[[2, 0]].photos] == ["02.png", "00.png"]
    assert torch.equal(result[torch.tensor([2, 0])].factors.albedo, result.factors.albedo[[2, 0]])
    assert result.to("cpu").photos == result.photos
    with pytest.raises(InputError, match="index: expected a number from -3 to 2, got 3"):
        result[3]


def test_save_writes_what_is_asked_for(result, tmp_path):
    assert result.save(tmp_path / "out", formats=("glb", "npz"), turntable=False, page=True) == tmp_path / "out"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "00", "01", "02", "contact_sheet.png", "page.html",
    ]  # fmt: skip
    assert {path.name for path in (tmp_path / "out" / "01").iterdir()} == {
        "factors.json", "factors.npz", "maps", "mesh.glb", "sheet.png",
    }  # fmt: skip
    with np.load(tmp_path / "out" / "01" / "factors.npz") as arrays:
        assert np.array_equal(arrays["canonical_depth"], result.factors.canonical_depth[1].numpy())
    result[1].save(tmp_path / "one", formats=(), maps_only=True)
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["01"]


def test_wrong_options(result, tmp_path, untyped):
    for change, message in (
        ({"formats": ("dwg",)}, "formats"),
        ({"texture": "wood"}, "texture"),
        ({"solid_mm": 1.0}, "solid_mm"),
        ({"formats": ("mp4",), "turntable": False}, "mp4"),
        ({"formats": ("ply",), "maps_only": True}, "ply"),
    ):
        with pytest.raises(InputError, match=message):
            result.save(tmp_path / "out", **change)
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="expected a folder"):
        result.save(tmp_path / "file")
    assert not (tmp_path / "out").exists()


def test_a_notebook_shows_the_page(result):
    text = result._repr_html_()
    frame = re.fullmatch(r'<iframe srcdoc="([^"]*)" title="[^"]*" style="[^"]*"></iframe>', text)
    assert frame is not None
    page = html.unescape(frame[1])
    assert page == result.page()
    block = json.loads(page.partition('id="photos">')[2].partition("</script>")[0])
    assert [photo["name"] for photo in block["photos"]] == ["00.png", "01.png", "02.png"]


def test_show_opens_a_browser_outside_of_notebooks(result, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    result.show()
    assert opened[0].startswith("file://")
    assert opened[0].endswith("page.html")


def test_show_displays_in_a_notebook(result, monkeypatch):
    shown = []
    display = SimpleNamespace(display=lambda data, raw: shown.append(data) if raw else None)  # HTML warns of frames
    notebook = SimpleNamespace(get_ipython=lambda: object(), display=display)
    monkeypatch.setitem(sys.modules, "IPython", notebook)
    result.show(height=300)
    assert shown[0]["text/html"].startswith("<iframe srcdoc=")
    assert "height: 300px" in shown[0]["text/html"]
    assert shown[0]["text/plain"] == repr(result)


def test_the_public_api():
    assert dir(probsym) == [
        "CheckpointError", "ConfigError", "InputError", "Model", "ProbsymError", "Recipe", "Reconstruction",
        "TrainingDivergedError", "__version__", "align", "crop", "evaluate", "load", "reconstruct", "train",
    ]  # fmt: skip
    for name in dir(probsym):
        assert getattr(probsym, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'recontruct'"):
        _ = probsym.recontruct


def test_importing_the_package_imports_nothing_large():
    code = "import sys, probsym; print(sorted({'torch', 'numpy', 'PIL', 'tyro', 'cv2'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
