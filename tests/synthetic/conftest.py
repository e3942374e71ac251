"""A small written set and a hand-made ICT-FaceKit, shared by the tests of the synthetic faces."""

from pathlib import Path

import numpy as np
import pytest

from probsym.synthetic.generate import generate
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings

COUNTS = {"train": 40, "val": 2, "test": 3}


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of 40 + 2 + 3 images of 32 x 32."""
    out = tmp_path_factory.mktemp("synthetic") / "faces"
    generate(procedural_head(), out, COUNTS, SceneSettings(size=32), seed=5)
    return out


@pytest.fixture(scope="session")
def ict_arrays() -> dict[str, np.ndarray]:
    """The arrays of an ICT-FaceKit file: the built-in head's front in centimetres, y up, z out of the face."""
    head = procedural_head()
    axes = np.array([6.2, -6.2, -6.2])
    offset = np.array([0.0, 4.5, 6.0])
    # Material 2 lies outside of what is read: it must be left out.
    material = np.zeros(len(head.triangles), np.uint8)
    material[head.neutral[head.triangles][:, :, 2].min(1) > 0.9] = 1
    return {
        "neutral": (head.neutral * axes + offset).astype(np.float32),
        "identity": (head.identity[:2] * axes).astype(np.float16),
        "expression": (head.expression[:2] * axes).astype(np.float16),
        "expression_name": np.array(["jawOpen", "mouthSmile_L"]),
        "triangles": head.triangles,
        "triangle_material": material,
        "material": np.array(["M_Face", "M_EyeLashes"]),
        "landmark68": head.landmarks,
    }
