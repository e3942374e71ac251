"""Training, from top to bottom: setup, fit, validate.

A run's folder: ``checkpoints/`` to resume from, ``model/`` to use (the averaged weights), ``sheets/`` to look at,
``metrics.jsonl`` and TensorBoard's files to plot, ``record.json`` to run it again.
"""

import time
from pathlib import Path
from typing import NoReturn

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState, PartialState
from rich.console import Console
from torch import Tensor

from probsym.config import Recipe, Stage, to_dict
from probsym.errors import InputError, TrainingDivergedError
from probsym.losses.objective import Objective, Terms
from probsym.losses.supervised import DepthRegression
from probsym.models.autoencoder import Autoencoder
from probsym.models.features import load_features
from probsym.models.paper import ConfidenceNet
from probsym.training.allocator import keep_freed_memory
from probsym.training.batches import Batches
from probsym.training.checkpoint import TrainState, list_checkpoints, load_checkpoint, save_checkpoint
from probsym.training.dataset import TrainingData, open_training_data
from probsym.training.ema import ExponentialMovingAverage
from probsym.training.initialization import check_resumable, initial_model
from probsym.training.logging import Tracker, write_record
from probsym.training.optimizer import load_state_by_name, make_optimizer, set_rates, state_by_name
from probsym.training.precision import choose_precision
from probsym.training.schedule import progress, rate_factor, stage_at
from probsym.training.signals import StopSignals
from probsym.training.step import Loss, Step, supports_cuda_graph
from probsym.training.validation import in_words, validate

_LOG_EVERY = 20


class Training:
    """One training run: see the module's docstring and the command ``probsym train``."""

    def __init__(
        self, source: TrainingData, run: Path, recipe: Recipe, resume: bool, console: Console, compiled: bool = False
    ) -> None:
        """Set everything up; with ``resume`` from the newest checkpoint of ``run``.

        Raises:
            CheckpointError: nothing to resume from, or another recipe or other data than before.
            InputError: the recipe needs ground truth, and the data has none; or the step cannot be compiled here.
        """
        if recipe.objective.supervised and source.depth is None:
            raise InputError('data: expected a set made by "probsym synth", for objective.supervised needs its depth')
        keep_freed_memory()
        torch.backends.cudnn.benchmark = True  # all batches of a stage are alike
        self.source, self.run, self.recipe, self._compiled = source, run, recipe, compiled
        precision = choose_precision(recipe.precision)
        self.accelerator = Accelerator(mixed_precision=precision, log_with="tensorboard", project_dir=run)
        if compiled and not supports_cuda_graph(self.accelerator.device):
            raise InputError(f"compile: expected a GPU and Triton, got the device {self.accelerator.device.type}")
        torch.manual_seed(recipe.seed)
        encoder = "none" if recipe.objective.supervised else recipe.objective.features
        self.features = load_features(encoder, recipe.objective.features_weights)
        rank, world = self.accelerator.process_index, self.accelerator.num_processes
        self.batches = Batches(source, recipe, self.accelerator.device, rank, world)
        if resume:
            saved = load_checkpoint(run)
            check_resumable(saved.recipe, recipe, saved.data, source.record)
            self.position, model, average, moments = saved.position, saved.model, saved.average, saved.optimizer
        else:
            self.position, model, average, moments = TrainState(), initial_model(recipe), None, {}
        self._prepare(model.train(), average, moments)
        run.mkdir(parents=True, exist_ok=True)  # not before all that may be wrong has been looked at
        if self.accelerator.is_main_process and not resume:
            values = {"recipe": to_dict(recipe), "data": source.record, "processes": self.accelerator.num_processes}
            write_record(run, {**values, "precision": precision, "compiled": compiled})
        self.tracker = Tracker(run, self.accelerator, console, self.position.step)
        for note in source.notes:
            self.tracker.say(note)
        self._signals = StopSignals()

    def _prepare(self, model: Autoencoder, average: Autoencoder | None, moments: dict[str, dict[str, Tensor]]) -> None:
        """Wrap a model of the present stage for this machine; ``average`` and ``moments`` go on where they stood."""
        config = self.recipe.optimizer
        device = self.accelerator.device
        self.accelerator.free_memory()
        model = model.to(device, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        objective: Objective | DepthRegression = Objective(self.recipe.objective, self.features)
        if self.recipe.objective.supervised:
            objective = DepthRegression()
            model.requires_grad_(False)  # several processes wait for the gradient of every weight that wants one
            model.depth_net.requires_grad_(True)
        elif self.features is None and isinstance(model.confidence_net, ConfidenceNet):
            model.confidence_net.quarter.requires_grad_(False)  # no loss looks at it
        optimizer = make_optimizer(model, config)
        load_state_by_name(model, optimizer, moments)
        loss, self.optimizer = self.accelerator.prepare(Loss(model, objective.to(device), self._compiled), optimizer)
        # On a CPU a look at the loss costs nothing, and torch's backward may crash of one that is not a number.
        check = (lambda terms: self._check_finite([terms], self.position.step + 1)) if device.type == "cpu" else None
        self.step = Step(loss, self.optimizer, self.accelerator, config.clip_norm, check)
        self.model = model
        self.average = None
        if config.ema_decay > 0:
            self.average = ExponentialMovingAverage(model, Autoencoder(model.config).to(device), config.ema_decay)
            if average is not None:
                # What a coarser average does not have yet is the model's.
                self.average.average.load_state_dict(average.state_dict(), strict=False)

    def fit(self) -> int:
        """Train to the end of the budget or to a signal; returns the signal's number, 0 at the end.

        Raises:
            TrainingDivergedError: the loss is not finite.
        """
        recipe, position = self.recipe, self.position
        seconds_before, started = position.seconds, time.monotonic()
        saved_at = shown_at = started
        steps_shown = position.step
        recent: list[Terms] = []
        with self.tracker, self._signals:
            while (done := self._agreed(progress(recipe, position.step, position.seconds))) < 1:
                stage = stage_at(recipe, done)
                if stage > position.stage:  # a larger budget may say that an earlier one is not over yet: it is
                    self._check_finite(recent)
                    self._enter(stage)
                set_rates(self.optimizer, rate_factor(recipe.optimizer, position.step, done))
                recent.append(self._one_step(recipe.stages[position.stage]))
                now = time.monotonic()
                position.seconds = seconds_before + now - started
                if position.step % _LOG_EVERY == 0:
                    self._check_finite(recent)
                    rate = (position.step - steps_shown) / max(now - shown_at, 1e-9)
                    shown_at, steps_shown = now, position.step
                    values = self._log(recent, rate)
                    self.tracker.show(position.step, progress(recipe, position.step, position.seconds), values, rate)
                    recent = []
                if position.step % recipe.validate_every == 0:
                    self.validate()
                    position.seconds = seconds_before + time.monotonic() - started
                if self._stopped():
                    break
                if self._agreed(now - saved_at) > 60 * recipe.checkpoint_minutes:
                    self._check_finite(recent)
                    self.save()
                    saved_at = time.monotonic()
            self._check_finite(recent)
            self.save()
            if done >= 1 and position.step % recipe.validate_every:
                self.validate()
        return self._signals.number

    def _one_step(self, stage: Stage) -> Terms:
        terms = self.step(*self.batches.at(self.position.samples, stage))
        if self.average is not None:
            self.average.update(self.model, self.position.step)
        self.position.step += 1
        self.position.samples += stage.batch_size
        return terms

    def _enter(self, stage: int) -> None:
        """Go on with the next stage, in a grown model if its images are larger."""
        self.save()
        size = self.recipe.stages[stage].image_size
        if size != self.model.config.image_size:
            moments = state_by_name(self.model, self.optimizer.optimizer)
            average = self.average.average if self.average is not None else None
            self._prepare(self.model.grow(size, self.recipe.seed).train(), average, moments)
        self.position.stage = stage

    def _check_finite(self, recent: list[Terms], last: int | None = None) -> None:
        """Raise unless the losses of the steps up to number ``last``, by default the present one, are finite."""
        if not recent:
            return
        totals = torch.stack([terms.total.detach() for terms in recent])
        if not totals.isfinite().all():
            step = (last or self.position.step) - len(recent) + int((~totals.isfinite()).nonzero()[0, 0]) + 1
            self._diverged(f"the loss is not finite at step {step}")

    def _diverged(self, what: str) -> NoReturn:
        found = list_checkpoints(self.run)
        kept = f"the last good checkpoint is {found[-1]}" if found else "there is no checkpoint yet"
        raise TrainingDivergedError(f"{what}; {kept}")

    def _log(self, recent: list[Terms], rate: float) -> float:
        means = torch.stack([torch.stack(list(terms)) for terms in recent]).mean(0)
        if self.accelerator.num_processes > 1:  # each has seen its part of the batches
            means = self.accelerator.gather(means[None]).mean(0)  # pyright: ignore[reportAttributeAccessIssue]
        values = dict(zip(Terms._fields, means.tolist(), strict=True))
        values |= {"steps_per_second": rate, "seconds": self.position.seconds}
        values["learning_rate"] = float(self.optimizer.param_groups[0]["lr"])
        self.tracker.log(self.position.step, "train", values)
        return values["total"]

    def shipped(self) -> Autoencoder:
        """The model to use: averaged weights, at the full size."""
        model = self.average.average if self.average is not None else self.model
        if model.config.image_size != self.recipe.model.image_size:
            model = model.grow(self.recipe.model.image_size)
        return model

    def validate(self) -> None:
        """Sheet and scores of the validation images, on the main process."""
        if self.accelerator.is_main_process:
            sheets = self.run / "sheets"
            sheets.mkdir(exist_ok=True)
            model = self.shipped()
            training = model.training
            scores = validate(model.eval(), self.source, sheets / f"step-{self.position.step:08d}.png")
            model.train(training)
            self.tracker.log(self.position.step, "validation", scores | {"seconds": self.position.seconds})
            position = self.position
            self.tracker.say(f"step {position.step:,}  {position.seconds / 60:.1f} min  {in_words(scores)}")
        self.accelerator.wait_for_everyone()

    def save(self) -> None:
        """Checkpoint, and the model to use.

        Raises:
            TrainingDivergedError: the weights are not finite, which the loss would tell only at the next step.
        """
        if not all(bool(weight.isfinite().all()) for weight in self.model.parameters()):
            self._diverged(f"the weights are not finite after step {self.position.step}")
        if self.accelerator.is_main_process:
            average = self.average.average if self.average is not None else None
            moments = state_by_name(self.model, self.optimizer.optimizer)
            save_checkpoint(self.run, self.position, self.recipe, self.source.record, self.model, average, moments)
            shipped = self.shipped()
            shipped.detector = self.source.detector
            shipped.save_pretrained(self.run / "model")
        self.accelerator.wait_for_everyone()

    def _stopped(self) -> bool:
        return self._agreed(float(self._signals.number)) > 0

    def _agreed(self, value: float) -> float:
        """The largest of the processes' values: clocks and signals differ, decisions must not."""
        if self.accelerator.num_processes == 1:
            return value
        gathered = self.accelerator.gather(torch.tensor([value], dtype=torch.float64, device=self.accelerator.device))
        return max(gathered.tolist())  # pyright: ignore[reportAttributeAccessIssue]


def release_accelerator() -> None:
    """Let go of accelerate's global state, so that another training, in another precision, can follow in this process.

    Also after a training that could not be set up; several processes stay connected.
    """
    alone = PartialState._shared_state.get("num_processes", 1) == 1
    AcceleratorState._reset_state(reset_partial_state=alone)


def train(
    data: Path,
    run: Path,
    recipe: Recipe,
    resume: bool = False,
    console: Console | None = None,
    compiled: bool = False,
) -> int:
    """Train on a folder of photos or a synthetic set.

    Args:
        data: folder or zip of photos, or a folder made by ``probsym synth``.
        run: folder to write to; without ``resume`` it must not hold checkpoints.
        recipe: what to do.
        resume: go on from the newest checkpoint; the recipe must be the run's own, but for a larger budget.
        console: where lines and the bar go; standard error by default.
        compiled: compile the step with ``torch.compile``, which takes a minute or more at every stage.

    Returns:
        0 at the end of the budget, else the number of the signal that stopped it.

    Raises:
        InputError: unusable data, a run folder in use, or nothing that can compile.
        CheckpointError: nothing to resume from, or it does not fit.
        TrainingDivergedError: the loss is no longer finite.
    """
    if not resume and list_checkpoints(run):
        raise InputError(f"out: {run} already holds checkpoints; give another folder, or resume")
    source = open_training_data(data, recipe.model.image_size, recipe.data, recipe.seed)
    try:
        return Training(source, run, recipe, resume, console or Console(stderr=True), compiled).fit()
    finally:
        release_accelerator()
