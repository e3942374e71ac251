import json
import re
import shutil
import signal
import tempfile
import webbrowser

import pytest
from huggingface_hub import SpaceCard

from probsym.cli.main import main
from probsym.web import app as app_module
from probsym.web import model_files
from probsym.web.server import FolderServer


@pytest.fixture
def quick(monkeypatch, tmp_path_factory):
    """Without making ONNX files, which takes ten seconds."""
    monkeypatch.setenv("PROBSYM_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setattr(model_files, "half_onnx", lambda network, name: b"networks of " + name.encode())


def test_export(quick, tiny_run, tmp_path, capsys):
    out = tmp_path / "web" / "app"
    assert main(["app", "--models", "face-64", str(tiny_run), "--export", str(out)]) == 0
    assert (out / f"{tiny_run.name}.onnx").read_bytes() == b"networks of " + tiny_run.name.encode()
    assert (out / "index.html").is_file()
    assert str(out / "index.html") in capsys.readouterr().out
    data = SpaceCard.load(out / "README.md").data.to_dict()
    assert (data["sdk"], data["app_file"], data["license"]) == ("static", "index.html", "other")
    assert (out / data["app_file"]).is_file()
    assert len(data["short_description"]) <= 60  # the Hub's limit
    assert (out / ".nojekyll").read_bytes() == b""
    (out / "mine.txt").write_text("mine")
    (out / "README.md").write_text("mine")
    assert main(["app", "--models", "face-64", "--export", str(out)]) == 0
    assert (out / "mine.txt").read_text() == (out / "README.md").read_text() == "mine"


def test_a_space_of_own_models_states_no_licence(quick, tiny_run, tmp_path):
    assert main(["app", "--models", str(tiny_run), "--export", str(tmp_path / "app")]) == 0
    assert "license" not in SpaceCard.load(tmp_path / "app" / "README.md").data.to_dict()
    assert not (tmp_path / "app" / "LICENSE-weights.txt").exists()


def test_each_model_is_announced(quick, tmp_path):
    said = []
    app_module.write_app(["face-64", "cat-64"], tmp_path / "app", lambda *step: said.append(step))
    assert said == [
        ("preparing face-64 for the browser", 0, 2),
        ("preparing cat-64 for the browser", 1, 2),
        ("writing the page", 2, 2),
    ]


def test_serves_until_interrupted(quick, tiny_run, monkeypatch, capsys):
    asked, answers = [], []
    monkeypatch.setattr(webbrowser, "open", asked.append)

    def serve(self, poll_interval):
        answers.append(sorted(path.name for path in self.folder.iterdir()))
        raise KeyboardInterrupt

    monkeypatch.setattr(FolderServer, "serve_forever", serve)
    assert main(["app", "--models", str(tiny_run)]) == 0
    printed = capsys.readouterr().out
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\nCtrl-C stops\nstopped\n", printed)
    assert asked == [printed.splitlines()[0]]
    assert {"index.html", "app.json", f"{tiny_run.name}.onnx"} <= set(answers[0])
    assert main(["app", "--models", str(tiny_run), "--no-browser"]) == 0
    assert len(asked) == 1


def test_bad_input(quick, tiny_run, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    for arguments, message in (
        (["--export", str(tmp_path / "file")], "export: expected a folder"),
        (["--models", "cat-65", "--export", str(tmp_path / "out")], "got 'cat-65'"),
        (["--port", "70000"], "port: expected a number from 0 to 65535"),
    ):
        assert main(["app", *arguments]) == 2
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1
        assert message in lines[0]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_temporary_files_are_removed_on_signals(number, quick, tiny_run, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = signal.getsignal(number)

    def serve(self, poll_interval):
        assert len(list(tmp_path.iterdir())) == 1
        signal.raise_signal(number)

    monkeypatch.setattr(FolderServer, "serve_forever", serve)
    with pytest.raises(SystemExit) as ended:
        main(["app", "--models", str(tiny_run), "--no-browser"])
    assert ended.value.code == 128 + number
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(number) == before


def test_file_names_are_url_safe(quick, tiny_run, tmp_path):
    for name in ("face#2", "a?b", "50%41", "exp:1", ".hidden", "face-64.object"):
        shutil.copytree(tiny_run, tmp_path / name)
        assert main(["app", "--models", "face-64", str(tmp_path / name), "--export", str(tmp_path / "out")]) == 0
        entry = json.loads((tmp_path / "out" / "app.json").read_text())["models"][1]
        assert (entry["name"], entry["file"]) == (name, "model-1.onnx")
        assert (tmp_path / "out" / "model-1.onnx").read_bytes() == b"networks of " + name.encode()
