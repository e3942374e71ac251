"""``probsym app``: reconstruct photos in the browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from probsym.cli.flags import AllowedHosts
from probsym.cli.startup import collection_paused
from probsym.progress import TaskProgress


@dataclass(frozen=True)
class App:
    """Serve a web app that reconstructs photos in the browser; photos never leave it.

    The app is served to this machine only, until Ctrl-C. With --export it is written as static files for any web
    host. Needs the extra onnx: pip install 'probsym[onnx]'.
    """

    models: tuple[str, ...] = ("face-64", "cat-64")
    """Shipped models, or folders of runs or models, to choose from; the first is the default."""
    export: Path | None = None
    """Write the app to this folder instead of serving it, for any web host, GitHub Pages, or a static Hugging Face
    Space."""
    port: int = 0
    """Port to listen on; 0: a free one."""
    host: str = "127.0.0.1"
    """Address to listen on, such as 0.0.0.0 in a container. Any but the default lets other machines open the app."""
    allowed_hosts: AllowedHosts = ()
    """Additional host names under which browsers may reach the server, such as that of a tunnel."""
    no_browser: bool = False
    """Print the address without opening a browser."""


def run(args: App) -> None:
    """Serve until Ctrl-C, or write the files.

    Raises:
        ProbsymError: bad input, or the extra is not installed.
        OSError: a file cannot be written.
    """
    from probsym.web.app import APP_NAME, serve_app, write_app

    if args.export is not None:
        with _show_preparation() as progress:
            write_app(args.models, args.export, progress)
        print(f"{args.export / APP_NAME}: upload the folder to a web host; browsers cannot load it from disk")
        return
    serve_app(
        args.models,
        port=args.port,
        host=args.host,
        allowed_hosts=args.allowed_hosts,
        browser=not args.no_browser,
        on_start=lambda url: print(f"{url}\nCtrl-C stops", flush=True),
        preparing=_show_preparation,
    )
    print("stopped")


@contextmanager
def _show_preparation() -> Iterator[TaskProgress]:
    """The bar of a preparation, which may import PyTorch."""
    from probsym.cli.messages import show_progress

    with collection_paused(), show_progress() as progress:
        yield progress
