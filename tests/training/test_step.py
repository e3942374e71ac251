"""A step moves the weights as its parts say, makes no tensor on the host, and does the same captured as eager."""

import dataclasses
import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
import torch
from accelerate import Accelerator
from rich.console import Console
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from probsym.config import ModelConfig, ObjectiveConfig, OptimizerConfig, Recipe, Stage
from probsym.errors import InputError
from probsym.kernels.dispatch import disable_cpu_kernels
from probsym.losses.illumination import RELIGHT_DRAWS
from probsym.losses.objective import Objective, Terms
from probsym.models.autoencoder import Autoencoder
from probsym.models.features.registry import load_features
from probsym.models.outputs import run_on_streams
from probsym.training.dataset import open_training_data
from probsym.training.optimizer import make_optimizer, set_rates
from probsym.training.processes import release_accelerator
from probsym.training.run import run_training
from probsym.training.step import Loss, Step, supports_cuda_graph
from probsym.training.train import Trainer

on_a_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")


@pytest.fixture(autouse=True)
def _released() -> Iterator[None]:
    yield
    release_accelerator()


class _Square(nn.Module):
    """The square of one weight, times the batch."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(3.0))

    def forward(self, batch: Tensor) -> Terms:
        loss = (self.weight.square() * batch).sum()
        return Terms(loss, *(loss * 0 for _ in range(5)))


def _step(clip_norm: float, check: Callable[[Terms], None] | None = None) -> tuple[_Square, Step]:
    accelerator = Accelerator(cpu=True)
    loss, optimizer = accelerator.prepare(_Square(), torch.optim.SGD([torch.zeros(1)], 0.1))
    optimizer.optimizer.param_groups[0]["params"] = [loss.weight]
    return loss, Step(loss, optimizer, accelerator, clip_norm, check)


def test_a_step_goes_down_the_gradient() -> None:
    square, step = _step(clip_norm=0.0)
    terms = step(torch.tensor([2.0]))
    assert terms.total.item() == 18  # 2 * 3^2, before the step
    assert not terms.total.requires_grad
    assert square.weight.item() == pytest.approx(3 - 0.1 * 12)  # the gradient is 2 * 2 * 3
    assert not step.captured


def test_gradients_are_clipped_and_do_not_add_up() -> None:
    square, step = _step(clip_norm=6.0)
    step(torch.tensor([2.0]))
    assert square.weight.item() == pytest.approx(3 - 0.1 * 6)
    step(torch.tensor([0.5]))  # 2.4, under the norm
    assert square.weight.item() == pytest.approx(2.4 - 0.1 * 2.4)


def test_a_check_can_stop_the_step_before_the_weights_move() -> None:
    def refuse(terms: Terms) -> None:
        raise ArithmeticError(terms.total.item())

    square, step = _step(0.0, refuse)
    with pytest.raises(ArithmeticError, match="18"):
        step(torch.tensor([2.0]))
    assert square.weight.item() == 3


class _NoHostTensors(TorchDispatchMode):
    """Raises where Python numbers become a tensor, which would be a copy to a GPU and stop the recording there."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        assert func is not torch.ops.aten.lift_fresh.default, "a tensor is made of Python numbers in the step"
        assert func is not torch.ops.aten._local_scalar_dense.default, "the step asks for a value"
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("architecture", ["slim", "paper"])
@pytest.mark.parametrize("use_light", [True, False])
def test_a_step_makes_no_tensor_of_python_numbers(
    architecture: Literal["paper", "slim"], use_light: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rasterize(vertices: Tensor, triangles: Tensor, size: int, backend: str) -> tuple[Tensor, Tensor]:
        index = torch.zeros(len(vertices), size, size, dtype=torch.int32)
        return vertices[..., 2].mean() + torch.zeros(index.shape), index

    monkeypatch.setattr("probsym.rendering.reprojection.rasterize", rasterize)  # the kernels have tests of their own
    config = ModelConfig(
        image_size=32, architecture=architecture, width=4, latent=8, flip_average_pose=True, remove_vertical_tilt=True,
        use_light=use_light, shading_gamma=2.2,
    )  # fmt: skip
    weights: dict[str, Any] = {"lambda_mean_rotation": 5.0, "lambda_concavity": 50.0, "lambda_depth_variance": 0.1}
    weights |= {"lambda_curvature": 0.01, "lambda_crop": 2.0, "lambda_rerender": 1.0, "lambda_relight": 1.0}
    objective = Objective(ObjectiveConfig(features="random", **weights), load_features("random"))
    loss, images = Loss(Autoencoder(config).train(), objective), torch.rand(2, 3, 32, 32)
    draws = tuple(torch.full((2, count), 0.1) for count in (4, 6, RELIGHT_DRAWS))
    with disable_cpu_kernels(), _NoHostTensors():  # a GPU has none of the kernels for CPUs
        loss(images, *draws).total.backward()
    with pytest.raises(AssertionError, match="Python numbers"), _NoHostTensors():
        images.new_tensor([1.0])


def test_calls_on_a_cpu_run_one_after_the_other() -> None:
    seen: list[int] = []

    def call(number: int) -> str:
        seen.append(number)
        return "ab"[number - 1]

    calls = [functools.partial(call, number) for number in (1, 2)]
    assert run_on_streams(torch.device("cpu"), calls) == ["a", "b"]
    assert seen == [1, 2]


def test_tensor_rates_are_updated_in_place() -> None:
    optimizer = make_optimizer(nn.ModuleDict({"depth_net": nn.Linear(2, 2)}), OptimizerConfig(learning_rate=0.5))
    rate = optimizer.param_groups[0]["lr"] = torch.tensor(0.5)
    set_rates(optimizer, 0.5)
    assert rate.item() == 0.25
    assert optimizer.param_groups[0]["lr"] is rate


@contextmanager
def _trainer(faces: Path, folder: Path, recipe: Recipe) -> Iterator[Trainer]:
    data = open_training_data(faces, recipe.model.image_size, recipe.data, recipe.seed)
    yield Trainer(data, folder, dataclasses.replace(recipe, precision="float32"), False, Console(quiet=True))


def _weights(trainer: Trainer) -> Tensor:
    return torch.cat([weight.detach().flatten() for weight in trainer.networks.model.parameters()])


def _undone_step(trainer: Trainer, stage: Stage, captured: bool) -> tuple[float, Tensor]:
    """Loss and movement of the weights of the next step; then weights, moments and train state are restored."""
    moments = [value for state in trainer.networks.optimizer.state.values() for value in state.values()]
    kept = [(tensor, tensor.clone()) for tensor in (*trainer.networks.model.state_dict().values(), *moments)]
    state, was, before = dataclasses.replace(trainer.state), trainer.networks.step.captured, _weights(trainer)
    trainer.networks.step.captured = captured
    total = trainer.train_step(stage).total.item()
    movement = _weights(trainer) - before
    trainer.networks.step.captured, trainer.state = was, state
    with torch.no_grad():
        for tensor, value in kept:
            tensor.copy_(value)
    return total, movement


@pytest.mark.parametrize(
    "captured", [False, pytest.param(True, marks=[pytest.mark.gpu, on_a_gpu], id="captured on a GPU")]
)
def test_a_captured_step_does_what_an_eager_one_does(
    faces: Path, tmp_path: Path, recipe: Recipe, captured: bool
) -> None:
    """Step by step from the same weights: Adam makes two trainings of one, for a GPU sums in any order."""
    with _trainer(faces, tmp_path / "run", recipe) as trainer:
        for stage in (Stage(image_size=32, batch_size=4), Stage(image_size=32, batch_size=8)):
            seen = []
            for number in range(9):  # four to warm up, one that is captured, then others
                set_rates(trainer.networks.optimizer, 1 / (1 + number))
                if number > 5:
                    loss, movement = _undone_step(trainer, stage, captured)
                    expected, other = _undone_step(trainer, stage, captured=False)
                    assert loss == pytest.approx(expected, rel=1e-3, abs=1e-4)
                    assert movement.any()
                    assert (movement - other).norm() < 0.05 * other.norm()
                    seen.append(loss)
                trainer.train_step(stage)
            assert len(set(seen)) == 3  # not one batch over and over
            set_rates(trainer.networks.optimizer, 0.0)
            assert not _undone_step(trainer, stage, captured)[1].any()  # the rate is read at every step


def test_cuda_graphs_need_triton(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda index: (9, 0))
    monkeypatch.setattr("probsym.devices.find_triton", lambda: True)
    assert supports_cuda_graph(torch.device("cuda"))
    assert not supports_cuda_graph(torch.device("cpu"))
    monkeypatch.setattr("probsym.devices.find_triton", lambda: False)
    assert not supports_cuda_graph(torch.device("cuda"))


@pytest.mark.skipif(torch.cuda.is_available(), reason="compiles there")
def test_nothing_is_compiled_without_a_gpu(faces: Path, tmp_path: Path, recipe: Recipe) -> None:
    with pytest.raises(InputError, match="compile: expected a GPU and Triton, got the device cpu"):
        run_training(faces, tmp_path / "run", recipe, console=Console(quiet=True), compile=True)
    assert not (tmp_path / "run").exists()


_FULL_GRAPH = """
import gc
gc.disable()  # a fifth of the time of tracing
import functools
import torch
import triton.language as tl
from probsym.config import ModelConfig, ObjectiveConfig
from probsym.losses.illumination import RELIGHT_DRAWS
from probsym.losses.objective import Objective
from probsym.models.autoencoder import Autoencoder
from probsym.models.features.registry import load_features
from probsym.kernels import rasterize_triton
from probsym.rendering import rasterize
from probsym.training.step import Loss

class Counted(type(rasterize_triton.corner_tables)):
    made = 0

    def __setitem__(self, mesh, table):
        Counted.made += 1
        super().__setitem__(mesh, table)


rasterize_triton.corner_tables = Counted()
rasterize_triton.BLOCK = tl.constexpr(1024)  # the interpreter's time is one of programs, not of triangles
rasterize.fastest_backend = lambda vertices: "triton"  # as on a GPU
torch.compile = functools.partial(torch.compile, backend="aot_eager")  # all of it but the kernels
torch._dynamo.config.run_gc_after_compile = False  # a second, for garbage that the end of the process removes
torch.manual_seed(0)
symmetric = {"flip_average_pose": True, "remove_vertical_tilt": True}
config = ModelConfig(image_size=32, architecture="slim", width=4, latent=8, **symmetric)
weights = {"lambda_mean_rotation": 5.0, "lambda_concavity": 50.0, "lambda_depth_variance": 0.1}
weights |= {"lambda_crop": 2.0, "lambda_rerender": 1.0, "lambda_relight": 1.0}
objective = Objective(ObjectiveConfig(features="random", **weights), load_features("random"))
model, images = Autoencoder(config).train(), torch.rand(2, 3, 32, 32)
plain, compiled = Loss(model, objective), Loss(model, objective, compiled=True)
seen = []
for loss in (plain, compiled, compiled):
    model.zero_grad()
    total = loss(images, *(torch.full((2, count), 0.1) for count in (4, 6, RELIGHT_DRAWS))).total
    total.backward()
    seen.append((total.item(), torch.cat([weight.grad.flatten() for weight in model.parameters()])))
for total, gradient in seen[1:]:
    assert abs(total - seen[0][0]) < 1e-4, seen
    assert (gradient - seen[0][1]).norm() < 1e-3 * gradient.norm()
print(Counted.made, "table")
"""


@pytest.mark.slow
def test_a_step_compiles_without_graph_breaks() -> None:
    """And its mesh stays the same tensor: what the rasteriser works out for one would stop a recording."""
    pytest.importorskip("triton")
    environment = {**os.environ, "TRITON_INTERPRET": "1"}
    command = [sys.executable, "-W", "ignore", "-c", _FULL_GRAPH]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1 table\n"


@pytest.mark.gpu
@on_a_gpu
def test_a_compiled_training_runs(faces: Path, tmp_path: Path) -> None:
    """In a process of its own: the type checker of the tests cannot be compiled."""
    command = [sys.executable, "-m", "probsym", "train", "--data", str(faces), "--out", str(tmp_path / "run")]
    command += ["--recipe", "small", "--steps", "24", "--compile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "run" / "record.json").read_text())
    assert record["compiled"]
    assert (tmp_path / "run" / "model" / "model.safetensors").is_file()
