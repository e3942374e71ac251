"""``probsym export``: export a model to ONNX."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from probsym.cli.startup import heavy_imports


@dataclass(frozen=True)
class Export:
    """Export a model's networks to ONNX, for use without torch: JavaScript, C++, C#, phones.

    The input is a batch of cropped photos; the outputs are the factors. Needs the extra onnx: pip install
    'probsym[onnx]'.
    """

    model: Annotated[tyro.conf.Positional[str], tyro.conf.arg(metavar="MODEL")]
    """Shipped model (face-64, face-128, cat-64, cat-128, car-64, synface-64), or the folder of a run or model."""
    out: Path
    """Output folder for model.onnx and model.json, which describes inputs and outputs; for models with a refinement
    network also for refine.onnx and refine.json."""
    fp16: bool = False
    """Store the weights as float16 (model_fp16.onnx), at half the size; inputs, outputs and arithmetic stay float32."""


def run(args: Export) -> None:
    """Export the model.

    Raises:
        ProbsymError: bad input, or the extra is not installed; nothing has been written then.
        OSError: a file cannot be written.
    """
    from probsym.cli.messages import show_step
    from probsym.io import check_output_folder

    with heavy_imports():
        from probsym.export.onnx import write_onnx
        from probsym.inference.loading import load
        from probsym.inference.model_folders import copy_licence

    check_output_folder("out", args.out)
    with show_step(f"exporting {args.model}"):
        path, differences = write_onnx(load(args.model), Path(args.model).resolve().name, args.out, args.fp16)
    copy_licence(args.model, args.out)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, described in {path.with_suffix('.json').name}")
    largest = max(differences.values())
    print(f"largest difference to torch: depth {differences['canonical_depth']:.1e}, any output {largest:.1e}")
