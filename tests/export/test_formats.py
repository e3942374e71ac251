import sys

import pytest

from probsym.errors import InputError
from probsym.export.formats import DEFAULT_FORMATS, FORMATS, MAP_FORMATS, check_formats, need

NEED_PACKAGES = ("exr", "usdz", "mp4", "depth-mp4", "rgbd-mp4")


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
