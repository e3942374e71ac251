"""``probsym view``: a results folder in the browser."""

import json
import threading
import webbrowser
from dataclasses import dataclass
from pathlib import Path

import tyro


@dataclass(frozen=True)
class View:
    """Show the page of a results folder in the browser, served on this machine alone, until Ctrl-C.

    The page is what "probsym reconstruct --page" writes; it also opens by itself, without this command.
    """

    folder: tyro.conf.Positional[Path]
    """Results folder with page.html."""
    port: int = 0
    """Port to listen on; 0: one that is free."""
    browser: bool = True
    """Only print the address."""


def run(args: View) -> None:
    """Serve until interrupted.

    Raises:
        InputError: no such folder, or it holds no page.
        OSError: the port is taken.
    """
    from probsym.checks import check_range
    from probsym.errors import InputError
    from probsym.web import PAGE_NAME
    from probsym.web.server import FolderServer

    check_range("port", args.port, 0, 65535)
    if not args.folder.is_dir():
        raise InputError(f"folder: expected a results folder, got {args.folder}, which is none")
    if not (args.folder / PAGE_NAME).is_file():
        raise InputError(f"folder: {args.folder} holds no {PAGE_NAME}; {_how_to_make_one(args.folder)}")
    try:
        server = FolderServer(args.folder, args.port)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"port: cannot listen on {args.port}: {reason}; --port 0 finds a free one") from None
    with server:
        print(f"{args.folder / PAGE_NAME}: {server.url}\nCtrl-C stops", flush=True)
        if args.browser:
            # Some browsers keep the call until they are closed; the page must be served by then.
            threading.Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            print("stopped")


def _how_to_make_one(folder: Path) -> str:
    """What to do about a missing page, as exactly as the folder allows."""
    for path in sorted(folder.glob("*/factors.json")):
        try:
            model = json.loads(path.read_text(encoding="utf-8"))["model"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        return f"make it with: probsym reconstruct PHOTOS --model {model} --out {folder} --page"
    return "expected the folder that probsym reconstruct --page has written"
