"""A read-only local web server for one folder.

Access is limited in four ways. The socket listens on the loopback address by default. The Host header must be a known
name, so that another site cannot reach the server under a name of its own (DNS rebinding). Only GET and HEAD are
answered. Paths are resolved, links included, and must lie in the folder; hidden files are not served and folders are
not listed.
"""

import os
import re
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Sequence
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

from probsym.checks import check_range
from probsym.errors import InputError
from probsym.web import PAGE_NAME
from probsym.web.files import HEAD_BYTES, STRICTEST, TYPES, Part, find, policy_of, requested_part

ADDRESS = "127.0.0.1"

_CHUNK_BYTES = 65536
_HOST_HEADER = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(:\d+)?")
_REQUEST_TIMEOUT_S = 30


class FolderServer(ThreadingHTTPServer):
    """Serves ``folder`` until ``shutdown``.

    Args:
        folder: whose files are served.
        port: 0 for a free one, which ``url`` then names.
        index: the file for "/".
        host: address to listen on.
        allowed_hosts: accepted names in the Host header, besides 127.0.0.1, localhost and ``host``.
    """

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # on Windows it would allow two servers on one port

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        index: str = PAGE_NAME,
        host: str = ADDRESS,
        allowed_hosts: Sequence[str] = (),
        handler: "type[FolderHandler] | None" = None,
    ) -> None:
        self.folder = folder.resolve()
        self.index = index
        self.host = host
        self.allowed_hosts = {ADDRESS, "localhost", *(_bracketed(name).lower() for name in (host, *allowed_hosts))}
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), handler or FolderHandler)

    @property
    def url(self) -> str:
        """Address of the page for a browser on this machine."""
        host = ADDRESS if self.host in ("", "0.0.0.0", "::") else _bracketed(self.host)
        return f"http://{host}:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore browsers that close the connection early."""


def open_browser(url: str) -> None:
    """Open a page in the default browser, in a thread: some browsers do not return until they are closed."""
    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def serve(
    folder: Path,
    *,
    index: str = PAGE_NAME,
    port: int = 0,
    host: str = ADDRESS,
    allowed_hosts: Sequence[str] = (),
    browser: bool = False,
    on_start: Callable[[str], None] = print,
) -> None:
    """Serve a folder until Ctrl-C.

    Args:
        folder: whose files are served.
        index: the file for "/".
        port: 0 for a free one.
        host: address to listen on; any but the loopback address exposes the folder to other machines, without a
            password, which a warning on stderr says.
        allowed_hosts: names under which the server may be reached, besides 127.0.0.1, localhost and ``host``.
        browser: open the page in the default browser.
        on_start: called with the address when the server is ready.

    Raises:
        InputError: the port is out of range or taken, or the address is not of this machine.
    """
    check_range("port", port, 0, 65535)
    try:
        server = FolderServer(folder, port, index, host, allowed_hosts)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        where = port if host == ADDRESS else f"{host}, port {port}"
        raise InputError(f"port: cannot listen on {where}: {reason}; --port 0 finds a free one") from None
    _warn_if_exposed(host, allowed_hosts)
    with server:
        on_start(server.url)
        if browser:
            open_browser(server.url)
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            return


def _warn_if_exposed(host: str, allowed_hosts: Sequence[str]) -> None:
    if host not in (ADDRESS, "localhost", "::1"):
        who = f"WARNING: listening on {host or 'all addresses'}: every machine that can reach this one"
    elif allowed_hosts:
        who = f"WARNING: answering as {', '.join(allowed_hosts)}: everybody who can reach that name"
    else:
        return
    print(f"probsym: {who} can see the photos and results, without a password", file=sys.stderr, flush=True)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


class FolderHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with the files of the server's folder; other methods are refused."""

    server: FolderServer  # pyright: ignore[reportIncompatibleVariableOverride]
    protocol_version = "HTTP/1.1"
    timeout = _REQUEST_TIMEOUT_S

    def do_GET(self) -> None:
        """Answer with a file of the folder."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the content."""
        self._answer(with_body=False)

    def _answer(self, with_body: bool) -> None:
        if not self.is_allowed_host():
            self.refuse(HTTPStatus.MISDIRECTED_REQUEST, with_body)
            return
        path = find(self.server.folder, self.path, self.server.index)
        try:
            file = None if path is None else path.open("rb")
        except OSError:
            file = None
        if path is None or file is None:
            self.refuse(HTTPStatus.NOT_FOUND, with_body)
            return
        with file:
            self._send_file(path, file, with_body)

    def _send_file(self, path: Path, file: BinaryIO, with_body: bool) -> None:
        status = os.fstat(file.fileno())
        tag = f'"{status.st_size:x}-{status.st_mtime_ns:x}"'
        part = self._part(status.st_size, tag)
        kind = TYPES.get(path.suffix.lower(), "application/octet-stream")
        policy = policy_of(file.read(HEAD_BYTES)) if kind == TYPES[".html"] else STRICTEST
        headers = [
            ("Accept-Ranges", "bytes"),
            ("ETag", tag),
            ("Last-Modified", formatdate(status.st_mtime, usegmt=True)),
            *part.headers,
        ]
        self.send_headers(part.status, part.length, kind, policy, headers)
        if with_body:
            file.seek(part.start)
            self._send_body(file, part.length)

    def _part(self, size: int, tag: str) -> Part:
        if self.command != "GET":
            return Part(HTTPStatus.OK, 0, size)
        return requested_part(self.headers, size, tag)

    def _send_body(self, file: BinaryIO, length: int) -> None:
        while length > 0:
            chunk = file.read(min(_CHUNK_BYTES, length))
            if not chunk:  # the file was truncated meanwhile: the client must not wait for the rest
                self.close_connection = True
                return
            self.wfile.write(chunk)
            length -= len(chunk)

    def is_allowed_host(self) -> bool:
        """Whether the Host header names this server."""
        # On any port: browsers omit 80, and ssh forwards from others.
        hosts = self.headers.get_all("Host", [])
        match = _HOST_HEADER.fullmatch(hosts[0].strip().lower()) if len(hosts) == 1 else None
        return match is not None and match[1] in self.server.allowed_hosts

    def refuse(self, status: HTTPStatus, with_body: bool) -> None:
        """Answer with the status alone and close the connection."""
        self.close_connection = True  # what follows may be a request body, which is not read
        content = f"{status.value} {status.phrase}\n".encode()
        self.send_headers(status, len(content), "text/plain; charset=utf-8", STRICTEST)
        if with_body:
            self.wfile.write(content)

    def send_headers(
        self, status: HTTPStatus, length: int, kind: str, policy: str, more: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Send status and headers: content length and type, security policy, and ``more``."""
        self.send_response(status)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(length))
        for name, value in more:
            self.send_header(name, value)
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

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer errors that http.server detects, such as other methods, in the same plain form."""
        status = HTTPStatus.METHOD_NOT_ALLOWED if code == HTTPStatus.NOT_IMPLEMENTED else HTTPStatus(code)
        self.refuse(status, with_body=True)

    def version_string(self) -> str:
        """The program's name alone."""
        return "probsym"

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""
