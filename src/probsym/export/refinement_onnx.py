"""The refinement network as an ONNX file: a photo and its factors in, the sharper albedo out.

The file also finds where the photo sees each canonical point, so that nothing is left to be computed outside. It is
kept apart from the other networks, whose every shape is fixed: the number of pixels that its z-buffer compares depends
on the photo. Like theirs, its graph ships with the package, so no exporter runs.
"""

from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from probsym import __version__
from probsym.config import ModelConfig
from probsym.errors import CheckpointError
from probsym.export.formats import import_for_onnx
from probsym.export.graph_files import kept_graph, with_distinct_weights, with_weights, without_weights
from probsym.export.onnx_file import exported, finish, named_factors
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import motion
from probsym.models.autoencoder import Autoencoder
from probsym.models.refinement import RefinementNet, inputs_from_visibility
from probsym.rendering.grid_depth import rasterize_grid_depth
from probsym.rendering.reprojection import transform_project_torch
from probsym.rendering.visibility import BACKGROUND_DEPTH, visibility_from_nearest
from probsym.types import Factors, Light, Viewpoint

REFINED_OUTPUT = "refined_albedo"
"""Name of the only output."""


class _Finished(nn.Module):
    """One photo and its coarse factors to the refined albedo of :meth:`Autoencoder.factors`."""

    def __init__(self, network: RefinementNet, camera: PinholeCamera, shading_gamma: float) -> None:
        super().__init__()
        self.network = network
        self.camera = camera
        self.shading_gamma = shading_gamma

    def forward(
        self,
        images: Float[Tensor, "1 3 size size"],
        canonical_depth: Float[Tensor, "1 size size"],
        albedo: Float[Tensor, "1 3 size size"],
        light_ambient: Float[Tensor, "1"],
        light_diffuse: Float[Tensor, "1"],
        light_direction: Float[Tensor, "1 3"],
        rotation_rad: Float[Tensor, "1 3"],
        translation: Float[Tensor, "1 3"],
    ) -> Float[Tensor, "1 3 size size"]:
        camera, depth = self.camera, canonical_depth
        view = Viewpoint(rotation_rad, translation)
        factors = Factors(depth, albedo, Light(light_ambient, light_diffuse, light_direction), view)
        lens = (camera.focal, camera.center)
        vertices = transform_project_torch(depth, *motion(view), *lens, *lens)
        nearest = rasterize_grid_depth(vertices, camera.size, BACKGROUND_DEPTH)
        visibility = visibility_from_nearest(depth, view, camera, nearest, nearest < BACKGROUND_DEPTH)
        inputs = inputs_from_visibility(images, factors, visibility, camera, self.shading_gamma)
        return self.network.refine(albedo, inputs)


def refinement_onnx(model: Autoencoder, name: str) -> bytes:
    """The refinement network of ``model`` as an ONNX file, float32, for one photo at a time.

    Args:
        model: in evaluation mode, on the CPU.
        name: of the model, for the file's metadata.

    Raises:
        InputError: the packages of the extra ``onnx`` are not installed.
        CheckpointError: the model has no refinement network.
    """
    network = _network(model)
    path = refinement_graph_file(model.config)
    proto = with_weights(path.read_bytes(), network) if path.is_file() else _exported(model)
    return finish(proto, describe_refinement(model, name))


def refinement_graph_file(config: ModelConfig) -> Path:
    """Where the graph of refinement networks of models with this configuration is kept."""
    return kept_graph(
        f"refinement {config.refinement_width} {config.image_size} {config.fov_deg} {config.shading_gamma}"
    )


def make_refinement_graph(config: ModelConfig) -> bytes:
    """The graph of the refinement network with this configuration, an ONNX file in which weights are only named.

    Raises:
        InputError: the packages of the extra ``onnx`` are not installed.
        CheckpointError: models with this configuration have no refinement network.
    """
    model = with_distinct_weights(lambda: Autoencoder(config).eval())
    return without_weights(finish(_exported(model), describe_refinement(model, "graph")), _network(model))


def describe_refinement(
    model: Autoencoder, name: str, weights: Literal["float32", "float16"] = "float32"
) -> dict[str, Any]:
    """What the other side has to know, ready for JSON: shapes and meanings.

    Args:
        model: whose network is written.
        name: of the model.
        weights: their type in the file.
    """
    images, *factors = _inputs(model, torch.zeros(1, 3, model.camera.size, model.camera.size)).items()
    described = {images[0]: {"shape": list(images[1].shape), "meaning": "the photo that the factors are of"}}
    described |= {
        key: {"shape": list(tensor.shape), "meaning": "the output of the same name of the other file"}
        for key, tensor in factors
    }
    return {
        "model": name,
        "probsym_version": __version__,
        "weights": weights,
        "inputs": described,
        "outputs": {
            REFINED_OUTPUT: {
                "shape": described["albedo"]["shape"],
                "meaning": "RGB, 0 to 1, in the canonical frame: sharper than albedo",
            }
        },
    }


def refinement_disagreement(content: bytes, model: Autoencoder, photos: int = 5) -> dict[str, float]:
    """Largest absolute difference between the file in onnxruntime and ``model`` in torch, by output.

    Args:
        content: of an ONNX file.
        model: whose refinement network it holds.
        photos: number of random images.

    Raises:
        InputError: onnxruntime is not installed.
    """
    session = import_for_onnx("onnxruntime").InferenceSession(content, providers=["CPUExecutionProvider"])
    size = model.camera.size
    largest = 0.0
    for image in torch.rand(photos, 1, 3, size, size, generator=torch.Generator().manual_seed(0)):
        (came,) = session.run(None, {key: tensor.numpy() for key, tensor in _inputs(model, image).items()})
        with torch.inference_mode():
            largest = max(largest, float(np.abs(model.factors(image).albedo.numpy() - came).max()))
    return {REFINED_OUTPUT: largest}


def _network(model: Autoencoder) -> RefinementNet:
    if model.refinement_net is None:
        raise CheckpointError("model: expected one with a refinement network, got refinement_width 0")
    return model.refinement_net


def _exported(model: Autoencoder) -> Any:
    finished = _Finished(_network(model), model.camera, model.config.shading_gamma)
    examples = _inputs(model, torch.zeros(1, 3, model.camera.size, model.camera.size))
    return exported(finished, examples, [REFINED_OUTPUT], few_constants=True)


def _inputs(model: Autoencoder, image: Float[Tensor, "1 3 size size"]) -> dict[str, Tensor]:
    """The inputs of the file for a photo, in their order."""
    with torch.no_grad():
        factors = model.coarse_factors(image, with_confidence=False)
    return {"images": image, **named_factors(factors)}
