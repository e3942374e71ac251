"""Results in the whole photo: the depth as colours over it, and the object turned in its place.

Maps of the crop that the model saw are sampled at every pixel of the photo, which keeps its sharpness. The turned
object takes its colours from the photo too, wherever the photo sees it. The ground behind it is filled in from around.
"""

import math
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_range
from probsym.export.photo_place import PhotoWindow, Place, reduced, within
from probsym.export.pictures import nearness
from probsym.export.render import fill_unknown, opacity_or_border, render_object, surface_triangles
from probsym.export.surface import refine_depth, refine_image
from probsym.geometry.camera import PinholeCamera
from probsym.io import atomic_write
from probsym.rendering.blur import gaussian_blur
from probsym.rendering.reprojection import reproject
from probsym.rendering.visibility import compute_visibility
from probsym.types import ModelOutput, Viewpoint

TURN_DEG = 25.0
"""How far the object is turned."""
_FACTOR = 4
"""Maps are refined by this."""
_OPACITY = 0.65
"""Of the depth's colours over the photo."""
_FADE = 0.14
"""Share of the crop over which results fade into the photo, where there is no silhouette."""
_GROUND_SIZE = 512
"""The ground behind the object is filled in at about this size, pixels."""
_MARGIN = 8
"""A turned object may leave its square by one part in so many of the square's side."""
_CONTINUED, _CONTINUED_BLUR = (0.05, 0.15), 0.03
"""Where the turned object uncovers the photo, the background is filled in. But the object may continue there, such as a
head that the crop cuts off: from the second difference in colour between photo and background on, the background is
filled in completely, below the first not at all. Colours are blurred first, by this share of the crop's side."""
_GAP = 8
"""Pixels between the photo and the photo with the turned object."""
_ONE_AT_A_TIME = threading.Lock()


def prepare_in_photo(
    reconstruction: ModelOutput,
    index: int,
    camera: PinholeCamera,
    turn_deg: float = TURN_DEG,
    opacity: Float[Tensor, "points points"] | None = None,
) -> Callable[[Image.Image, Place], dict[str, Image.Image]]:
    """Render what has to be rendered; the result, which any thread may call, composes the pictures.

    Args:
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        turn_deg: of yaw, 0 to 60; the object is turned towards the frontal view and on.
        opacity: of the same sample, from :func:`probsym.export.cutout.cutout`; otherwise the whole crop is turned, and
            fades into the photo.

    Returns:
        A function of the whole photo and of the place of the crop in it, that gives two pictures: ``depth_in_photo``
        (yellow is near, violet far), and ``turned_in_photo``, the photo beside the photo with the object turned.

    Raises:
        InputError: no such sample, or a wrong angle.
    """
    one = reconstruction.sample(index)
    check_range("turn_deg", turn_deg, 0, 60)
    fine_depth = refine_depth(one.factors.canonical_depth, _FACTOR)
    fine = camera.resized(fine_depth.shape[-1])
    cover = _fading(fine.size) if opacity is None else opacity_or_border(opacity, camera.size, _FACTOR)
    cover = cover[None, None]
    seen = _depth_seen(fine_depth, cover, one.factors.viewpoint, fine)
    margin = 0 if opacity is None else camera.size // _MARGIN
    turned = _turned(one, fine_depth, cover, fine, turn_deg, fine if margin == 0 else _wider(fine, _FACTOR * margin))

    def compose(photo: Image.Image, place: Place) -> dict[str, Image.Image]:
        small = reduced(photo)
        window, pixels = place.window(small.size), np.array(small)
        return {
            "depth_in_photo": _with_depth(pixels, seen, window, camera, fine),
            "turned_in_photo": _beside(
                small, _with_turned(pixels, None if opacity is None else seen, turned, margin, window, camera, fine)
            ),
        }

    return compose


def write_in_photo(compose: Callable[[Image.Image, Place], dict[str, Image.Image]], place: Place, folder: Path) -> None:
    """Write the pictures as ``folder``/<name>.jpg.

    One thread at a time, because photo and maps in floating point take a hundred MB.

    Raises:
        OSError: a file cannot be written.
    """
    with _ONE_AT_A_TIME:
        for name, picture in compose(place.load(), place).items():
            with atomic_write(folder / f"{name}.jpg") as temporary:
                picture.save(temporary, "JPEG", quality=92, subsampling=0)


def _fading(size: int) -> Float[Tensor, "size size"]:
    """1 inside, smoothly down to 0 at the border."""
    axis = torch.linspace(0, 1, size)
    ramp = (torch.minimum(axis, 1 - axis) / _FADE).clamp(0, 1)
    ramp = ramp * ramp * (3 - 2 * ramp)
    return ramp[:, None] * ramp[None]


def _depth_seen(depth: Tensor, cover: Tensor, viewpoint: Viewpoint, camera: PinholeCamera) -> Tensor:
    """Nearness and opacity as the photo sees them, 1 2 fine fine."""
    opacity, seen, mask = reproject(cover, depth, viewpoint, camera)
    inside = seen[(opacity[:, 0] > 0.5) & mask]
    near, far = (inside.min(), inside.max()) if len(inside) else (depth.min(), depth.max())
    return torch.cat([nearness(seen, near, torch.maximum(far, near + 1e-4)), opacity], dim=1)


def _wider(camera: PinholeCamera, margin: int) -> PinholeCamera:
    """The same camera with more pixels on all sides."""
    size = camera.size + 2 * margin
    return PinholeCamera(size, 2 * math.degrees(math.atan((size - 1) / 2 / camera.focal)))


def _turned(
    one: ModelOutput, depth: Tensor, cover: Tensor, camera: PinholeCamera, turn_deg: float, view_camera: PinholeCamera
) -> Tensor:
    """The turned view, 1 7 wide wide, of ``view_camera``.

    Its channels: where the points lie in the crop (two, pixels of the fine camera), whether the photo sees them, the
    reconstruction's colours (three), and the opacity.
    """
    view = one.factors.viewpoint
    seen = compute_visibility(depth, view, camera)
    where, visible = seen.pixel.permute(0, 3, 1, 2), seen.visible[:, None].float()
    colours = refine_image(one.canonical_image.clamp(0, 1), _FACTOR)
    rotation = view.rotation_rad.clone()
    rotation[:, 1] += np.radians(turn_deg) * (-1.0 if rotation[0, 1] > 0 else 1.0)
    maps = torch.cat([where, visible, colours], dim=1)[0]
    opacity = cover[0, 0]
    triangles = surface_triangles(camera.unproject(depth).reshape(-1, 3), opacity)
    turned = Viewpoint(rotation, view.translation)
    layers = render_object(maps, depth[0], triangles, opacity, turned, view_camera, canonical_camera=camera)
    return torch.cat([layers[:-1] / layers[-1:].clamp(min=1e-3), layers[-1:]])[None]


def _sample_maps(maps: Tensor, grid: Tensor) -> Tensor:
    return functional.grid_sample(maps, grid, mode="bilinear", padding_mode="border", align_corners=True)


def _with_depth(
    photo: UInt8[np.ndarray, "height width 3"],
    seen: Tensor,
    window: PhotoWindow,
    camera: PinholeCamera,
    fine: PinholeCamera,
) -> Image.Image:
    result = photo.copy()
    for part in window.strips():
        grid = window.grid(part, camera, fine)
        maps = _sample_maps(seen, grid)
        opacity = _OPACITY * maps[:, 1:] * within(grid, camera, fine)
        result[part] = _blend_over(_as_tensor(photo[part]), _viridis(maps[:, 0]), opacity)
    return Image.fromarray(result)


def _with_turned(
    photo: UInt8[np.ndarray, "height width 3"],
    seen: Tensor | None,
    turned: Tensor,
    margin: int,
    window: PhotoWindow,
    camera: PinholeCamera,
    fine: PinholeCamera,
) -> Image.Image:
    pixels, result = _as_tensor(photo), photo.copy()
    ground = None if seen is None else _ground(pixels, seen, window, camera, fine)
    wide, wide_camera, wide_fine = window, camera, fine
    if margin:
        wide = window.widened(margin / camera.size)
        wide_camera, wide_fine = _wider(camera, margin), _wider(fine, _FACTOR * margin)
    continued = None if ground is None else _continued(pixels, ground, window)
    for part in wide.strips():
        wide_grid = wide.grid(part, wide_camera, wide_fine)
        maps = _sample_maps(turned, wide_grid)
        places = window.in_photo(maps[:, :2], camera, fine)
        own = functional.grid_sample(pixels, places, mode="bilinear", padding_mode="border", align_corners=False)
        visible = maps[:, 2:3]
        colours = own * visible + maps[:, 3:6] * (1 - visible)
        below = pixels[:, :, *part]
        if ground is not None and continued is not None and seen is not None:
            grid = window.grid(part, camera, fine)
            known = _known(_sample_maps(seen, grid)[:, 1:] * within(grid, camera, fine))
            filled, goes_on = (
                functional.grid_sample(
                    one, window.in_part(part), mode="bilinear", padding_mode="border", align_corners=False
                )
                for one in (ground, continued)
            )
            below = below + (1 - known) * (1 - goes_on) * (filled - below)
        result[part] = _blend_over(below, colours, maps[:, 6:] * within(wide_grid, wide_camera, wide_fine))
    return Image.fromarray(result)


def _ground(
    photo: Tensor, seen: Tensor, window: PhotoWindow, camera: PinholeCamera, fine: PinholeCamera
) -> Float[Tensor, "1 3 height width"] | None:
    """The window's part of the photo with the object replaced by the ground around it, as far as that is in the part.

    Reduced, because it is smooth where it is needed. None if there is no ground in the part.
    """
    rows, columns = window.part()
    factor = 1
    while max(rows.stop - rows.start, columns.stop - columns.start) > factor * _GROUND_SIZE:
        factor *= 2
    shares, means = [], []
    for part in window.strips():
        grid = window.grid(part, camera, fine)
        known = _known(_sample_maps(seen, grid)[:, 1:] * within(grid, camera, fine))
        options = {"kernel_size": factor, "ceil_mode": True, "count_include_pad": False}
        shares.append(functional.avg_pool2d(known, **options))
        means.append(functional.avg_pool2d(photo[:, :, *part] * known, **options))
    if not shares or sum(float(share.sum()) for share in shares) * factor**2 < 1:
        return None
    share = torch.cat(shares, 2)
    colours, height, width = torch.cat(means, 2) / share.clamp(min=1e-6), *share.shape[-2:]
    padding = (0, max(height, width) - width, 0, max(height, width) - height)
    filled = fill_unknown(functional.pad(colours, padding), functional.pad(share, padding))
    return filled[:, :, :height, :width]


def _continued(photo: Tensor, ground: Tensor, window: PhotoWindow) -> Float[Tensor, "1 1 height width"]:
    """How far the photo has the colours of the ground that is filled in, on the grid of that ground."""
    rows, columns = window.part()
    own = functional.interpolate(photo[:, :, rows, columns], size=ground.shape[-2:], mode="area")
    difference = gaussian_blur(own - ground, max(0.5, _CONTINUED_BLUR * max(ground.shape[-2:])), repeat_edge=True)
    low, high = _CONTINUED
    return ((high - difference.norm(dim=1, keepdim=True)) / (high - low)).clamp(0, 1)


def _known(opacity: Tensor) -> Tensor:
    """Where the ground is seen, given the object's opacity."""
    return ((0.2 - opacity) / 0.2).clamp(0, 1)


def _beside(photo: Image.Image, turned: Image.Image) -> Image.Image:
    both = Image.new("RGB", (2 * photo.width + _GAP, photo.height), (255, 255, 255))
    both.paste(photo, (0, 0))
    both.paste(turned, (photo.width + _GAP, 0))
    return both


def _viridis(values: Float[Tensor, "1 height width"]) -> Float[Tensor, "1 3 height width"]:
    """Viridis: violet at 0, yellow at 1; as even in grey as in colour."""
    import cv2

    table = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, None], cv2.COLORMAP_VIRIDIS)[:, 0, ::-1]
    levels = values.clamp(0, 1).mul(255).round().long()
    return torch.from_numpy(table.copy()).float().div(255)[levels].permute(0, 3, 1, 2)


def _as_tensor(pixels: UInt8[np.ndarray, "height width 3"]) -> Float[Tensor, "1 3 height width"]:
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255


def _blend_over(below: Tensor, colours: Tensor, opacity: Tensor) -> UInt8[np.ndarray, "height width 3"]:
    blended = below + opacity.clamp(0, 1) * (colours - below)
    return blended[0].clamp(0, 1).mul(255).round().to(torch.uint8).permute(1, 2, 0).numpy()
