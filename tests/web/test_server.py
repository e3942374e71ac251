import http.client
import socket
import threading

import pytest

from probsym.export.page import template
from probsym.web import PAGE_NAME
from probsym.web.server import STRICTEST, FolderServer, find, policy_of


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


def test_listens_on_this_machine_alone(server):
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
def test_nothing_outside_and_no_listings(server, path):
    answer = get(server, path)
    assert answer.startswith(b"HTTP/1.1 404 "), answer[:60]
    assert b"secret" not in answer
    assert b"root:" not in answer
    assert b"mesh.glb" not in answer


def test_a_link_to_the_folder_around_leads_back_in_only(server, folder):
    # out/results/page.html resolves to a file of the folder: nothing that could not be had without the link
    assert ask(server, "/out/results/page.html")[0] == 200
    assert ask(server, "/out/results-private/key.txt")[0] == 404


def test_absolute_addresses_are_read_as_paths(server):
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
def test_other_names_for_this_machine_are_refused(server, host):
    status, _, body = ask(server, host=host.format(server.server_port))
    assert status == 421
    assert b"viewer" not in body


def test_two_host_headers_are_refused(server):
    headers = [("Host", "evil.example")]
    assert ask(server, headers=headers)[0] == 421


def test_what_is_no_http_gets_a_plain_answer(server):
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


def test_policy():
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
