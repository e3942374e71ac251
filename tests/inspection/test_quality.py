from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from probsym.inspection.alignment import Alignment
from probsym.inspection.facts import Inspection
from probsym.inspection.quality import assess

COUNT = 3000
GOOD_PILE = Alignment(0.04, 0.95, 2.0, (0.1, 0.4, 0.7), np.zeros((64, 64), dtype=np.float32))
GOOD = Inspection(
    source=Path("photos"),
    files=COUNT,
    looked_at=COUNT,
    names=tuple(f"{number}.jpg" for number in range(COUNT)),
    unreadable=(),
    sizes=np.full((COUNT, 2), 128),
    grey=np.zeros(COUNT, dtype=bool),
    sharpness=np.full(COUNT, 900.0),
    duplicates=(),
    alignment=GOOD_PILE,
    images=np.broadcast_to(np.uint8(0), (COUNT, 64, 64, 3)),
    mean=np.zeros((64, 64, 3)),
    deviation=np.zeros((64, 64, 3)),
    shown={},
)


def part(value, other, share):
    """An array of COUNT values of which ``share`` are the other."""
    values = np.full(COUNT, value)
    values[: round(share * COUNT)] = other
    return values


def sizes(width, height, share):
    values = np.array(GOOD.sizes)
    values[: round(share * COUNT)] = (width, height)
    return values


def test_good_photos_are_fit() -> None:
    level, findings = assess(GOOD)
    assert level == "fit"
    assert all(finding.level == "fit" and finding.reason == "" and finding.value for finding in findings)


def test_objects_beside_the_middle_are_said_to_be() -> None:
    half = np.random.default_rng(0).normal(size=(64, 40)).astype(np.float32)
    whole = np.concatenate([half, half[:, ::-1]], axis=1)
    alignment = replace(GOOD_PILE, symmetry=0.1, mean=whole[:, 10:74])
    level, findings = assess(replace(GOOD, alignment=alignment))
    assert level == "unfit"
    (finding,) = [one for one in findings if one.level != "fit"]
    assert finding.reason.startswith("the objects lie 2 of 64 pixels left of the middle; run probsym crop for people")


@pytest.mark.parametrize(
    ("topic", "level", "changes"),
    [
        ("unreadable", "warning", {"unreadable": (("a", "cut"),) * 100}),
        ("unreadable", "unfit", {"unreadable": (("a", "cut"),) * 700}),
        ("different photos", "warning", {"files": 1500, "looked_at": 1500, "names": GOOD.names[:1500]}),
        ("different photos", "unfit", {"files": 50, "looked_at": 50, "names": GOOD.names[:50]}),
        ("repeated", "warning", {"duplicates": (tuple(range(100)),)}),
        ("repeated", "unfit", {"duplicates": (tuple(range(2000)),)}),
        ("size", "warning", {"sizes": sizes(30, 30, 0.3)}),
        ("size", "unfit", {"sizes": sizes(30, 300, 0.9)}),
        ("shape", "warning", {"sizes": sizes(300, 200, 0.5)}),
        ("blurred", "warning", {"sharpness": part(900.0, 5.0, 0.3)}),
        ("blurred", "unfit", {"sharpness": part(900.0, 5.0, 0.7)}),
        ("without colour", "warning", {"grey": part(False, True, 0.5)}),
        ("agreement", "warning", {"alignment": replace(GOOD_PILE, agreement=0.009)}),
        ("agreement", "unfit", {"alignment": replace(GOOD_PILE, agreement=0.002)}),
        ("shift", "warning", {"alignment": replace(GOOD_PILE, shift_px=9.0)}),
        ("symmetry", "warning", {"alignment": replace(GOOD_PILE, symmetry=0.7)}),
        ("symmetry", "unfit", {"alignment": replace(GOOD_PILE, symmetry=0.3)}),
        ("poses", "warning", {"alignment": replace(GOOD_PILE, mirror=(0.8, 0.9, 0.95))}),
    ],
)
def test_each_check_fails_with_a_reason(topic: str, level: str, changes: dict) -> None:
    verdict, findings = assess(replace(GOOD, **changes))
    (finding,) = [one for one in findings if one.topic == topic]
    assert finding.level == level
    assert finding.reason
    order = ["fit", "warning", "unfit"]
    assert verdict == max((one.level for one in findings), key=order.index)


def test_all_grey_is_no_mixture() -> None:
    assert assess(replace(GOOD, grey=np.ones(COUNT, dtype=bool)))[0] == "fit"


def test_crop_reduces_the_size_of_the_squares() -> None:
    assert assess(GOOD, crop=0.3)[0] == "unfit"


def test_counts_are_extrapolated_from_a_sample() -> None:
    level, findings = assess(replace(GOOD, files=4 * COUNT))
    assert level == "fit"
    assert findings[1].value == "about 12,000, from a sample of 3,000"


def test_nothing_readable_is_unfit() -> None:
    nothing = replace(
        GOOD,
        files=2,
        looked_at=2,
        names=(),
        unreadable=(("a", "cut"),) * 2,
        sizes=GOOD.sizes[:0],
        grey=GOOD.grey[:0],
        sharpness=GOOD.sharpness[:0],
        alignment=None,
        images=GOOD.images[:0],
    )
    level, findings = assess(nothing)
    assert level == "unfit"
    assert [finding.topic for finding in findings] == ["unreadable", "different photos"]
