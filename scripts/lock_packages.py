"""Lock the packages of tests and development, with the hash of each file: ``make lock``.

Written for this platform alone, from what pip would install with ``constraints.txt``. pip refuses files with other
hashes, so that a package that was exchanged in the index is not installed.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from probsym.cli.exit_code import exit_code
from probsym.io import check_new_file, write_text

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements-linux.lock"


def main(argv: list[str] | None = None) -> int:
    """Write the lock file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=LOCK)
    options = parser.parse_args(argv)
    check_new_file("out", options.out)
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-"]
    command += ["--constraint", str(ROOT / "constraints.txt"), "torch", f"{ROOT}[dev]"]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode == 0:
        write_text(options.out, lock_of(json.loads(done.stdout)))
    return done.returncode


def lock_of(report: dict[str, Any]) -> str:
    """The lines of the lock file, from pip's report of an installation; the project itself is left out.

    Raises:
        SystemExit: the hash of a package is unknown.
    """
    environment = report["environment"]
    platform = f"{environment['sys_platform']} {environment['platform_machine']}"
    lines = []
    for package in report["install"]:
        name, version = package["metadata"]["name"], package["metadata"]["version"]
        if name == "probsym":
            continue
        archive = package["download_info"].get("archive_info", {})
        if "sha256" not in archive.get("hashes", {}):
            raise SystemExit(f"{name}: expected a file with a SHA-256 in pip's report, got {package['download_info']}")
        public = version.partition("+")[0]  # "2.13.0+cpu" is a build of 2.13.0
        lines.append(f"{re.sub(r'[-_.]+', '-', name).lower()}=={public} --hash=sha256:{archive['hashes']['sha256']}\n")
    header = f"# Made by `make lock` for {platform}, Python {environment['python_version']}. Do not edit.\n"
    return header + "".join(sorted(lines))


if __name__ == "__main__":
    sys.exit(exit_code(main))
