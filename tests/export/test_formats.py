import subprocess
import sys

import pytest

from probsym.errors import InputError
from probsym.export.formats import DEFAULT_FORMATS, FORMATS, MAP_FORMATS, check_formats, need

NEED_PACKAGES = ("exr", "usdz", "mp4", "depth-mp4", "rgbd-mp4")
PROGRAM = """
import threading
from probsym.export.formats import import_native

both = threading.Barrier(2)
found = {}

def take(name):
    both.wait()
    found[name] = import_native(name)

threads = [threading.Thread(target=take, args=(name,)) for name in ("pxr.Tf", "av")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(found))
"""


def test_the_core_writes_most_of_them():
    assert {*DEFAULT_FORMATS, *MAP_FORMATS} < {*FORMATS}
    check_formats(name for name in FORMATS if name not in NEED_PACKAGES)


@pytest.mark.parametrize(
    ("name", "module", "extra"), [("exr", "OpenEXR", "exr"), ("usdz", "pxr", "usdz"), ("rgbd-mp4", "av", "video")]
)
def test_a_missing_package_is_named_with_its_extra(name, module, extra, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    expected = rf"formats: {name} needs the package {module}; install it with: pip install 'probsym\[{extra}\]'"
    with pytest.raises(InputError, match=expected):
        need(name)
    with pytest.raises(InputError, match=expected):
        check_formats(["glb", name])


def test_unknown_formats():
    with pytest.raises(InputError, match=r"formats: expected one of glb, obj, ply, stl, usdz, npz, exr, .*; got 'fbx'"):
        check_formats(["fbx"])


def test_two_threads_import_usd_and_ffmpeg_without_waiting_for_each_other() -> None:
    pytest.importorskip("pxr")
    pytest.importorskip("av")
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "['av', 'pxr.Tf']"
