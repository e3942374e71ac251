import pytest

from probsym import benchmark
from probsym.benchmark.tables import make_table
from probsym.errors import InputError


@pytest.mark.parametrize(("module", "package"), [("matplotlib", "matplotlib"), ("sklearn", "scikit-learn")])
def test_a_missing_package_names_its_extra(
    request_of, monkeypatch: pytest.MonkeyPatch, module: str, package: str
) -> None:
    find_spec = benchmark.find_spec
    monkeypatch.setattr(benchmark, "find_spec", lambda name: None if name == module else find_spec(name))
    message = rf"needs the package {package}, of the extra benchmark: pip install 'probsym\[benchmark\]'"
    with pytest.raises(InputError, match=message):
        make_table("ablation", request_of())


def test_unknown_tables(request_of) -> None:
    with pytest.raises(InputError, match="table: expected one of baselines, ablation, perturbation, keypoints"):
        make_table("depth", request_of())
