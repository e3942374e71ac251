import numpy as np
import pytest
import torch

from probsym.data.transforms import downscale, downscale_depth, random_horizontal_flip, to_tensor
from probsym.errors import InputError


def test_to_tensor_values_and_axes() -> None:
    images = np.zeros((2, 3, 4, 3), dtype=np.uint8)
    images[1, 2, 0] = (255, 51, 0)
    images.flags.writeable = False  # as a memory-mapped cache is
    tensor = to_tensor(images)
    assert tensor.shape == (2, 3, 3, 4)
    assert tensor.dtype == torch.float32
    assert tensor.is_contiguous()
    torch.testing.assert_close(tensor[1, :, 2, 0], torch.tensor([1.0, 0.2, 0.0]))
    assert tensor.sum().item() == pytest.approx(1.2)
    tensor.fill_(1)
    assert images.sum() == 306


def test_to_tensor_of_an_empty_batch() -> None:
    assert to_tensor(np.zeros((0, 4, 4, 3), dtype=np.uint8)).shape == (0, 3, 4, 4)


def test_downscale_takes_block_means() -> None:
    images = torch.arange(48.0).reshape(1, 3, 4, 4)
    small = downscale(images, 2)
    torch.testing.assert_close(small[0, 0], torch.tensor([[2.5, 4.5], [10.5, 12.5]]))
    assert downscale(images, 1).shape == (1, 3, 1, 1)
    torch.testing.assert_close(downscale(images, 1).flatten(), images.mean((2, 3)).flatten())
    assert downscale(images, 4) is images


@pytest.mark.parametrize("size", [3, 8, 0, -2])
def test_downscale_needs_a_divisor(size: int) -> None:
    with pytest.raises(InputError, match=f"size: expected a divisor .*got {size} for 4 x 4"):
        downscale(torch.zeros(1, 3, 4, 4), size)


def test_downscale_needs_square_images() -> None:
    with pytest.raises(InputError, match="square"):
        downscale(torch.zeros(1, 3, 4, 8), 2)


def test_flip_returns_which_images_were_flipped() -> None:
    images = torch.rand(200, 3, 2, 5)
    result, flipped = random_horizontal_flip(images, torch.Generator().manual_seed(0))
    assert flipped.shape == (200,)
    assert 70 < flipped.sum().item() < 130
    torch.testing.assert_close(result[flipped], images[flipped].flip(-1))
    torch.testing.assert_close(result[~flipped], images[~flipped])


def test_flip_depends_on_the_generator() -> None:
    images = torch.rand(50, 3, 2, 2)
    first, second, other = (
        random_horizontal_flip(images, torch.Generator().manual_seed(seed))[1] for seed in (3, 3, 4)
    )
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_flips_do_not_depend_on_the_number_of_processes() -> None:
    images = torch.rand(24, 3, 2, 2)
    whole = random_horizontal_flip(images, torch.Generator().manual_seed(3))[1]
    for world_size in (2, 3):
        shards = [
            random_horizontal_flip(part, torch.Generator().manual_seed(3), rank, world_size)[1]
            for rank, part in enumerate(images.chunk(world_size))
        ]
        assert torch.equal(torch.cat(shards), whole)


def test_downscaled_depth_is_the_mean_of_full_blocks() -> None:
    depth = torch.tensor([[[1.0, 2.0, 9.0, 9.0], [3.0, 4.0, 9.0, 9.0], [5.0, 5.0, 0.0, 1.0], [5.0, 5.0, 1.0, 1.0]]])
    mask = torch.ones(1, 4, 4, dtype=torch.bool)
    mask[0, 2, 2] = False
    small, covered = downscale_depth(depth, mask, 2)
    assert small[0, 0].tolist() == [2.5, 9.0]
    assert small[0, 1, 0] == 5.0
    assert covered.tolist() == [[[True, True], [True, False]]]
    assert downscale_depth(depth, mask, 4)[0] is depth
    with pytest.raises(InputError, match="size: expected a divisor of square maps' size, got 3"):
        downscale_depth(depth, mask, 3)
