"""Scores on photos under known lights with measured normals (Extended Yale B): shape, light and albedo.

Shape is the mean angle deviation (MAD) of the normals in the view, beside that of the mean person, the mean of the
other people's normals; and the error of the depth up to scale and plane, against the depth that the measured normals
integrate to. Albedo is scored by how little it varies with the light.
"""

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_range, check_shape
from probsym.data.photometric_sets import PhotometricSet
from probsym.data.transforms import downscale
from probsym.errors import InputError
from probsym.evaluation.metrics import angle_deg
from probsym.evaluation.plane import depth_error
from probsym.evaluation.refined_crops import refined_crop
from probsym.geometry.integration import depth_from_normals
from probsym.geometry.viewpoint import rotation_matrix
from probsym.inference.predict import predict
from probsym.inference.refine import normals_in_given_crop, seen_in_given_crop
from probsym.models.autoencoder import Autoencoder
from probsym.types import Light, ModelOutput

WIDEST_DEG = 50.0
"""Largest scored angle between light and camera axis, degrees: beyond it cast shadows cover much of the photo."""
FRONTAL = 5
"""Number of photos of each person, those with the most frontal lights, that are also scored separately."""


def masked_mean(values: Float[Tensor, "batch *grid"], mask: Bool[Tensor, "batch *grid"]) -> Float[Tensor, " batch"]:
    """Mean of each sample's values where ``mask`` is true; NaN where it is nowhere."""
    axes = tuple(range(1, values.ndim))
    return (torch.where(mask, values.double(), 0.0).sum(axes) / mask.sum(axes)).float()


def mean_person(
    normals: Float[Tensor, "people 3 height width"], mask: Bool[Tensor, "people height width"]
) -> tuple[Float[Tensor, "people 3 height width"], Bool[Tensor, "people height width"]]:
    """Mean of all *other* people's trusted normals as unit vectors, for each person, and where it exists.

    Raises:
        InputError: the shapes differ, or there are fewer than two people.
    """
    check_shape("mask", mask, (len(normals), *normals.shape[2:]))
    if len(normals) < 2:
        raise InputError(f"normals: expected at least 2 people, got {len(normals)}")
    trusted = torch.where(mask[:, None], normals, 0.0)
    others = trusted.sum(0, keepdim=True) - trusted
    counted = mask.sum(0, keepdim=True) - mask.int()
    return functional.normalize(others, dim=1), counted > 0


def downscale_normals(
    normals: Float[Tensor, "people 3 size size"], mask: Bool[Tensor, "people size size"], size: int
) -> tuple[Float[Tensor, "people 3 small small"], Bool[Tensor, "people small small"]]:
    """Downscale normals by block means; blocks that are not completely trusted become untrusted.

    Raises:
        InputError: ``size`` does not divide the maps' size.
    """
    smaller = functional.normalize(downscale(normals, size), dim=1)
    covered = downscale(mask[:, None].float().expand(-1, 3, -1, -1), size)[:, 0]
    return smaller, covered > 1 - 1e-6


def deviation_over_lights(
    values: Float[Tensor, "lights height width"], mask: Bool[Tensor, "height width"], relative: bool = False
) -> Float[Tensor, ""]:
    """Standard deviation of each pixel over the lights, mean over ``mask``; NaN if that is empty.

    Args:
        values: of one object under each light.
        mask: pixels that count.
        relative: divide by each pixel's mean over the lights.
    """
    values = values.double()
    deviation = values.std(0, correction=0)
    if relative:
        deviation = deviation / values.mean(0).clamp(min=1e-6)
    return masked_mean(deviation[None], mask[None])[0]


def albedo_in_view(model: Autoencoder, reconstruction: ModelOutput) -> Float[Tensor, "batch 3 size size"]:
    """Albedo from the predicted viewpoint: the reconstruction in ambient light of strength 1; 0 where not visible."""
    factors = reconstruction.factors
    ones = torch.ones_like(factors.light.ambient)
    even = Light(ambient=ones, diffuse=torch.zeros_like(ones), direction=factors.light.direction)
    return model.render(dataclasses.replace(factors, light=even)).image


def light_in_view(reconstruction: ModelOutput) -> Float[Tensor, "batch 3"]:
    """Predicted direction of the light, rotated from the canonical frame into the view."""
    factors = reconstruction.factors
    return (rotation_matrix(factors.viewpoint.rotation_rad) @ factors.light.direction[..., None])[..., 0]


class _Observed(NamedTuple):
    """What a model makes of photos, in the photos' own pixels."""

    depth: Float[Tensor, "batch S S"]
    normals: Float[Tensor, "batch 3 S S"]
    mask: Bool[Tensor, "batch S S"]
    albedo: Float[Tensor, "batch S S"]
    light: Float[Tensor, "batch 3"]


def _observe(model: Autoencoder, photos: Float[Tensor, "batch 3 size size"]) -> _Observed:
    """Reconstruct photos as they are given."""
    result = model(downscale(photos, model.camera.size))
    albedo, light = albedo_in_view(model, result).mean(1), light_in_view(result)
    return _Observed(result.depth, result.normals, result.mask, albedo, light)


def _observe_refined(model: Autoencoder, photos: Float[Tensor, "batch 3 size size"]) -> _Observed:
    """Reconstruct each photo in its refined crop, and move the maps back to the photo's pixels."""
    found = []
    for photo in photos:
        crop = refined_crop(model, photo)
        observed = _observe(model, crop.image)
        covered = observed.mask.to(photos)
        maps = torch.stack([covered, covered * observed.depth, observed.albedo], 1)
        seen, depth, albedo = seen_in_given_crop(maps, crop.deviation)[0]
        depth = depth / seen.clamp(min=0.5)  # where nothing is visible, depth is undefined: it must not be mixed in
        light = (crop.roll @ observed.light[..., None])[..., 0]
        normals = normals_in_given_crop(observed.normals, crop.deviation)
        found.append(_Observed(depth[None], normals, (seen > 0.99)[None], albedo[None], light))
    return _Observed(*(torch.cat(column) for column in zip(*found, strict=True)))


class _Measured(NamedTuple):
    """Normals of one person, or of the mean of the others."""

    normals: Float[Tensor, "3 S S"]
    trusted: Bool[Tensor, "S S"]


def _score_person(
    observed: _Observed, grey: Float[Tensor, "photos S S"], measured: _Measured, mean: _Measured
) -> dict[str, float]:
    """Scores of normals and albedo of one person's photos, from the most frontal light on; see score_photometric."""
    normals, mask = measured
    trusted = mask.expand_as(observed.mask)
    valid = observed.mask & trusted
    error = angle_deg(observed.normals, normals.expand_as(observed.normals))
    deviation = masked_mean(error, trusted)
    of_mean = masked_mean(angle_deg(mean.normals[None], normals[None]), (mask & mean.trusted)[None])
    always, albedo = valid.all(0), observed.albedo
    scores = {
        "normals_mad_deg": deviation.mean(),
        "frontal_normals_mad_deg": deviation[:FRONTAL].mean(),
        "seen_normals_mad_deg": masked_mean(error, valid).nanmean(),
        "mean_person_mad_deg": of_mean[0],
        "coverage": valid.sum() / trusted.sum(),
        "albedo_spread": deviation_over_lights(albedo, always) / deviation_over_lights(grey, always),
        "albedo_relative_spread": deviation_over_lights(albedo, always, True)
        / deviation_over_lights(grey, always, True),
    }
    return {name: value.item() for name, value in scores.items()}


def _depth_errors(
    observed: _Observed, measured: _Measured, mean: _Measured
) -> tuple[Float[Tensor, " photos"], Float[Tensor, " 1"]]:
    """Errors of the photos' depth and of the mean person's, against the depth of the measured normals."""
    true_depth, region = depth_from_normals(*measured)
    mean_depth, mean_region = depth_from_normals(mean.normals, region & mean.trusted)
    of_photos = depth_error(observed.depth.double(), true_depth, observed.mask & region)
    return of_photos, depth_error(mean_depth[None], true_depth, mean_region[None])


def score_photometric(
    model: Autoencoder,
    truth: PhotometricSet,
    batch_size: int = 32,
    progress: Callable[[float], None] = lambda done: None,
    refine_crop: bool = False,
) -> dict[str, float]:
    """Scores of ``model`` on photos whose light is within ``WIDEST_DEG`` of the camera's axis.

    Args:
        model: in evaluation mode.
        truth: photos framed like the model's training photos, of its image size or a multiple of it.
        batch_size: images at a time.
        progress: called with the share done, 0 to 1, after each person.
        refine_crop: reconstruct each photo in its refined crop, as :func:`probsym.reconstruct` does; all scores still
            refer to the given photo.

    Returns:
        - ``normals_mad_deg``: mean over trusted pixels, then over a person's photos, then over people;
          ``normals_mad_deg_std`` over people; ``frontal_normals_mad_deg``: the same over each person's ``FRONTAL``
          most frontal lights; ``seen_normals_mad_deg``: only over pixels inside the predicted mask, whose share is
          ``coverage``.
        - ``mean_person_mad_deg``, and ``normals_mad_ratio`` and ``frontal_normals_mad_ratio`` to it.
        - ``depth_error``: :func:`probsym.evaluation.plane.depth_error` against the integrated normals, mean over
          photos, and ``depth_error_std``; ``mean_person_depth_error`` of the mean person's integrated normals, mean
          over people, and ``mean_person_depth_error_std``. NaN where all measured surfaces are planes.
        - ``light_error_deg``: median over photos; ``light_x_correlation`` and ``light_y_correlation``.
        - ``albedo_spread``: spread of the albedo over the lights relative to that of the photos, mean over people;
          ``albedo_relative_spread``: the same with each spread divided by the pixel's mean, and so scale-invariant.
        - ``photos`` and ``people``.

    Raises:
        InputError: the photos' size is no multiple of the model's, or a person has fewer than two such photos.
    """
    check_range("batch_size", batch_size, 1, 4096)
    size = model.camera.size
    normals, mask = downscale_normals(truth.normals, truth.mask, size)
    baseline, known = mean_person(normals, mask)
    off_axis = truth.angle_deg
    rows: list[dict[str, float]] = []
    lights: list[Tensor] = []
    depth_errors: list[Tensor] = []
    mean_depth_errors: list[Tensor] = []
    for person in range(len(normals)):
        chosen = off_axis[person].argsort(stable=True)  # from the most frontal light on
        chosen = chosen[off_axis[person, chosen] <= WIDEST_DEG]
        if len(chosen) < 2:
            raise InputError(f"light: expected 2 photos or more within {WIDEST_DEG:g} degrees of the axis per person")
        photos = truth.photos[person, chosen].float().div(255)[:, None].expand(-1, 3, -1, -1)
        observe = partial(_observe_refined if refine_crop else _observe, model)
        parts = [[tensor.cpu() for tensor in found] for _, found in predict(model, photos, observe, batch_size)]
        observed = _Observed(*(torch.cat(column) for column in zip(*parts, strict=True)))
        measured, mean = _Measured(normals[person], mask[person]), _Measured(baseline[person], known[person])
        rows.append(_score_person(observed, downscale(photos, size)[:, 0], measured, mean))
        of_depth, of_mean_depth = _depth_errors(observed, measured, mean)
        depth_errors.append(of_depth)
        mean_depth_errors.append(of_mean_depth)
        lights.append(torch.stack([observed.light, truth.light[person, chosen]]))
        progress((person + 1) / len(normals))
    ours, true = torch.cat(lights, dim=1)
    table = {name: torch.tensor([row[name] for row in rows], dtype=torch.float64) for name in rows[0]}
    means = {name: values.mean() for name, values in table.items()}
    for kind in ("", "frontal_"):
        means[f"{kind}normals_mad_ratio"] = means[f"{kind}normals_mad_deg"] / means["mean_person_mad_deg"]
    scores = {name: value.item() for name, value in means.items()}
    scores["normals_mad_deg_std"] = table["normals_mad_deg"].std(correction=0).item()
    for kind, errors in (("", depth_errors), ("mean_person_", mean_depth_errors)):
        values = torch.cat(errors)
        values = values[values.isfinite()]
        scores[f"{kind}depth_error"] = values.mean().item()
        scores[f"{kind}depth_error_std"] = (values - values.mean()).square().mean().sqrt().item()
    scores["light_error_deg"] = angle_deg(ours, true).median().item()
    for axis, name in enumerate("xy"):
        both = torch.stack([ours[:, axis], true[:, axis]]).double()
        scores[f"light_{name}_correlation"] = torch.corrcoef(both)[0, 1].item()
    return scores | {"photos": float(len(ours)), "people": float(len(rows))}
