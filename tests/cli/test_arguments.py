"""What can be given to a command and to the function that it calls has one name."""

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any

import pytest

import probsym
from probsym.cli.commands import COMMANDS, load_command
from probsym.cli.result_files import ResultFiles
from probsym.export.onnx import write_onnx
from probsym.inference.bulk import reconstruct_in_bulk
from probsym.inference.reconstruct import reconstruct_to_folder
from probsym.inference.results import Reconstruction
from probsym.inference.silhouettes import add_silhouette
from probsym.inspection.report import inspect as inspect_photos
from probsym.synthetic.generate import generate_set
from probsym.training.pretrain import Pretraining, pretrain_features
from probsym.web.app import serve_app
from probsym.web.view import view

CALLED: dict[str, tuple[Callable[..., Any], set[str]]] = {
    "train": (probsym.train, {"crop", "validate_every", "restart"}),  # in ``overrides``
    "reconstruct": (reconstruct_to_folder, {"model", "files"}),  # in ``options``
    "bulk": (reconstruct_in_bulk, {"part"}),  # the text of ``shard``
    "view": (view, {"export"}),
    "evaluate": (probsym.evaluate, {"out"}),  # written by the command
    "synth": (generate_set, {"count", "val_count", "test_count", "scene"}),  # ``counts`` and ``settings``
    "inspect": (inspect_photos, set()),
    "crop": (probsym.crop, set()),
    "align": (probsym.align, {"port", "browser"}),  # of the page, which is the function ``points``
    "export": (write_onnx, set()),
    "silhouette": (add_silhouette, set()),
    "app": (serve_app, {"export"}),
    "pretrain-features": (pretrain_features, {"steps", "batch_size", "size", "seed"}),  # ``settings``
}
"""Command -> the function that it calls, and flags that are no arguments of it."""
OTHERS = {"benchmark", "doctor"}
"""Commands whose flags are the fields of a request, and that have none."""
PROCESS_WIDE = {"max_megapixels"}


@pytest.mark.parametrize("command", CALLED)
def test_flags_and_arguments_have_one_name(command: str) -> None:
    function, others = CALLED[command]
    flags = {field.name.removeprefix("no_") for field in dataclasses.fields(load_command(command))}
    assert others <= flags, "listed without need"
    assert flags - PROCESS_WIDE - others <= set(inspect.signature(function).parameters)


def test_every_command_is_compared() -> None:
    assert CALLED.keys() | OTHERS == COMMANDS.keys()


def test_python_saves_the_files_that_the_command_writes() -> None:
    flags = {field.name for field in dataclasses.fields(ResultFiles)} - {"solid"}  # short for the format stl
    assert flags == set(inspect.signature(Reconstruction.save).parameters) - {"self", "folder"}


def test_flags_of_pretraining_are_settings() -> None:
    assert CALLED["pretrain-features"][1] <= {field.name for field in dataclasses.fields(Pretraining)}
