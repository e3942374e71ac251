"""MediaPipe Face Mesh, a supervised model of faces, beside this package's models on the same pixels.

    python benchmarks/peers.py mesh --data yaleb_dev.npz --out mesh.npz       # needs mediapipe, scipy and tyro
    python benchmarks/peers.py score --data yaleb_dev.npz --mesh mesh.npz --model face-64

``--data`` is an npz archive of photos under known lights, of which each person's most frontal lights count, or a folder
made by ``probsym synth``. ``mesh`` imports nothing of this package that has dependencies: mediapipe 0.10.14 needs older
versions of them, so install it in a separate environment. The depth of the 468 landmarks is interpolated linearly.
"""

import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np

FRONTAL = 5
"""Photos of each person under known lights."""
_ENLARGED, _MARGIN = 512, 0.25
"""Face Mesh sees photos of this size, pixels, with so wide a reflected border as a share of it."""


@dataclass(frozen=True)
class Mesh:
    """Write the depth of Face Mesh."""

    data: Path
    """Archive or folder."""
    out: Path
    """npz of ``depth``, N S S, in pixels of the image and NaN where there is no mesh."""
    limit: int = 200
    """Images of a synthetic set."""


@dataclass(frozen=True)
class Score:
    """Score Face Mesh and a model on pixels that both know."""

    data: Path
    """Archive or folder."""
    mesh: Path
    """Written by ``mesh``."""
    model: str = "face-64"
    """Shipped model, or folder of a run or of a model."""
    out: Path | None = None
    """Also write the scores to this JSON file."""


def read_images(data: Path, limit: int) -> np.ndarray:
    """N S S 3 bytes: of an archive FRONTAL photos of each person, of a folder the first of its test split."""
    from probsym.errors import InputError

    try:
        if data.is_dir():
            return np.load(data / "test" / "images.npy", mmap_mode="r")[:limit]
        with np.load(data) as archive:
            photos, light = archive["photos"], archive["light"]
    except (EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(f"{data}: expected photos under known lights or a folder of probsym synth ({error})") from None
    chosen = [most_frontal(towards) for towards in light]
    grey = np.concatenate([person[rows] for person, rows in zip(photos, chosen, strict=True)])
    return np.repeat(grey[..., None], 3, axis=-1)


def most_frontal(light: np.ndarray) -> np.ndarray:
    """Indices of the FRONTAL lights nearest to the camera's axis, of K 3 vectors towards the light."""
    unit = light / np.linalg.norm(light, axis=1, keepdims=True)
    return np.argsort(-unit[:, 2], kind="stable")[:FRONTAL]


def write_mesh(settings: Mesh) -> None:
    """Run Face Mesh on all images."""
    from probsym.checks import check_at_least
    from probsym.io import atomic_write, check_new_file

    check_new_file("out", settings.out, (".npz",))
    check_at_least(1, limit=settings.limit)
    images = read_images(settings.data, settings.limit)
    import cv2
    import mediapipe  # pyright: ignore[reportMissingImports]
    from scipy.interpolate import LinearNDInterpolator

    size = images.shape[1]
    rows, columns = np.mgrid[:size, :size] + 0.5
    depth = np.full((len(images), size, size), np.nan, np.float32)
    border = round(_MARGIN * _ENLARGED)
    with mediapipe.solutions.face_mesh.FaceMesh(static_image_mode=True, min_detection_confidence=0.1) as network:
        for index, image in enumerate(images):
            large = cv2.resize(np.asarray(image), (_ENLARGED, _ENLARGED), interpolation=cv2.INTER_CUBIC)
            padded = cv2.copyMakeBorder(large, border, border, border, border, cv2.BORDER_REFLECT)
            found = network.process(padded).multi_face_landmarks
            if not found:
                continue
            points = np.array([[mark.x, mark.y, mark.z] for mark in found[0].landmark]) * len(padded)
            points[:, :2] -= border
            points *= size / _ENLARGED
            depth[index] = LinearNDInterpolator(points[:, :2], points[:, 2])(columns, rows)
    with atomic_write(settings.out) as temporary:
        np.savez_compressed(temporary, depth=depth)
    print(f"{np.isfinite(depth).any((1, 2)).sum()} of {len(depth)} faces found")


def score(settings: Score) -> dict[str, float]:
    """Scores on common pixels; see :func:`_score_known_lights` and :func:`_score_synthetic`."""
    from machine import check_report, write_report

    from probsym.readers.arrays import read_npz

    check_report(settings.out)
    depth = read_npz(settings.mesh, ("depth",))["depth"]
    scores = (_score_synthetic if settings.data.is_dir() else _score_known_lights)(settings, depth)
    for name, value in scores.items():
        print(f"{name}: {value:.3f}")
    write_report({"model": settings.model, "data": settings.data.name, "scores": scores}, settings.out)
    return scores


def _score_synthetic(settings: Score, depth: np.ndarray) -> dict[str, float]:
    """SIDE (times 100) and MAD of both and of a plane."""
    import torch

    from probsym.data.transforms import to_tensor
    from probsym.evaluation.ground_truth import open_labelled
    from probsym.evaluation.metrics import mad, side, valid_mask
    from probsym.inference.loading import load
    from probsym.readers.arrays import check_array

    model = load(settings.model)
    size = model.camera.size
    known = open_labelled(settings.data, "test", size, len(depth))
    check_array(depth, f"{settings.mesh}: depth", (len(known.images), size, size), "f", finite=False)
    pixel = 2 * np.tan(np.radians(model.config.fov_deg) / 2) / size
    theirs = torch.from_numpy(1 + np.nan_to_num(depth) * pixel)
    with torch.inference_mode():
        ours = [model(part) for part in to_tensor(np.asarray(known.images)).split(32)]
    seen = torch.cat([part.mask for part in ours]) & torch.from_numpy(np.isfinite(depth))
    true, valid = known.truth.depth, valid_mask(known.truth.mask, seen)
    scores: dict[str, float] = {"images": float(seen.any((1, 2)).sum())}
    predictions = {"model": torch.cat([part.depth for part in ours]), "mediapipe": theirs, "plane": theirs * 0 + 1}
    for name, predicted in predictions.items():
        scores[f"{name}_side"] = 100 * side(predicted, true, valid).nanmean().item()
        scores[f"{name}_mad_deg"] = mad(predicted, true, valid, model.camera).nanmean().item()
    return scores


def _score_known_lights(settings: Score, depth: np.ndarray) -> dict[str, float]:
    """MAD of the normals: the model as given and in refined crops, Face Mesh, and the mean person."""
    import torch

    from probsym.data.photometric_sets import load_photometric
    from probsym.data.transforms import downscale
    from probsym.evaluation.normals import angle_deg, downscale_normals, masked_mean, mean_person
    from probsym.evaluation.refined_crops import refined_crop
    from probsym.inference.loading import load
    from probsym.inference.refine import normals_in_given_crop, seen_in_given_crop
    from probsym.readers.arrays import check_array

    model, truth = load(settings.model), load_photometric(settings.data)
    size = model.camera.size
    photos = len(truth.photos) * FRONTAL
    check_array(depth, f"{settings.mesh}: depth", (photos, truth.size, truth.size), "f", finite=False)
    normals, trusted = downscale_normals(truth.normals, truth.mask, size)
    average, known = mean_person(normals, trusted)
    surface = torch.from_numpy(depth).unflatten(0, (len(normals), FRONTAL))
    table: list[dict[str, float]] = []
    for person in range(len(normals)):
        frontal = truth.angle_deg[person].argsort(stable=True)[:FRONTAL]
        photos = truth.photos[person, frontal].float().div(255)[:, None].expand(-1, 3, -1, -1)
        theirs, meshed = downscale_normals(*_normals(surface[person]), size)
        with torch.inference_mode():
            given = model(downscale(photos, size))
            crops = [refined_crop(model, photo) for photo in photos]
            refined = [model(crop.image) for crop in crops]
        moved = [normals_in_given_crop(one.normals, crop.deviation) for one, crop in zip(refined, crops, strict=True)]
        inside = [
            seen_in_given_crop(one.mask[:, None].float(), crop.deviation)[:, 0] > 0.99
            for one, crop in zip(refined, crops, strict=True)
        ]
        valid = trusted[person] & known[person] & meshed & given.mask & torch.cat(inside)
        predictions = {
            "model_given": given.normals,
            "model_refined": torch.cat(moved),
            "mediapipe": theirs,
            "mean_person": average[person].expand_as(theirs),
        }
        true = normals[person].expand_as(theirs)
        deviation = {name: masked_mean(angle_deg(values, true), valid) for name, values in predictions.items()}
        row = {f"{name}_mad_deg": values.nanmean().item() for name, values in deviation.items()}
        table.append({**row, "faces": float(meshed.any((1, 2)).sum()), "pixels": valid.float().mean().item()})
    scores = {name: float(np.mean([row[name] for row in table])) for name in table[0]}
    scores["faces"] *= len(table)
    for name in ("model_given", "model_refined", "mediapipe"):
        scores[f"{name}_ratio"] = scores[f"{name}_mad_deg"] / scores["mean_person_mad_deg"]
    return scores


def _normals(depth: Any) -> tuple[Any, Any]:
    """Unit normals of orthographic depth maps, N S S in pixels, as N 3 S S, and where they are known."""
    import torch
    from torch.nn import functional

    across = (depth[:, 1:-1, 2:] - depth[:, 1:-1, :-2]) / 2
    down = (depth[:, 2:, 1:-1] - depth[:, :-2, 1:-1]) / 2
    normals = functional.normalize(torch.stack([-across, -down, torch.ones_like(down)], 1), dim=1)
    normals = functional.pad(normals, (1, 1, 1, 1), value=torch.nan)
    known = normals.isfinite().all(1)
    return torch.where(known[:, None], normals, torch.tensor([0.0, 0.0, 1.0])[:, None, None]), known


def main() -> None:
    """Run one of the two commands."""
    import tyro

    chosen = tyro.cli(Annotated[Mesh, tyro.conf.subcommand("mesh")] | Annotated[Score, tyro.conf.subcommand("score")])
    if isinstance(chosen, Mesh):
        write_mesh(chosen)
    else:
        score(chosen)


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[1] / "src"))  # for mesh, where the package is not installed
    from probsym.cli.exit_code import exit_code

    sys.exit(exit_code(main))
