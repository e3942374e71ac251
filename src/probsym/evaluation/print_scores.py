"""Scores as text for a terminal."""

from rich import box
from rich.console import Console
from rich.table import Table

from probsym.evaluation.depth import DepthEvaluation
from probsym.evaluation.evaluate import Evaluation
from probsym.evaluation.landmarks import LandmarkEvaluation
from probsym.evaluation.photometric import PhotometricEvaluation


def print_scores(found: Evaluation, console: Console) -> None:
    """Print the scores that a person looks at first; ``found.to_dict()`` has all of them."""
    if isinstance(found, PhotometricEvaluation):
        lines = _photometric_lines(found)
    elif isinstance(found, LandmarkEvaluation):
        lines = _landmark_lines(found)
    else:
        title = f"{found.model} on {found.data} ({found.split}, {found.images} images)"
        console.print(title, soft_wrap=True, markup=False, highlight=False)
        console.print(_table(found))
        lines = _lines(found)
    for line in lines:
        console.print(line, soft_wrap=True, markup=False, highlight=False)


def _table(found: DepthEvaluation) -> Table:
    reference = found.baselines["mean depth"]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0))
    table.add_column("", no_wrap=True)
    for heading in ("SIDE ×10⁻²", "MAD °", "coverage", "SIDE ratio", "MAD ratio"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, row in {"ours": found.scores, **found.baselines}.items():
        side = f"{100 * row['side']:.3f} ± {100 * row['side_std']:.3f}"
        mad = f"{row['mad_deg']:.2f} ± {row['mad_deg_std']:.2f}"
        ratios = (f"{row[key] / reference[key]:.3f}" for key in ("side", "mad_deg"))
        table.add_row(name, side, mad, f"{row['coverage']:.3f}", *ratios)
    return table


def _lines(found: DepthEvaluation) -> list[str]:
    ours, angles = found.scores, ("yaw", "pitch", "roll")
    lines = ["ratio: to mean depth on these images; mean ± standard deviation over the images"]
    if "mad_exact_deg" in ours:
        exact = f"{ours['mad_exact_deg']:.2f} ± {ours['mad_exact_deg_std']:.2f} degrees"
        lines.append(f"SIDE and MAD as by the authors' code; the mean angle without its rounding of normals: {exact}")
    if "yaw_correlation" in ours:
        for name, what in (("correlation", "correlation with"), ("slope", "slope against")):
            values = ", ".join(f"{angle} {ours[f'{angle}_{name}']:.3f}" for angle in angles)
            lines.append(f"{what} the true angle: {values}")
    if "light_error_deg" in ours:
        lines.append(f"median error of the light's direction: {ours['light_error_deg']:.1f} degrees")
    if ours["unscored"]:
        lines.append(f"{ours['unscored']:.0f} image(s) without a valid pixel were left out")
    return lines


def _photometric_lines(found: PhotometricEvaluation) -> list[str]:
    scores = found.scores
    lines = [f"{found.model} on {found.data}: {scores['people']:.0f} people, {scores['photos']:.0f} photos"]
    if found.refined is None:
        return lines + _known_light_lines(scores)
    return [
        *lines,
        "photos as they are given:",
        *_known_light_lines(scores),
        "photos in their refined crops:",
        *_known_light_lines(found.refined),
    ]


def _known_light_lines(scores: dict[str, float]) -> list[str]:
    return [
        f"  normals, MAD: {scores['normals_mad_deg']:.2f} ± {scores['normals_mad_deg_std']:.2f} degrees,"
        f" {scores['normals_mad_ratio']:.3f} of the mean person's {scores['mean_person_mad_deg']:.2f}",
        f"    most frontal lights: {scores['frontal_normals_mad_deg']:.2f},"
        f" {scores['frontal_normals_mad_ratio']:.3f} of the mean person's",
        f"    inside the predicted mask ({scores['coverage']:.3f} of all): {scores['seen_normals_mad_deg']:.2f}",
        f"  depth from normals, error up to scale and plane: {scores['depth_error']:.3f} ±"
        f" {scores['depth_error_std']:.3f} of the relief, the mean person's {scores['mean_person_depth_error']:.3f} ±"
        f" {scores['mean_person_depth_error_std']:.3f}",
        f"  direction of the light: median error {scores['light_error_deg']:.1f} degrees,"
        f" correlation x {scores['light_x_correlation']:.3f}, y {scores['light_y_correlation']:.3f}",
        f"  spread of the albedo over the lights: {scores['albedo_spread']:.3f} of the photos',"
        f" relative to each pixel's mean {scores['albedo_relative_spread']:.3f}",
    ]


def _landmark_lines(found: LandmarkEvaluation) -> list[str]:
    lines = [f"{found.model} on {found.data}: {found.faces} faces, predicted rotations against the landmarks"]
    for what, scores in (("photos as they are given", found.scores), ("photos in their refined crops", found.refined)):
        if scores is not None:
            lines.append(
                f"{what}: roll slope {scores['roll_slope']:.3f}, correlation {scores['roll_correlation']:.3f};"
                f" nose offset, correlation with yaw {scores['yaw_correlation']:.3f},"
                f" with pitch {scores['pitch_correlation']:.3f}"
            )
    return lines
