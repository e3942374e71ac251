"""``probsym app``: photos become 3D in the browser."""

import signal
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class App:
    """Show a page in which photos become 3D: one drops, chooses or takes a photo and frames it; no photo leaves it.

    The networks run in the browser. The page is served on this machine alone, until Ctrl-C; with --export it is
    written as files for any web host. Needs the extra onnx: pip install 'probsym[onnx]'.
    """

    models: tuple[str, ...] = ("face-64", "cat-64")
    """Shipped models, or folders of runs or of models, to choose from; the page starts with the first."""
    export: Path | None = None
    """Write the page into this folder instead of serving it."""
    port: int = 0
    """Port to listen on; 0: one that is free."""
    browser: bool = True
    """Only print the address."""


def run(args: App) -> None:
    """Serve until interrupted, or write the files.

    Raises:
        ProbsymError: bad input, or the extra is not installed.
        OSError: a file cannot be written.
    """
    from probsym.checks import check_range
    from probsym.errors import InputError
    from probsym.web.app import APP_NAME, write_app
    from probsym.web.server import FolderServer

    check_range("port", args.port, 0, 65535)
    if args.export is not None:
        if args.export.exists() and not args.export.is_dir():
            raise InputError(f"export: expected a folder, got the file {args.export}")
        write_app(args.models, args.export)
        print(f"{args.export / APP_NAME}: put the folder on a web host; browsers do not load it from disk")
        return
    with _ending_in_order(), tempfile.TemporaryDirectory(prefix="probsym-") as scratch:
        folder = Path(scratch) / "app"
        write_app(args.models, folder)
        try:
            server = FolderServer(folder, args.port, APP_NAME)
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"port: cannot listen on {args.port}: {reason}; --port 0 finds a free one") from None
        with server:
            print(f"{server.url}\nCtrl-C stops", flush=True)
            if args.browser:
                threading.Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()
            try:
                server.serve_forever(poll_interval=0.2)
            except KeyboardInterrupt:
                print("stopped")


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """A closed terminal or a polite kill ends the block as an exception does: the temporary folder goes with it."""
    if threading.current_thread() is not threading.main_thread():  # only there can signals be handled
        yield
        return
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [signal.signal(number, lambda number, _: sys.exit(128 + number)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
