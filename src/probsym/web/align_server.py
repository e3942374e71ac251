"""The page on which people click two points in a few photos: served on this machine alone, until it is answered.

The rules of :mod:`probsym.web.server` hold. Answers come as POST to /points, which only the page itself may send: its
origin has to be this server's, and its content JSON, which no form of another site can send.
"""

import dataclasses
import json
import queue
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from probsym.checks import check_range
from probsym.errors import ConfigError, InputError
from probsym.framing.align.folder import learned_framing
from probsym.framing.align.points import MIN_EXAMPLES, Points, check_enough, check_points, points_csv
from probsym.framing.align.session import AlignmentSession
from probsym.io import write_text
from probsym.readers.plain import entry, parse_json
from probsym.web.server import STRICTEST, FolderHandler, FolderServer, open_browser

BUILT_ALIGN = Path(__file__).parent / "built_align"
ALIGN_NAME = "index.html"
STATE_NAME = "state.json"
FIRST_ROUND, SECOND_ROUND = 20, 10
"""Photos that are shown."""
_MOST_BYTES = 1 << 20
_LENGTH = re.compile(r"[0-9]{1,18}")
_JSON = "application/json"
_ORIGIN = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d+)?")


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the page sent."""

    points: dict[str, np.ndarray | None]
    side: float
    offset_y: float
    finished: bool
    """No further round."""


class ClickPage:
    """Asks for points on a page: use it as a context, then call it with a session."""

    def __init__(
        self,
        port: int = 0,
        on_start: Callable[[str], object] = lambda url: None,
        browser: bool = False,
        kept: Path | None = None,
    ) -> None:
        """Prepare the page; it is served from entering the context on.

        Args:
            port: to listen on; 0 takes a free one.
            on_start: called with the page's address when the first photos are there.
            browser: then open the page in the default browser.
            kept: CSV file of all points so far, so that none is lost if the process ends; removed at the end of a
                context that was left without an error.

        Raises:
            InputError: no such port.
        """
        check_range("port", port, 0, 65535)
        self._port, self._on_start, self._browser, self._kept = port, on_start, browser, kept
        self.answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()

    def __enter__(self) -> "ClickPage":
        if self._kept is not None and self._kept.exists():
            raise InputError(
                f"{self._kept}: points of an interrupted alignment; use them with --points, or delete the file"
            )
        self._folder = Path(tempfile.mkdtemp(prefix="probsym-align-"))
        for path in BUILT_ALIGN.iterdir():
            shutil.copyfile(path, self._folder / path.name)
        self._say("reading photos")
        try:
            self._server = _AlignServer(self._folder, self._port, self.answers)
        except (OSError, OverflowError) as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            reason = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"port: cannot listen on {self._port}: {reason}; port 0 finds a free one") from None
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._kept is not None and kind is None:
            self._kept.unlink(missing_ok=True)

    def __call__(self, session: AlignmentSession) -> Points:
        """Points of two rounds of photos; the crop's framing that was chosen becomes the session's."""
        first = self._ask(session, 1, session.to_click(FIRST_ROUND), {})
        points = dict(first.points)
        self._keep(points)
        session.framing = learned_framing(first.side, first.offset_y, session.framing.upright)
        if not first.finished:
            self._say("learning from your points, about a minute")
            detector = session.learn(points)
            names = session.least_certain(detector, SECOND_ROUND, points)
            guesses = {name: session.guess(detector, name) for name in names}
            points |= self._ask(session, 2, names, guesses).points
            self._keep(points)
        self.say("learning and cropping: see the terminal")
        return points

    def say(self, text: str) -> None:
        """Show a line instead of photos."""
        self._say(text)

    def _keep(self, points: Points) -> None:
        if self._kept is not None:
            with suppress(OSError):  # the crops may still fit on the disk
                self._kept.parent.mkdir(parents=True, exist_ok=True)
                write_text(self._kept, points_csv(points))

    def _say(self, text: str) -> None:
        write_text(self._folder / STATE_NAME, json.dumps({"round": 0, "text": text, "photos": []}))

    def _ask(
        self, session: AlignmentSession, number: int, names: Sequence[str], guesses: dict[str, np.ndarray | None]
    ) -> Answer:
        photos = []
        for index, name in enumerate(names):
            content, scale = session.shown(name)
            file = f"photo-{number}-{index}.jpg"
            (self._folder / file).write_bytes(content)
            guess = guesses.get(name)
            shown = None if guess is None else (guess / scale).ravel().tolist()
            photos.append({"name": name, "file": file, "scale": scale, "guess": shown})
        framing = {"side": session.framing.side, "offset_y": session.framing.offset_y}

        def check(answer: Answer) -> None:
            session.check(answer.points, names)
            if number == 1:
                check_enough(answer.points)

        self._server.check = check
        state = {"round": number, "text": "", "photos": photos, "needed": MIN_EXAMPLES, **framing}
        write_text(self._folder / STATE_NAME, json.dumps(state))
        if number == 1:
            self._on_start(self._server.url)
            if self._browser:
                open_browser(self._server.url)
        return self.answers.get()


class _AlignServer(FolderServer):
    def __init__(self, folder: Path, port: int, answers: "queue.SimpleQueue[Answer]") -> None:
        self.answers = answers
        self.check: Callable[[Answer], object] | None = None
        """Raises InputError for an answer to another question than the present one; None: there is none."""
        self.taking = threading.Lock()
        super().__init__(folder, port, ALIGN_NAME, handler=_AlignHandler)


class _AlignHandler(FolderHandler):
    server: _AlignServer  # pyright: ignore[reportIncompatibleVariableOverride] - the base class knows no subclasses

    def do_POST(self) -> None:  # noqa: N802 - http.server's name for it
        """Take points from the page, and from nobody else."""
        if not self.is_allowed_host():
            self.refuse(HTTPStatus.MISDIRECTED_REQUEST, with_body=True)
        elif self.path != "/points":
            self.refuse(HTTPStatus.NOT_FOUND, with_body=True)
        elif not self._is_from_the_page():
            self.refuse(HTTPStatus.FORBIDDEN, with_body=True)
        else:
            self._take()

    def _is_from_the_page(self) -> bool:
        origins, kinds = (self.headers.get_all(name, []) for name in ("Origin", "Content-Type"))
        if len(origins) != 1 or kinds != [_JSON]:
            return False
        return _ORIGIN.fullmatch(origins[0]) is not None and origins[0] == f"http://{self.headers['Host']}"

    def _take(self) -> None:
        length = self.headers.get("Content-Length", "")
        if _LENGTH.fullmatch(length) is None or int(length) > _MOST_BYTES:
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, with_body=True)
            return
        try:
            answer = _answer(parse_json(self.rfile.read(int(length)), "points"))
            with self.server.taking:
                if self.server.check is None:
                    raise InputError("points: expected none while no photos are shown")
                self.server.check(answer)
                self.server.check = None
        except (InputError, ConfigError) as error:
            self._reply(HTTPStatus.BAD_REQUEST, {"error": " ".join(str(error).split())})
            return
        self.server.answers.put(answer)
        self._reply(HTTPStatus.OK, {})

    def _reply(self, status: HTTPStatus, values: dict[str, str]) -> None:
        content = json.dumps(values).encode()
        self.send_headers(status, len(content), _JSON, STRICTEST)
        self.wfile.write(content)


def _answer(values: Any) -> Answer:
    points = check_points(entry(values, "points", dict, "answer"))
    side, offset_y = (entry(values, name, float, "answer") for name in ("side", "offset_y"))
    learned_framing(side, offset_y, upright=True)
    return Answer(points, side, offset_y, entry(values, "finished", bool, "answer"))
