"""Training from top to bottom: setup, fit, validate.

A run's folder: ``checkpoints/`` to resume from, ``model/`` to use (the averaged weights), ``sheets/`` to look at,
``metrics.jsonl`` and TensorBoard's files to plot, ``record.json`` to run it again.
"""

import time
from pathlib import Path

import torch
from rich.console import Console
from torch import Tensor

from probsym.config import Recipe, Stage, to_dict
from probsym.data.memory import keep_freed_memory
from probsym.errors import InputError
from probsym.evaluation.scores import format_scores
from probsym.losses.objective import Terms
from probsym.training.batch_loader import BatchLoader
from probsym.training.checkpoint import load_checkpoint, save_checkpoint
from probsym.training.dataset import TrainingData
from probsym.training.initialization import check_resumable, initial_model
from probsym.training.logging import SHEETS, Tracker, record_restart, write_record
from probsym.training.networks import Networks
from probsym.training.optimizer import set_rates
from probsym.training.processes import (
    StopSignals,
    choose_precision,
    launch_note,
    make_accelerator,
    max_over_processes,
    mean_over_processes,
    training_device,
)
from probsym.training.schedule import next_sheet_seconds, progress, rate_factor, stage_at
from probsym.training.step import supports_cuda_graph
from probsym.training.train_state import SavedState, TrainState
from probsym.training.validation import eval_mode, validate, write_sheet
from probsym.training.watch import Watch, check_losses, check_weights, is_hollow, watched_factors

_LOG_EVERY = 20
_FIRST_PART = 0.1
"""Share of the budget after which a hollow shape makes the training start again, and after which trouble is named."""
_MOST_RESTARTS = 2


class Trainer:
    """One run: set up by the constructor, trained by :meth:`fit`."""

    def __init__(
        self, data: TrainingData, run: Path, recipe: Recipe, resume: bool, console: Console, compiled: bool = False
    ) -> None:
        """Set everything up; with ``resume`` from the newest checkpoint of ``run``.

        Raises:
            CheckpointError: nothing to resume from, or another recipe or other data than before.
            InputError: the recipe needs ground truth, and the data has none; or the step cannot be compiled here.
        """
        if recipe.objective.supervised and data.depth is None:
            raise InputError('data: expected a set made by "probsym synth", for objective.supervised needs its depth')
        self.data, self.run, self.recipe = data, run, recipe
        keep_freed_memory()
        torch.backends.cudnn.benchmark = True  # all batches of a stage have one shape
        self.accelerator = make_accelerator(choose_precision(recipe.precision, training_device()), run)
        device = self.accelerator.device
        if compiled and not supports_cuda_graph(device):
            raise InputError(f"compile: expected a GPU and Triton, got the device {device.type}")
        torch.manual_seed(recipe.seed)
        # On a CPU reading the loss costs nothing, and torch's backward may crash on NaN.
        self.networks = Networks(recipe, self.accelerator, compiled, self._check_next if device.type == "cpu" else None)
        rank, world_size = self.accelerator.process_index, self.accelerator.num_processes
        self.batches = BatchLoader(data, recipe, device, rank, world_size)
        self.recent: list[Terms] = []
        """Losses since the last logged average."""
        notes = [note for note in (launch_note(world_size), *data.notes) if note]
        if resume:
            notes += self._restore()
        else:
            self.state = TrainState()
            self.networks.prepare(initial_model(recipe), None, {})
        run.mkdir(parents=True, exist_ok=True)
        if self.accelerator.is_main_process and not resume:
            values = {"recipe": to_dict(recipe), "data": data.record, "processes": world_size}
            write_record(run, {**values, "precision": self.accelerator.mixed_precision, "compiled": compiled})
        self.tracker = Tracker(run, self.accelerator, console, self.state.step, to_dict(recipe))
        self.watch = Watch(self.tracker.say)
        for note in notes:
            self.tracker.say(note)
        self._signals = StopSignals()

    def _restore(self) -> list[str]:
        """Continue from the newest undamaged checkpoint; returns what there is to say about it."""
        checkpoint = load_checkpoint(self.run)
        saved = checkpoint.saved
        check_resumable(saved.recipe, self.recipe, saved.data, self.data.record)
        self.state = saved.train_state
        self.networks.prepare(checkpoint.model, checkpoint.average, checkpoint.optimizer)
        self.recent = [Terms(*torch.tensor(terms, device=self.accelerator.device)) for terms in saved.recent_losses]
        if checkpoint.skipped:
            return [*checkpoint.skipped, f"resuming from the older checkpoint {checkpoint.folder}"]
        return []

    def fit(self) -> int:
        """Train to the end of the budget or to a signal; returns the signal's number, 0 at the end.

        Raises:
            TrainingDivergedError: the loss is not finite.
        """
        recipe, state = self.recipe, self.state
        self._started = time.monotonic() - state.seconds
        saved_at = self._logged_at = time.monotonic()
        self._logged_step = state.step
        sheet_at = next_sheet_seconds(state.seconds)
        if progress(recipe, state.step, state.seconds) >= 1:
            self.tracker.say("nothing left to train: the budget is used up; extend it with --minutes or --steps")
        with self.tracker, self._signals:
            while (done := self._agree(progress(recipe, state.step, state.seconds))) < 1:
                if done >= _FIRST_PART and not state.hollow_checked and self._restarted_if_hollow():
                    state = self.state
                    continue
                self._enter_stage(stage_at(recipe, done))
                set_rates(self.networks.optimizer, rate_factor(recipe.optimizer, state.step, done))
                self.networks.set_progress(done)
                self.recent.append(self.train_step(recipe.stages[state.stage]))
                state.seconds = time.monotonic() - self._started
                self.tracker.show(progress(recipe, state.step, state.seconds))
                if state.step % _LOG_EVERY == 0:
                    self._log()
                if state.step % recipe.validate_every == 0:
                    self.validate()
                    state.seconds = time.monotonic() - self._started
                if state.seconds >= sheet_at:
                    self._draw_sheet()
                    sheet_at = next_sheet_seconds(state.seconds)
                if self._agree(self._signals.number):
                    break
                if self._agree(time.monotonic() - saved_at) > 60 * recipe.checkpoint_minutes:
                    self.save()
                    saved_at = time.monotonic()
            self.save()
            if done >= 1 and not self._agree(self.tracker.has_record(state.step, "validation")):
                self.validate()
            if done >= 1:
                self.tracker.show(1.0)
        return self._signals.number

    def train_step(self, stage: Stage) -> Terms:
        """Draw the next batch, move the weights, and count; returns the loss terms before the step."""
        terms = self.networks.step(*self.batches.batch_at(self.state.samples, stage))
        if self.networks.average is not None:
            self.networks.average.update(self.networks.model, self.state.step)
        self.state.step += 1
        self.state.samples += stage.batch_size
        return terms

    def validate(self) -> None:
        """Write a sheet and log the scores of the validation images, on the main process."""
        state = self.state
        if self.accelerator.is_main_process:
            sheet = self._new_sheet()
            model = self.networks.final_model()
            with eval_mode(model):
                scores = validate(model, self.data, sheet)
            self.tracker.log_sheet(state.step, sheet)
            self.tracker.log(state.step, "validation", scores | {"seconds": state.seconds})
            self.tracker.say(f"step {state.step:,}  {state.seconds / 60:.1f} min  {format_scores(scores)}")
            if progress(self.recipe, state.step, state.seconds) >= _FIRST_PART and not self.recipe.objective.supervised:
                self.watch.look_at(state.step, watched_factors(model, self.data.validation_images), model.config)
        self.accelerator.wait_for_everyone()

    def _draw_sheet(self) -> None:
        """Write a sheet between validations, on the main process: the first comes after half a minute."""
        if self.accelerator.is_main_process and not (sheet := self._new_sheet()).exists():
            model = self.networks.final_model()
            with eval_mode(model):
                write_sheet(model, self.data, sheet)
            self.tracker.log_sheet(self.state.step, sheet)
        self.state.seconds = time.monotonic() - self._started

    def _new_sheet(self) -> Path:
        sheets = self.run / SHEETS
        sheets.mkdir(exist_ok=True)
        return sheets / f"step-{self.state.step:08d}.png"

    def save(self) -> None:
        """Write a checkpoint, and the model to use.

        Raises:
            TrainingDivergedError: a loss or the weights are not finite.
        """
        check_losses(self.recent, self.state.step, self.run)
        check_weights(self.networks.model, self.state.step, self.run)
        recent = tuple(tuple(terms) for terms in self._recent_means().tolist()) if self.recent else ()
        if self.accelerator.is_main_process:
            saved = SavedState(self.state, self.recipe, self.data.record, recent)
            networks = self.networks
            save_checkpoint(self.run, saved, networks.model, networks.averaged_model, networks.optimizer_state())
            model = networks.final_model()
            model.detector = self.data.detector
            model.save_pretrained(self.run / "model")
        self.accelerator.wait_for_everyone()

    def _enter_stage(self, stage: int) -> None:
        """Continue with a stage that has begun, in a grown model if its images are larger."""
        if stage <= self.state.stage:  # a larger budget may put the step into an earlier stage, which is over
            return
        self.save()
        size = self.recipe.stages[stage].image_size
        if size != self.networks.model.config.image_size:
            self.networks.grow(size)
        self.state.stage = stage
        self.watch.begin_stage()

    def _restarted_if_hollow(self) -> bool:
        """Check the shapes once, and start again from other weights if most are hollow; returns whether it did."""
        recipe, state = self.recipe, self.state
        state.hollow_checked = True
        if not recipe.restart_hollow or recipe.init or state.restarts >= _MOST_RESTARTS:
            return False
        model = self.networks.final_model()
        if not self._agree(is_hollow(watched_factors(model, self.data.validation_images), model.config)):
            return False
        seed = (recipe.seed + state.restarts + 1) % 2**63
        self.tracker.say(
            f"most shapes are hollow at step {state.step:,}: starting again from the weights of seed {seed}"
        )
        if self.accelerator.is_main_process:
            values = {"step": state.step, "seconds": state.seconds, "reason": "hollow", "seed": seed}
            record_restart(self.run, state.restarts + 1, values)
        self.state = TrainState(restarts=state.restarts + 1)
        self.recent = []
        torch.manual_seed(seed)
        self.networks.prepare(initial_model(recipe), None, {})
        self.tracker.restart()
        self.watch = Watch(self.tracker.say)
        self._started = self._logged_at = time.monotonic()
        self._logged_step = 0
        self.save()
        return True

    def _log(self) -> None:
        """Log the mean losses since the last time."""
        state, now = self.state, time.monotonic()
        check_losses(self.recent, state.step, self.run)
        means = dict(zip(Terms._fields, self._recent_means().mean(0).tolist(), strict=True))
        self.recent = []
        rate = (state.step - self._logged_step) / max(now - self._logged_at, 1e-9)
        self._logged_at, self._logged_step = now, state.step
        learning_rate = float(self.networks.optimizer.param_groups[0]["lr"])
        others = {"steps_per_second": rate, "seconds": state.seconds, "learning_rate": learning_rate}
        self.tracker.log(state.step, "train", means | others)
        self.watch.add_loss(state.step, means["total"])
        text = f"step {state.step:,}  loss {means['total']:.3f}  {rate:.1f} steps/s"
        self.tracker.show(progress(self.recipe, state.step, state.seconds), text)

    def _recent_means(self) -> Tensor:
        """Loss terms of the steps since the last logged average, ``steps terms``, averaged over the processes."""
        return mean_over_processes(self.accelerator, torch.stack([torch.stack(list(terms)) for terms in self.recent]))

    def _check_next(self, terms: Terms) -> None:
        """Raise unless the loss of the step that is being taken is finite."""
        check_losses([terms], self.state.step + 1, self.run)

    def _agree(self, value: float) -> float:
        return max_over_processes(self.accelerator, float(value))
