"""A results folder on 127.0.0.1: the files in it and nothing else, for no one else.

What keeps others out: the socket listens on the loopback address alone; the Host header must name it, so that a page
elsewhere cannot reach it under a name of its own (DNS rebinding); only GET and HEAD; paths are resolved, links
included, and have to end in the folder; hidden files and folders are not there, and folders are not listed.
"""

import os
import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from probsym.web import PAGE_NAME

ADDRESS = "127.0.0.1"

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".glb": "model/gltf-binary",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".mp4": "video/mp4",
    ".mtl": "text/plain; charset=utf-8",
    ".obj": "text/plain; charset=utf-8",
    ".onnx": "application/octet-stream",
    ".png": "image/png",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
}
"""Content types by ending; everything else is bytes to be saved."""

STRICTEST = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""The policy of whatever is no page of ours: shown, but without scripts, styles or network."""

_HEAD_BYTES = 4096
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="(default-src [\w\x20\'+/=;:.-]+)"')
_LOCAL_HOST = re.compile(rf"({re.escape(ADDRESS)}|localhost)(:\d+)?")
_SECONDS_TO_ASK = 30


class FolderServer(ThreadingHTTPServer):
    """Serves ``folder`` until ``shutdown``; port 0 takes a free one, which ``url`` then names."""

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # at once again after Ctrl-C; on Windows it would let two have one port

    def __init__(self, folder: Path, port: int = 0, index: str = PAGE_NAME) -> None:
        self.folder = folder.resolve()
        self.index = index
        super().__init__((ADDRESS, port), _Handler)

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://{ADDRESS}:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: FolderServer  # pyright: ignore[reportIncompatibleVariableOverride]
    protocol_version = "HTTP/1.1"
    timeout = _SECONDS_TO_ASK

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, with_body: bool) -> None:
        if not self._is_addressed():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, with_body)
            return
        path = find(self.server.folder, self.path, self.server.index)
        try:
            content = None if path is None else path.read_bytes()
        except OSError:
            content = None
        if path is None or content is None:
            self._refuse(HTTPStatus.NOT_FOUND, with_body)
            return
        kind = TYPES.get(path.suffix.lower(), "application/octet-stream")
        policy = policy_of(content) if kind == TYPES[".html"] else STRICTEST
        self._send(HTTPStatus.OK, content, kind, policy, with_body)

    def _is_addressed(self) -> bool:
        # Whatever the port: browsers leave out 80, and ssh forwards from others.
        hosts = self.headers.get_all("Host", [])
        return len(hosts) == 1 and _LOCAL_HOST.fullmatch(hosts[0].strip().lower()) is not None

    def _refuse(self, status: HTTPStatus, with_body: bool) -> None:
        self.close_connection = True  # what follows may be the body of a request that nobody reads
        content = f"{status.value} {status.phrase}\n".encode()
        self._send(status, content, "text/plain; charset=utf-8", STRICTEST, with_body)

    def _send(self, status: HTTPStatus, content: bytes, kind: str, policy: str, with_body: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cache-Control", "no-store")
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if with_body:
            self.wfile.write(content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What http.server refuses by itself, methods that are not above among it: the same plain answer."""
        status = HTTPStatus.METHOD_NOT_ALLOWED if code == HTTPStatus.NOT_IMPLEMENTED else HTTPStatus(code)
        self._refuse(status, with_body=True)

    def version_string(self) -> str:
        return "probsym"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal shows the address and is otherwise quiet."""


def find(folder: Path, target: str, index: str = PAGE_NAME) -> Path | None:
    """The file in ``folder`` that a request names, or None if there is none that may be served.

    Args:
        folder: resolved.
        target: of the request line, percent-encoded, with or without a query.
        index: the file for "/".
    """
    try:
        path = unquote(urlsplit(target).path, errors="strict")
    except ValueError:
        return None
    if not path.startswith("/") or "\\" in path or "\0" in path or ":" in path:  # other systems' ways out
        return None
    parts = PurePosixPath(path[1:] or index).parts
    if not parts or any(part.startswith(".") or part == "/" for part in parts):
        return None
    try:
        found = folder.joinpath(*parts).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):  # missing, a loop of links, a name no system has
        return None
    return found if found.is_file() and found.is_relative_to(folder) else None


def policy_of(page: bytes) -> str:
    """The policy that a page of ours carries, and that no other page may frame it; else the strictest."""
    match = _POLICY.search(page[:_HEAD_BYTES].decode("utf-8", errors="replace"))
    return f"{match[1]}; frame-ancestors 'none'" if match else STRICTEST
