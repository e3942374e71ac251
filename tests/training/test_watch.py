"""Each kind of trouble, on factors that show it and on factors that do not."""

import dataclasses
import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from probsym.config import ModelConfig
from probsym.models.autoencoder import Autoencoder
from probsym.training.watch import HELP_PAGE, Watch, find_trouble, is_hollow, is_spike, watched_factors
from probsym.types import Factors, Light, Viewpoint

CONFIG = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)
PHOTOS = 8


def _depth(height: float) -> Tensor:
    """Domes of that height in halves of the depth range; negative: bowls."""
    u = torch.linspace(-1, 1, 32)
    dome = (1 - u[:, None].square() - u[None].square()).clamp(min=0)
    return (1 - 0.1 * height * dome).expand(PHOTOS, 32, 32)


def _factors(
    depth: Tensor | None = None, rotation_deg: Tensor | None = None, sigma_flip: float | None = 0.6
) -> Factors:
    """Of a healthy training, but for what is given."""
    if rotation_deg is None:
        rotation_deg = 10 * torch.randn(PHOTOS, 3, generator=torch.Generator().manual_seed(0))
    zeros, flat = torch.zeros(PHOTOS), torch.ones(PHOTOS, 1, 32, 32)
    return Factors(
        canonical_depth=_depth(0.5) if depth is None else depth,
        albedo=torch.full((PHOTOS, 3, 32, 32), 0.5),
        light=Light(zeros, zeros, torch.tensor([0.0, 0.0, 1.0]).expand(PHOTOS, 3)),
        viewpoint=Viewpoint(torch.deg2rad(rotation_deg), torch.zeros(PHOTOS, 3)),
        sigma=0.5 * flat,
        sigma_flip=None if sigma_flip is None else sigma_flip * flat,
    )


def _topics(factors: Factors, config: ModelConfig = CONFIG) -> list[str]:
    return [trouble.topic for trouble in find_trouble(factors, config)]


def test_a_healthy_training_is_left_alone() -> None:
    assert _topics(_factors()) == []
    assert _topics(_factors(sigma_flip=None)) == []


def test_hollow_shapes_are_recognised_by_the_majority() -> None:
    assert _topics(_factors(depth=_depth(-0.5))) == ["hollow-shape"]
    assert not is_hollow(_factors(depth=_depth(0.0)), CONFIG)
    half = torch.cat([_depth(-0.5)[:4], _depth(0.5)[:4]])
    assert not is_hollow(_factors(depth=half), CONFIG)
    assert is_hollow(_factors(depth=torch.cat([_depth(-0.5)[:5], _depth(0.5)[:3]])), CONFIG)


def test_one_viewpoint_for_all() -> None:
    same = torch.tensor([5.0, -3.0, 1.0]).expand(PHOTOS, 3)
    assert _topics(_factors(rotation_deg=same)) == ["viewpoint-stuck"]
    turning = same + torch.linspace(-2, 2, PHOTOS)[:, None] * torch.tensor([0.0, 1.0, 0.0])
    assert _topics(_factors(rotation_deg=turning)) == []
    fixed = dataclasses.replace(CONFIG, rotation_range_deg=0.0)
    assert _topics(_factors(rotation_deg=torch.zeros(PHOTOS, 3)), fixed) == []


@pytest.mark.parametrize(("axis", "name"), [(0, "pitch"), (1, "yaw"), (2, "roll")])
def test_a_viewpoint_at_its_limit(axis: int, name: str) -> None:
    rotation = torch.linspace(-20, 20, PHOTOS)[:, None].repeat(1, 3)
    rotation[:5, axis] = CONFIG.rotation_range_deg * torch.tensor([1.0, -1.0, 0.99, 1.0, -0.96])
    (trouble,) = find_trouble(_factors(rotation_deg=rotation), CONFIG)
    assert trouble.topic == "viewpoint-saturated"
    assert trouble.text.startswith(f"the {name} of most photos is at its limit of 60 degrees")
    rotation[0, axis] = 0.0  # half of them
    assert _topics(_factors(rotation_deg=rotation)) == []


def test_collapsed_confidence() -> None:
    assert _topics(_factors(sigma_flip=0.5 * 3.1)) == ["confidence-collapse"]
    assert _topics(_factors(sigma_flip=0.5 * 2.9)) == []


def test_a_spike_exceeds_the_spread_of_the_losses_before() -> None:
    steady = [1.0, 0.9, 1.1, 1.0, 0.95]
    assert is_spike(steady, 1.6)
    assert not is_spike(steady, 1.4)  # small in itself
    assert not is_spike(steady[:4], 9.0)  # too few to compare with
    assert not is_spike([0.0, 1.0, -1.0, 2.0, -2.0], 7.9)  # 8 times their spread of 1
    assert is_spike([0.0, 1.0, -1.0, 2.0, -2.0], 8.1)


def test_each_kind_is_said_once_with_its_page() -> None:
    said: list[str] = []
    watch = Watch(said.append)
    for step in (2000, 3000):
        watch.look_at(step, _factors(depth=_depth(-0.5)), CONFIG)
    assert said == [f"warning at step 2,000: most shapes are hollow; see {HELP_PAGE}#hollow-shape"]
    for step, loss in enumerate([1.0, 1.0, 1.0, 1.0, 1.0, 5.0, 9.0]):
        watch.add_loss(step, loss)
    assert said[1:] == [f"warning at step 5: the loss jumped from 1.00 to 5.00; see {HELP_PAGE}#loss-spikes"]


def test_a_new_stage_is_not_compared_with_the_last() -> None:
    said: list[str] = []
    watch = Watch(said.append)
    for loss in [1.0] * 9:
        watch.add_loss(1, loss)
    watch.begin_stage()
    watch.add_loss(2, 9.0)
    assert said == []


def test_a_single_photo_is_not_judged() -> None:
    said: list[str] = []
    Watch(said.append).look_at(1, _factors(depth=_depth(-0.5))[:1], CONFIG)
    assert said == []


def test_the_model_keeps_its_mode() -> None:
    model = Autoencoder(CONFIG).train()
    images = np.zeros((70, 32, 32, 3), np.uint8)
    factors = watched_factors(model, images)
    assert model.training
    assert len(factors.canonical_depth) == 64
    assert factors.viewpoint.rotation_rad.abs().max() <= math.radians(CONFIG.rotation_range_deg)


def test_the_page_has_a_heading_for_each_topic() -> None:
    page = (Path(__file__).parents[2] / HELP_PAGE).read_text(encoding="utf-8")
    headings = {re.sub(r"\W+", "-", heading.lower()) for heading in re.findall(r"^## (.+)$", page, re.MULTILINE)}
    source = (Path(__file__).parents[2] / "src/probsym/training/watch.py").read_text(encoding="utf-8")
    topics = set(re.findall(r'Trouble\("([\w-]+)"', source))
    assert len(topics) == 5
    assert topics <= headings
