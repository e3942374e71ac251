"""The web app, which reconstructs photos in the browser: built files, networks as ONNX, and app.json."""

import base64
import hashlib
import json
import re
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import torch

from probsym import __version__
from probsym.checks import check_range
from probsym.data.cache import default_cache_dir
from probsym.errors import InputError
from probsym.export.onnx import IR_VERSION, OPSET, to_onnx, with_half_weights
from probsym.export.onnx_graphs import filled_graph
from probsym.inference.loading import LICENCE, copy_licence, load, model_folder
from probsym.io import atomic_folder_update, write_bytes, write_text
from probsym.models.pretrained import CONFIG_FILE, WEIGHTS_FILE
from probsym.web.detection import app_detection, kind_detectors, needs_kind_detectors
from probsym.web.hosting import write_hosting_files
from probsym.web.server import ADDRESS, serve

FORMAT = 2
"""Version of app.json; ``viewer/app/model.ts`` has the same number."""

APP_NAME = "index.html"
BUILT = Path(__file__).parent / "built_app"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")


Progress = Callable[[str, int, int], None]
"""Called with (what is being done, models done, models in all)."""


def write_app(models: Sequence[str], folder: Path, progress: Progress | None = None) -> None:
    """Write the page as static files for any web host: ``index.html`` and what it loads, 8.7 MB per shipped model.

    The page frames photos by the detector stored with a model, and people and cats by those of the package; for
    other models the user does. The folder is also ready as a static Space of the Hugging Face Hub, and for GitHub
    Pages.

    Args:
        models: shipped models, or folders of runs or models; the page starts with the first.
        folder: created if missing; other files in it are kept.
        progress: told which model is exported; that takes ten seconds the first time, with shipped models one.

    Raises:
        InputError: no model, two of the same name, ``folder`` is a file, or the extra ``onnx`` is not installed.
        CheckpointError: no such model, or it is damaged.
        OSError: a file cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"export: expected a folder, got the file {folder}")
    if not models:
        raise InputError("models: expected at least one, got none")
    names = [Path(model).resolve().name for model in models]
    if len(set(names)) < len(names):
        raise InputError(f"models: expected models of different names, got {', '.join(names)}")
    contents = []
    for number, (model, name) in enumerate(zip(models, names, strict=True)):
        if progress is not None:
            progress(f"preparing {name} for the browser", number, len(models))
        contents.append(half_onnx(model, name))
    if progress is not None:
        progress("writing the page", len(models), len(models))
    with atomic_folder_update(folder) as scratch:
        for path in BUILT.iterdir():
            if path.name != "build.json":
                (scratch / path.name).write_bytes(path.read_bytes())
        entries: list[dict[str, Any]] = []
        files: dict[str, bytes] = {}
        detectors: dict[str, Any] = {}
        for number, (model, name, content) in enumerate(zip(models, names, contents, strict=True)):
            network = load(model)
            # The file name becomes part of a URL, where #, ? and % have a meaning.
            stem = name if _PLAIN_NAME.fullmatch(name) else f"model-{number}"
            (scratch / f"{stem}.onnx").write_bytes(content)
            camera, gamma = network.camera, network.config.shading_gamma
            entry = {"name": name, "file": f"{stem}.onnx", "size": camera.size, "fov_deg": camera.fov_deg}
            entry |= {"shading_gamma": gamma}
            if network.silhouette is not None:
                levels = (network.silhouette * 255).round().to(torch.uint8).numpy()
                entry |= {"silhouette": base64.b64encode(levels.tobytes()).decode("ascii")}
            detection = app_detection(network, stem)
            if detection is not None:
                files |= detection[0]
                entry |= {"detection": detection[1]}
            if needs_kind_detectors(network) and not detectors:
                kind_files, detectors["detectors"] = kind_detectors()
                files |= kind_files
            entries.append(entry)
            copy_licence(model, scratch)
        for file, detector in files.items():
            (scratch / file).write_bytes(detector)
        block = {"format": FORMAT, "made_by": f"probsym {__version__}", "models": entries, **detectors}
        write_text(scratch / "app.json", json.dumps(block, indent=2) + "\n")
        write_hosting_files(scratch, folder, (scratch / LICENCE).is_file())


def serve_app(
    models: Sequence[str],
    *,
    port: int = 0,
    host: str = ADDRESS,
    allowed_hosts: Sequence[str] = (),
    browser: bool = True,
    on_start: Callable[[str], None] = print,
    preparing: Callable[[], AbstractContextManager[Progress | None]] = nullcontext,
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
        folder = Path(scratch) / "app"
        with preparing() as progress:
            write_app(models, folder, progress)
        serve(
            folder,
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


def half_onnx(model: str, name: str) -> bytes:
    """The model's networks as ONNX with float16 weights, cached: without a kept graph the export takes ten seconds.

    Raises:
        InputError: the extra ``onnx`` is not installed.
        CheckpointError: no such model, or it is damaged.
    """
    folder = model_folder(model)
    network = load(model)
    made_by = f"{name} {__version__} {torch.__version__} {OPSET} {IR_VERSION}"
    digest = hashlib.blake2b(made_by.encode(), digest_size=16)
    for file in (CONFIG_FILE, WEIGHTS_FILE):
        digest.update((folder / file).read_bytes())
    kept = default_cache_dir() / "onnx" / f"{digest.hexdigest()}.onnx"
    if kept.is_file():
        return kept.read_bytes()
    content = with_half_weights(filled_graph(network, name) or to_onnx(network, name))
    with suppress(OSError):  # without a writable cache it is exported again next time
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(kept, content)
    return content
