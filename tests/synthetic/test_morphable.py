from dataclasses import replace

import numpy as np
import pytest

from probsym.errors import InputError
from probsym.synthetic.morphable import preset_rows
from probsym.synthetic.procedural import procedural_head


@pytest.mark.usefixtures("untyped")
def test_inconsistent_model() -> None:
    head = procedural_head()
    with pytest.raises(InputError, match="identity: expected modes x"):
        replace(head, identity=head.identity[:, :5])
    with pytest.raises(InputError, match="68 vertex indices"):
        replace(head, landmarks=head.landmarks[:5])
    with pytest.raises(InputError, match="triangle_region"):
        replace(head, triangle_region=head.triangle_region[:5])
    with pytest.raises(InputError, match="triangles: expected vertex indices"):
        replace(head, triangles=head.triangles + 5)


def test_front_weight_is_a_share_of_the_front() -> None:
    head = procedural_head()
    weight = head.front_weight
    assert weight.sum() == pytest.approx(1)
    assert weight.min() >= 0
    assert (weight[head.neutral[:, 2] > 1] == 0).all()


def test_face_coordinates_have_the_eyes_at_half_a_unit() -> None:
    head = procedural_head()
    eyes = head.paint_position[head.landmarks[36:48]]
    assert eyes[:6, 0].mean() == pytest.approx(-0.5, abs=1e-4)
    assert eyes[6:, 0].mean() == pytest.approx(0.5, abs=1e-4)
    assert eyes[:, 1:].mean(0) == pytest.approx(0, abs=1e-6)


def test_preset_names_stand_for_both_halves() -> None:
    names = ("jawOpen", "mouthSmile_L", "mouthSmile_R")
    rows = preset_rows({"laugh": {"mouthSmile": 0.8, "jawOpen": 0.3}, "wink": {"eyeBlink_L": 1.0}}, names)
    assert rows == pytest.approx(np.array([[0.3, 0.8, 0.8]]))
