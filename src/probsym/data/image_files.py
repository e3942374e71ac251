"""Open image files: which formats, how many pixels, and one reason for whatever is wrong with a file."""

import io
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from PIL import Image, UnidentifiedImageError, features
from PIL.JpegImagePlugin import JpegImageFile

from probsym.data.memory import DECODING, max_pixels
from probsym.data.pixel_formats import PixelFormatError
from probsym.errors import InputError

EXTENSIONS = (
    *(".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif"),
    *(".avif", ".heic", ".heif"),
)
"""Lower-case file extensions of images. AVIF and HEIC may need packages: without them such files are unreadable, which
is reported like any other unreadable file."""

MAX_FILE_BYTES = 2**29
"""Larger files are refused before they are read: a zip entry may unpack to any size."""

_RELATIVE_MEMORY = {"WEBP": 2.0, "AVIF": 1.25}
"""Memory per pixel at the peak of decoding, relative to the other formats."""

_DECODERS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
_URL = re.compile(r"https?:/", re.IGNORECASE)


class UnreadableImageError(InputError):
    """The bytes are not a complete image; the message is the reason, without the file name."""


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


def read_image_file(path: str | Path) -> bytes:
    """The bytes of an image file.

    Raises:
        UnreadableImageError: larger than ``MAX_FILE_BYTES``.
        InputError: as for :func:`check_local`.
        OSError: the file is missing or cannot be read.
    """
    check_local(path)
    path = Path(path)
    if path.stat().st_size > MAX_FILE_BYTES:
        raise UnreadableImageError(f"file of more than {MAX_FILE_BYTES >> 20} MiB")
    return path.read_bytes()


@contextmanager
def named_file(name: str | Path) -> Iterator[None]:
    """Around reading an image: give errors the name of its file.

    Raises:
        InputError: the file is missing, cannot be read, or is not a readable image.
    """
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror or error})") from None
    except UnreadableImageError as error:
        raise InputError(f"{name}: not a readable image ({error})") from None


class _QuietPillow:
    """Warning filters are those of the process: the first that enters sets them, the last that leaves restores them."""

    def __init__(self) -> None:
        self._lock, self._inside, self._before = threading.Lock(), 0, ExitStack()

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._before.enter_context(warnings.catch_warnings())
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                warnings.filterwarnings("ignore", module=r"PIL\.")
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._before.close()


_QUIET_PILLOW = _QuietPillow()


def quiet_pillow() -> AbstractContextManager[None]:
    """Silence Pillow's warnings about unusual metadata and large photos; any threads may be inside at a time."""
    return _QUIET_PILLOW


@contextmanager
def open_image(data: bytes, enough: int | None = None) -> Iterator[Image.Image]:
    """Open an image file, once the memory for its pixels is free.

    Args:
        data: the file.
        enough: JPEGs may be decoded at a scale at which the shorter side has at least this many pixels.

    Raises:
        UnreadableImageError: empty, too many pixels, or a package for the format is missing. What Pillow raises is left
            to :func:`one_reason`.
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
def one_reason() -> Iterator[None]:
    """Around opening and decoding: turn whatever decoders raise into one kind of error.

    Raises:
        UnreadableImageError: with the reason, in one line.
    """
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
        text = " ".join(str(error).split())
        if not text or not isinstance(error, OSError):  # which Pillow raises with words that stand alone
            text = f"{type(error).__name__}: {text or 'no further reason'}"
        raise UnreadableImageError(text[:200]) from error
