import pytest
from PIL import Image

from probsym.config import Framing
from probsym.framing import find_crops as find_crops_module
from probsym.framing.crops import CropBox
from probsym.framing.detection import Detection
from probsym.framing.detectors import SURE_CAT_LOG_ODDS
from probsym.framing.find_crops import CropSearch, find_crops

PHOTO = Image.new("RGB", (300, 200))
FACE = Framing("face", side=1.0, offset_y=0.0)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Detection]:
    """The detections that the detector returns."""
    detections: list[Detection] = []
    monkeypatch.setattr(find_crops_module, "detect_kinds", lambda photo: list(detections))
    return detections


def boxes(search: CropSearch) -> list[CropBox]:
    return [one.box for one in search.crops]


def test_central_crop_without_a_detector(found: list[Detection]) -> None:
    found.append(Detection("face", 0, 0, 50, 9))
    search = find_crops(PHOTO, Framing(), crop=0.5)
    assert boxes(search) == [CropBox(100, 50, 100)]
    assert search.crops[0].detection is None


def test_the_largest_detection_is_cropped_or_all_on_request(found: list[Detection]) -> None:
    found += [Detection("face", 100, 50, 80, 9), Detection("face", 10, 20, 60, 9)]
    assert boxes(find_crops(PHOTO, FACE)) == [CropBox(100, 50, 80)]
    assert boxes(find_crops(PHOTO, FACE, all_detections=True)) == [CropBox(100, 50, 80), CropBox(10, 20, 60)]


def test_crop_zooms_in(found: list[Detection]) -> None:
    found.append(Detection("face", 100, 50, 80, 9))
    assert boxes(find_crops(PHOTO, FACE, crop=0.5)) == [CropBox(120, 70, 40)]


def test_faces_cut_off_by_the_edge_are_discarded(found: list[Detection]) -> None:
    found += [Detection("face", -50, 0, 100, 9), Detection("face", 100, 50, 80, 9)]
    search = find_crops(PHOTO, FACE)
    assert boxes(search) == [CropBox(100, 50, 80)]
    assert len(search.detections) == 2
    del found[1]
    assert find_crops(PHOTO, FACE).crops == ()


def test_nothing_found(found: list[Detection]) -> None:
    assert find_crops(PHOTO, FACE) == CropSearch(())


def test_already_cropped_photos_are_used_whole(found: list[Detection]) -> None:
    found.append(Detection("face", -5, 4, 105, 9))
    search = find_crops(Image.new("RGB", (100, 100)), FACE)
    assert search.already_cropped
    assert boxes(search) == [CropBox(0, 0, 100)]
    assert len(search.detections) == 1


def test_a_face_of_another_kind_alone_is_told(found: list[Detection]) -> None:
    found.append(Detection("cat", 100, 50, 80, 9))
    assert find_crops(PHOTO, FACE) == CropSearch((), other_kind="cat")
    found[0] = Detection("cat", 100, 50, 80, SURE_CAT_LOG_ODDS - 1)
    assert find_crops(PHOTO, FACE) == CropSearch(())
    assert boxes(find_crops(PHOTO, Framing("cat"))) == [CropBox(100, 50, 80)]
    found[0] = Detection("face", 100, 50, 80, 9)
    assert find_crops(PHOTO, Framing("cat")) == CropSearch((), other_kind="face")
    found[0] = Detection("cat", 100, 50, 80, 9)
    found.append(Detection("face", 10, 20, 60, 9))
    search = find_crops(PHOTO, FACE)
    assert boxes(search) == [CropBox(10, 20, 60)]
    assert search.other_kind is None
