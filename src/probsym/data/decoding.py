"""Decode photos: orientation, reduced decoding, RGB, centre crop, resize."""

import io
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import ExifTags, Image, UnidentifiedImageError, features
from PIL.JpegImagePlugin import JpegImageFile

from probsym.data.pixel_budget import DECODING, max_pixels
from probsym.data.pixel_formats import PixelFormatError, to_rgb
from probsym.errors import InputError

EXTENSIONS = (
    *(".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif"),
    *(".avif", ".heic", ".heif"),
)
"""Lower-case file extensions of images. AVIF and HEIC may need packages: without them such files are unreadable, which
is reported like any other unreadable file."""

MAX_FILE_BYTES = 2**29
"""Larger files are refused before they are read: a zip entry may unpack to any size."""

MAX_SIZE = 4096
"""Largest height and width of a converted image, pixels."""

_RELATIVE_MEMORY = {"WEBP": 2.0, "AVIF": 1.25}
"""Memory per pixel at the peak of decoding, relative to the other formats."""

_DECODERS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation -> what turns the picture upright."""
_SIDEWAYS = (5, 6, 7, 8)
"""EXIF orientations with width and height exchanged."""
_URL = re.compile(r"https?:/", re.IGNORECASE)


class UnreadableImageError(InputError):
    """The bytes are not a complete image; the message is the reason, without the file name."""


@contextmanager
def quiet_pillow() -> Iterator[None]:
    """Silence Pillow's warnings about unusual metadata and large photos.

    Warning filters are those of the process, not of a thread: enter this outside a thread pool.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", module=r"PIL\.")
        yield


def check_size_and_crop(size: int, crop: float) -> None:
    """Raise unless ``size`` is 2 to 4096 pixels and ``crop`` is in (0, 1].

    Raises:
        InputError: one of them is out of range.
    """
    if not 2 <= size <= MAX_SIZE:
        raise InputError(f"size: expected 2 to {MAX_SIZE} pixels, got {size}")
    if not 0 < crop <= 1:
        raise InputError(f"crop: expected a fraction in (0, 1] of the shorter side, got {crop}")


def check_local(source: str | Path) -> None:
    """Raise if ``source`` is a web address or a special file, such as a pipe, that cannot be read like a file.

    Raises:
        InputError: it is.
    """
    if _URL.match(str(source)):
        raise InputError(f"{source}: expected a local file or folder, got a web address; download it first")
    path = Path(source)
    if path.exists() and not (path.is_dir() or path.is_file()):
        raise InputError(f"{source}: expected a regular file or folder, got a pipe, socket or device")


def load_image(photo: str | Path | Image.Image, size: int, crop: float = 1.0) -> UInt8[np.ndarray, "size size 3"]:
    """One photo as the networks expect it: upright, RGB, the central square, ``size`` pixels wide.

    Args:
        photo: an image file (the first frame of a GIF) or an open Pillow image.
        size: height and width of the result in pixels, 2 to 4096.
        crop: side of the central square as a fraction of the shorter side, in (0, 1].

    Returns:
        RGB, 0 to 255.

    Raises:
        InputError: the file is missing, unreadable or not a regular file, or an argument is out of range.
    """
    check_size_and_crop(size, crop)
    name = "image" if isinstance(photo, Image.Image) else str(photo)
    try:
        if isinstance(photo, Image.Image):
            with quiet_pillow(), _one_reason():
                return _square(_upright_rgb(photo), size, crop)
        check_local(photo)
        path = Path(photo)
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableImageError(f"file of more than {MAX_FILE_BYTES >> 20} MiB")
        with quiet_pillow():
            return decode_image(path.read_bytes(), size, crop)
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror or error})") from None
    except UnreadableImageError as error:
        raise InputError(f"{name}: not a readable image ({error})") from None


def decode_image(data: bytes, size: int, crop: float = 1.0) -> UInt8[np.ndarray, "size size 3"]:
    """The bytes of an image file, converted as by `load_image`; safe to call from many threads.

    Raises:
        UnreadableImageError: not an image, truncated, or too many pixels.
    """
    # JPEG decodes at 1/2, 1/4 or 1/8 in a fraction of the time. Twice the needed pixels are kept for the antialiased
    # resize.
    with _one_reason(), _opened(data, math.ceil(2 * size / crop)) as image:
        return _square(_upright_rgb(image, owned=True), size, crop)


def photo_size(data: bytes) -> tuple[int, int]:
    """Width and height of the picture that :func:`decode_photo` returns.

    Raises:
        UnreadableImageError: not an image, or too many pixels.
    """
    with _one_reason(), _opened(data) as image:
        if image.format == "TIFF":
            image.load()  # rotates it; before that, versions of Pillow report different sizes
        width, height = image.size
        return (height, width) if _orientation(image) in _SIDEWAYS else (width, height)


def decode_photo(data: bytes) -> Image.Image:
    """The bytes of an image file as a whole picture: upright, RGB; safe to call from many threads.

    It has all pixels of the file, but JPEGs of more than the pixels that are allowed are decoded at half the resolution
    or less.

    Raises:
        UnreadableImageError: not an image, truncated, or too many pixels.
    """
    with _one_reason(), _opened(data) as image:
        return _upright_rgb(image, owned=True)


@contextmanager
def opened_photo(data: bytes, enough: int | None = None) -> Iterator[Image.Image]:
    """Like :func:`decode_photo`, but its pixels count as in use until the block ends, which frees them.

    Inside the block the same thread must not decode other photos: it could wait for the memory that it holds.

    Args:
        data: the file.
        enough: JPEGs may be decoded at half the resolution or less, at which the shorter side has at least this many
            pixels.

    Raises:
        UnreadableImageError: as for :func:`decode_photo`.
    """
    with ExitStack() as stack:
        with _one_reason():
            image = stack.enter_context(_opened(data, enough))
            photo = _upright_rgb(image, owned=True)
        try:
            yield photo
        finally:
            photo.close()  # not only when the last reference is gone, for others wait for the memory


def decode_alpha(data: bytes) -> Image.Image | None:
    """The opacity of a photo as an upright greyscale picture; None for a photo that is opaque everywhere.

    Raises:
        UnreadableImageError: as for `decode_photo`.
    """
    with _one_reason(), _opened(data) as image:
        if not image.has_transparency_data:
            return None
        image.load()
        alpha = (image if image.mode == "RGBA" else image.convert("RGBA")).getchannel("A")
        transposition = _TRANSPOSITIONS.get(_orientation(image))
    if alpha.getextrema()[0] == 255:
        return None
    return alpha if transposition is None else alpha.transpose(transposition)


def to_upright_rgb(image: Image.Image) -> Image.Image:
    """An open picture turned upright, as 8-bit RGB, with all its pixels.

    Raises:
        UnreadableImageError: its pixels cannot be read or converted.
    """
    with quiet_pillow(), _one_reason():
        return _upright_rgb(image)


def decode_detail(data: bytes, largest: int, crop: float = 1.0) -> UInt8[np.ndarray, "side side 3"]:
    """The same square as from `decode_image`, at the photo's own resolution, at most ``largest`` pixels a side.

    Raises:
        UnreadableImageError: as for `decode_image`.
    """
    with _one_reason(), _opened(data) as image:
        side = round(crop * min(image.size))
    return decode_image(data, max(2, min(side, largest)), crop)


@contextmanager
def _opened(data: bytes, enough: int | None = None) -> Iterator[Image.Image]:
    """Open an image file, once the memory for its pixels is free.

    Args:
        data: the file.
        enough: JPEGs may be decoded at a scale at which the shorter side has at least this many pixels.
    """
    if not data:
        raise UnreadableImageError("empty file")
    with _image(data) as image:
        full, limit = image.width * image.height, max_pixels()
        scale = next((scale for scale in (1, 2) if full <= limit * scale**2), 4)
        # JPEGs alone are reduced; one call, because a second would start from the reduced size.
        width, height = image.width // scale, image.height // scale
        image.draft(None, (min(width, enough or width), min(height, enough or height)))
        # A progressive JPEG keeps the coefficients of all pixels, whatever its scale.
        pixels = full if image.info.get("progressive") else image.width * image.height
        relative_memory = _RELATIVE_MEMORY.get(image.format or "", 1.0)
        if pixels * relative_memory > limit:
            raise UnreadableImageError(
                f"{image.width} x {image.height} pixels: more than {limit / relative_memory / 1e6:.0f} million;"
                " reduce it, save it as a baseline JPEG, or allow more with --max-megapixels"
            )
        with DECODING.reserve(round(pixels * relative_memory)):
            yield image


def _image(data: bytes) -> Image.Image:
    if data.startswith(b"\xff\xd8"):
        # Pillow's limit on pixels would refuse photos of 200 million, which are decoded at a reduced size.
        return JpegImageFile(io.BytesIO(data))
    return Image.open(io.BytesIO(data), formats=_formats(data))


def _formats(data: bytes) -> tuple[str, ...]:
    """Pillow's decoders for a file; those for HEIC and AVIF are only loaded for such files."""
    brands = {data[start : start + 4] for start in (8, *range(16, min(len(data), 64), 4))}
    if data[4:8] != b"ftyp" or not brands & {b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        return _DECODERS
    if brands & {b"avif", b"avis"}:
        if not features.check("avif"):
            raise UnreadableImageError("AVIF needs Pillow 11.3 or newer; or convert it to JPEG")
        return ("AVIF",)
    if not _register_heif():
        raise UnreadableImageError("HEIC needs the package pillow-heif: pip install pillow-heif; or convert it to JPEG")
    return ("HEIF",)


def _register_heif() -> bool:
    try:
        from pillow_heif import register_heif_opener  # pyright: ignore[reportMissingImports] - optional
    except ImportError:
        return False
    register_heif_opener()
    return True


@contextmanager
def _one_reason() -> Iterator[None]:
    try:
        yield
    except UnreadableImageError:
        raise
    except PixelFormatError as error:
        raise UnreadableImageError(str(error)) from None
    except Image.DecompressionBombError:
        reason = "more pixels than allowed, possibly a decompression bomb; allow more with --max-megapixels"
        raise UnreadableImageError(reason) from None
    except (UnidentifiedImageError, SyntaxError):  # the latter is what Pillow's decoders raise
        raise UnreadableImageError("not an image of a known format") from None
    except Exception as error:  # damaged files make decoders raise nearly anything
        text = " ".join(str(error).split()) or "no further reason"
        raise UnreadableImageError(f"{type(error).__name__}: {text}"[:200]) from error


def _square(upright: Image.Image, size: int, crop: float) -> UInt8[np.ndarray, "size size 3"]:
    width, height = upright.size
    side = crop * min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    box = (left, top, left + side, top + side)
    return np.array(upright.resize((size, size), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0))


def _upright_rgb(image: Image.Image, owned: bool = False) -> Image.Image:
    """The picture upright as RGB, possibly the same object.

    Args:
        image: left as it is, unless ``owned``.
        owned: its pixels may be freed as soon as they have been copied.
    """
    image.load()
    transposition = _TRANSPOSITIONS.get(_orientation(image))
    rgb = to_rgb(image)
    if owned and rgb is not image:
        image.close()
    return rgb if transposition is None else rgb.transpose(transposition)


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # damaged metadata of an intact picture
        return 1
