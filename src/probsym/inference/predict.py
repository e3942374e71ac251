"""Run a model over images in batches: the one loop that reconstruction, evaluation and benchmarks share.

```python
for images, part in predict(model, photos):  # part: a ModelOutput of the batch
    ...
depth = torch.cat([depth for _, depth in predict(model, photos, call=model.depth)])
```
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, overload

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from probsym.checks import check_range
from probsym.data.transforms import to_tensor
from probsym.models.autoencoder import Autoencoder
from probsym.types import ModelOutput

BATCH_SIZE = 32
"""Images at a time, unless the caller says otherwise."""

Images = UInt8[np.ndarray, "batch size size 3"] | Float[Tensor, "batch 3 size size"]
"""Square RGB: bytes from 0 to 255 (a memory map will do), or floats in [0, 1]."""
_Result = TypeVar("_Result")


@overload
def predict(
    model: Autoencoder, images: Images, *, batch_size: int = BATCH_SIZE
) -> Iterator[tuple[Tensor, ModelOutput]]: ...
@overload
def predict(
    model: Autoencoder, images: Images, call: Callable[[Tensor], _Result], batch_size: int = BATCH_SIZE
) -> Iterator[tuple[Tensor, _Result]]: ...
def predict(
    model: Autoencoder, images: Images, call: Callable[[Tensor], Any] | None = None, batch_size: int = BATCH_SIZE
) -> Iterator[tuple[Tensor, Any]]:
    """Run ``call`` on all images, batch by batch, without gradients.

    Args:
        model: in ``eval`` mode; its device is used.
        images: B x S x S x 3 bytes or B x 3 x S x S floats in [0, 1], with S the model's size, or one that ``call``
            takes. A memory-mapped array is read batch by batch.
        call: what to compute of a batch: ``model`` itself (the default: factors and rendering), ``model.factors``
            (no rendering), ``model.depth``, or any function of a batch in [0, 1] on the model's device.
        batch_size: images at a time.

    Yields:
        Each batch as the model got it (float32 in [0, 1], on its device), and what ``call`` returned for it.

    Raises:
        InputError: images of a size that ``call`` does not take, or ``batch_size`` below 1.
    """
    check_range("batch_size", batch_size, 1, 2**20)
    for start in range(0, len(images), batch_size):
        yield predict_batch(model, images[start : start + batch_size], call or model)


def predict_batch(
    model: Autoencoder, images: Images, call: Callable[[Tensor], _Result]
) -> tuple[Float[Tensor, "batch 3 size size"], _Result]:
    """Run ``call`` on one batch; see :func:`predict`. Any thread may call this."""
    device = next(model.parameters()).device
    with torch.inference_mode():
        batch = (images.float() if isinstance(images, Tensor) else to_tensor(images)).to(device)
        return batch, call(batch)
