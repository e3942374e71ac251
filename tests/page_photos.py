"""The smallest photo that a page can hold."""

import base64
import io
from typing import Any

import numpy as np
from PIL import Image


def tiny_page_photo(name: str) -> dict[str, Any]:
    """As :func:`probsym.export.page.page_entry` makes it, of 8 pixels a side."""

    def values(count: int) -> str:
        return base64.b64encode(np.ones(count, "<f4").tobytes()).decode()

    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "WEBP")
    return {
        "name": name,
        "size": 8,
        "fov_deg": 10.0,
        "canonical_depth": values(64),
        "albedo": values(48),
        "sigma": None,
        "sigma_flip": values(64),
        "light": {"ambient": 0.5, "diffuse": 0.5, "direction": [0.0, 0.1, 1.0], "gamma": 1.0},
        "viewpoint": {"rotation_rad": [0.0, 0.1, 0.0], "translation": [0.0, 0.0, 0.0]},
        "cutout": None,
        "photo": "data:image/webp;base64," + base64.b64encode(picture.getvalue()).decode(),
    }
