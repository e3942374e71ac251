"""``probsym view``: results folders in the browser."""

from dataclasses import dataclass
from pathlib import Path

from probsym.cli.flags import AllowedHosts, OneOrMorePaths


@dataclass(frozen=True)
class View:
    """Show the 3D page of a results folder in the browser; served to this machine only, until Ctrl-C.

    "probsym reconstruct --page" writes the page; you can also open it directly, without this command. Of several
    folders, such as those of several models, one page shows all photos.
    """

    folders: OneOrMorePaths
    """Results folders with page.html."""
    export: Path | None = None
    """Write the page to this file (.html) instead of serving it."""
    port: int = 0
    """Port to listen on; 0: a free one."""
    host: str = "127.0.0.1"
    """Address to listen on, such as 0.0.0.0 in a container. Any but the default exposes the photos to other machines
    without a password."""
    allowed_hosts: AllowedHosts = ()
    """Additional host names under which browsers may reach the server, such as that of a tunnel."""
    no_browser: bool = False
    """Print the address without opening a browser."""


def run(args: View) -> None:
    """Serve until Ctrl-C, or write the page.

    Raises:
        ProbsymError: no such folder, it has no page, or the port cannot be used.
        OSError: the page cannot be written.
    """
    from probsym.web import PAGE_NAME
    from probsym.web.view import export_page, view

    if args.export is not None:
        export_page(args.folders, args.export)
        print(f"page: {args.export}")
        return
    shown = args.folders[0] / PAGE_NAME if len(args.folders) == 1 else ", ".join(map(str, args.folders))
    view(
        args.folders,
        port=args.port,
        host=args.host,
        allowed_hosts=args.allowed_hosts,
        browser=not args.no_browser,
        on_start=lambda url: print(f"{shown}: {url}\nCtrl-C stops", flush=True),
    )
    print("stopped")
