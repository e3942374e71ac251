"""The page in which photos become 3D in the browser itself: built files, the networks as ONNX, and app.json."""

import hashlib
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from probsym import __version__
from probsym.data.cache import default_cache_dir
from probsym.errors import InputError
from probsym.export.onnx import IR_VERSION, OPSET, to_onnx, with_half_weights
from probsym.inference.loading import load, model_folder
from probsym.io import atomic_folder_update, write_bytes, write_text
from probsym.models.pretrained import CONFIG_FILE, WEIGHTS_FILE

FORMAT = 1
"""Of app.json; ``viewer/app/model.ts`` reads it and holds the same number."""

APP_NAME = "index.html"
BUILT = Path(__file__).parent / "built_app"
LICENCE = "LICENSE-weights.txt"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")


def write_app(models: Sequence[str], folder: Path) -> None:
    """Write the page as static files for any web host: ``index.html`` and what it loads, 8.7 MB a shipped model.

    Args:
        models: shipped models, or folders of runs or of models; the page starts with the first.
        folder: made if missing; other files of it stay.

    Raises:
        InputError: no model, or two of one name; or the extra ``onnx`` is not installed.
        CheckpointError: no such model, or it is damaged.
        OSError: a file cannot be written.
    """
    if not models:
        raise InputError("models: expected at least one, got none")
    names = [Path(model).resolve().name for model in models]
    if len(set(names)) < len(names):
        raise InputError(f"models: expected models of different names, got {', '.join(names)}")
    contents = [half_onnx(model, name) for model, name in zip(models, names, strict=True)]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with atomic_folder_update(folder) as scratch:
        for path in BUILT.iterdir():
            if path.name != "build.json":
                (scratch / path.name).write_bytes(path.read_bytes())
        entries: list[dict[str, Any]] = []
        for number, (model, name, content) in enumerate(zip(models, names, contents, strict=True)):
            camera = load(model).camera
            # The name of the file becomes part of an address, where #, ? and % mean something.
            file = f"{name}.onnx" if _PLAIN_NAME.fullmatch(name) else f"model-{number}.onnx"
            (scratch / file).write_bytes(content)
            entries.append({"name": name, "file": file, "size": camera.size, "fov_deg": camera.fov_deg})
            licence = model_folder(model).parent / LICENCE
            if licence.is_file():  # weights that come with the package carry their terms along
                (scratch / LICENCE).write_bytes(licence.read_bytes())
        block = {"format": FORMAT, "made_by": f"probsym {__version__}", "models": entries}
        write_text(scratch / "app.json", json.dumps(block, indent=2) + "\n")


def half_onnx(model: str, name: str) -> bytes:
    """The model's networks as ONNX with float16 weights; kept in the cache, since making it takes ten seconds.

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
    content = with_half_weights(to_onnx(network, name))
    with suppress(OSError):  # a cache that cannot be written to is none; the file is made again next time
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(kept, content)
    return content
