"""The built page is what its source makes."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from probsym.export.page import BUILT_PAGE, PAGE_FORMAT
from probsym.web.app import BUILT_APP

SOURCE = Path(__file__).parents[2] / "viewer"
SOURCES = ("index.html", "package-lock.json", "package.json", "plugins", "src", "tsconfig.json", "vite.config.ts")
"""As in ``viewer/plugins/source-hash.ts``."""

pytestmark = pytest.mark.skipif(not SOURCE.is_dir(), reason="needs the viewer's source, which is not in the package")
needs_npm = pytest.mark.skipif(
    shutil.which("npm") is None or not (SOURCE / "node_modules").is_dir(),
    reason="needs npm and viewer/node_modules: make viewer",
)


def npm(*arguments, **environment):
    result = subprocess.run(
        ["npm", *arguments], cwd=SOURCE, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def files(name):
    path = SOURCE / name
    below = [path] if path.is_file() else [found for found in path.rglob("*") if found.is_file()]
    return [found.relative_to(SOURCE).as_posix() for found in below]


def test_was_built_from_this_source():
    digest = hashlib.sha256()
    for name in sorted(found for source in SOURCES for found in files(source)):
        digest.update(name.encode() + b"\0" + (SOURCE / name).read_bytes() + b"\0")
    record = json.loads((BUILT_PAGE / "build.json").read_text(encoding="utf-8"))
    assert record["source_sha256"] == digest.hexdigest(), "the viewer's source has changed: make viewer"
    assert record["page_sha256"] == hashlib.sha256((BUILT_PAGE / "index.html").read_bytes()).hexdigest()


def test_page_and_package_have_the_same_format_version():
    text = (SOURCE / "src" / "page-data.ts").read_text(encoding="utf-8")
    assert re.findall(r"export const FORMAT = (\d+);", text) == [str(PAGE_FORMAT)]


def test_the_lock_file_names_no_registry():
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))
    assert len(lock["packages"]) > 20
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


@needs_npm
@pytest.mark.slow
def test_building_again_gives_the_same_bytes(tmp_path):
    page, app = tmp_path / "page", tmp_path / "app"
    npm("run", "build", VIEWER_OUT=str(page), APP_OUT=str(app))
    for made, kept in ((page, BUILT_PAGE), (app, BUILT_APP)):
        names = sorted(path.name for path in kept.iterdir())
        assert sorted(path.name for path in made.iterdir()) == names
        for name in names:
            assert (made / name).read_bytes() == (kept / name).read_bytes(), name


@needs_npm
@pytest.mark.slow
def test_types_and_unit_tests():
    npm("run", "check")
    npm("test")
