import pytest

from probsym.config import ModelConfig, OptimizerConfig, Recipe, Stage
from probsym.training.schedule import next_sheet_seconds, progress, rate_factor, stage_at


def _staged(*shares: float) -> Recipe:
    return Recipe(
        model=ModelConfig(architecture="slim"), stages=tuple(Stage(64, 4, share) for share in shares), steps=10
    )


def test_progress_by_steps_and_by_minutes() -> None:
    assert progress(_staged(1.0), 3, 1e9) == pytest.approx(0.3)
    assert progress(_staged(1.0), 11, 0.0) == 1
    timed = Recipe(minutes=2.0)
    assert progress(timed, 10**6, 30.0) == pytest.approx(0.25)
    assert progress(timed, 0, 121.0) == 1


def test_stages_follow_their_shares() -> None:
    recipe = _staged(0.4, 0.35, 0.25)
    assert [stage_at(recipe, step / 20) for step in (0, 7, 8, 14, 15, 19, 20)] == [0, 0, 1, 1, 2, 2, 2]
    assert stage_at(_staged(1.0), 1.0) == 0


def test_shares_that_do_not_add_up_to_the_last_bit() -> None:
    recipe = _staged(0.1, 0.2, 0.7)
    assert stage_at(recipe, 3 / 10) == 2  # 0.1 + 0.2 is a little more than 0.3


def test_warm_up_is_linear() -> None:
    config = OptimizerConfig(warmup_steps=4)
    assert [rate_factor(config, step, 0.0) for step in range(6)] == pytest.approx([0.25, 0.5, 0.75, 1, 1, 1])
    assert rate_factor(OptimizerConfig(), 0, 0.0) == 1


def test_cosine_ends_at_the_floor() -> None:
    config = OptimizerConfig(decay="cosine", decay_floor=0.1)
    factors = [rate_factor(config, 100, done) for done in (0.0, 0.25, 0.5, 1.0)]
    assert factors == pytest.approx([1, 0.1 + 0.9 * (1 + 0.5**0.5) / 2, 0.55, 0.1])
    warm = OptimizerConfig(decay="cosine", decay_floor=0.1, warmup_steps=10)
    assert rate_factor(warm, 4, 0.5) == pytest.approx(0.5 * 0.55)
    assert rate_factor(OptimizerConfig(), 100, 1.0) == 1  # constant


@pytest.mark.parametrize(
    ("seconds", "due"), [(0, 30), (29.9, 30), (30, 60), (59, 60), (60, 120), (200, 240), (240, 480), (7000, 7680)]
)
def test_sheets_come_ever_more_rarely(seconds: float, due: float) -> None:
    assert next_sheet_seconds(seconds) == due
