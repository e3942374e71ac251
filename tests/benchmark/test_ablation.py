import pytest

from probsym.benchmark import ablation, perturbation


@pytest.mark.slow
def test_perturbed_rows_are_tested_on_perturbed_images(request_of) -> None:  # type: ignore[no-untyped-def]
    report = perturbation.run(request_of())
    assert list(report.values) == ["no-confidence", "full", "perturbed-no-confidence", "perturbed"]
    assert [cells[0] for cells in report.cells][-1] == "perturbed, with confidence"
    assert report.values["perturbed"]["published"]["side"] == 0.878
    assert all(row["side"] > 0 for row in report.values.values())


@pytest.mark.slow
def test_every_part_can_be_left_out(request_of) -> None:  # type: ignore[no-untyped-def]
    report = ablation.run(request_of(limit=4))
    assert list(report.values) == [row.name for row in ablation.ROWS]
    assert "(4 test images of faces, 3 steps a row)" in report.title
    assert "features 'random'" in report.notes[-1]
    assert {row["images"] for row in report.values.values()} == {4 * 3}  # images of the training: steps times batch
