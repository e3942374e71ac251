"""What a bug report has to say of an installation, and a self-test of it."""

import os
import platform
import re
import time
import warnings
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import torch

import probsym
from probsym.data.cache_folder import default_cache_dir
from probsym.devices import choose_device, gpu_problem, supports_triton
from probsym.errors import InputError
from probsym.geometry.heightfield import grid_triangles
from probsym.inference.loading import load
from probsym.inference.model_folders import model_names
from probsym.kernels.dispatch import NUMBA_IS_INSTALLED
from probsym.rendering.rasterize import fastest_backend, rasterize, rasterize_torch

_PACKAGES = ("torch", "numpy", "numba", "triton", "accelerate", "opencv-python-headless", "pillow", "trimesh")
_FOR_DEVELOPERS = ("dev", "docs", "release", "test")
"""Extras that users do not need."""
_VARIABLES = (
    *("ACCELERATE_USE_CPU", "CUDA_VISIBLE_DEVICES", "NUMBA_CACHE_DIR", "OMP_NUM_THREADS", "PROBSYM_CACHE"),
    *("PYTORCH_ENABLE_MPS_FALLBACK", "RANK", "TORCH_HOME", "WORLD_SIZE", "XDG_CACHE_HOME"),
)
_SIZE = 16
"""Of the image in which the self-test draws a mesh, pixels."""


@dataclass(frozen=True)
class Diagnosis:
    """What was found."""

    rows: tuple[tuple[str, str], ...]
    """(topic, finding); the topic is empty where a row continues the one above."""
    problem: str
    """Why the self-test failed, in one line; "" if it passed."""

    def text(self) -> str:
        """The rows as plain text, to be pasted into a bug report. The home folder appears as ~."""
        width = max(len(topic) for topic, _ in self.rows)
        text = "\n".join(f"{topic:{width}}  {finding}".rstrip() for topic, finding in self.rows)
        home = _home()
        return text.replace(str(home), "~") if home is not None and home != Path(home.anchor) else text


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:  # as in containers that run under any number of a user
        return None


def diagnose(device: str = "auto") -> Diagnosis:
    """Describe this installation, and test it.

    Args:
        device: of the self-test; see :func:`probsym.devices.choose_device`.

    Raises:
        InputError: no such device.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say is in the rows
        chosen = choose_device(device)
        rows = [*_versions(), *_devices(chosen), *_caches(), *_extras()]
        rows += [("variables", text) for text in _variables()]
        started = time.perf_counter()
        problem = self_test(chosen)
    seconds = time.perf_counter() - started
    result = f"failed: {problem}" if problem else f"passed on {chosen} in {seconds:.1f} s"
    return Diagnosis((*rows, ("self-test", result)), problem)


def extras() -> dict[str, list[str]]:
    """Each extra for users with the packages that it needs, by name.

    Raises:
        PackageNotFoundError: probsym is not installed.
    """
    found: dict[str, list[str]] = {}
    for requirement in metadata.requires("probsym") or ():
        package, _, condition = requirement.partition(";")
        extra = re.search(r"""extra\s*==\s*['"]([\w-]+)['"]""", condition)
        if extra and extra[1] not in _FOR_DEVELOPERS:
            found.setdefault(extra[1], []).append(re.split(r"[^\w.-]", package.strip())[0])
    return dict(sorted(found.items()))


def _versions() -> list[tuple[str, str]]:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    packages = [f"{name} {_version(name) or 'missing'}" for name in _PACKAGES]
    return [
        ("probsym", f"{probsym.__version__} in {Path(probsym.__file__).parent}"),
        ("python", f"{python} on {platform.platform()} {platform.machine()}"),
        ("packages", ", ".join(packages)),
    ]


def _devices(chosen: torch.device) -> list[tuple[str, str]]:
    rows = [("device", f"{chosen}, {torch.get_num_threads()} threads of {os.cpu_count()} cores")]
    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        major, minor = torch.cuda.get_device_capability(index)
        memory = torch.cuda.get_device_properties(index).total_memory / 2**30
        name = f"{torch.cuda.get_device_name(index)}, {memory:.0f} GiB, compute capability {major}.{minor}"
        rows.append(("gpu", f"cuda:{index} {name}"))
    if problem := gpu_problem():
        rows.append(("gpu", f"cannot compute: {problem}"))
    if not torch.cuda.is_available():
        built = f"CUDA {torch.version.cuda}" if torch.version.cuda else "no CUDA"
        rows.append(("gpu", f"none; torch is built for {built}"))
    rows.append(("backends", f"rasteriser {fastest_backend(torch.zeros(1, 3, 3, device=chosen))}, {_kernels(chosen)}"))
    return rows


def _kernels(chosen: torch.device) -> str:
    if chosen.type == "cuda":
        return f"Triton and CUDA graphs {'used' if supports_triton(chosen) else 'not usable'}"
    if not NUMBA_IS_INSTALLED:
        return "no compiled CPU kernels"
    from probsym.kernels.numba_support import find_gomp_parallel

    return f"CPU kernels on {'OpenMP' if find_gomp_parallel() else 'Python'} threads"


def _caches() -> list[tuple[str, str]]:
    kernels = Path(os.environ.get("NUMBA_CACHE_DIR") or Path(probsym.__file__).parent / "kernels")
    try:
        photos = default_cache_dir()
    except InputError as error:
        return [("cache", str(error)), ("cache", f"kernels in {kernels}{_state(kernels)}")]
    places = {"photos": photos, "kernels": kernels}
    return [("cache", f"{name} in {path}{_state(path)}") for name, path in places.items()]


def _state(path: Path) -> str:
    """Whether files can be written to a folder, or to the one that it would be made in."""
    try:
        existing = next(folder for folder in (path, *path.parents) if folder.exists())
    except OSError as error:  # a folder on the way must not be looked into
        return f", not accessible: {error.strerror}"
    if not existing.is_dir():
        return f", but {existing} is a file"
    if not os.access(existing, os.W_OK):
        return ", not writable"
    return "" if existing == path else ", not yet there"


def _extras() -> list[tuple[str, str]]:
    try:
        found = extras()
    except metadata.PackageNotFoundError:
        return [("extra", "unknown: probsym is not installed, but run from its source")]
    rows = []
    for extra, packages in found.items():
        missing = [name for name in packages if _version(name) is None]
        have = ", ".join(f"{name} {_version(name)}" for name in packages)
        finding = f"missing: pip install 'probsym[{extra}]'" if missing else have
        rows.append(("extra", f"{extra}: {finding}"))
    return rows


def _variables() -> list[str]:
    return [f"{name}={os.environ[name]}" for name in _VARIABLES if name in os.environ]


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def self_test(device: torch.device) -> str:
    """Draw a mesh and reconstruct an image with a shipped model; returns what went wrong."""
    try:
        vertices, triangles = _tilted_plane(_SIZE).to(device), grid_triangles(_SIZE, device)
        drawn, _ = rasterize(vertices, triangles, _SIZE)
        expected, _ = rasterize_torch(vertices, triangles, _SIZE)
        if not torch.allclose(drawn, expected, atol=1e-4):
            return f"the rasteriser {fastest_backend(vertices)} differs from torch's"
        with torch.inference_mode():
            model = load(model_names()[-1], str(device))
            size = model.config.image_size
            depth = model(torch.linspace(0, 1, size, device=device).expand(1, 3, size, size)).depth
        if not depth.isfinite().all():
            return f"the model {model.name} gives depth that is not finite"
    except Exception as error:  # whatever is broken: naming it is what this is for
        lines = str(error).splitlines() or [""]
        return f"{type(error).__name__}: {lines[0]}"
    return ""


def _tilted_plane(size: int) -> torch.Tensor:
    """Vertices of a plane through the pixel centres, ``1 size² 3``, nearer on the right."""
    v, u = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    return torch.stack([u, v, 2 - u / size], -1).reshape(1, -1, 3).float()
