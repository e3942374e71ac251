import re
import signal
import socket
import subprocess
import sys
import urllib.request
import webbrowser

import pytest

from page_photos import tiny_page_photo
from probsym.cli.main import main
from probsym.export.joined_page import read_page
from probsym.export.page import template, write_page
from probsym.web.server import FolderServer


@pytest.fixture
def results(tmp_path):
    (tmp_path / "page.html").write_text(template(), encoding="utf-8")
    return tmp_path


def refused(capsys, *arguments):
    assert main(["view", *map(str, arguments), "--no-browser"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("probsym: error: ")
    return lines[0]


@pytest.fixture
def heeded_ctrl_c():
    """Shells start background jobs with SIGINT ignored, which programs that they start inherit."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeded_ctrl_c")
@pytest.mark.parametrize("stop", [signal.SIGINT])
def test_serves_until_ctrl_c(results, stop):
    command = [sys.executable, "-m", "probsym", "view", str(results), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            (url,) = re.findall(rf"^{re.escape(str(results / 'page.html'))}: (http://127\.0\.0\.1:\d+/)\n$", line)
            assert process.stdout.readline() == "Ctrl-C stops\n"
            with urllib.request.urlopen(url, timeout=10) as answer:
                assert answer.read().decode() == template()
            process.send_signal(stop)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (0, "stopped\n", "")


def test_opens_the_browser_at_the_address_it_prints(results, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(webbrowser, "open", asked.append)

    def interrupted(self, poll_interval):
        raise KeyboardInterrupt

    monkeypatch.setattr(FolderServer, "serve_forever", interrupted)
    assert main(["view", str(results)]) == 0
    assert asked == re.findall(r"http://\S+", capsys.readouterr().out)
    assert main(["view", str(results), "--no-browser"]) == 0
    assert len(asked) == 1


@pytest.fixture
def folders(tmp_path):
    """Results of two models."""
    made = []
    for name, model in (("a.png", "face-64"), ("b.png", "cat-64")):
        folder = tmp_path / model
        folder.mkdir()
        write_page([tiny_page_photo(name)], model, folder / "page.html")
        made.append(folder)
    return made


def photos_of(page):
    model, entries = read_page(page)
    return model, [entry["name"] for entry in entries]


def test_exports_one_page_of_several_folders(folders, tmp_path, capsys):
    out = tmp_path / "both.html"
    assert main(["view", *map(str, folders), "--export", str(out)]) == 0
    assert capsys.readouterr().out == f"page: {out}\n"
    assert photos_of(out) == ("face-64, cat-64", ["a.png", "b.png"])


def test_serves_one_page_of_several_folders(folders, monkeypatch, capsys):
    served = []

    def interrupted(self, poll_interval):
        assert [path.name for path in self.folder.iterdir()] == ["page.html"]  # no other file can be asked for
        served.append(self.folder)
        assert photos_of(self.folder / "page.html") == ("cat-64, face-64", ["b.png", "a.png"])
        raise KeyboardInterrupt

    monkeypatch.setattr(FolderServer, "serve_forever", interrupted)
    assert main(["view", *map(str, folders[::-1]), "--no-browser"]) == 0
    assert capsys.readouterr().out.startswith(f"{folders[1]}, {folders[0]}: http://127.0.0.1:")
    assert not served[0].exists()


def test_a_page_is_not_exported(folders, tmp_path, capsys):
    assert "folders: expected at least one, got none" in refused(capsys)
    line = refused(capsys, *folders, "--export", tmp_path / "page.txt")
    assert "export: expected a .html file in an existing folder" in line
    (folders[1] / "page.html").write_text(template(), encoding="utf-8")
    line = refused(capsys, *folders, "--export", tmp_path / "both.html")
    assert line.endswith("page.html: expected a page with photos, as probsym reconstruct --page writes it")
    assert not (tmp_path / "both.html").exists()


def test_a_damaged_page_is_not_exported(folders, tmp_path, capsys):
    damaged = tiny_page_photo("b.png")
    del damaged["canonical_depth"]
    write_page([tiny_page_photo("c.png"), damaged], "cat-64", folders[1] / "page.html")
    line = refused(capsys, *folders, "--export", tmp_path / "both.html")
    assert line.endswith(f"{folders[1] / 'page.html'}: photo 2: expected an entry canonical_depth, found none")
    assert not (tmp_path / "both.html").exists()


def test_bad_folders(tmp_path, capsys):
    assert f"folders: not a directory: {tmp_path / 'missing'}" in refused(capsys, tmp_path / "missing")
    line = refused(capsys, tmp_path)
    assert "has no page.html; expected a folder written by probsym reconstruct --page" in line
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "factors.json").write_text('{"model": "cat-64"}')
    line = refused(capsys, tmp_path)
    assert line.endswith(f"write it with: probsym reconstruct PHOTOS --model cat-64 --out {tmp_path} --page")
    (tmp_path / "ada" / "factors.json").write_text("[1")
    assert "expected a folder" in refused(capsys, tmp_path)


def test_bad_ports(results, capsys):
    assert "port: expected a number from 0 to 65535" in refused(capsys, results, "--port", "70000")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port: cannot listen on {port}: Address already in use" in refused(capsys, results, "--port", port)
