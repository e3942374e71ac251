"""Write the ONNX graphs of shipped models and of the tests' model: run it after changing networks or ONNX export.

python scripts/make_onnx_graphs.py
"""

import argparse
import dataclasses
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from probsym.cli.exit_code import exit_code
from probsym.config import ModelConfig
from probsym.export.graph_files import GRAPHS
from probsym.export.object_onnx import make_object_graph, object_graph_file
from probsym.export.onnx_graphs import graph_file, make_graph
from probsym.export.refinement_onnx import make_refinement_graph, refinement_graph_file
from probsym.inference.loading import load
from probsym.inference.model_folders import model_names
from probsym.io import write_bytes

TEST_GRAPHS = Path(__file__).parents[1] / "tests" / "graphs"
TEST_MODEL = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)
REFINED_TEST_MODEL = dataclasses.replace(TEST_MODEL, refinement_width=4)


def main() -> None:
    """Write the graphs without weights, and remove those of no model."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    for folder in (GRAPHS, TEST_GRAPHS):
        folder.mkdir(parents=True, exist_ok=True)
    configs = [load(name).config for name in model_names()]
    graphs: dict[Path, Callable[[], bytes]] = {graph_file(config): partial(make_graph, config) for config in configs}
    refined = [config for config in configs if config.refinement_width]
    graphs |= {refinement_graph_file(config): partial(make_refinement_graph, config) for config in refined}
    graphs[object_graph_file()] = make_object_graph
    graphs[TEST_GRAPHS / graph_file(TEST_MODEL).name] = partial(make_graph, TEST_MODEL)
    refined_test = refinement_graph_file(REFINED_TEST_MODEL).name
    graphs[TEST_GRAPHS / refined_test] = partial(make_refinement_graph, REFINED_TEST_MODEL)
    for path in {*GRAPHS.glob("*.onnx"), *TEST_GRAPHS.glob("*.onnx")} - set(graphs):
        path.unlink()
    for path, make in graphs.items():
        write_bytes(path, make())
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(exit_code(main))
