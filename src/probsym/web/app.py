"""The web app, which reconstructs photos in the browser: built files, networks as ONNX, and app.json.

Nothing here imports torch, which takes longer than all else, unless files have to be made.
"""

import json
import re
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from probsym import __version__
from probsym.checks import check_range
from probsym.config import CONFIG_FILE, DETECTOR_FILE, OBJECT_NET_FILE, SILHOUETTE_FILE, WEIGHTS_FILE
from probsym.errors import InputError
from probsym.framing.detection import DETECTORS
from probsym.inference.model_folders import LICENCE, copy_licence, model_folder
from probsym.io import atomic_folder_update, check_output_folder, write_text
from probsym.progress import TaskProgress
from probsym.readers.plain import parse_json
from probsym.web.kept_files import ENTRY, kept_files
from probsym.web.server import ADDRESS, serve

APP_FORMAT = 2
"""Version of app.json; ``viewer/app/model.ts`` has the same number."""

APP_NAME = "index.html"
BUILT_APP = Path(__file__).parent / "built_app"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?<!\.object)(?<!\.refine)")
"""Not the name of another model's object net or refinement network."""
README = "README.md"
NO_JEKYLL = ".nojekyll"
"""Without this file GitHub Pages leaves out files and folders whose names begin with an underscore."""


def write_app(models: Sequence[str], folder: Path, progress: TaskProgress | None = None) -> None:
    """Write the page as static files for any web host: ``index.html`` and what it loads, 7 to 8 MB per model.

    The page frames photos by the detector stored with a model, and people and cats by those of the package; for
    other models the user does. The folder is also ready as a static Space of the Hugging Face Hub, and for GitHub
    Pages.

    Args:
        models: shipped models, or folders of runs or models; the page starts with the first.
        folder: created if missing; other files in it are kept.
        progress: told which model is exported; that takes ten seconds the first time, with shipped models three.

    Raises:
        InputError: no model, two of the same name, ``folder`` is a file or cannot be written to, or the extra
            ``onnx`` is not installed.
        CheckpointError: no such model, or it is damaged.
        OSError: a file cannot be written.
    """
    check_output_folder("export", folder)
    with atomic_folder_update(folder) as scratch:
        _write_page(models, scratch, progress)
        write_hosting_files(scratch, folder, (scratch / LICENCE).is_file())


def _write_page(models: Sequence[str], folder: Path, progress: TaskProgress | None) -> None:
    """Write what the page loads into an empty folder."""
    if not models:
        raise InputError("models: expected at least one, got none")
    names = [Path(model).resolve().name for model in models]
    if len(set(names)) < len(names):
        raise InputError(f"models: expected models of different names, got {', '.join(names)}")
    entries: list[dict[str, Any]] = []
    files: dict[str, bytes] = {}
    for number, (model, name) in enumerate(zip(models, names, strict=True)):
        if progress is not None:
            progress(f"preparing {name} for the browser", number, len(models))
        # The file name becomes part of a URL, where #, ? and % have a meaning.
        stem = name if _PLAIN_NAME.fullmatch(name) else f"model-{number}"
        own = _model_files(model, name, stem)
        entries.append(parse_json(own.pop(ENTRY), f"entry of {name}"))
        files |= own
        copy_licence(model, folder)
    block = {"format": APP_FORMAT, "made_by": f"probsym {__version__}", "models": entries}
    if any(entry.get("detection", {}).get("kind") in DETECTORS for entry in entries):
        kinds = _kind_files()
        block["detectors"] = parse_json(kinds.pop(ENTRY), "detectors")
        files |= kinds
    if progress is not None:
        progress("writing the page", len(models), len(models))
    files |= {path.name: path.read_bytes() for path in BUILT_APP.iterdir() if path.name != "build.json"}
    for file, content in files.items():
        (folder / file).write_bytes(content)
    write_text(folder / "app.json", json.dumps(block, indent=2) + "\n")


def _model_files(model: str, name: str, stem: str) -> dict[str, bytes]:
    def make() -> dict[str, bytes]:
        from probsym.web.model_files import model_files

        return model_files(model, name, stem)

    folder = model_folder(model)
    names = (CONFIG_FILE, WEIGHTS_FILE, DETECTOR_FILE, SILHOUETTE_FILE, OBJECT_NET_FILE)
    inputs = (folder / file for file in names)
    return kept_files(f"{name} {stem}", (path.read_bytes() if path.is_file() else b"" for path in inputs), make)


def _kind_files() -> dict[str, bytes]:
    def make() -> dict[str, bytes]:
        from probsym.web.model_files import kind_files

        return kind_files()

    return kept_files("detectors", (), make)


def serve_app(
    models: Sequence[str],
    *,
    port: int = 0,
    host: str = ADDRESS,
    allowed_hosts: Sequence[str] = (),
    browser: bool = True,
    on_start: Callable[[str], None] = print,
    preparing: Callable[[], AbstractContextManager[TaskProgress | None]] = nullcontext,
) -> None:
    """Serve the web app until Ctrl-C, from a temporary folder.

    Args:
        models: as for :func:`write_app`; the others are those of :func:`probsym.web.server.serve`.
        port: 0 for a free one.
        host: address to listen on.
        allowed_hosts: further names of the server.
        browser: open the page in the default browser.
        on_start: called with the address when the server is ready.
        preparing: gives what :func:`write_app` reports its progress to, until the server starts.

    Raises:
        InputError: as for :func:`write_app`, or the port cannot be used.
    """
    check_range("port", port, 0, 65535)  # before the slow export
    with _exit_on_signals(), tempfile.TemporaryDirectory(prefix="probsym-") as scratch:
        with preparing() as progress:
            _write_page(models, Path(scratch), progress)
        serve(
            Path(scratch),
            index=APP_NAME,
            port=port,
            host=host,
            allowed_hosts=allowed_hosts,
            browser=browser,
            on_start=on_start,
        )


@contextmanager
def _exit_on_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into SystemExit inside the block, so that its clean-up runs."""
    if threading.current_thread() is not threading.main_thread():  # only that one can handle signals
        yield
        return
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [signal.signal(number, lambda number, _: sys.exit(128 + number)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def space_readme(has_licence: bool) -> str:
    """The README of a static Space of the Hugging Face Hub, with its YAML header.

    Args:
        has_licence: the terms of the weights lie beside it.
    """
    from huggingface_hub import SpaceCardData

    data = SpaceCardData(
        title="probsym",
        sdk="static",
        app_file="index.html",
        license="other" if has_licence else None,
        tags=["unsup3d", "3d-reconstruction", "single-view"],
        emoji="🗿",
        colorFrom="green",
        colorTo="blue",
        pinned=False,
        short_description="3D from one photo, in the browser",
    )
    terms = "The weights: [their terms](LICENSE-weights.txt).\n" if has_licence else ""
    return f"""---
{data.to_yaml()}
---

# 3D from one photo

Drop a photo: the networks run in the browser, and the photo never leaves it. Made with probsym; the method is
[unsup3d](https://arxiv.org/abs/1911.11130) (Wu, Rupprecht and Vedaldi, CVPR 2020).
{terms}"""


def write_hosting_files(scratch: Path, folder: Path, has_licence: bool) -> None:
    """Write the files into ``scratch``, which is about to be moved into ``folder``; a README that is there stays.

    Raises:
        OSError: a file cannot be written.
    """
    if not (folder / README).exists():
        write_text(scratch / README, space_readme(has_licence))
    write_text(scratch / NO_JEKYLL, "")
