import math
from dataclasses import asdict

import pytest

from probsym.errors import InputError
from probsym.synthetic.settings import SceneSettings, settings_of_card


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"size": 1}, "size: expected a number from 2 to 4096"),
        ({"yaw_std_deg": -1.0}, "yaw_std_deg: expected 0 or more"),
        ({"roll_max_deg": 120.0}, "roll_max_deg"),
        ({"expression_share": 1.5}, "expression_share"),
        ({"pitch_std_deg": math.nan}, "pitch_std_deg"),
        ({"realistic_share": -0.1}, "realistic_share"),
        ({"pitch_mean_deg": 90.0}, "pitch_mean_deg: expected a number from -60 to 60, got 90.0"),
        ({"squeeze_max": 0.5}, "squeeze_max: expected a number from 1 to 4, got 0.5"),
        ({"gamma": 0.5}, "gamma: expected a number from 1 to 4, got 0.5"),
        ({"texture_noise": 0.9}, "texture_noise: expected a number from 0 to 0.45"),
        ({"ambient": (0.6, 0.3)}, "ambient: expected 0.0 <= low <= high <= 1.0, got 0.6 and 0.3"),
        ({"light_x": (-99.0, 1.0)}, "light_x"),
        ({"light_angle_deg": (10.0, 90.0)}, "light_angle_deg: expected 0 <= low <= high < 90"),
    ],
)
def test_wrong_settings(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        SceneSettings(**wrong).check()  # type: ignore[arg-type]


def test_a_wrong_facing_is_found_in_untyped_code() -> None:
    settings = SceneSettings()
    object.__setattr__(settings, "facing", "side")
    with pytest.raises(InputError, match="facing: expected one of front, rear, both"):
        settings.check()


def test_settings_come_back_from_a_card() -> None:
    settings = SceneSettings(size=32, light_angle_deg=(0.0, 10.0), texture_noise=0.1)
    scene = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(settings).items()}
    assert settings_of_card({"scene": scene}) == settings


def test_cards_of_earlier_versions_are_read() -> None:
    assert settings_of_card({"scene": {"detail": 0.2, "forgotten": 1}}) == SceneSettings(texture_noise=0.2)
