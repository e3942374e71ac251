from contextlib import nullcontext
from pathlib import Path

import pytest
from PIL import Image

from probsym.errors import InputError
from probsym.framing import crop_folder
from probsym.framing.crop_folder import crop
from probsym.framing.crops import read_card
from probsym.framing.detection import Detection, DetectorName
from probsym.framing.find_crops import CropSearch

CLEO = Path(__file__).parents[1] / "photos" / "cleo.png"


def test_crops_one_photo_and_reports(tmp_path: Path) -> None:
    steps = []
    report = crop(CLEO, tmp_path / "out", detect="face", size=64, progress=lambda *step: steps.append(step))
    assert (report.photos, report.used, report.crops, report.skipped) == (1, 1, 1, ())
    assert report.framing == read_card(tmp_path / "out")
    assert steps == [("cropping", 1, 1)]
    with Image.open(tmp_path / "out" / "cleo.png") as made:
        assert made.size == (64, 64)


def test_several_sources_and_what_was_skipped(tmp_path: Path) -> None:
    plain = tmp_path / "plain.jpg"
    Image.new("RGB", (90, 90)).save(plain)
    report = crop([str(CLEO), plain], tmp_path / "out", detect="auto")
    assert (report.framing.detector, report.sampled) == ("face", 2)
    assert dict(report.detections) == {"face": 1, "cat": 0}
    assert report.skipped == (("plain.jpg", "no face"),)


def test_auto_samples_photos_from_the_whole_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 199 photos, the first 60 show cats."""
    for number in range(199):
        (tmp_path / f"{number:03d}.png").write_bytes(bytes([number]))
    seen: list[int] = []
    found: dict[DetectorName, range] = {"cat": range(60), "face": range(60, 199)}
    monkeypatch.setattr(crop_folder, "opened_photo", lambda data: nullcontext(Image.new("L", (1, 1), data[0])))

    def detect_kinds(photo: Image.Image) -> list[Detection]:
        number = photo.getpixel((0, 0))
        assert isinstance(number, int)
        seen.append(number)
        return [Detection(name, 0, 0, 1, 1) for name in found if number in found[name]]

    monkeypatch.setattr(crop_folder, "detect_kinds", detect_kinds)
    monkeypatch.setattr(crop_folder, "find_crops", lambda *_: CropSearch(()))
    with pytest.raises(InputError, match=r"expected photos with a face, found none in 199"):
        crop(tmp_path, tmp_path.parent / "out")
    assert len(set(seen)) == 100
    assert min(seen) == 0
    assert max(seen) >= 197


@pytest.mark.usefixtures("untyped")
def test_bad_arguments(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="detect: expected one of auto, face, cat; got 'dog'"):
        crop(CLEO, tmp_path / "out", detect="dog")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
