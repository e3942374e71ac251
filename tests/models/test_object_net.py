import pytest
import torch
from safetensors.torch import save

from probsym.errors import CheckpointError
from probsym.models.object_net import OBJECT_NET_SIZE, ObjectNet, decode_object_net, encode_object_net, object_unet


@pytest.fixture(scope="module")
def net() -> ObjectNet:
    torch.manual_seed(0)
    network = object_unet()
    torch.nn.init.normal_(network.out.weight, std=0.1)
    return ObjectNet(network)


@pytest.mark.parametrize("pixels", [OBJECT_NET_SIZE, 37, 200])
def test_probabilities_of_a_photo_of_any_size(net: ObjectNet, pixels: int) -> None:
    probability = net.probability(torch.rand(3, pixels, pixels, generator=torch.Generator().manual_seed(1)))
    assert probability.shape == (OBJECT_NET_SIZE, OBJECT_NET_SIZE)
    assert 0 < probability.min() < probability.max() < 1


def test_a_mirrored_photo_has_the_mirrored_object(net: ObjectNet) -> None:
    photo = torch.rand(3, OBJECT_NET_SIZE, OBJECT_NET_SIZE, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(net.probability(photo.flip(2)), net.probability(photo).flip(1), atol=1e-5, rtol=1e-5)


def test_an_untrained_net_says_nothing() -> None:
    probability = ObjectNet(object_unet()).probability(torch.rand(3, OBJECT_NET_SIZE, OBJECT_NET_SIZE))
    torch.testing.assert_close(probability, torch.full((OBJECT_NET_SIZE, OBJECT_NET_SIZE), 0.5))


def test_an_encoded_network_gives_the_same_probability(net: ObjectNet) -> None:
    decoded = decode_object_net(encode_object_net(net), "object.safetensors")
    photo = torch.rand(3, OBJECT_NET_SIZE, OBJECT_NET_SIZE, generator=torch.Generator().manual_seed(3))
    torch.testing.assert_close(decoded.probability(photo), net.probability(photo), atol=2e-3, rtol=0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a file", "object.safetensors: expected a safetensors file"),
        (save({"weight": torch.zeros(1)}), "object.safetensors: expected the weights of an object net"),
        (encode_object_net(ObjectNet(object_unet()))[:-8], "object.safetensors: expected a safetensors file"),
    ],
)
def test_other_files_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(CheckpointError, match=words):
        decode_object_net(content, "object.safetensors")
