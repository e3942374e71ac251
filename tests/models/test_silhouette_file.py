import io

import pytest
import torch
from PIL import Image

from probsym.errors import CheckpointError
from probsym.models.silhouette_file import decode_silhouette, encode_silhouette


def test_a_silhouette_survives_its_file() -> None:
    silhouette = torch.rand(64, 64, generator=torch.Generator().manual_seed(0))
    decoded = decode_silhouette(encode_silhouette(silhouette), "silhouette.png")
    torch.testing.assert_close(decoded, silhouette, atol=0.5 / 255 + 1e-6, rtol=0)


def _png(mode: str, width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_png("RGB", 64, 64), "got RGB, 64 x 64"),
        (_png("L", 64, 32), "got L, 64 x 32"),
        (_png("L", 4, 4), "8 to 512 pixels, got L, 4 x 4"),
        (b"not a picture", "damaged"),
        (encode_silhouette(torch.rand(64, 64))[:200], "damaged"),
    ],
)
def test_other_files_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(CheckpointError, match=words) as caught:
        decode_silhouette(content, "silhouette.png")
    assert str(caught.value).startswith("silhouette.png: expected a square grey PNG")
