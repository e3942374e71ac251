import numpy as np

from probsym.synthetic.face_appearance import sample_appearance, skin_color


def test_more_melanin_is_darker_and_more_blood_is_redder() -> None:
    assert (skin_color(0.3, 0.04) < skin_color(0.02, 0.04)).all()
    little, much = skin_color(0.05, 0.02), skin_color(0.05, 0.07)
    assert much[0] / much[1] > little[0] / little[1]


def test_same_generator_state_gives_the_same_paint() -> None:
    first, second = (sample_appearance(np.random.default_rng(11)) for _ in range(2))
    assert first[0] == second[0]
    assert (first[1].moles == second[1].moles).all()
