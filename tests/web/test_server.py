import http.client
import socket
import threading
import tracemalloc

import pytest

from probsym.errors import InputError
from probsym.export.page import template
from probsym.web import PAGE_NAME
from probsym.web.files import STRICTEST, find, policy_of
from probsym.web.server import FolderServer, serve


@pytest.fixture
def folder(tmp_path):
    """A results folder, secrets around it, and links into and out of it."""
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "results-private").mkdir()
    (tmp_path / "results-private" / "key.txt").write_text("secret")
    root = tmp_path / "results"
    (root / "ada" / "maps").mkdir(parents=True)
    (root / PAGE_NAME).write_text(template(), encoding="utf-8")
    (root / "ada" / "maps" / "depth 1.png").write_bytes(b"png")
    (root / "ada" / "mesh.glb").write_bytes(b"glb")
    (root / "other.html").write_text("<script>alert(1)</script>")
    (root / ".hidden").write_text("secret")
    (root / ".writing-x").mkdir()
    (root / ".writing-x" / "a.png").write_bytes(b"secret")
    (root / "out").symlink_to(tmp_path)
    (root / "secret.txt").symlink_to(tmp_path / "secret.txt")
    (root / "loop").symlink_to(root / "loop")
    (root / "inside.glb").symlink_to(root / "ada" / "mesh.glb")
    return root


@pytest.fixture
def server(folder):
    with FolderServer(folder) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(server, path="/", method="GET", host=None, headers=()):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        if host != "":
            connection.putheader("Host", host or f"127.0.0.1:{server.server_port}")
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def raw(server, request):
    """The whole answer to bytes that no client would send."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=5) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def test_listens_on_the_loopback_address(server):
    assert server.server_address[0] == "127.0.0.1"
    assert server.url == f"http://127.0.0.1:{server.server_port}/"
    assert server.server_port > 0


def test_page_and_files(server):
    status, headers, body = ask(server)
    assert status == 200
    assert body.decode() == template()
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    status, headers, body = ask(server, "/ada/mesh.glb?version=2#part")
    assert (status, headers["Content-Type"], body) == (200, "model/gltf-binary", b"glb")
    status, headers, body = ask(server, "/ada/maps/depth%201.png")
    assert (status, headers["Content-Type"], body) == (200, "image/png", b"png")
    assert ask(server, "/inside.glb")[2] == b"glb"
    # as seen through a port that ssh forwards, or without the port that browsers leave out
    for host in (f"localhost:{server.server_port}", "localhost:9000", "LOCALHOST", "127.0.0.1"):
        assert ask(server, host=host)[0] == 200


def test_headers(server):
    for path in ("/", "/ada/mesh.glb", "/nothing", "/other.html"):
        headers = ask(server, path)[1]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Server"] == "probsym"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "script-src 'sha256-" in ask(server, "/")[1]["Content-Security-Policy"]
    assert ask(server, "/other.html")[1]["Content-Security-Policy"] == STRICTEST


def test_head_is_get_without_body(server):
    got, headed = ask(server), ask(server, method="HEAD")
    assert headed[0] == 200
    assert headed[2] == b""
    assert {name: value for name, value in headed[1].items() if name != "Date"} == {
        name: value for name, value in got[1].items() if name != "Date"
    }


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_refused(server, method):
    status, headers, body = ask(server, method=method)
    assert (status, headers["Allow"], body) == (405, "GET, HEAD", b"405 Method Not Allowed\n")


OUTSIDE = [
    *("/../secret.txt", "/ada/../../secret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt", "/..%2fsecret.txt"),
    *("/.%2e/secret.txt", "/ada/..%2f..%2fsecret.txt", "/%252e%252e/secret.txt", "/..%5csecret.txt", "/..\\secret.txt"),
    *("/ada\\..\\..\\secret.txt", "//../secret.txt", "/./../secret.txt", "/../results-private/key.txt"),
    *("/%c0%ae%c0%ae/secret.txt", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/%2fetc/passwd", "/%00"),
    *("/page.html%00.png", "/secret.txt", "/out/secret.txt", "/out/results/page.html/..", "/out", "/loop", "/.hidden"),
    *("/.writing-x/a.png", "/C:/secret.txt", "/page.html::$DATA", "/ada", "/ada/", "/ada/maps/", "/.", "/..", "/~root"),
    *("/page.html/x", "/" + "a" * 300, "/%ff", "/ada/maps/depth%202.png"),
]


def get(server, target):
    host = f"127.0.0.1:{server.server_port}"
    return raw(server, f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())


@pytest.mark.parametrize("path", OUTSIDE)
def test_files_outside_and_listings_are_not_served(server, path):
    answer = get(server, path)
    assert answer.startswith(b"HTTP/1.1 404 "), answer[:60]
    assert b"secret" not in answer
    assert b"root:" not in answer
    assert b"mesh.glb" not in answer


def test_a_link_to_the_parent_folder_only_leads_back_in(server, folder):
    # out/results/page.html resolves to a file of the folder: nothing that could not be had without the link
    assert ask(server, "/out/results/page.html")[0] == 200
    assert ask(server, "/out/results-private/key.txt")[0] == 404


def test_absolute_urls_are_read_as_paths(server):
    assert get(server, "http://elsewhere/page.html").startswith(b"HTTP/1.1 200 ")
    assert get(server, "http://elsewhere/../secret.txt").startswith(b"HTTP/1.1 404 ")


OTHER_HOSTS = [
    "",
    "evil.example",
    "evil.example:{}",
    "127.0.0.1:",
    "127.0.0.1:80:80",
    "127.0.0.1.evil.example:{}",
    "[::1]:{}",
]


@pytest.mark.parametrize("host", OTHER_HOSTS)
def test_unknown_hosts_are_refused(server, host):
    status, _, body = ask(server, host=host.format(server.server_port))
    assert status == 421
    assert b"viewer" not in body


def test_two_host_headers_are_refused(server):
    headers = [("Host", "evil.example")]
    assert ask(server, headers=headers)[0] == 421


def test_malformed_requests_get_a_plain_answer(server):
    answer = raw(server, b"nonsense\r\n\r\n")
    assert b"400" in answer
    assert b"<" not in answer
    assert b"414" in raw(server, b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n")
    assert ask(server)[0] == 200  # and it goes on


def test_find(folder):
    assert find(folder.resolve(), "/") == folder.resolve() / PAGE_NAME
    assert find(folder.resolve(), "/", index="other.html") == folder.resolve() / "other.html"
    assert find(folder.resolve(), "") is None
    assert find(folder.resolve(), "page.html") is None


def test_the_security_policy_is_the_pages_or_the_strictest():
    assert policy_of(template().encode()).endswith("form-action 'none'; frame-ancestors 'none'")
    assert policy_of(b"<html>") == STRICTEST
    evil = b'<meta http-equiv="Content-Security-Policy" content="default-src *\r\nSet-Cookie: a=b">'
    assert policy_of(evil) == STRICTEST


def test_the_port_is_free_again_at_once(folder):
    """Even while a browser still holds its connection."""
    with FolderServer(folder) as first:
        port = first.server_port
        thread = threading.Thread(target=first.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        browser = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        browser.request("GET", "/")
        browser.getresponse().read()
        first.shutdown()
        thread.join()
    with FolderServer(folder, port) as second:
        assert second.server_port == port
        with pytest.raises(OSError, match="in use"):
            FolderServer(folder, port)
    browser.close()


def with_range(server, value, **more):
    headers = [("Range", value), *more.items()]
    return ask(server, "/digits.mp4", headers=headers)


@pytest.fixture
def digits(folder):
    (folder / "digits.mp4").write_bytes(b"0123456789")
    return folder / "digits.mp4"


@pytest.mark.parametrize(
    ("value", "content_range", "body"),
    [
        ("bytes=0-0", "bytes 0-0/10", b"0"),
        ("bytes=2-4", "bytes 2-4/10", b"234"),
        ("bytes=7-", "bytes 7-9/10", b"789"),
        ("bytes=-3", "bytes 7-9/10", b"789"),
        ("bytes=-30", "bytes 0-9/10", b"0123456789"),
        ("bytes=8-99", "bytes 8-9/10", b"89"),
    ],
)
@pytest.mark.usefixtures("digits")
def test_ranges_are_answered_with_206(server, value, content_range, body):
    status, headers, content = with_range(server, value)
    assert (status, content) == (206, body)
    assert headers["Content-Range"] == content_range
    assert headers["Content-Length"] == str(len(body))
    assert headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize(
    "value", ["bytes=0-1,4-5", "bytes=4-2", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=" + "9" * 5000 + "-"]
)
@pytest.mark.usefixtures("digits")
def test_other_ranges_are_ignored(server, value):
    status, headers, content = with_range(server, value)
    assert (status, content) == (200, b"0123456789")
    assert headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("value", ["bytes=10-", "bytes=99-100", "bytes=-0"])
@pytest.mark.usefixtures("digits")
def test_ranges_beyond_the_file_are_416(server, value):
    status, headers, content = with_range(server, value)
    assert (status, headers["Content-Range"], content) == (416, "bytes */10", b"")


def test_entity_tags(server, digits):
    tag = ask(server, "/digits.mp4")[1]["ETag"]
    status, headers, content = ask(server, "/digits.mp4", headers=[("If-None-Match", f'"other", {tag}')])
    assert (status, headers["ETag"], content) == (304, tag, b"")
    assert with_range(server, "bytes=1-1", **{"If-Range": tag})[0] == 206
    digits.write_bytes(b"changed")
    assert ask(server, "/digits.mp4", headers=[("If-None-Match", tag)])[2] == b"changed"
    assert with_range(server, "bytes=1-1", **{"If-Range": tag})[::2] == (200, b"changed")


def test_files_are_streamed(server, folder):
    """Served in chunks, so that memory does not grow with the file."""
    size = 200 * 2**20
    with (folder / "big.onnx").open("wb") as file:
        file.truncate(size)
    tracemalloc.start()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
        connection.request("GET", "/big.onnx")
        response = connection.getresponse()
        assert response.getheader("Content-Length") == str(size)
        received = 0
        while chunk := response.read(2**16):
            received += len(chunk)
        connection.close()
        assert received == size
        assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    finally:
        tracemalloc.stop()


def test_further_host_names_are_allowed(folder):
    with FolderServer(folder, allowed_hosts=["Tunnel.example"]) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        for host, status in (("tunnel.example", 200), ("TUNNEL.example:443", 200), ("other.example", 421)):
            assert ask(server, host=host)[0] == status
        assert ask(server)[0] == 200
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, ""),
        ({"host": "0.0.0.0"}, "listening on 0.0.0.0: every machine that can reach this one can see the photos"),
        ({"allowed_hosts": ("a.example",)}, "answering as a.example: everybody who can reach that name can see"),
    ],
)
def test_exposing_the_folder_is_warned_of(folder, options, words, monkeypatch, capsys):
    def interrupt(self, poll_interval):
        raise KeyboardInterrupt

    monkeypatch.setattr(FolderServer, "serve_forever", interrupt)
    urls = []
    serve(folder, on_start=urls.append, **options)
    assert urls[0].startswith("http://127.0.0.1:")
    printed = capsys.readouterr().err
    assert printed.startswith(f"probsym: WARNING: {words}") if words else printed == ""


def test_addresses_of_other_machines_are_refused(folder):
    with pytest.raises(InputError, match=r"cannot listen on 192\.0\.2\.1, port 0"):
        serve(folder, host="192.0.2.1")
