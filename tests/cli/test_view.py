import re
import signal
import socket
import subprocess
import sys
import urllib.request
import webbrowser

import pytest

from probsym.cli.main import main
from probsym.export.page import template
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


def test_bad_folders(tmp_path, capsys):
    assert f"folder: not a directory: {tmp_path / 'missing'}" in refused(capsys, tmp_path / "missing")
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
