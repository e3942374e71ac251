"""Networks that grow: what their layers hand on."""

import torch
from torch import Tensor, nn

from probsym.models.slim import SlimEncoderDecoder


def test_features_before_the_last_layer_stay_float32() -> None:
    """Else bfloat16's steps would be seen as facets in the normals."""
    net = SlimEncoderDecoder(64, 4, 8, 1).to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    found: dict[str, torch.dtype] = {}

    def note(name: str) -> None:
        def hook(_layers: nn.Module, _given: object, features: Tensor) -> None:
            found[name] = features.dtype

        net.decoder.refine[name].register_forward_hook(hook)

    for name in net.decoder.refine:
        note(name)
    images = torch.rand(2, 3, 64, 64).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        net(images)
    assert found == {
        name: torch.float32 if name in net.decoder.out else torch.bfloat16 for name in ("8", "16", "32", "64")
    }
