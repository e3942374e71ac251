import inspect

import numpy as np
import pytest
import torch

from probsym.data.perturbation import blend, draw_rectangles, perturb, perturb_bytes
from probsym.errors import InputError


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(("height", "width"), [(64, 64), (32, 64), (5, 7), (2, 2)])
def test_one_rectangle_of_20_to_50_percent(height: int, width: int) -> None:
    _, mask = perturb(torch.rand(300, 3, height, width), generator())
    rows, columns = mask.any(2), mask.any(1)
    assert torch.equal(mask, rows[:, :, None] & columns[:, None, :])
    for span, size in ((rows, height), (columns, width)):
        length = span.sum(1)
        assert length.min() >= max(1, round(0.2 * size))
        assert length.max() <= round(0.5 * size)
        runs = span.to(torch.int8).diff(dim=1, prepend=torch.zeros(300, 1, dtype=torch.int8)).eq(1).sum(1)
        assert (runs == 1).all()


def test_every_size_and_position_occurs() -> None:
    _, mask = perturb(torch.rand(2000, 3, 20, 20), generator())
    assert sorted(set(mask.any(2).sum(1).tolist())) == list(range(4, 11))
    assert mask.any(0).all()


def test_only_the_rectangle_is_blended_with_one_colour() -> None:
    # two flat images with the same draws tell alpha and colour: p(x) = (1 - alpha) x + alpha c
    black, mask = perturb(torch.zeros(100, 3, 16, 16), generator())
    white, same_mask = perturb(torch.ones(100, 3, 16, 16), generator())
    assert torch.equal(mask, same_mask)
    inside = mask[:, None].expand(-1, 3, -1, -1)
    assert (black[~inside] == 0).all()
    assert (white[~inside] == 1).all()
    alpha = (1 - (white - black))[inside]
    assert 0.5 - 1e-6 <= alpha.min() < 0.55
    assert 0.95 < alpha.max() <= 1 + 1e-6
    for image, where in zip(black, mask, strict=True):
        colors = image[:, where]
        assert (colors == colors[:, :1]).all()
    color = (black[inside] / alpha).clamp(0, 1)
    assert color.min() < 0.1
    assert color.max() > 0.9


def test_perturb_depends_on_the_generator_alone() -> None:
    images = torch.rand(4, 3, 16, 16)
    before = images.clone()
    first, mask = perturb(images, generator(1))
    assert torch.equal(first, perturb(images, generator(1))[0])
    assert not torch.equal(mask, perturb(images, generator(2))[1])
    assert torch.equal(images, before)
    assert first.min() >= 0
    assert first.max() <= 1


def test_the_draws_do_not_depend_on_size_or_precision() -> None:
    small = perturb(torch.zeros(8, 3, 16, 16), generator())[1]
    large = perturb(torch.zeros(8, 3, 32, 32, dtype=torch.float64), generator())[1]
    fraction = torch.stack([small.float().mean((1, 2)), large.float().mean((1, 2))])
    assert (fraction[0] - fraction[1]).abs().max() < 0.06


def test_wrong_shape() -> None:
    with pytest.raises(InputError, match="images: expected a tensor of shape any x 3"):
        inspect.unwrap(perturb)(torch.zeros(2, 1, 8, 8), generator())


def test_blend_with_given_draws_agrees_with_perturb() -> None:
    images = torch.rand(20, 3, 16, 16)
    changed, mask = perturb(images, generator(4))
    again, same_mask = blend(images, draw_rectangles(20, generator(4)))
    assert torch.equal(changed, again)
    assert torch.equal(mask, same_mask)
    # Of many rectangles, any image may take its own.
    some = torch.tensor([3, 17])
    assert torch.equal(blend(images[some], draw_rectangles(20, generator(4))[some])[0], changed[some])


@pytest.mark.usefixtures("untyped")
def test_blend_needs_one_draw_per_image() -> None:
    with pytest.raises(InputError, match="draws: expected a tensor of shape 20 x 8, got 3 x 8"):
        blend(torch.rand(20, 3, 16, 16), draw_rectangles(3, generator()))


def test_bytes_change_only_inside_the_mask() -> None:
    images = np.random.default_rng(0).integers(0, 256, (30, 16, 16, 3), np.uint8)
    changed, mask = perturb_bytes(images, 5)
    assert changed.dtype == np.uint8
    differ = (changed != images).any(-1)
    assert not differ[~mask.numpy()].any()
    assert differ[mask.numpy()].mean() > 0.9
    assert (perturb_bytes(images, 5)[0] == changed).all()
    assert (perturb_bytes(images, 6)[0] != changed).any()
