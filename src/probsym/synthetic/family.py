"""What a kind of thing provides to be rendered as a synthetic set: its shapes, its appearance and its surroundings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Int32, UInt8

from probsym.synthetic.scene import Placement
from probsym.synthetic.settings import SceneSettings


@dataclass(frozen=True)
class Fragments:
    """The samples of one rasterised image, and where they are seen from."""

    face: Int32[np.ndarray, "samples samples"]
    """Triangle index, -1 for background."""
    bary: Float[np.ndarray, "samples samples 3"]
    """Perspective-correct barycentric coordinates."""
    normals: Float[np.ndarray, "samples samples 3"]
    """Unit normals in the canonical frame, towards +z; 0 for background."""
    placed: Placement
    rotation: Float[np.ndarray, "3 3"]
    """From the canonical frame to the view."""
    camera_position: Float[np.ndarray, " 3"]
    """In the canonical frame."""
    focal: float
    """Focal length in samples."""
    center: float
    """Principal point in samples, on both axes."""


@runtime_checkable
class Subject(Protocol):
    """One thing of a family, before pose and light."""

    @property
    def points(self) -> Float[np.ndarray, "vertices 3"]:
        """Vertices seen from the front, symmetric about x = 0; x right, y down, z into the scene, any unit."""
        ...

    @property
    def triangles(self) -> Int32[np.ndarray, "triangles 3"]:
        """Vertex indices; (b - a) x (c - a) points out of the surface."""
        ...

    @property
    def triangle_region(self) -> UInt8[np.ndarray, " triangles"]:
        """Material of each triangle, a number of the family's own."""
        ...

    @property
    def landmarks(self) -> Int32[np.ndarray, " landmarks"]:
        """Vertex indices of the named points."""
        ...

    @property
    def crop(self) -> Bool[np.ndarray, " vertices"]:
        """Vertices that the crop's bounding box encloses."""
        ...

    @property
    def front_weight(self) -> Float[np.ndarray, " vertices"]:
        """Weights, with sum 1, whose mean depth is that of the front."""
        ...

    def paint(
        self, face: Int32[np.ndarray, "size size"], bary: Float[np.ndarray, "size size 3"]
    ) -> tuple[Float[np.ndarray, "size size 3"], Float[np.ndarray, "size size 3"]]:
        """Albedo at the rasterised samples, with and without the asymmetric marks; 0 for background."""
        ...

    def sample_background(self, rng: np.random.Generator) -> Any:
        """Draw what ``fill_background`` paints."""
        ...

    def fill_background(
        self,
        color: Float[np.ndarray, "samples samples 3"],
        fragments: Fragments,
        light: Float[np.ndarray, " 5"],
        background: Any,
    ) -> None:
        """Write the display colours, [0, 1], of the samples without a triangle in place."""
        ...

    def add_gloss(
        self, color: Float[np.ndarray, "samples samples 3"], fragments: Fragments, lamp: np.random.Generator
    ) -> None:
        """Add reflections of the surroundings in place; called for realistic light only."""
        ...


@runtime_checkable
class Family(Protocol):
    """A kind of thing: draws its members at random."""

    @property
    def name(self) -> str:
        """Short name, stored in the card of a set."""
        ...

    @property
    def landmark_names(self) -> tuple[str, ...] | None:
        """Names of the landmarks; None for the 68 Multi-PIE landmarks of faces."""
        ...

    def draw(
        self, identities: Sequence[np.random.Generator], own: Sequence[np.random.Generator], settings: SceneSettings
    ) -> list[Subject]:
        """One member for each pair of generators: the first for what it is, the second for how it is in one photo."""
        ...

    def describe(self, settings: SceneSettings) -> dict[str, Any]:
        """The parts "shape", "appearance" and "background" of a set's card."""
        ...
