import numpy as np
import pytest
from PIL import Image

from probsym.errors import InputError
from probsym.export.video import write_video

av = pytest.importorskip("av", reason="the extra 'video' is not installed")


def frames(count=12, size=(41, 40)):
    """Frame k is grey 20 k on the left half, red on the right one."""
    pictures = []
    for number in range(count):
        pixels = np.full((size[1], size[0], 3), 20 * number, np.uint8)
        pixels[:, size[0] // 2 :] = (200, 30, 30)
        pictures.append(Image.fromarray(pixels))
    return pictures


def test_every_frame_comes_back(tmp_path):
    write_video(frames(), tmp_path / "turn.mp4", seconds=1.0, loops=2)
    with av.open(str(tmp_path / "turn.mp4")) as container:
        (stream,) = container.streams.video
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.average_rate == 12
        decoded = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
    assert len(decoded) == 24
    assert decoded[0].shape == (40, 42, 3)  # even, as 4:2:0 wants it
    for number in (0, 5, 11, 17):
        grey = decoded[number][5:-5, 4:14].mean()
        assert grey == pytest.approx(20 * (number % 12), abs=4)
        assert decoded[number][5:-5, 26:36].mean((0, 1)) == pytest.approx((200, 30, 30), abs=8)
    # ready to be played while it loads: the index comes before the pictures
    content = (tmp_path / "turn.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_nothing_is_left_of_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(av, "codecs_available", set())
    with pytest.raises(InputError, match="libx264"):
        write_video(frames(), tmp_path / "turn.mp4")
    assert list(tmp_path.iterdir()) == []
