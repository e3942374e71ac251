import types
from pathlib import Path

import numpy as np
import pytest

from probsym.benchmark import ablation, perturbation, scoring
from probsym.benchmark.depth_table import Row
from probsym.benchmark.report import Report
from probsym.models.features.rotation import RotationFeatures, save_encoder


@pytest.mark.slow
def test_perturbed_rows_are_tested_on_perturbed_images(request_of) -> None:  # type: ignore[no-untyped-def]
    report = perturbation.run(request_of())
    assert list(report.values) == ["no-confidence", "full", "perturbed-no-confidence", "perturbed"]
    assert [cells[0] for cells in report.cells][-1] == "perturbed, with confidence"
    assert report.values["perturbed"]["published"]["side"] == 0.878
    assert all(row["side"] > 0 for row in report.values.values())


@pytest.mark.slow
def test_every_part_can_be_left_out(request_of, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    features = tmp_path / "encoder.safetensors"
    save_encoder(RotationFeatures(), features)
    report = ablation.run(request_of(limit=4, features=features))
    assert list(report.values) == [row.name for row in ablation.ROWS]
    assert "(4 test images of faces, 3 steps a row)" in report.title
    assert "features 'random'" in report.notes[-1]
    assert {row["images"] for row in report.values.values()} == {4 * 3}  # images of the training: steps times batch


def test_without_an_encoder_its_row_is_left_out(request_of, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(ablation, "SHIPPED", tmp_path / "none")
    asked: list[str] = []

    def spy(_: object, name: str, title: str, rows: tuple[Row, ...], notes: tuple[str, ...]) -> Report:
        asked.extend(row.name for row in rows)
        return Report(name, title, (), (), {}, notes)

    monkeypatch.setattr(ablation, "depth_table", spy)
    report = ablation.run(request_of())
    assert len(asked) == len(ablation.ROWS) - 1
    assert "selfsup-features" not in asked
    assert "left out: the row selfsup-features" in report.notes[-1]


def test_only_perturbed_rows_are_tested_on_perturbed_images(request_of, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    request, seen = request_of(), []
    for name, stub in (("trained", lambda *_: None), ("load", lambda *_: None), ("budget_spent", lambda _: {})):
        monkeypatch.setattr(scoring, name, stub)

    def depth_scores(_: object, images: np.ndarray, __: object) -> types.SimpleNamespace:
        seen.append(images)
        return types.SimpleNamespace(summary=dict)

    monkeypatch.setattr(scoring, "depth_scores", depth_scores)
    for row in perturbation.ROWS:
        scoring.score_variant(request, row.name)
    changed = np.array([(images != request.test.images).any(-1).mean((1, 2)) for images in seen])
    assert (changed[:2] == 0).all()
    assert ((changed[2:] > 0.03) & (changed[2:] < 0.27)).all()
