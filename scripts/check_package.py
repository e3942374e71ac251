"""Build wheel and source distribution, install the wheel into an empty environment, and test it there.

python scripts/check_package.py                      # with the versions of constraints.txt
python scripts/check_package.py --versions minimum   # with the oldest that pyproject.toml allows
python scripts/check_package.py --versions newest    # with whatever pip chooses
"""

import argparse
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
from pathlib import Path

from probsym.cli.exit_code import exit_code

ROOT = Path(__file__).resolve().parents[1]
LARGEST_WHEEL = 60e6
"""Bytes, models and page included."""


def main(argv: list[str] | None = None) -> int:
    """Exit code 0 if all is well; an error names what is not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--versions", choices=("pinned", "minimum", "newest"), default="pinned")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder for the two files")
    options = parser.parse_args(argv)
    wheel, source = build(options.out)
    run(sys.executable, "-m", "twine", "check", "--strict", wheel, source)
    check_source(source)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        constraints = constraints_for(options.versions, folder)
        install_and_test(wheel, constraints, folder)
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB, works with the {options.versions} versions")
    return 0


def build(out: Path) -> tuple[Path, Path]:
    """Wheel and source distribution of the project, in an emptied folder."""
    out.mkdir(exist_ok=True)
    for path in [*out.glob("probsym-*.whl"), *out.glob("probsym-*.tar.gz")]:
        path.unlink()
    run(sys.executable, "-m", "build", "--outdir", out, ROOT)  # the wheel is built from the source distribution
    (wheel,), (source,) = out.glob("probsym-*.whl"), out.glob("probsym-*.tar.gz")
    if wheel.stat().st_size > LARGEST_WHEEL:
        raise SystemExit(
            f"{wheel}: expected at most {LARGEST_WHEEL / 1e6:.0f} MB, got {wheel.stat().st_size / 1e6:.1f}"
        )
    return wheel, source


def check_source(source: Path) -> None:
    """The source distribution holds what is needed to build and test, and nothing that was built on the way."""
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    missing = {"pyproject.toml", "LICENSE", "README.md", "src/probsym/py.typed", "tests/conftest.py"} - names
    leftovers = [name for name in names if "__pycache__" in name or "node_modules" in name]
    if missing or leftovers:
        raise SystemExit(f"{source}: missing {sorted(missing)}, left over {leftovers[:3]}")


def constraints_for(versions: str, folder: Path) -> Path | None:
    """The file of constraints for pip; None leaves the choice to pip."""
    if versions == "newest":
        return None
    if versions == "pinned":
        return ROOT / "constraints.txt"
    path = folder / "minimum.txt"
    path.write_text("".join(f"{name}=={version}\n" for name, version in minimum_versions().items()), encoding="utf-8")
    return path


def minimum_versions() -> dict[str, str]:
    """Dependency -> oldest version that ``pyproject.toml`` allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [re.match(r"([\w.-]+)(?:\[[^]]*\])?>=([\d.]+)", text) for text in project["dependencies"]]
    return {match[1]: match[2] for match in found if match}


def install_and_test(wheel: Path, constraints: Path | None, folder: Path) -> None:
    """Install into an empty environment, and run what a user starts with, away from the source."""
    venv.create(folder / "venv", with_pip=True)
    binaries = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    limits = [] if constraints is None else ["--constraint", constraints]
    run(binaries / "python", "-m", "pip", "install", "--quiet", *limits, wheel)
    run(binaries / "python", "-m", "pip", "check")
    run(binaries / "python", "-m", "pip", "list")
    test(binaries / "probsym", folder)


def test(program: Path, folder: Path) -> None:
    """Run ``probsym`` in ``folder``: help of all commands, self-test, reconstruction, and five steps of training."""
    listed = run(program, "--help", cwd=folder, quiet=True)
    commands = "".join(listed.partition("{")[2].partition("}")[0].split()).split(",")  # wrapped by older tyro
    for command in commands:
        run(program, command, "--help", cwd=folder, quiet=True)
    print(f"help of {len(commands)} commands")
    run(program, "doctor", cwd=folder)
    photo = ROOT / "examples" / "photos" / "ada.png"
    reconstruct = [program, "reconstruct", photo, "--detect", "none"]
    run(*reconstruct, "--out", folder / "out", "--page", cwd=folder)
    run(program, "synth", "--out", "faces", "--count", "32", "--val-count", "8", "--test-count", "8", cwd=folder)
    run(program, "train", "--data", "faces", "--out", "run", "--steps", "5", "--force", cwd=folder)
    run(program, "evaluate", "--data", "faces", "--model", "run", cwd=folder)
    run(*reconstruct, "--model", "run", "--out", folder / "own", cwd=folder)
    for out in ("out", "own"):
        if not list((folder / out).rglob("mesh.glb")):
            raise SystemExit("probsym reconstruct: expected a mesh.glb, got none")


def run(*command: str | Path, cwd: Path | None = None, quiet: bool = False) -> str:
    """Run a program; exit if it fails. What it prints is returned if ``quiet``, else shown."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    words = [str(part) for part in command]
    if not quiet:
        print("$", *words, flush=True)
    output = subprocess.PIPE if quiet else None
    done = subprocess.run(words, cwd=cwd, env=environment, check=False, stdout=output, text=True, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: exit code {done.returncode}")
    return done.stdout or ""


if __name__ == "__main__":
    sys.exit(exit_code(main))
