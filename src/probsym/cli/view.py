"""``probsym view``: a results folder in the browser."""

from dataclasses import dataclass
from pathlib import Path

import tyro


@dataclass(frozen=True)
class View:
    """Show the 3D page of a results folder in the browser; served to this machine only, until Ctrl-C.

    "probsym reconstruct --page" writes the page; you can also open it directly, without this command.
    """

    folder: tyro.conf.Positional[Path]
    """Results folder with page.html."""
    port: int = 0
    """Port to listen on; 0: a free one."""
    host: str = "127.0.0.1"
    """Address to listen on, such as 0.0.0.0 in a container. Any but the default exposes the photos to other machines
    without a password."""
    allow_host: tuple[str, ...] = ()
    """Additional host names under which browsers may reach the server, such as that of a tunnel."""
    no_browser: bool = False
    """Print the address without opening a browser."""


def run(args: View) -> None:
    """Serve until Ctrl-C.

    Raises:
        ProbsymError: no such folder, it has no page, or the port cannot be used.
    """
    from probsym.web import PAGE_NAME
    from probsym.web.view import view

    view(
        args.folder,
        port=args.port,
        host=args.host,
        allowed_hosts=args.allow_host,
        browser=not args.no_browser,
        on_start=lambda url: print(f"{args.folder / PAGE_NAME}: {url}\nCtrl-C stops", flush=True),
    )
    print("stopped")
