"""``probsym export``: a model's networks as an ONNX file."""

from dataclasses import dataclass
from pathlib import Path

import tyro

LICENCE = "LICENSE-weights.txt"


@dataclass(frozen=True)
class Export:
    """Write a model's networks as an ONNX file, for programs without torch: JavaScript, C++, C#, phones.

    A photo goes in and finished factors come out, for any batch size. Needs the extra onnx: pip install
    'probsym[onnx]'.
    """

    model: tyro.conf.Positional[str]
    """Shipped model (face-64, face-128, cat-64, cat-128, synface-64), or the folder of a run or of a model."""
    out: Path
    """Folder for model.onnx and model.json, which says what goes in and what comes out."""
    fp16: bool = False
    """Write model_fp16.onnx and .json: weights of half the size; inputs, outputs and arithmetic stay float32."""


def run(args: Export) -> None:
    """Export the model.

    Raises:
        ProbsymError: bad input, or the extra is not installed; nothing has been written then.
        OSError: a file cannot be written.
    """
    from probsym.errors import InputError
    from probsym.export.onnx import write_onnx
    from probsym.inference.loading import load, model_folder
    from probsym.io import write_bytes

    if args.out.exists() and not args.out.is_dir():
        raise InputError(f"out: expected a folder, got the file {args.out}")
    folder = model_folder(args.model)
    path, apart = write_onnx(load(args.model), Path(args.model).resolve().name, args.out, args.fp16)
    licence = folder.parent / LICENCE
    if licence.is_file():  # weights that come with the package carry their terms along
        write_bytes(args.out / LICENCE, licence.read_bytes())
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, described in {path.with_suffix('.json').name}")
    print(f"largest difference to torch: depth {apart['canonical_depth']:.1e}, any output {max(apart.values()):.1e}")
