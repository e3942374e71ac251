"""Means over a batch that several processes share, each with a shard of equal size.

DistributedDataParallel averages the gradients of the processes. The mean of the shards' means is the mean over the
batch where each counts equally, as for a mean over images; not where the number of valid pixels differs.
"""

import torch
from jaxtyping import Float
from torch import Tensor


def sum_over_processes(value: Tensor, world_size: int) -> Tensor:
    """Sum of the processes' tensors, without gradients; all of ``world_size`` processes have to call it."""
    total = value.detach()
    if world_size > 1:
        total = total.clone()
        torch.distributed.all_reduce(total)
    return total


def shard_weight(weight: Tensor, world_size: int) -> Float[Tensor, ""]:
    """Factor on the weighted mean of this process's shard, so that the processes' mean is that of the whole batch.

    ``world_size`` times the share of this process in all weights; 1 for a single process.

    Args:
        weight: of each pixel of this shard, as for :func:`probsym.losses.likelihood.weighted_mean`.
        world_size: processes that share the batch.
    """
    ours = weight.detach().sum()
    if world_size == 1:
        return torch.ones_like(ours)
    return world_size * ours / sum_over_processes(ours, world_size).clamp(min=1e-6)
