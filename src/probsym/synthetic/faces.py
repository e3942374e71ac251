"""Faces as a family: a linear shape model, painted skin and random backgrounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Float32, Int32, UInt8

from probsym.synthetic import background, face_appearance, scene
from probsym.synthetic.background import Background, fill_background, sample_background
from probsym.synthetic.face_appearance import Marks, Paint
from probsym.synthetic.face_painting import paint_surface
from probsym.synthetic.family import Fragments, Subject
from probsym.synthetic.mesh_kernels import blend_shapes
from probsym.synthetic.morphable import MorphableModel
from probsym.synthetic.settings import SceneSettings


@dataclass(frozen=True)
class FaceSubject:
    """One face with its expression and appearance."""

    model: MorphableModel
    points: Float32[np.ndarray, "vertices 3"]
    marking: tuple[Paint, Marks]
    """The symmetric and the asymmetric part of its albedo."""

    @property
    def triangles(self) -> Int32[np.ndarray, "triangles 3"]:
        """Those of the model."""
        return self.model.triangles

    @property
    def triangle_region(self) -> UInt8[np.ndarray, " triangles"]:
        """Those of the model."""
        return self.model.triangle_region

    @property
    def landmarks(self) -> Int32[np.ndarray, " 68"]:
        """The Multi-PIE landmarks."""
        return self.model.landmarks

    @property
    def crop(self) -> Bool[np.ndarray, " vertices"]:
        """The front of the face."""
        return self.model.crop

    @property
    def front_weight(self) -> Float[np.ndarray, " vertices"]:
        """That of the mean face."""
        return self.model.front_weight

    def paint(
        self, face: Int32[np.ndarray, "size size"], bary: Float[np.ndarray, "size size 3"]
    ) -> tuple[Float[np.ndarray, "size size 3"], Float[np.ndarray, "size size 3"]]:
        """Skin, hair and features; the marks are freckles, moles and scars."""
        model = self.model
        return paint_surface(
            face, bary, model.triangles, model.triangle_region, model.paint_position, model.lines, *self.marking
        )

    def sample_background(self, rng: np.random.Generator) -> Background:
        """Gradients, noise, stripes and shapes."""
        return sample_background(rng)

    def fill_background(
        self,
        color: Float[np.ndarray, "samples samples 3"],
        fragments: Fragments,
        light: Float[np.ndarray, " 5"],
        background: Background,
    ) -> None:
        """Nothing of the face falls on its background."""
        fill_background(color, fragments.face, background)

    def add_gloss(
        self, color: Float[np.ndarray, "samples samples 3"], fragments: Fragments, lamp: np.random.Generator
    ) -> None:
        """None beyond the highlights of the realistic light."""


@dataclass(frozen=True)
class FaceFamily:
    """All faces of one linear shape model."""

    model: MorphableModel

    @property
    def name(self) -> str:
        """That of the model."""
        return self.model.name

    @property
    def landmark_names(self) -> None:
        """The 68 Multi-PIE landmarks have numbers only."""
        return

    def draw(
        self, identities: Sequence[np.random.Generator], own: Sequence[np.random.Generator], settings: SceneSettings
    ) -> list[Subject]:
        """Another identity for each, about half of them with an expression."""
        coefficients, markings = [], []
        for person, photo in zip(identities, own, strict=True):
            paint, marks = face_appearance.sample_appearance(person)
            if settings.texture_noise is not None:
                paint = paint._replace(texture=settings.texture_noise)
            markings.append((paint, marks))
            identity = scene.sample_identity(person, self.model, settings)
            coefficients.append(np.concatenate([identity, scene.sample_expression(photo, self.model, settings)]))
        neutral, modes = self.model.neutral.reshape(-1), self.model.modes
        shapes = blend_shapes(neutral, modes, np.stack(coefficients).astype(np.float32))
        return [
            FaceSubject(self.model, shape.reshape(-1, 3), marking)
            for shape, marking in zip(shapes, markings, strict=True)
        ]

    def describe(self, settings: SceneSettings) -> dict[str, Any]:
        """Counts of the model, and every distribution."""
        model, painted = self.model, dict(face_appearance.FACE_DISTRIBUTIONS)
        if settings.texture_noise is not None:
            painted["texture"] = (
                f"symmetric noise of 3 octaves, amplitude {settings.texture_noise} of the skin's colour"
            )
        return {
            "shape": {
                "model": model.name,
                "vertices": len(model.neutral),
                "triangles": len(model.triangles),
                "identity": f"{len(model.identity)} modes, standard normal cut at {settings.identity_max}",
                "expression": f"{settings.expression_share} of the samples: two of {len(model.presets)} mixtures, "
                "strengths uniform in [0, 1] and [0, 0.5]; neutral else",
            },
            "appearance": painted,
            "background": background.BACKGROUND_DISTRIBUTIONS,
        }
