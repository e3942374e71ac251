"""Render and write a synthetic set; the same seed gives the same bytes for any number of workers."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from probsym import __version__
from probsym.config import SPLITS
from probsym.cpus import usable_cpus
from probsym.errors import InputError
from probsym.io import atomic_new_folder, check_new_folder
from probsym.progress import TaskProgress
from probsym.synthetic import realistic
from probsym.synthetic.faces import FaceFamily
from probsym.synthetic.family import Family
from probsym.synthetic.morphable import MorphableModel
from probsym.synthetic.sample import SUPERSAMPLING, render_sample
from probsym.synthetic.settings import SceneSettings
from probsym.synthetic.shapes import load_shape
from probsym.synthetic.storage import (
    FACE_LANDMARKS,
    SET_CARD,
    SET_FORMAT,
    SET_VERSION,
    array_shapes,
    content_hash,
    create_arrays,
)
from probsym.synthetic.workers import run_parallel

_CHUNK = 32
VIEW, IDENTITY, LIGHT = 0, 1, 2
"""Purposes of random generators: pose and crop of one image, shape and paint, and light."""


def generator(seed: int, split: str, index: int, purpose: int) -> np.random.Generator:
    """Random generator of one sample or identity, independent of all others."""
    return np.random.default_rng(np.random.SeedSequence([seed, SPLITS.index(split), index, purpose + 1]))


def as_family(model: MorphableModel | Family) -> Family:
    """The family of a face model's faces; a family is returned unchanged."""
    return FaceFamily(model) if isinstance(model, MorphableModel) else model


def _array_shapes(family: Family, settings: SceneSettings) -> dict[str, tuple[tuple[int, ...], np.dtype]]:
    names = family.landmark_names
    count = FACE_LANDMARKS if names is None else len(names)
    return array_shapes(settings.size, settings.realistic_share > 0, count)


def render_range(
    model: MorphableModel | Family, settings: SceneSettings, seed: int, split: str, start: int, stop: int
) -> dict[str, np.ndarray]:
    """Samples ``start`` to ``stop`` of a split as the stored arrays; each shows another identity."""
    identities, own, lamps = (
        [generator(seed, split, index, purpose) for index in range(start, stop)] for purpose in (IDENTITY, VIEW, LIGHT)
    )
    family = as_family(model)
    samples = [
        render_sample(photo, subject, settings, lamp)
        for photo, subject, lamp in zip(own, family.draw(identities, own, settings), lamps, strict=True)
    ]
    names = {name: name for name in _array_shapes(family, settings) if name != "identity"}
    names["images"] = "image"
    arrays = {name: np.stack([getattr(sample, field) for sample in samples]) for name, field in names.items()}
    # Interleaved, so that no number occurs in two splits.
    arrays["identity"] = (np.arange(start, stop) * len(SPLITS) + SPLITS.index(split)).astype(np.int32)
    return arrays


def generate(
    model: MorphableModel | Family,
    out: str | Path,
    counts: dict[str, int],
    settings: SceneSettings | None = None,
    *,
    seed: int = 0,
    workers: int = 1,
    progress: TaskProgress | None = None,
) -> dict[str, Any]:
    """Write a synthetic set.

    Args:
        model: a face shape model, or a family.
        out: output folder; must be new or empty.
        counts: samples of each split (train, val, test); splits of 0 are left out.
        settings: sampling distributions; the defaults if not given.
        seed: 0 or more.
        workers: threads, or processes if more than two; does not affect the images. Processes import the main
            module of the program, which must guard its own call with ``if __name__ == "__main__"``.
        progress: called with (what is being done, images done, images in all).

    Returns:
        The card, as written to ``card.json``.

    Raises:
        InputError: a count, the seed or the number of workers is out of range, ``out`` is in use, or a worker was
            killed.
    """
    out, settings = Path(out), settings or SceneSettings()
    _check_request(out, counts, settings, seed, workers)
    with atomic_new_folder(out) as partial:
        present = {split: counts[split] for split in SPLITS if counts.get(split, 0) > 0}
        family = as_family(model)
        shapes = _array_shapes(family, settings)
        arrays = {split: create_arrays(partial / split, count, shapes) for split, count in present.items()}
        parts = [
            (split, start, min(start + _CHUNK, count))
            for split, count in present.items()
            for start in range(0, count, _CHUNK)
        ]
        done, total = 0, sum(present.values())
        for split, rendered in run_parallel(_Rendering(family, settings, seed, partial), parts, workers):
            done += rendered
            if progress:
                progress(f"rendering {split}", done, total)
        for of_split in arrays.values():
            for array in of_split.values():
                array.flush()
        splits = {
            split: {"count": count, "identities": count, "sha256": content_hash(arrays[split])}
            for split, count in present.items()
        }
        card = _card(family, settings, seed, splits)
        text = json.dumps(card, indent=2) + "\n"
        (partial / SET_CARD).write_text(text, encoding="utf-8")
    return json.loads(text)


def generate_set(
    out: str | Path,
    counts: dict[str, int],
    settings: SceneSettings | None = None,
    *,
    shape: str = "procedural",
    model_path: Path | None = None,
    landmarks: Path | None = None,
    seed: int = 0,
    workers: int = 0,
    progress: TaskProgress | None = None,
) -> dict[str, Any]:
    """Load a shape model and write a synthetic set of its members.

    Args:
        out: as for :func:`generate`, like ``counts``, ``settings``, ``seed`` and ``progress``.
        counts: samples of each split.
        settings: sampling distributions.
        shape: "procedural", "ict" (ICT-FaceKit), "basel" (Basel Face Model) or "car".
        model_path: file or folder of the face model; none for "procedural" and "car".
        landmarks: "basel" only: text file of the 68 vertex indices.
        seed: 0 or more.
        workers: threads, or processes if more than two; 0: one per core.
        progress: called with (what is being done, images done, images in all).

    Returns:
        The card, as written to ``card.json``.

    Raises:
        InputError: as for :func:`generate`, or the face model cannot be loaded.
    """
    if workers < 0:
        raise InputError(f"workers: expected 0 (one per core) or more, got {workers}")
    workers = workers or usable_cpus()
    _check_request(Path(out), counts, settings or SceneSettings(), seed, workers)
    model = load_shape(shape, model_path, landmarks)
    return generate(model, out, counts, settings, seed=seed, workers=workers, progress=progress)


@dataclass(frozen=True)
class _Rendering:
    """Renders parts of a set into its files; may run in any thread or process."""

    family: Family
    settings: SceneSettings
    seed: int
    folder: Path

    def __call__(self, split: str, start: int, stop: int) -> int:
        for name, rows in render_range(self.family, self.settings, self.seed, split, start, stop).items():
            file = np.load(self.folder / split / f"{name}.npy", mmap_mode="r+")
            file[start:stop] = rows
        return stop - start


def _check_request(out: Path, counts: dict[str, int], settings: SceneSettings, seed: int, workers: int) -> None:
    """Raise unless a set can be written; checked before a slow face model is loaded."""
    settings.check()
    unknown = [split for split in counts if split not in SPLITS]
    if unknown:
        raise InputError(f"counts: expected splits from {', '.join(SPLITS)}, got {unknown[0]}")
    if min(counts.values(), default=0) < 0 or sum(counts.values()) < 1:
        raise InputError(f"counts: expected 0 or more per split and 1 or more in all, got {counts}")
    if seed < 0:
        raise InputError(f"seed: expected 0 or more, got {seed}")
    if workers < 1:
        raise InputError(f"workers: expected 1 or more, got {workers}")
    check_new_folder("out", out)


def _image_formula(gamma: float) -> str:
    shading = "k_a + k_d * max(0, <n, l>)"
    return f"albedo * ({shading}); no gamma" if gamma == 1 else f"albedo * ({shading}) ** (1 / {gamma})"


def _card(family: Family, settings: SceneSettings, seed: int, splits: dict[str, Any]) -> dict[str, Any]:
    described = family.describe(settings)
    names = family.landmark_names
    return {
        "format": SET_FORMAT,
        "version": SET_VERSION,
        "made_by": f"probsym {__version__}",
        "numpy": np.__version__,
        "python": sys.version.split()[0],
        "seed": seed,
        "shape": described["shape"],
        **({} if names is None else {"landmarks": list(names)}),
        "pose": "normals of mean 0, drawn anew beyond the limit; R = Rz(roll) Ry(yaw) Rx(pitch) about (0, 0, 1); "
        "tz = 0",
        "crop": "follows the subject: box of its front after turning, scaled to `fill` of the image and centred, "
        "with a normal jitter; the mean depth of the front is z = 1 in the canonical frame",
        "light": "ambient and one directional light, sampled in the canonical frame (it turns with the subject); "
        f"image = {_image_formula(settings.gamma)}; no cast shadows "
        "but in the share `realistic`",
        "sampling": f"image: {SUPERSAMPLING} x {SUPERSAMPLING} samples a pixel; "
        "depth, normals, albedo, mask: one sample at the pixel's centre",
        "units": "depth in scene units (float32), normals times 127 (int8), angles in radians, "
        "landmarks u, v in pixels",
        "scene": asdict(settings),
        "appearance": described["appearance"],
        "realistic": {"share": settings.realistic_share, **realistic.LIGHT_DISTRIBUTIONS},
        "background": described["background"],
        "splits": splits,
    }
