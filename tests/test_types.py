import jaxtyping
import pytest
import torch
from jaxtyping import Float
from torch import Tensor

from probsym.config import ModelConfig
from probsym.errors import InputError
from probsym.geometry.crop_transform import inverse_crops
from probsym.models.autoencoder import Autoencoder
from probsym.types import Factors, Light, ModelOutput, Viewpoint, concatenate
from typecheck import CHECKED_CALLS


def _factors() -> Factors:
    return Factors(
        canonical_depth=torch.ones(3, 4, 4),
        albedo=torch.rand(3, 3, 4, 4, requires_grad=True),
        light=Light(torch.zeros(3), torch.ones(3), torch.tensor([[0.0, 0.0, 1.0]] * 3)),
        viewpoint=Viewpoint(torch.arange(9.0).reshape(3, 3), torch.zeros(3, 3)),
    )


def test_to_reaches_nested_records_and_leaves_none_alone() -> None:
    doubled = _factors().to(torch.float64)
    assert doubled.albedo.dtype == doubled.light.ambient.dtype == doubled.viewpoint.translation.dtype == torch.float64
    assert doubled.sigma is None


def test_detach_cuts_the_graph() -> None:
    factors = _factors()
    assert factors.albedo.requires_grad
    assert not factors.detach().albedo.requires_grad


def test_a_slice_keeps_the_batch_axis() -> None:
    part = _factors()[1:2]
    assert part.canonical_depth.shape == (1, 4, 4)
    assert part.viewpoint.rotation_rad.tolist() == [[3.0, 4.0, 5.0]]
    assert _factors()[torch.tensor([2, 0])].viewpoint.rotation_rad[:, 0].tolist() == [6.0, 0.0]


def test_maps_are_resized_between_their_outermost_pixels() -> None:
    row = torch.tensor([0.0, 1.0, 2.0, 3.0])
    maps = row.expand(2, 4, 4)
    factors = Factors(
        canonical_depth=maps,
        albedo=maps[:, None].expand(2, 3, 4, 4),
        light=Light(torch.zeros(2), torch.ones(2), torch.tensor([[0.0, 0.0, 1.0]] * 2)),
        viewpoint=Viewpoint(torch.arange(6.0).reshape(2, 3), torch.zeros(2, 3)),
        sigma_features=torch.full((2, 1, 1, 1), 7.0),
    )
    colours = maps[:, None].expand(2, 3, 4, 4)
    output = ModelOutput(
        factors, colours, maps[:, None], colours, colours, maps, colours, maps > 1.5, shading_gamma=2.2
    )
    larger = output.resized(8)
    expected = torch.arange(8.0) * 3 / 7
    torch.testing.assert_close(larger.depth, expected.expand(2, 8, 8))
    torch.testing.assert_close(larger.factors.albedo, expected.expand(2, 3, 8, 8))
    assert larger.mask[0, 0].tolist() == [False] * 4 + [True] * 4
    assert larger.factors.sigma_features is not None
    assert larger.factors.sigma_features.shape == (2, 1, 2, 2)
    assert torch.equal(larger.factors.viewpoint.rotation_rad, factors.viewpoint.rotation_rad)
    assert larger.shading_gamma == 2.2


def test_a_sample_is_one_of_the_batch_without_gradients() -> None:
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8))
    batch = model(torch.rand(3, 3, 32, 32, generator=torch.Generator().manual_seed(0)))
    one = batch.sample(1)
    assert torch.equal(one.image, batch.image[1:2])
    assert torch.equal(one.factors.viewpoint.rotation_rad, batch.factors.viewpoint.rotation_rad[1:2])
    assert batch.factors.albedo.requires_grad
    assert not one.factors.albedo.requires_grad
    for index in (-1, 3):
        with pytest.raises(InputError, match=rf"index: expected a number from 0 to 2, got {index}"):
            batch.sample(index)


def test_concatenated_parts_are_the_whole() -> None:
    whole = _factors()
    again = concatenate([whole[:1], whole[1:1], whole[1:]])
    assert torch.equal(again.albedo, whole.albedo)
    assert torch.equal(again.viewpoint.rotation_rad, whole.viewpoint.rotation_rad)
    assert again.sigma is None


def test_shapes_are_enforced_here() -> None:
    with pytest.raises(jaxtyping.TypeCheckError):
        Viewpoint(torch.zeros(2, 3), torch.zeros(3, 3))


@pytest.mark.parametrize("run", [1, 2])
def test_functions_are_checked_in_each_test(run: int) -> None:
    """The first run uses up the checked calls; the second is checked all the same."""
    with pytest.raises(jaxtyping.TypeCheckError):
        inverse_crops(torch.zeros(2, 5))
    for _ in range(2 * CHECKED_CALLS):
        assert inverse_crops(torch.zeros(2, 4)).shape == (2, 4)


@jaxtyping.jaxtyped(typechecker=None)  # as before each function of the package
def _difference(
    first: Float[Tensor, "batch side"], second: Float[Tensor, "batch side"], step: int = 1
) -> Float[Tensor, "batch side"]:
    return (first - second)[:, ::step]


def test_axes_of_arguments_and_result_are_compared() -> None:
    wide, narrow = torch.ones(2, 4), torch.ones(2, 1)
    assert _difference(wide, wide).shape == (2, 4)
    assert _difference(narrow, narrow, 2).shape == (2, 1)  # another call, other sides
    with pytest.raises(jaxtyping.TypeCheckError):
        _difference(wide, narrow)
    with pytest.raises(jaxtyping.TypeCheckError):
        _difference(wide, wide, 2)
