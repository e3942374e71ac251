"""The page in which photos become 3D, in a real browser."""

import dataclasses
import gzip
import hashlib
import json
import re
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.config import ModelConfig, to_dict
from probsym.errors import CheckpointError, InputError
from probsym.export.cutout import cutout
from probsym.export.render import opacity_or_border
from probsym.framing.crops import FRAMINGS
from probsym.inference.reconstruct import reconstruct
from probsym.models.autoencoder import Autoencoder
from probsym.web.app import APP_FORMAT, APP_NAME, BUILT_APP, write_app
from probsym.web.server import FolderServer
from web.app_page import next_result

ROOT = Path(__file__).parents[2]
ADA, CLEO = (ROOT / "tests" / "photos" / name for name in ("ada.png", "cleo.png"))
LISTEN = """
window.results = [];
document.addEventListener("reconstructed", ({ detail }) => window.results.push({
  name: detail.name, depth: [...detail.canonicalDepth], albedo: [...detail.albedo], sigma: [...detail.sigma],
  sigmaFlip: [...detail.sigmaFlip], light: detail.light, viewpoint: detail.viewpoint,
  cutout: [...detail.cutout],
}));
window.refused = [];
window.tracks = [];
const open = MediaDevices.prototype.getUserMedia;
MediaDevices.prototype.getUserMedia = async function (wish) {
  const stream = await open.call(this, wish);
  window.tracks.push(...stream.getTracks());
  return stream;
};
document.addEventListener("securitypolicyviolation", (event) => window.refused.push(event.blockedURI));
"""


@pytest.fixture(scope="session")
def app_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app") / "deep" / "app"
    write_app(["face-64"], folder)
    return folder


@pytest.fixture(scope="module")
def address(app_folder):
    with FolderServer(app_folder, index=APP_NAME) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.url
        server.shutdown()
        thread.join()


class Session:
    """The page, and all that it said and asked for."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        self.errors, self.requests = [], []
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.add_init_script(LISTEN)
        page.goto(address)

    def choose(self, path):
        self.page.locator("input[type=file]").set_input_files(path)

    def make(self):
        """Press the button and return the result."""
        before = self.page.evaluate("window.results.length")
        self.page.get_by_role("button", name="Make it 3D").click()
        return next_result(self.page, before)

    def press(self, key, times):
        """A key so many times, at once: pressed one by one, they take 15 ms each."""
        pressed = """(square, [key, times]) => {
            while (times--) square.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        }"""
        self.page.locator(".square").evaluate(pressed, [key, times])

    def square(self):
        """Left, top and side of the square, pixels of the photo."""
        return [float(value) for value in self.page.locator(".square").get_attribute("data-square").split()]


@pytest.fixture(scope="module")
def opened(browser, address):
    """One page for the tests, for the networks take two seconds to start; photos that were made stay in it."""
    few_pixels = {"viewport": {"width": 1000, "height": 700}, "device_scale_factor": 0.5}
    with closing(browser.new_context(**few_pixels, reduced_motion="reduce")) as context:
        context.set_default_timeout(120_000)  # networks and WebGL on a busy machine
        yield Session(context.new_page(), address)


@pytest.fixture
def session(opened):
    if opened.page.locator("dialog[open]").count():
        opened.page.get_by_role("button", name="Another photo").click()
    opened.errors.clear()
    return opened


@pytest.fixture
def thumbnail(tmp_path):
    """A photo in which a face is soon looked for."""
    with Image.open(ADA) as photo:
        photo.resize((64, 64)).save(tmp_path / "thumbnail.png")
    return tmp_path / "thumbnail.png"


def depth_of(result):
    return np.array(result["depth"], np.float32).reshape(64, 64)


@pytest.mark.slow
def test_a_photo_is_reconstructed_as_in_python(session, truth, model):
    session.choose(ADA)
    result = session.make()
    factors = truth.factors
    assert result["name"] == "ada.png"
    assert np.abs(depth_of(result) - factors.canonical_depth[0].numpy()).max() <= 1e-3
    albedo = np.reshape(result["albedo"], (64, 64, 3))
    assert np.abs(albedo - factors.albedo[0].permute(1, 2, 0).numpy()).max() <= 0.01
    for name, sigma in (("sigma", factors.sigma), ("sigmaFlip", factors.sigma_flip)):
        assert np.allclose(np.reshape(result[name], (64, 64)), sigma[0, 0].numpy(), rtol=0.02, atol=1e-3)
    assert np.allclose(result["viewpoint"]["rotationRad"], factors.viewpoint.rotation_rad[0], atol=1e-3)
    assert np.allclose(result["viewpoint"]["translation"], factors.viewpoint.translation[0], atol=1e-3)
    assert np.allclose(result["light"]["direction"], factors.light.direction[0], atol=2e-3)
    assert result["light"]["ambient"] == pytest.approx(factors.light.ambient[0].item(), abs=2e-3)
    assert result["light"]["gamma"] == truth.shading_gamma
    # Nearly the same silhouette: in the browser it is found in the canonical frame.
    found = np.reshape(result["cutout"], (128, 128)) > 0.5
    opacity = opacity_or_border(
        cutout(truth.image[0], truth, 0, model.camera, silhouette=model.silhouette), 64, 2
    ).numpy()
    expected = np.pad(opacity, ((0, 1), (0, 1)), mode="edge") > 0.5  # 127 points beside 128
    assert (found & expected).sum() / (found | expected).sum() > 0.88
    # It is shown, and a second photo joins it.
    session.page.wait_for_selector("main.stage[aria-busy=false]")
    assert session.page.locator(".top h1").text_content() == "ada.png"
    session.choose(CLEO)
    assert np.abs(depth_of(session.make()) - depth_of(result)).max() > 1e-3
    assert session.page.locator(".gallery button").count() == session.page.evaluate("window.results.length") >= 2
    assert session.errors == []


@pytest.mark.slow
def test_the_photo_stays_in_the_page(session, thumbnail):
    session.choose(thumbnail)
    session.make()
    assert {url.split(":")[0] for url in session.requests} <= {"http", "data", "blob"}
    assert all(url.startswith((session.address, "data:", "blob:")) for url in session.requests)
    assert {url.removeprefix(session.address) for url in session.requests if url.startswith("http")} >= {
        "app.js", "app.json", "face-64.onnx",
    }  # fmt: skip
    call = "fetch('http://127.0.0.1:9/photo', { method: 'POST', body: 'photo', mode: 'no-cors' })"
    went = session.page.evaluate(f"{call}.then(() => true, () => false)")
    assert not went
    assert set(session.page.evaluate("window.refused")) == {"http://127.0.0.1:9/photo"}


@pytest.mark.slow
def test_the_square_is_moved_and_resized(session, model):
    session.choose(ADA)
    assert session.square() == [0, 0, 256]
    corner = session.page.locator(".grip.bottom.right").bounding_box()
    x, y = corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2
    shown = session.page.locator(".crop-photo").bounding_box()["width"]
    session.page.mouse.move(x, y)
    session.page.mouse.down()
    session.page.mouse.move(x - 0.25 * shown, y - 0.1 * shown, steps=4)
    session.page.mouse.up()
    left, top, side = session.square()
    assert (left, top) == (0, 0)
    assert side == pytest.approx(192, abs=2)
    session.page.keyboard.press("ArrowRight")
    session.page.keyboard.press("ArrowDown")
    moved = session.square()
    assert moved[0] > 0
    assert moved[1] > 0
    session.press("-", 60)
    smallest = session.square()
    session.page.keyboard.press("-")
    assert session.square() == smallest  # at its limits it stays where it is, too
    session.press("+", 60)
    largest = session.square()
    session.page.keyboard.press("+")
    assert session.square() == largest == [0, 0, 256]
    session.press("-", 10)
    session.press("ArrowRight", 99)
    left, top, side = session.square()
    assert left + side == pytest.approx(256)  # it stays in the photo
    with Image.open(ADA) as photo:
        box = (left, top, left + side, top + side)
        cut = photo.convert("RGB").resize((64, 64), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    wanted = reconstruct(np.asarray(cut), model, detect="none").factors.canonical_depth[0].numpy()
    assert np.abs(depth_of(session.make()) - wanted).max() <= 1e-3


@pytest.mark.slow
def test_a_picture_from_the_camera(browser, chromium_options, address):
    """Chromium's own camera for tests shows a clock on green."""
    chromium_options["args"] += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with closing(browser.browser_type.launch(**chromium_options)) as other:
        context = other.new_context(permissions=["camera"], reduced_motion="reduce", device_scale_factor=0.5)
        session = Session(context.new_page(), address)
        session.page.get_by_role("button", name="Use the camera").click()
        session.page.get_by_role("button", name="Back").click()
        session.page.locator("dialog").wait_for(state="detached")
        session.page.get_by_role("button", name="Use the camera").click()
        session.page.get_by_role("button", name="Take the photo").click()
        left, top, side = session.square()
        assert (top, left > 0, side > 200) == (0, True, True)  # the middle of a wide picture
        corner = "[...document.querySelector('.crop-photo').getContext('2d').getImageData(90, 240, 1, 1).data]"
        red, green, blue, _ = session.page.evaluate(corner)
        assert green > max(red, blue) + 60
        assert session.make()["name"] == "camera"
        # The camera is let go of both times: its light is off.
        assert session.page.evaluate("window.tracks.map((track) => track.readyState)") == ["ended", "ended"]
        assert session.errors == []


@pytest.mark.slow
def test_a_camera_that_is_refused(session):
    session.page.get_by_role("button", name=re.compile("camera", re.IGNORECASE)).click()
    session.page.get_by_text("That did not work: ").wait_for()
    assert "camera" in session.page.locator(".app-status").text_content()
    assert session.page.locator("dialog[open]").count() == 0


@pytest.mark.slow
def test_what_is_no_picture_is_said_to_be_none(session, thumbnail, tmp_path):
    (tmp_path / "notes.txt").write_text("no picture")
    session.choose(tmp_path / "notes.txt")
    session.page.get_by_text("notes.txt is not an image that this browser can read").wait_for()
    session.choose(thumbnail)  # and the next one is taken
    session.page.get_by_role("button", name="Another photo").click()
    assert session.page.locator("dialog[open]").count() == 0
    assert session.errors == []


@pytest.mark.slow
def test_a_model_that_is_missing(app_folder, browser, tmp_path):
    folder = tmp_path / "app"
    folder.mkdir()
    for path in app_folder.iterdir():
        if path.suffix != ".onnx":
            (folder / path.name).write_bytes(path.read_bytes())
    with FolderServer(folder, index=APP_NAME) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        with closing(browser.new_context()) as context:
            page = Session(context.new_page(), server.url).page
            page.get_by_text("That did not work: face-64.onnx cannot be loaded: 404").wait_for()
        server.shutdown()
        thread.join()


ORDER = """
window.order = [];
const decode = HTMLImageElement.prototype.decode;
HTMLImageElement.prototype.decode = async function () {
  await decode.call(this);
  window.order.push("decoded");
};
const draw = WebGL2RenderingContext.prototype.drawElements;
WebGL2RenderingContext.prototype.drawElements = function (...given) {
  window.order.push("drawn");
  draw.apply(this, given);
};
"""


@pytest.mark.slow
def test_the_search_does_not_wait_for_networks_and_nothing_is_drawn_without_the_photo(address, browser):
    held = []
    with closing(browser.new_context(reduced_motion="reduce", device_scale_factor=0.5)) as context:
        context.set_default_timeout(120_000)
        page = context.new_page()
        page.add_init_script(ORDER)
        page.route("**/face-64.onnx", lambda route: held.append(route))
        session = Session(page, address)
        session.choose(ADA)
        page.get_by_role("button", name="Make it 3D").wait_for()
        (route,) = held
        route.continue_()
        session.make()
        page.wait_for_selector("main.stage[aria-busy=false]")
        order = page.evaluate("window.order")
        assert "drawn" in order
        assert order[0] == "decoded"
        assert session.errors == []


@pytest.mark.slow
def test_files(app_folder):
    names = {path.name for path in app_folder.iterdir()}
    assert {"index.html", "app.js", "app.json", "face-64.onnx", "LICENSE-weights.txt"} <= names
    assert "build.json" not in names
    assert (app_folder / "face-64.onnx").stat().st_size <= 12e6
    data = json.loads((app_folder / "app.json").read_text())
    assert data["format"] == APP_FORMAT
    entry = {"name": "face-64", "file": "face-64.onnx", "size": 64, "fov_deg": 10.0, "shading_gamma": 1.0}
    entry |= {"detection": {"kind": "face", "framing": to_dict(dataclasses.replace(FRAMINGS["face"], side=0.81))}}
    assert data["models"] == [entry]
    assert {data["detectors"][kind] for kind in ("faces", "cats")} <= names
    page = (app_folder / "index.html").read_text()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert "default-src 'none'" in policy
    assert "connect-src 'self';" in policy
    assert not re.search(r'(src|href)="(https?:)?//', page)


def test_was_built_from_this_source():
    record = json.loads((BUILT_APP / "build.json").read_text(encoding="utf-8"))
    for name, digest in record["files"].items():
        assert hashlib.sha256((BUILT_APP / name).read_bytes()).hexdigest() == digest, name
    assert set(record["files"]) == {path.name for path in BUILT_APP.iterdir()} - {"build.json"}
    source = ROOT / "viewer"
    if not source.is_dir():
        pytest.skip("needs the viewer's source, which is not in the package")
    text = (source / "plugins" / "source-hash.ts").read_text(encoding="utf-8")
    (listed,) = re.findall(r"SOURCES = \[(.*?)\]", text, re.DOTALL)
    sources = [*re.findall(r'"([\w.-]+)"', listed), "app", "vite.app.config.ts"]
    files = [file for name in sources for file in ([source / name] if "." in name else (source / name).rglob("*"))]
    digest = hashlib.sha256()
    for name in sorted(file.relative_to(source).as_posix() for file in files if file.is_file()):
        digest.update(name.encode() + b"\0" + (source / name).read_bytes() + b"\0")
    assert record["source_sha256"] == digest.hexdigest(), "the app's source has changed: make viewer"
    model = (source / "app" / "model.ts").read_text(encoding="utf-8")
    assert re.findall(r"export const FORMAT = (\d+);", model) == [str(APP_FORMAT)]


@pytest.fixture
def tiny(tmp_path):
    folder = tmp_path / "tiny"
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(folder)
    return str(folder)


def test_bad_models(tiny, tmp_path):
    for models, error, message in (
        ([], InputError, "expected at least one"),
        ([tiny, tiny], InputError, "models of different names, got tiny, tiny"),
        (["no-such"], CheckpointError, "got 'no-such'"),
    ):
        with pytest.raises(error, match=message):
            write_app(models, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=f"export: expected a folder, got {tmp_path / 'file' / 'app'}, but"):
        write_app([tiny], tmp_path / "file" / "app")


DOCUMENTED = (ROOT / "docs" / "how-to" / "web-app.md").read_text(encoding="utf-8")
SIZE = re.compile(
    r"^\| (?P<names>`.+?) \| (?P<size>[\d.]+) MB(?P<each> each)?(?: \((?P<gzip>[\d.]+) MB compressed\))? \|", re.M
)


@pytest.mark.slow
def test_the_documented_sizes_are_those_of_the_files(tmp_path):
    write_app(["face-64", "cat-64"], tmp_path / "app")
    rows = [row for row in SIZE.finditer(DOCUMENTED) if "NAME" not in row["names"]]
    seen = set()
    for row in rows:
        names = re.findall(r"`(.+?)`", row["names"])
        contents = [(tmp_path / "app" / name).read_bytes() for name in names]
        seen |= {*names}
        for content in contents if row["each"] else [b"".join(contents)]:
            digits = len(row["size"].partition(".")[2])
            assert f"{len(content) / 1e6:.{digits}f}" == row["size"], names
            if row["gzip"] is not None:  # versions of zlib differ a little
                assert len(gzip.compress(content, 9)) / 1e6 == pytest.approx(float(row["gzip"]), rel=0.04)
    written = {path.name for path in (tmp_path / "app").iterdir()}
    assert written - seen == {"app.json", "LICENSE-weights.txt", "README.md", ".nojekyll"}


def test_the_networks_of_the_documented_models_are_theirs():
    weights = ROOT / "src" / "probsym" / "weights"
    rows = {
        row.split("|")[1]: set(re.findall(r"`(\w+-\d+)`", row))
        for row in DOCUMENTED.split("## Hosting")[0].splitlines()
        if row[:1] == "|"
    }
    (refined,) = (models for row, models in rows.items() if "refinement network" in row)
    (objects,) = (models for row, models in rows.items() if "object net" in row)
    configs = {path.parent.name: json.loads(path.read_text()) for path in weights.glob("*/config.json")}
    assert refined == {name for name, config in configs.items() if config.get("refinement_width")}
    assert objects == {path.parent.name for path in weights.glob("*/object.safetensors")}
