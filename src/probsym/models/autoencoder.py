"""The photo-geometric autoencoder: image -> factors -> reconstruction (paper section 3, figure 2)."""

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from probsym.checks import check_shape
from probsym.config import ModelConfig
from probsym.errors import CheckpointError
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.models import outputs
from probsym.models.outputs import run_on_streams
from probsym.models.paper import ConfidenceNet, Encoder, EncoderDecoder
from probsym.models.pretrained import Pretrained
from probsym.models.refinement import RefinementNet, refinement_inputs
from probsym.models.slim import SlimConfidenceNet, SlimEncoder, SlimEncoderDecoder
from probsym.rendering.reprojection import reproject
from probsym.rendering.shading import compute_shading, shade
from probsym.types import Factors, Light, ModelOutput, Viewpoint


class Rendered(NamedTuple):
    """The part of a reconstruction that the objective needs."""

    image: Float[Tensor, "batch 3 size size"]
    mask: Bool[Tensor, "batch size size"]


class Autoencoder(Pretrained):
    """Five networks, optionally the refinement net, and the renderer; exported as ``probsym.Model``.

    ``from_pretrained`` loads a folder, or a repository on the Hugging Face Hub, with ``model.safetensors`` and
    ``config.json``; ``save_pretrained`` writes one. Weights are never pickled.
    """

    depth_net: nn.Module
    albedo_net: nn.Module
    viewpoint_net: nn.Module
    light_net: nn.Module | None
    confidence_net: nn.Module | None
    refinement_net: RefinementNet | None
    _viewpoint_parity: Tensor
    _light_parity: Tensor
    _translation_ranges: Tensor
    _forward_axis: Tensor

    def __init__(self, config: ModelConfig | None = None) -> None:
        super().__init__(config or ModelConfig())
        config = self.config
        # Buffers, on the weights' device: a copy from the host would end a CUDA graph capture.
        for name, values in {
            "_viewpoint_parity": outputs.VIEWPOINT_PARITY,
            "_light_parity": outputs.LIGHT_PARITY,
            "_translation_ranges": (config.translation_range, config.translation_range, config.translation_z_range),
            "_forward_axis": (0.0, 0.0, 1.0),
        }.items():
            self.register_buffer(name, torch.tensor(values, dtype=torch.float32), persistent=False)
        self.camera = PinholeCamera(config.image_size, config.fov_deg)
        size, width, latent = config.image_size, config.width, config.latent
        if config.architecture == "paper":
            encoder, encoder_decoder, confidence = Encoder, EncoderDecoder, ConfidenceNet
        else:
            encoder, encoder_decoder, confidence = SlimEncoder, SlimEncoderDecoder, SlimConfidenceNet
        self.depth_net = encoder_decoder(size, config.depth_width or width, latent, 1)
        self.albedo_net = encoder_decoder(size, width, latent, 3)
        self.viewpoint_net = encoder(size, config.viewpoint_width or width // 2, 6)
        self.light_net = encoder(size, width // 2, 4) if config.use_light else None
        self.confidence_net = (
            confidence(size, config.confidence_width or width, latent // 2) if config.use_confidence else None
        )
        self.refinement_net = RefinementNet(config.refinement_width) if config.refinement_width else None

    @property
    def background_depth(self) -> float:
        """Depth of pixels without visible surface: the largest depth plus half the depth range."""
        return self.config.depth_max + 0.5 * (self.config.depth_max - self.config.depth_min)

    def forward(self, images: Float[Tensor, "batch 3 size size"]) -> ModelOutput:
        """Factors and reconstruction of ``images``, RGB in [0, 1]."""
        return self.render(self.factors(images))

    def factors(self, images: Float[Tensor, "batch 3 size size"], with_confidence: bool = True) -> Factors:
        """The networks' prediction for ``images``, RGB in [0, 1]; the albedo is refined if the model can.

        Args:
            images: of the model's size.
            with_confidence: False: do not run the confidence net; the factors have no σ.

        Raises:
            InputError: the images are not of the model's size.
        """
        coarse = self.coarse_factors(images, with_confidence)
        if self.refinement_net is None:
            return coarse
        inputs = refinement_inputs(images, coarse, self.camera, self.config.shading_gamma)
        return dataclasses.replace(coarse, albedo=self.refinement_net.refine(coarse.albedo, inputs))

    def coarse_factors(self, images: Float[Tensor, "batch 3 size size"], with_confidence: bool = True) -> Factors:
        """The prediction of the paper's five networks for ``images``, RGB in [0, 1]: the albedo is not refined.

        Args:
            images: of the model's size.
            with_confidence: False: do not run the confidence net; the factors have no σ.

        Raises:
            InputError: the images are not of the model's size.
        """
        inputs = self._network_inputs(images)
        light_net, confidence_net = self.light_net, self.confidence_net if with_confidence else None
        calls: list[Callable[[], Any]] = [
            lambda: self.albedo_net(inputs),
            lambda: self._predict_with_flip(self.viewpoint_net, inputs, self._viewpoint_parity),
            lambda: None if light_net is None else self._predict_with_flip(light_net, inputs, self._light_parity),
            lambda: None if confidence_net is None else confidence_net(inputs),
            lambda: self._canonical_depth(inputs),
        ]
        raw_albedo, raw_viewpoint, raw_light, raw_sigma, depth = run_on_streams(images.device, calls)
        sigma: dict[str, Tensor] = {}
        if raw_sigma is not None:
            full, quarter = raw_sigma[0].float(), raw_sigma[1].float()
            sigma = {
                "sigma": full[:, :1],
                "sigma_flip": full[:, 1:],
                "sigma_features": quarter[:, :1],
                "sigma_features_flip": quarter[:, 1:],
            }
        return Factors(
            canonical_depth=depth,
            albedo=outputs.albedo_from_raw(raw_albedo.float()),
            light=self._light(raw_light, images),
            viewpoint=self._viewpoint(raw_viewpoint),
            **sigma,
        )

    def depth_and_viewpoint(
        self, images: Float[Tensor, "batch 3 size size"]
    ) -> tuple[Float[Tensor, "batch size size"], Viewpoint]:
        """Canonical depth and viewpoint of ``images``, RGB in [0, 1]; runs these two nets only.

        Raises:
            InputError: the images are not of the model's size.
        """
        inputs = self._network_inputs(images)
        raw_viewpoint = self._predict_with_flip(self.viewpoint_net, inputs, self._viewpoint_parity)
        return self._canonical_depth(inputs), self._viewpoint(raw_viewpoint)

    def depth(self, images: Float[Tensor, "batch 3 size size"]) -> Float[Tensor, "batch size size"]:
        """The canonical depth of ``images``, RGB in [0, 1]; runs the depth net only.

        Raises:
            InputError: the images are not of the model's size.
        """
        return self._canonical_depth(self._network_inputs(images))

    def raise_relief(self, depth: Float[Tensor, "batch size size"]) -> Float[Tensor, "batch size size"]:
        """The depth that this model predicts, with the relief that it has outside training; see ``relief_gain``.

        Unchanged unless the depth net is in training: predictions have that relief otherwise.
        """
        return self._times_relief_gain(depth) if self._trains_depth else depth

    def render(self, factors: Factors) -> ModelOutput:
        """Î = Π(Λ(a, d, l), d, w) (equation 1), with all intermediate maps."""
        with _autocast_disabled(factors):
            shading, normals = shade(factors.canonical_depth, factors.light, self.camera, self.config.shading_gamma)
            canonical_image = factors.albedo * shading
            image, depth, mask = self._reproject(canonical_image, factors.canonical_depth, factors.viewpoint)
        return ModelOutput(
            factors=factors,
            canonical_normals=normals,
            shading=shading,
            canonical_image=canonical_image,
            image=image,
            depth=depth,
            normals=normals_from_depth(depth, self.camera),
            mask=mask,
            shading_gamma=self.config.shading_gamma,
        )

    def render_pair(
        self, factors: Factors, albedo_flip: bool = True, depth_flip: bool = True
    ) -> tuple[Rendered, Rendered]:
        """The plain and the flipped reconstruction, Î (equation 1) and Î' (equation 2), in one batch of 2B.

        Args:
            factors: of B images.
            albedo_flip: flip the albedo in the flipped reconstruction.
            depth_flip: flip the depth in the flipped reconstruction.
        """
        albedo, depth = factors.albedo, factors.canonical_depth
        both_albedo = torch.cat([albedo, albedo.flip(3) if albedo_flip else albedo])
        both_depth = torch.cat([depth, depth.flip(2) if depth_flip else depth])
        light, view = factors.light, factors.viewpoint
        both_light = Light(*(torch.cat([part, part]) for part in (light.ambient, light.diffuse, light.direction)))
        both_view = Viewpoint(*(torch.cat([part, part]) for part in (view.rotation_rad, view.translation)))
        with _autocast_disabled(factors):
            shading = compute_shading(both_depth, both_light, self.camera, self.config.shading_gamma)
            image, _, mask = self._reproject(both_albedo * shading, both_depth, both_view)
        plain, flipped = zip(image.chunk(2), mask.chunk(2), strict=True)
        return Rendered(plain[0], plain[1]), Rendered(flipped[0], flipped[1])

    def grow(self, image_size: int, seed: int = 0) -> "Autoencoder":
        """A copy of a slim model for larger images: trained stages are copied, new ones initially contribute nothing.

        The coarse maps stay the same, enlarged; a refinement net works on all pixels of the larger images.

        Args:
            image_size: image size of the new model, pixels.
            seed: seed of the new stages' weights; the state of the global generator does not change.

        Raises:
            CheckpointError: the architecture cannot grow, or the image size is smaller than the model's.
        """
        if image_size < self.config.image_size:
            raise CheckpointError(f"image_size: expected {self.config.image_size} or more, got {image_size}")
        if self.config.architecture != "slim":
            raise CheckpointError(f"architecture: only slim models grow, got {self.config.architecture!r}")
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model = Autoencoder(dataclasses.replace(self.config, image_size=image_size))
        model.to(next(self.parameters()).device)
        model.load_state_dict(self.state_dict(), strict=False)
        model.name, model.detector = self.name, self.detector
        model.silhouette, model.object_net = self.silhouette, self.object_net
        return model

    def _network_inputs(self, images: Tensor) -> Tensor:
        """Images in [-1, 1], channels last."""
        size = self.config.image_size
        check_shape("images", images, (None, 3, size, size))
        return (images * 2 - 1).contiguous(memory_format=torch.channels_last)

    def _canonical_depth(self, inputs: Tensor) -> Tensor:
        config, depth = self.config, outputs.depth_from_raw(self.depth_net(inputs)[:, 0].float(), self.config)
        if self._trains_depth:
            return depth
        if config.flip_average_depth:
            flipped = self.depth_net(inputs.flip(3).contiguous(memory_format=torch.channels_last))
            depth = (depth + outputs.depth_from_raw(flipped[:, 0].float(), config).flip(2)) / 2
        return self._times_relief_gain(depth)

    @property
    def _trains_depth(self) -> bool:
        return self.training and all(weight.requires_grad for weight in self.depth_net.parameters())

    def _times_relief_gain(self, depth: Tensor) -> Tensor:
        """Multiply the deviation from the middle of the depth range."""
        if self.config.relief_gain == 1:
            return depth
        middle = (self.config.depth_min + self.config.depth_max) / 2
        return middle + self.config.relief_gain * (depth - middle)

    def _predict_with_flip(self, net: nn.Module, inputs: Tensor, parity: Tensor) -> Tensor:
        """The output of ``net``; with ``flip_average_pose`` averaged with that of the mirrored photo, by ``parity``."""
        if not self.config.flip_average_pose:
            return net(inputs).float()
        return outputs.predict_with_flip(net, inputs, parity)

    def _light(self, raw: Tensor | None, images: Tensor) -> Light:
        return outputs.ambient_light(images, self._forward_axis) if raw is None else outputs.light_from_raw(raw)

    def _viewpoint(self, raw: Tensor) -> Viewpoint:
        return outputs.viewpoint_from_raw(raw, self.config.rotation_range_deg, self._translation_ranges)

    def _reproject(self, image: Tensor, depth: Tensor, viewpoint: Viewpoint) -> tuple[Tensor, Tensor, Tensor]:
        return reproject(image, depth, viewpoint, self.camera, self.background_depth, self.config.supersampling)


def _autocast_disabled(factors: Factors) -> torch.autocast:
    """Keeps geometry and shading in float32: autocast would round points and rotations."""
    return torch.autocast(factors.canonical_depth.device.type, enabled=False)
