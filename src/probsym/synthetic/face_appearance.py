"""Random appearance of a face: skin, hair, lips, eyes, make-up and marks."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

MELANIN = (0.013, 0.35)
"""Volume fraction of melanosomes in the epidermis, log-uniform (light to dark skin)."""
HAEMOGLOBIN = (0.02, 0.07)
"""Volume fraction of blood in the dermis, uniform."""
MAX_MOLES = 6
MAX_SCARS = 2

FACE_DISTRIBUTIONS = {
    "melanin": f"volume share, log-uniform in {MELANIN}",
    "haemoglobin": f"volume share, uniform in {HAEMOGLOBIN}",
    "skin": "three-band absorption of melanin and haemoglobin over (0.90, 0.80, 0.72) in R, G, B",
    "lips": "skin with 2 to 5 times the blood; lipstick in 15 %",
    "hair": "black, browns, red, blond, grey; hair line 0.72 to 1.15 eye distances above the eyes; bald in 12 %",
    "brows": "hair colour darkened; half width 0.045 to 0.10 eye distances; strength 0.45 to 0.95",
    "iris": "brown, hazel, green, blue or grey",
    "stubble": "strength uniform in [0, 0.6] in 40 %, else 0",
    "make-up": "in 25 %: eye shadow, eye liner and blush",
    "freckles": "asymmetric; density uniform in [0.05, 0.35] in 20 %, else 0",
    "moles": f"asymmetric; Poisson of mean 1.2, at most {MAX_MOLES}; radius 0.015 to 0.05 eye distances",
    "scars": f"asymmetric; 1 in 15 %, 2 in 5 %; length 0.15 to 0.5 eye distances, at most {MAX_SCARS}",
    "texture": "symmetric noise of 3 octaves, amplitude 0.02 to 0.08 of the skin's colour",
}


Color = tuple[float, float, float]
"""RGB in [0, 1]."""


class Paint(NamedTuple):
    """The symmetric part of one face's albedo; lengths are in eye distances.

    Numbers and tuples only: numba would count references to arrays at every call.
    """

    skin: Color
    flush: Color
    """Multiplies the skin of cheeks and nose tip."""
    lips: Color
    hair: Color
    brow: Color
    iris: Color
    shadow: Color
    brow_width: float
    brow_strength: float
    lips_strength: float
    flush_strength: float
    stubble: float
    hair_line: float
    """Height above the eyes."""
    hair_strength: float
    """0: bald."""
    temple: float
    """Recession of the hair line at the temples."""
    texture: float
    texture_scale: float
    liner: float
    shadow_strength: float
    iris_radius: float
    seed: int
    """Seed of the texture noise."""


class Marks(NamedTuple):
    """The asymmetric part of one face's albedo; lengths are in eye distances."""

    color: Color
    """Multiplies the skin in freckles and moles."""
    freckles: float
    """Fraction of the grid cells with a freckle."""
    moles: Float[np.ndarray, "moles 3"]
    """x, y, radius."""
    scars: Float[np.ndarray, "scars 6"]
    """Segment x0, y0, x1, y1, half width, strength."""
    seed: int


_HAIRS = np.array(
    [
        [0.05, 0.04, 0.04],
        [0.12, 0.08, 0.06],
        [0.25, 0.16, 0.10],
        [0.40, 0.26, 0.15],
        [0.45, 0.20, 0.09],
        [0.68, 0.54, 0.33],
        [0.60, 0.58, 0.56],
    ]
)
_IRISES = np.array([[0.20, 0.11, 0.06], [0.36, 0.24, 0.11], [0.30, 0.36, 0.20], [0.28, 0.42, 0.56], [0.42, 0.46, 0.48]])


def skin_color(melanin: float, haemoglobin: float) -> Float[np.ndarray, " 3"]:
    """RGB albedo of skin: light passes the melanin twice and is reflected by the dermis.

    Args:
        melanin: volume share of melanosomes in the epidermis, about 0.01 to 0.43.
        haemoglobin: volume share of blood in the dermis, about 0.02 to 0.07.
    """
    base = np.array([0.90, 0.80, 0.72])
    melanin_absorption = np.array([1.6, 2.7, 3.6])
    blood_absorption = np.array([0.6, 3.5, 3.0])
    return base * np.exp(-melanin_absorption * melanin - blood_absorption * haemoglobin)


def sample_appearance(rng: np.random.Generator) -> tuple[Paint, Marks]:
    """Draw the appearance of one face from ``FACE_DISTRIBUTIONS``."""
    low, high = np.log(MELANIN)
    melanin = float(np.exp(rng.uniform(low, high)))
    blood = float(rng.uniform(*HAEMOGLOBIN))
    skin = skin_color(melanin, blood)
    flush = skin_color(melanin, blood + rng.uniform(0.01, 0.05)) / skin
    dark = melanin > 0.12
    hair = _HAIRS[rng.integers(0, 3 if dark else len(_HAIRS))] * rng.uniform(0.8, 1.2)
    iris = _IRISES[rng.integers(0, 2 if dark else len(_IRISES))] * rng.uniform(0.8, 1.2)
    lips = skin_color(melanin * 0.8, blood * rng.uniform(2.0, 5.0))
    made_up, lipstick = rng.random() < 0.25, rng.random() < 0.15
    stick = np.array([rng.uniform(0.4, 0.75), rng.uniform(0.08, 0.25), rng.uniform(0.12, 0.35)])
    shadow = rng.uniform(0.15, 0.6, 3)
    brow_width, brow_strength, lips_strength = rng.uniform(0.045, 0.10), rng.uniform(0.45, 0.95), rng.uniform(0.6, 0.95)
    flush_strength = rng.uniform(0.2, 1.0) * (1.5 if made_up else 1.0)
    stubble = rng.uniform(0.0, 0.6) * (rng.random() < 0.4)
    hair_line, haired, temple = rng.uniform(0.72, 1.15), rng.random() >= 0.12, rng.uniform(0.0, 0.35)
    texture, texture_scale = rng.uniform(0.02, 0.08), rng.uniform(4.0, 9.0)
    liner = rng.uniform(0.4, 0.9) if made_up else rng.uniform(0.1, 0.35)
    shadow_strength = rng.uniform(0.2, 0.6) * made_up
    freckles = rng.uniform(0.05, 0.35) * (rng.random() < 0.2)
    iris_radius = rng.uniform(0.088, 0.102)
    moles, scars = _sample_moles(rng), _sample_scars(rng)
    tint = np.array([0.62, 0.48, 0.42]) * rng.uniform(0.7, 1.1)
    seed = int(rng.integers(0, 2**31))
    paint = Paint(
        skin=_color(skin),
        flush=_color(flush),
        lips=_color(stick if lipstick else lips),
        hair=_color(hair),
        brow=_color(hair * 0.75),
        iris=_color(iris),
        shadow=_color(shadow),
        brow_width=brow_width,
        brow_strength=brow_strength,
        lips_strength=lips_strength,
        flush_strength=flush_strength,
        stubble=stubble,
        hair_line=hair_line,
        hair_strength=float(haired),
        temple=temple,
        texture=texture,
        texture_scale=texture_scale,
        liner=liner,
        shadow_strength=shadow_strength,
        iris_radius=iris_radius,
        seed=seed,
    )
    return paint, Marks(_color(tint), freckles, moles, scars, seed)


def _sample_moles(rng: np.random.Generator) -> Float[np.ndarray, "moles 3"]:
    moles = np.stack(
        [rng.uniform(-1.0, 1.0, MAX_MOLES), rng.uniform(-0.9, 1.6, MAX_MOLES), rng.uniform(0.015, 0.05, MAX_MOLES)], 1
    )[: min(MAX_MOLES, int(rng.poisson(1.2)))]
    return np.ascontiguousarray(moles)


def _sample_scars(rng: np.random.Generator) -> Float[np.ndarray, "scars 6"]:
    start = np.stack([rng.uniform(-0.9, 0.9, MAX_SCARS), rng.uniform(-0.9, 1.4, MAX_SCARS)], 1)
    angle, length = rng.uniform(0, np.pi, MAX_SCARS), rng.uniform(0.15, 0.5, MAX_SCARS)
    end = start + length[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
    size = np.stack([rng.uniform(0.01, 0.03, MAX_SCARS), rng.uniform(0.3, 0.8, MAX_SCARS)], 1)
    scars = np.concatenate([start, end, size], 1)[: int(rng.choice(3, p=[0.8, 0.15, 0.05]))]
    return np.ascontiguousarray(scars)


def _color(values: Float[np.ndarray, " 3"]) -> Color:
    red, green, blue = np.clip(values, 0, 1).tolist()
    return red, green, blue
