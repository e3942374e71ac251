"""A fast share of ``make fuzz``: some mutations of every kind of file are read, or refused by an error of ours."""

import os
import signal
from pathlib import Path

import pytest

from fuzz.faults import SITUATIONS, Situation, points
from fuzz.kills import kill_points, make_photos, recipes
from fuzz.outputs import output_points, outputs
from fuzz.run import main, mutation, outcome, try_target
from fuzz.targets import TARGETS

COUNT = 4
SEED = 21
SLOW = {
    *("config", "manifest", "optimizer", "vgg16", "basel-h5", "basel-mat", "basel-landmarks"),
    *("synthetic-card", "synthetic-array", "ict-npz", "ict-obj", "ict-landmarks"),
    *("optimizer-refinement", "published", "parquet", "arrow", "detector", "detector-twice"),
}


@pytest.mark.parametrize("name", [name for name in TARGETS if name not in SLOW])
def test_damaged_files_are_read_or_refused(name: str, tmp_path: Path, untyped: None) -> None:
    outcomes = try_target(name, range(COUNT), SEED, tmp_path)
    assert set(outcomes) <= {"read", "refused"}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SLOW & TARGETS.keys()))
def test_damaged_large_files_are_read_or_refused(name: str, tmp_path: Path, untyped: None) -> None:
    assert set(try_target(name, range(COUNT), SEED, tmp_path)) <= {"read", "refused"}


def test_a_mutation_is_given_by_its_number() -> None:
    first, second = (mutation("png", number, SEED, b"\x89PNG" * 50) for number in (1, 2))
    assert first == mutation("png", 1, SEED, b"\x89PNG" * 50)
    assert first != second
    assert first != mutation("png", 1, SEED + 1, b"\x89PNG" * 50)


def test_foreign_exceptions_are_named(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        raise KeyError("missing")

    target = TARGETS["recipe"]
    failing = type(target)(target.prepare, fail)
    assert outcome(failing, tmp_path).startswith("KeyError: 'missing' (test_fuzz.py:")


def test_a_process_that_dies_is_counted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    target = TARGETS["factors"]

    def die(path: Path) -> None:
        if path.parent.name == "copy":
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setitem(TARGETS, "factors", type(target)(target.prepare, die, target.mutate))
    monkeypatch.setattr("sys.argv", ["run.py", "--only", "factors", "--count", "2"])
    assert main() == 1
    assert "factors 1: killed by SIGKILL" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="faults happen in processes that share the imports")
@pytest.mark.parametrize("situation", SITUATIONS, ids=[name for name, *_ in SITUATIONS])
def test_faults_while_a_checkpoint_is_written_are_survived(
    situation: Situation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # which matters to a power cut and not to these faults
    outcomes = list(points(situation, every=70))
    assert {kind for _, kind, _ in outcomes} == {"kill", "ENOSPC"}
    assert [outcome for outcome in outcomes if outcome[2]] == []


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="faults happen in processes that share the imports")
@pytest.mark.parametrize("name", ["crops in an empty folder", "a model in place of another"])
def test_faults_while_folders_are_written_are_survived(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    (output,) = (one for one in outputs(tmp_path / "photos") if one.name == name)
    (tmp_path / "runs").mkdir()
    outcomes = list(output_points(output, tmp_path / "runs", every=20))
    assert {kind for _, kind, _ in outcomes} == {"kill", "ENOSPC"}
    assert [outcome for outcome in outcomes if outcome[2]] == []


@pytest.mark.weekly
@pytest.mark.sheets
@pytest.mark.skipif(not hasattr(os, "fork"), reason="faults happen in processes that share the imports")
@pytest.mark.parametrize("kind", ["plain", "growing", "sharpen", "rerender and crop"])
def test_trainings_that_are_killed_end_as_if_they_never_were(kind: str, tmp_path: Path) -> None:
    recipe = recipes(tmp_path / "start")[kind]
    (tmp_path / "runs").mkdir()
    outcomes = list(kill_points(make_photos(tmp_path / "photos"), tmp_path / "runs", recipe, seed=1, rounds=2))
    assert {fault for _, fault, _ in outcomes} == {"kill", "ENOSPC"}
    assert [outcome for outcome in outcomes if outcome[2]] == []
