"""Write the ONNX graphs of the shipped models without their weights: run it after changing networks or ONNX export.

python scripts/make_onnx_graphs.py
"""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from probsym.cli.exit_code import exit_code
from probsym.export.object_onnx import make_object_graph, object_graph_file
from probsym.export.onnx_graphs import GRAPHS, graph_file, make_graph
from probsym.inference.loading import load
from probsym.inference.model_folders import model_names
from probsym.io import write_bytes


def main() -> None:
    """Write the graphs, and remove those of no model."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    GRAPHS.mkdir(parents=True, exist_ok=True)
    configs = [load(name).config for name in model_names()]
    graphs: dict[Path, Callable[[], bytes]] = {graph_file(config): partial(make_graph, config) for config in configs}
    graphs[object_graph_file()] = make_object_graph
    for path in set(GRAPHS.glob("*.onnx")) - set(graphs):
        path.unlink()
    for path, make in graphs.items():
        write_bytes(path, make())
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(exit_code(main))
