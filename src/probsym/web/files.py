"""Which file a request is answered with, which part of it, and under which content security policy."""

import re
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from probsym.web import PAGE_NAME

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
"""Content types by file extension; all others are application/octet-stream."""

STRICTEST = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""Content security policy of everything but our pages: no scripts, styles or network."""

HEAD_BYTES = 4096
"""Length of the beginning of a page in which :func:`policy_of` looks for its policy."""
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="(default-src [\w\x20\'+/=;:.-]+)"')
_RANGE_HEADER = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True)
class Part:
    """The bytes of a file that are sent."""

    status: HTTPStatus
    start: int
    length: int
    headers: tuple[tuple[str, str], ...] = ()


def requested_part(headers: Message, size: int, tag: str) -> Part:
    """All of the file or, for a GET request, the range that its headers name.

    Args:
        headers: of the request.
        size: of the file, bytes.
        tag: its entity tag.
    """
    tags = [one.strip() for one in headers.get("If-None-Match", "").split(",")]
    if tag in tags or "*" in tags:
        return Part(HTTPStatus.NOT_MODIFIED, 0, 0)
    whole = Part(HTTPStatus.OK, 0, size)
    match = _RANGE_HEADER.fullmatch(headers.get("Range", "").strip())
    is_current = headers.get("If-Range", tag) == tag
    if match is None or not any(match.groups()) or not is_current:
        return whole  # also for several ranges, which a server may ignore
    first, last = match.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last) + 1, size) if first and last else size
    if first and last and int(last) < start:
        return whole
    if start >= size:
        return Part(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0, 0, (("Content-Range", f"bytes */{size}"),))
    content_range = f"bytes {start}-{end - 1}/{size}"
    return Part(HTTPStatus.PARTIAL_CONTENT, start, end - start, (("Content-Range", content_range),))


def find(folder: Path, target: str, index: str = PAGE_NAME) -> Path | None:
    """The file in ``folder`` that a request asks for, or None if none may be served.

    Args:
        folder: resolved.
        target: of the request line, percent-encoded, with or without a query.
        index: the file for "/".
    """
    try:
        path = unquote(urlsplit(target).path, errors="strict")
    except ValueError:
        return None
    if not path.startswith("/") or "\\" in path or "\0" in path or ":" in path:  # separators of other systems
        return None
    parts = PurePosixPath(path[1:] or index).parts
    if not parts or any(part.startswith(".") or part == "/" for part in parts):
        return None
    try:
        found = folder.joinpath(*parts).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):  # missing, a loop of links, an impossible name
        return None
    return found if found.is_file() and found.is_relative_to(folder) else None


def policy_of(page: bytes) -> str:
    """The policy in the meta element of our pages, with framing forbidden; for other pages the strictest.

    Args:
        page: its first bytes.
    """
    match = _POLICY.search(page[:HEAD_BYTES].decode("utf-8", errors="replace"))
    return f"{match[1]}; frame-ancestors 'none'" if match else STRICTEST
