"""The supervised baseline: the depth net regresses the true depth in the camera frame (paper section 4)."""

from jaxtyping import Bool, Float
from torch import Tensor, nn

from probsym.losses.global_batch import shard_weight
from probsym.losses.likelihood import weighted_mean
from probsym.losses.objective import Terms
from probsym.models.autoencoder import Autoencoder


class DepthRegression(nn.Module):
    """Mean absolute error on the true foreground, in units of half the model's depth range."""

    def __init__(self, world_size: int = 1) -> None:
        """Build the loss of one of ``world_size`` processes, the mean of which is that of the whole batch."""
        super().__init__()
        self._world_size = world_size

    def forward(
        self,
        model: Autoencoder,
        images: Float[Tensor, "batch 3 size size"],
        depth: Float[Tensor, "batch size size"],
        mask: Bool[Tensor, "batch size size"],
    ) -> Terms:
        """Loss of ``images``, RGB in [0, 1].

        Args:
            model: its depth net is trained; its viewpoint is fixed, so that depth is in the camera frame.
            images: of the model's size.
            depth: true depth, scene units.
            mask: true foreground.
        """
        config = model.config
        half_range = (config.depth_max - config.depth_min) / 2
        difference = (model.depth(images) - depth).abs() / half_range
        weight = mask[:, None].to(images.dtype)
        loss = weighted_mean(difference[:, None], weight)
        if self._world_size > 1:
            loss = loss * shard_weight(weight, self._world_size)
        zero = images.new_zeros(())
        return Terms(loss, loss, zero, zero, zero, loss.detach() * half_range)
