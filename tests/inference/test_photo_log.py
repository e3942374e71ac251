import pytest

from probsym.errors import InputError
from probsym.inference.photo_crops import Skipped
from probsym.inference.photo_log import PhotoLog


def test_long_lists_are_cut():
    log = PhotoLog(15)
    log.add([], [Skipped(f"{number}.jpg", "no face found") for number in range(12)])
    log.warnings.append(("a.jpg", "blurred"))
    assert log.reconstructed == 3
    lines = log.lines()
    assert lines[:2] == ["warning: a.jpg: blurred", "skipped 0.jpg: no face found"]
    assert lines[-2:] == ["skipped ... and 2 more", "skipped 12 of 15 photos"]
    assert len(lines) == 13


def test_nothing_at_all_is_an_error():
    log = PhotoLog(2)
    log.raise_if_nothing("face")
    log.add([], [Skipped("a.jpg", "unreadable (empty file)"), Skipped("b.jpg", "unreadable (not an image)")])
    with pytest.raises(InputError, match=r"got 2 unreadable; the first: a\.jpg \(empty file\)"):
        log.raise_if_nothing("none")
    log = PhotoLog(2)
    log.add([], [Skipped("a.jpg", "no face found"), Skipped("b.jpg", "unreadable (not an image)")])
    with pytest.raises(InputError, match=r"with a face, found none in 2; the first: a\.jpg \(no face found\)"):
        log.raise_if_nothing("face")
