"""Write the ONNX graphs of the shipped models without their weights: run it after changing networks or ONNX export.

python scripts/make_onnx_graphs.py
"""

import torch

from probsym.export.onnx import to_onnx
from probsym.export.onnx_graphs import GRAPHS, graph_file, without_weights
from probsym.inference.loading import load
from probsym.inference.model_folders import model_names
from probsym.io import write_bytes
from probsym.models.autoencoder import Autoencoder


def main() -> None:
    """Write the graphs, and remove those of no model."""
    GRAPHS.mkdir(parents=True, exist_ok=True)
    configs = {graph_file(config): config for config in (load(name).config for name in model_names())}
    for path in set(GRAPHS.glob("*.onnx")) - set(configs):
        path.unlink()
    for path, config in configs.items():
        torch.manual_seed(0)
        model = Autoencoder(config).eval()
        for weights in model.parameters():  # no two alike, so that they are told apart by their values
            torch.nn.init.normal_(weights, 1.0, 0.1)
        write_bytes(path, without_weights(to_onnx(model, "graph"), model))
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
