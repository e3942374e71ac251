"""Animations as MP4 (H.264), for what does not play animated WebP; needs the package av."""

from pathlib import Path

import numpy as np
from PIL import Image

from probsym.errors import InputError
from probsym.export.formats import import_native, need
from probsym.io import atomic_write

_QUALITY = "20"
"""Constant rate factor of x264: visually lossless."""


def write_video(frames: list[Image.Image], path: Path, seconds: float = 4.0, loops: int = 2) -> None:
    """Write an MP4 that plays ``frames`` ``loops`` times, each time in ``seconds``.

    H.264 in 4:2:0, as browsers and phones want it; frames of odd size are continued by their last row and column.

    Args:
        frames: RGB pictures of one size, at least one.
        path: of the file.
        seconds: of one loop.
        loops: video players do not repeat by themselves.

    Raises:
        InputError: the package av is not installed, or it comes without an H.264 encoder.
        OSError: the file cannot be written.
    """
    need("mp4")
    av = import_native("av")
    pixels = [_even(np.asarray(frame.convert("RGB"))) for frame in frames]
    height, width, _ = pixels[0].shape
    if "libx264" not in av.codecs_available:
        raise InputError("formats: mp4 needs an av with the encoder libx264; this one was built without it")
    with (
        atomic_write(path) as temporary,
        av.open(str(temporary), "w", format="mp4", options={"movflags": "faststart"}) as out,
    ):
        stream = out.add_stream("libx264", rate=max(1, round(len(frames) / seconds)))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"crf": _QUALITY, "threads": "1"}
        converted = [av.VideoFrame.from_ndarray(values, format="rgb24").reformat(format="yuv420p") for values in pixels]
        for _ in range(loops):
            for frame in converted:
                frame.pts = None  # the encoder's count of the frames goes on
                out.mux(stream.encode(frame))
        out.mux(stream.encode())


def _even(values: np.ndarray) -> np.ndarray:
    height, width, _ = values.shape
    return np.ascontiguousarray(np.pad(values, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge"))
