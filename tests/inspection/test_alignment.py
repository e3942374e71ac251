import numpy as np
import pytest
from PIL import Image

from probsym.inspection.alignment import measure_alignment, sharpness, symmetry_axis


def face(shift: tuple[int, int] = (0, 0), seed: int = 0, eyes: tuple[float, float] = (22.0, 42.0)) -> np.ndarray:
    """Two dark eyes and a mouth on a noisy ground, 64 x 64."""
    rows, columns = np.mgrid[:64, :64].astype(float)
    rows, columns = rows - shift[0], columns - shift[1]
    grey = np.full((64, 64), 160.0)
    for row, column, size in ((24, eyes[0], 4), (24, eyes[1], 4), (46, sum(eyes) / 2, 6)):
        grey -= 110 * np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 * size**2))
    grey += np.random.default_rng(seed).normal(0, 12, grey.shape)
    return np.repeat(grey.clip(0, 255)[..., None], 3, 2).astype(np.uint8)


def noise(count: int) -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (count, 64, 64, 3), dtype=np.uint8)


def test_equal_photos_have_agreement_one() -> None:
    found = measure_alignment(np.stack([face()] * 5))
    assert found.agreement == pytest.approx(1, abs=1e-4)
    assert found.shift_px == 0


def test_unrelated_photos_do_not_agree() -> None:
    assert abs(measure_alignment(noise(60)).agreement) < 0.005


def test_aligned_photos_agree_more_than_scattered_ones() -> None:
    aligned = measure_alignment(np.stack([face(seed=number) for number in range(40)]))
    places = np.random.default_rng(1).integers(-14, 15, (40, 2)).tolist()
    scattered = measure_alignment(np.stack([face((y, x), n) for n, (y, x) in enumerate(places)]))
    assert aligned.agreement > 0.5 > 0.2 > scattered.agreement
    assert aligned.shift_px <= 1 < 4 < scattered.shift_px
    assert aligned.symmetry > 0.9


def test_brightness_in_the_middle_counts_little() -> None:
    rows, columns = np.mgrid[:64, :64] - 31.5
    glow = 150 * np.exp(-(rows**2 + columns**2) / 800)[..., None]
    coarse = np.random.default_rng(2).integers(0, 100, (60, 12, 12, 3), dtype=np.uint8)
    scenes = [np.asarray(Image.fromarray(one).resize((64, 64), Image.Resampling.BICUBIC)) for one in coarse]
    images = (np.stack(scenes) + glow).clip(0, 255).astype(np.uint8)
    flat = images.mean(-1).reshape(60, -1)
    assert np.corrcoef(flat)[np.triu_indices(60, 1)].mean() > 0.6
    assert abs(measure_alignment(images).agreement) < 0.2


def test_objects_facing_one_side_are_not_symmetric() -> None:
    sideways = [face(seed=number, eyes=(10.0, 22.0)) for number in range(20)]
    assert measure_alignment(np.stack(sideways)).symmetry < 0.3


@pytest.mark.parametrize("twice", [-8, -3, 0, 1, 6])
def test_axis_of_a_symmetric_image(twice: int) -> None:
    half = np.random.default_rng(0).normal(size=(20, 40))
    whole = np.concatenate([half, half[:, ::-1]], axis=1)  # about 39.5
    left, width = 8 - twice // 2, 64 - twice % 2
    axis, correlation = symmetry_axis(whole[:, left : left + width])
    assert axis == 39.5 - left - (width - 1) / 2
    assert correlation == pytest.approx(1)


def test_the_axis_of_a_plain_image_is_in_the_middle() -> None:
    assert symmetry_axis(np.zeros((64, 64))) == (0, 0)


def test_frontal_views_are_their_own_mirror_images() -> None:
    frontal, half = face(), face()
    half = np.concatenate([half[:, :32], half[:, 31::-1]], axis=1)
    low, middle, high = measure_alignment(np.stack([half] * 3)).mirror
    assert low == pytest.approx(1, abs=1e-4)
    assert measure_alignment(np.stack([half, frontal, noise(1)[0]])).mirror[0] < middle <= high


def test_sharpness() -> None:
    sharp = noise(1)[0]
    soft = np.asarray(Image.fromarray(sharp).resize((8, 8)).resize((64, 64), Image.Resampling.BICUBIC))
    flat = np.full((64, 64, 3), 90, dtype=np.uint8)
    values = sharpness(np.stack([sharp, soft, flat]))
    assert values[0] > 20 * values[1] > 0
    assert values[2] == 0


def test_plain_photos_give_finite_numbers() -> None:
    found = measure_alignment(np.zeros((3, 64, 64, 3), dtype=np.uint8))
    assert np.isfinite([found.agreement, found.symmetry, found.shift_px, *found.mirror]).all()
