import io

import numpy as np
import pytest
from PIL import Image

from probsym.inspection.duplicates import SAME_BITS, difference_hash, duplicate_groups, surplus


def picture(seed: int, size: int = 64) -> np.ndarray:
    """Smooth colours that no two seeds share."""
    coarse = np.random.default_rng(seed).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((size, size), Image.Resampling.BICUBIC))


def distance(one: np.ndarray, other: np.ndarray) -> int:
    return int(np.bitwise_count(difference_hash(one) ^ difference_hash(other)).sum())


def test_hash_bits_by_hand() -> None:
    rising = np.repeat(np.arange(17, dtype=np.uint8)[None, :, None], 16, 0).repeat(3, 2)
    assert (difference_hash(rising) == np.uint64(2**64 - 1)).all()
    assert (difference_hash(rising[:, ::-1]) == 0).all()
    assert (difference_hash(np.full((5, 7, 3), 9, dtype=np.uint8)) == 0).all()


def test_the_same_picture_resized_and_recompressed_is_the_same() -> None:
    buffer = io.BytesIO()
    Image.fromarray(picture(1)).resize((50, 50)).save(buffer, "JPEG", quality=60)
    again = np.asarray(Image.open(buffer).convert("RGB").resize((64, 64)))
    assert distance(picture(1), again) <= SAME_BITS
    assert distance(picture(1), picture(2)) > 3 * SAME_BITS


def test_equal_and_nearly_equal_photos_are_grouped() -> None:
    a, b, c = (difference_hash(picture(seed)) for seed in range(3))
    nearly = b.copy()
    nearly[0] ^= np.uint64(0b111)
    hashes = np.stack([a, b, c, nearly, a, b])
    assert duplicate_groups(hashes) == [[1, 3, 5], [0, 4]]
    assert duplicate_groups(hashes, same_bits=0) == [[0, 4], [1, 5]]
    assert surplus(duplicate_groups(hashes)) == 3
    assert duplicate_groups(hashes[:3]) == []


def test_groups_over_many_rows() -> None:
    hashes = np.random.default_rng(0).integers(0, 2**64, (700, 4), dtype=np.uint64)
    hashes[650] = hashes[3]
    assert duplicate_groups(hashes) == [[3, 650]]


def test_blocks_give_what_all_pairs_give() -> None:
    """Long chains across many blocks, against a comparison of each pair."""
    rng = np.random.default_rng(1)
    centres = rng.integers(0, 2**64, (40, 4), dtype=np.uint64)
    hashes = centres[rng.integers(0, 40, 1500)]
    flips = rng.integers(0, 12, (1500, 9))
    for column in range(9):
        hashes[np.arange(1500), column % 4] ^= np.uint64(1) << flips[:, column].astype(np.uint64)
    steps: list[tuple[int, int]] = []
    groups = duplicate_groups(hashes, same_bits=8, progress=lambda *step: steps.append(step))
    near = np.bitwise_count(hashes[:, None] ^ hashes[None]).sum(-1) <= 8
    label = np.arange(1500)
    for _ in range(1500):
        smallest = np.where(near, label[None], 1500).min(1)
        if (smallest == label).all():
            break
        label = smallest
    expected = [np.flatnonzero(label == root).tolist() for root in np.unique(label) if (label == root).sum() > 1]
    assert sorted(groups) == sorted(expected)
    assert 40 < len(groups) < 400
    assert not steps


def test_progress_for_many_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("probsym.inspection.duplicates.BLOCK_ROWS", 8)
    monkeypatch.setattr("probsym.inspection.duplicates.BLOCK_COLUMNS", 16)
    hashes = np.random.default_rng(2).integers(0, 2**64, (20, 4), dtype=np.uint64)
    hashes[19] = hashes[2] ^ np.uint64(1)
    steps: list[tuple[int, int]] = []
    assert duplicate_groups(hashes, progress=lambda *step: steps.append(step)) == [[2, 19]]
    assert steps == [(8, 20), (16, 20), (20, 20)]


def test_groups_are_joined_transitively() -> None:
    chain = np.zeros((3, 4), dtype=np.uint64)
    chain[1, 0], chain[2, 0] = 0b1111, 0b11111111
    assert duplicate_groups(chain, same_bits=4) == [[0, 1, 2]]
