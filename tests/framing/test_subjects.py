import pytest
from PIL import Image

from probsym.config import Framing
from probsym.framing import subjects
from probsym.framing.crops import Square
from probsym.framing.detectors import Detection
from probsym.framing.subjects import find_subjects

PHOTO = Image.new("RGB", (300, 200))
FACE = Framing("face", side=1.0, offset_y=0.0)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Detection]:
    """What the detector will say."""
    boxes: list[Detection] = []
    monkeypatch.setattr(subjects, "detect", lambda photo, detector: list(boxes))
    return boxes


def squares(search: subjects.Search) -> list[Square]:
    return [one.square for one in search.subjects]


def test_without_a_detector_the_middle(found: list[Detection]) -> None:
    found.append(Detection("face", 0, 0, 50, 9))
    search = find_subjects(PHOTO, Framing(), crop=0.5)
    assert squares(search) == [Square(100, 50, 100)]
    assert search.subjects[0].detection is None


def test_the_largest_or_every(found: list[Detection]) -> None:
    found += [Detection("face", 100, 50, 80, 9), Detection("face", 10, 20, 60, 9)]
    assert squares(find_subjects(PHOTO, FACE)) == [Square(100, 50, 80)]
    assert squares(find_subjects(PHOTO, FACE, every=True)) == [Square(100, 50, 80), Square(10, 20, 60)]


def test_crop_zooms_in(found: list[Detection]) -> None:
    found.append(Detection("face", 100, 50, 80, 9))
    assert squares(find_subjects(PHOTO, FACE, crop=0.5)) == [Square(120, 70, 40)]


def test_faces_cut_off_by_the_edge_are_passed_over(found: list[Detection]) -> None:
    found += [Detection("face", -50, 0, 100, 9), Detection("face", 100, 50, 80, 9)]
    search = find_subjects(PHOTO, FACE)
    assert squares(search) == [Square(100, 50, 80)]
    assert len(search.detections) == 2
    del found[1]
    assert find_subjects(PHOTO, FACE).subjects == ()


def test_nothing_found(found: list[Detection]) -> None:
    assert find_subjects(PHOTO, FACE) == subjects.Search(())


def test_a_photo_that_was_cut_before_is_taken_whole(found: list[Detection]) -> None:
    found.append(Detection("face", -5, 4, 105, 9))
    search = find_subjects(Image.new("RGB", (100, 100)), FACE)
    assert search.framed
    assert squares(search) == [Square(0, 0, 100)]
    assert len(search.detections) == 1
