"""``probsym app``: reconstruct photos in the browser."""

from dataclasses import dataclass
from pathlib import Path

from probsym.cli.startup import heavy_imports


@dataclass(frozen=True)
class App:
    """Serve a page that reconstructs photos locally in the browser; photos never leave it.

    The networks run in the browser. The page is served on this machine only, until Ctrl-C, or with --export written as
    files for any web host. Needs the extra onnx: pip install 'probsym[onnx]'.
    """

    models: tuple[str, ...] = ("face-64", "cat-64")
    """Shipped models, or folders of runs or models, to choose from; the page starts with the first."""
    export: Path | None = None
    """Write the page into this folder instead of serving it, ready for any web host, as a static Space of the Hugging
    Face Hub and for GitHub Pages."""
    port: int = 0
    """Port to listen on; 0: a free one."""
    host: str = "127.0.0.1"
    """Address to listen on, such as 0.0.0.0 inside a container. Any but the default lets other machines open the
    page."""
    allow_host: tuple[str, ...] = ()
    """Further names under which browsers may reach the server, such as that of a tunnel."""
    no_browser: bool = False
    """Do not open a browser, only print the address."""


def run(args: App) -> None:
    """Serve until Ctrl-C, or write the files.

    Raises:
        ProbsymError: bad input, or the extra is not installed.
        OSError: a file cannot be written.
    """
    from probsym.cli.progress import show_progress

    with heavy_imports():
        from probsym.web.app import APP_NAME, serve_app, write_app

    if args.export is not None:
        with show_progress() as progress:
            write_app(args.models, args.export, progress)
        print(f"{args.export / APP_NAME}: upload the folder to a web host; browsers cannot load it from the disk")
        return
    serve_app(
        args.models,
        port=args.port,
        host=args.host,
        allowed_hosts=args.allow_host,
        browser=not args.no_browser,
        on_start=lambda url: print(f"{url}\nCtrl-C stops", flush=True),
        preparing=show_progress,
    )
    print("stopped")
