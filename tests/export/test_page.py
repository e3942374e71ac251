import base64
import dataclasses
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from probsym import __version__
from probsym.errors import InputError
from probsym.export.page import BUILT_PAGE, PAGE_FORMAT, Page, page_entry, page_html, template, write_page


@pytest.fixture
def truth(bump):
    return bump


@pytest.fixture
def photo():
    return np.random.default_rng(0).integers(0, 256, (96, 96, 3), dtype=np.uint8)


@pytest.fixture
def entry(photo, truth, camera):
    return page_entry("more/ada.png", photo, truth, 1, camera)


def floats(text):
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(64, 64)


def test_maps_keep_every_bit(entry, photo, truth):
    factors = truth.factors
    assert np.array_equal(floats(entry["canonical_depth"]), factors.canonical_depth[1].numpy())
    assert np.array_equal(floats(entry["sigma"]), factors.sigma[1, 0].numpy())
    assert np.array_equal(floats(entry["sigma_flip"]), factors.sigma_flip[1, 0].numpy())
    albedo = np.frombuffer(base64.b64decode(entry["albedo"]), np.uint8).reshape(64, 64, 3)
    assert np.abs(albedo / 255 - factors.albedo[1].permute(1, 2, 0).numpy()).max() <= 0.5 / 255 + 1e-6
    assert entry["viewpoint"]["rotation_rad"] == factors.viewpoint.rotation_rad[1].tolist()
    assert entry["light"]["direction"] == factors.light.direction[1].tolist()
    assert entry["light"]["gamma"] == 1
    assert (entry["size"], entry["fov_deg"]) == (64, 10)
    kind, content = entry["photo"].split(",")
    assert kind == "data:image/webp;base64"
    with Image.open(io.BytesIO(base64.b64decode(content))) as picture:
        assert np.array_equal(np.asarray(picture.convert("RGB")), photo)


def test_without_confidence(photo, truth, camera):
    bare = dataclasses.replace(truth, factors=dataclasses.replace(truth.factors, sigma=None, sigma_flip=None))
    entry = page_entry("a.png", photo, bare, 0, camera)
    assert (entry["sigma"], entry["sigma_flip"]) == (None, None)


def test_wrong_arguments(photo, truth, camera):
    with pytest.raises(InputError, match="index: expected a number from 0 to 1, got 2"):
        page_entry("a.png", photo, truth, 2, camera)
    with pytest.raises(InputError, match="photo: expected a square picture, got 96 x 90 pixels"):
        page_entry("a.png", photo[:90], truth, 0, camera)
    with pytest.raises(InputError, match="at least one photo"):
        page_html([], "m")


def block_of(page):
    (block,) = re.findall(r'<script type="application/json" id="photos">(.*?)</script>', page, re.DOTALL)
    return json.loads(block)


def test_the_page_holds_the_photos_and_no_markup_of_theirs(entry):
    name = "</script><script>alert(1)</script><!-- 'é\u2028"
    page = page_html([{**entry, "name": name}, entry], "my </script> model")
    block = block_of(page)
    assert [photo["name"] for photo in block["photos"]] == [name, entry["name"]]
    assert (block["format"], block["model"], block["made_by"]) == (
        PAGE_FORMAT,
        "my </script> model",
        f"probsym {__version__}",
    )
    assert page.count("</script>") == template().count("</script>") == 2
    assert "alert(1)</" not in page


def test_needs_nothing_from_outside(entry):
    page = page_html([entry], "m")
    markup = re.sub(r"(?s)(<script\b[^>]*>|<style>).*?(</script>|</style>)", r"\1\2", page)
    references = re.findall(r"""\b(?:src|href)=["']?([^"'\s>]+)""", markup)
    assert references
    assert all(reference.startswith("data:") for reference in references)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert page.index("Content-Security-Policy") < page.index("<script")
    assert "import(" not in page
    assert "url(http" not in page


def test_size_is_moderate(entry):
    assert len(page_html([entry], "m").encode()) < 1_000_000
    assert len(template()) < 700_000


def test_is_written_at_once(entry, tmp_path):
    path = tmp_path / "page.html"
    path.write_text("old")
    write_page([entry], "m", path)
    assert path.read_text(encoding="utf-8") == page_html([entry], "m")
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(InputError):
        write_page([], "m", tmp_path / "other.html")
    assert list(tmp_path.iterdir()) == [path]


def test_the_shipped_template_is_whole():
    assert sorted(path.name for path in BUILT_PAGE.iterdir()) == ["build.json", "index.html"]
    assert template().endswith("</html>\n")


def test_the_first_photos_are_collected(photo, truth, camera, tmp_path, monkeypatch):
    monkeypatch.setattr("probsym.export.page.PAGE_PHOTOS", 2)
    page = Page(camera)
    for number in range(4):
        page.add(f"{number}.png", photo, truth, 0)
    page.write(tmp_path / "page.html", "m")
    block = block_of((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert [entry["name"] for entry in block["photos"]] == ["0.png", "1.png"]
    with Image.open(io.BytesIO(base64.b64decode(block["photos"][0]["photo"].split(",")[1]))) as picture:
        assert picture.size == (256, 256)
