import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from probsym.errors import InputError
from probsym.framing import cascades
from probsym.framing.cascades import detect_faces, suppress_overlaps
from probsym.framing.detection import Detection

PHOTOS = Path(__file__).parents[1] / "photos"


@pytest.fixture(scope="module")
def cleo() -> Image.Image:
    """The one rendered face that the cascade knows: its box is larger than the picture."""
    return Image.open(PHOTOS / "cleo.png").convert("RGB")


def on_canvas(face: Image.Image, side: int, corner: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    canvas = Image.new("RGB", size, (120, 120, 120))
    canvas.paste(face.resize((side, side)), corner)
    return canvas


def test_a_face_that_fills_the_photo_is_found(cleo: Image.Image) -> None:
    (found,) = detect_faces(cleo)
    assert found.detector == "face"
    assert 256 < found.side < 400
    assert abs(found.left + found.side / 2 - 128) < 30


def test_boxes_are_in_pixels_of_the_photo(cleo: Image.Image) -> None:
    (near,) = detect_faces(cleo)
    large = np.asarray(cleo.resize((1024, 1024), Image.Resampling.BICUBIC))
    wide = np.pad(large, ((200, 300), (700, 100), (0, 0)), mode="edge")  # searched at less than half the size
    (far,) = detect_faces(Image.fromarray(wide))
    assert far.side == pytest.approx(4 * near.side, rel=0.2)
    assert far.left + far.side / 2 == pytest.approx(700 + 4 * (near.left + near.side / 2), abs=0.1 * far.side)
    assert far.top + far.side / 2 == pytest.approx(200 + 4 * (near.top + near.side / 2), abs=0.1 * far.side)


def test_largest_first(cleo: Image.Image) -> None:
    canvas = on_canvas(cleo, 150, (30, 30), (700, 500))
    canvas.paste(cleo.resize((280, 280)), (330, 110))
    left, right = detect_faces(canvas)[::-1]
    assert left.side < right.side
    assert left.left < 100 < 300 < right.left + right.side / 2


def test_no_false_positives_in_plain_and_noise_images() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (120, 160, 3), dtype=np.uint8)
    for photo in (
        Image.new("RGB", (64, 64)),
        Image.fromarray(noise),
        Image.new("RGB", (1, 1)),
        Image.new("RGB", (3, 900)),
    ):
        assert detect_faces(photo) == []


def test_verification_removes_a_nose() -> None:
    """The first cascade alone detects the tip of the nose."""
    ben = Image.open(PHOTOS / "ben.png").convert("RGB")
    assert detect_faces(ben) == []


def test_without_verification_the_nose_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cascades, "STRONG", 0)
    ben = Image.open(PHOTOS / "ben.png").convert("RGB")
    (nose,) = detect_faces(ben)
    assert nose.side < 100


def test_the_strongest_of_overlapping_boxes_is_kept() -> None:
    sure, inner = Detection("face", 0, 0, 100, 9), Detection("face", 30, 30, 40, 5)
    beside = Detection("face", 90, 0, 100, 4)
    assert suppress_overlaps([inner, beside, sure]) == [sure, beside]


def test_detect_is_thread_safe(cleo: Image.Image) -> None:
    alone = detect_faces(cleo)
    barrier = threading.Barrier(3)

    def search(_: int) -> list[Detection]:
        barrier.wait()
        return detect_faces(cleo)

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(search, range(3))) == [alone] * 3


def test_an_opencv_without_cascades_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cv2.data, "haarcascades", f"{tmp_path}/")  # pyright: ignore[reportAttributeAccessIssue]
    with ThreadPoolExecutor(1) as pool:  # another thread has not loaded them yet
        answer = pool.submit(detect_faces, Image.new("RGB", (64, 64)))
        with pytest.raises(InputError, match=r"detect: expected an OpenCV with cascades.*<5"):
            answer.result()
