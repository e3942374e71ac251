"""What is fuzzed: every kind of file that the package reads, with a sound example and the function that reads it."""

import io
import json
import platform
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Literal

import h5py
import numpy as np
import torch
from PIL import Image
from scipy.io import savemat

from fuzz import mutations
from fuzz.data_targets import DATA_TARGETS
from fuzz.target import CONFIG, Target, landmark_points, only, picture, written
from page_photos import tiny_page_photo
from probsym.config import DETECTOR_FILE, Framing, ModelConfig, OptimizerConfig, Recipe, load_recipe, to_dict
from probsym.config.recipe import RECIPES
from probsym.data.cache import read_cache
from probsym.data.cache_build import build_cache
from probsym.data.decoding import decode_alpha, decode_detail, decode_image, decode_photo, photo_size
from probsym.data.landmark_sets import read_landmark_folder
from probsym.data.photometric_sets import load_photometric
from probsym.data.photos import open_photo_source
from probsym.errors import CheckpointError, ConfigError, InputError
from probsym.export.bundle import earlier_files
from probsym.export.joined_page import join_pages
from probsym.export.page import DATA_BLOCK, PAGE_FORMAT
from probsym.framing.align.detector import LearnedDetector, detect_learned
from probsym.framing.align.detector_file import detector_from_bytes, detector_to_bytes
from probsym.framing.align.filters import FILTER_CELLS, RollFilters
from probsym.framing.align.hog import CHANNELS
from probsym.framing.align.points import check_enough, points_csv, read_points
from probsym.framing.align.regression_cascade import FEATURES, RegressionStage
from probsym.framing.align.verify import WIDE_FEATURES, Verifier, WideVerifier
from probsym.framing.crops import read_card, read_detector, write_card
from probsym.inspection.facts import inspect_source
from probsym.models.autoencoder import Autoencoder
from probsym.models.features.registry import load_features
from probsym.models.features.rotation import SHIPPED_ENCODER
from probsym.models.features.squeezenet import SqueezeNetFeatures
from probsym.models.features.vgg16 import VGG16Features
from probsym.models.object_net import ObjectNet, decode_object_net, encode_object_net, object_unet
from probsym.models.pretrained import decode_silhouette, encode_silhouette
from probsym.models.published_checkpoint import load_published_checkpoint
from probsym.synthetic.basel import load_basel
from probsym.synthetic.basel_landmarks import NAMES
from probsym.synthetic.generate import generate
from probsym.synthetic.ict_facekit import load_ict_facekit
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings
from probsym.synthetic.storage import load_synthetic
from probsym.training.checkpoint import load_checkpoint, load_state, save_checkpoint
from probsym.training.lock import LOCK_FILE, lock_run_folder
from probsym.training.logging import METRICS, read_metrics
from probsym.training.optimizer import make_optimizer, state_by_name
from probsym.training.train_state import SavedState, TrainState


def _image(suffix: str, mode: str = "RGB", **options: Any) -> Target:
    def prepare(folder: Path) -> Path:
        path = folder / f"a.{suffix}"
        picture(mode=mode).save(path, **options)
        return path

    def read(path: Path) -> None:
        data = path.read_bytes()
        for decode in (decode_image, decode_detail):
            _unless_refused(partial(decode, data, 16))
        for decode in (photo_size, decode_photo, decode_alpha):
            _unless_refused(partial(decode, data))
        decode_image(data, 16)

    return Target(prepare, read)


def _unless_refused(read: Callable[[], Any]) -> None:
    with suppress(InputError):
        read()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def _16_bit_tiff(folder: Path) -> Path:
    pixels = np.random.default_rng(0).integers(0, 4096, (24, 24)).astype(np.uint16)
    Image.fromarray(pixels).save(folder / "a.tif")
    return folder / "a.tif"


def _zip(folder: Path) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            buffer = io.BytesIO()
            picture(8 + number).save(buffer, "PNG")
            archive.writestr(f"faces/{number}.png", buffer.getvalue())
        archive.writestr("faces/framing.json", json.dumps({"framing": {"detector": "learned", "side": 2.0}}))
        archive.writestr(f"faces/{DETECTOR_FILE}", detector_to_bytes(example_detector()))
    return path


def _read_zip(path: Path) -> None:
    with suppress(ConfigError, CheckpointError):
        read_card(path)
        detector_from_bytes(read_detector(path) or b"")
    with open_photo_source(path) as files:
        for file in files:
            _unless_refused(lambda file=file: decode_image(file.read(), 8))
    inspect_source(path)


def _recipe(folder: Path) -> Path:
    (folder / "a.toml").write_bytes((RECIPES / "best.toml").read_bytes())
    return folder / "a.toml"


def _model(folder: Path) -> Path:
    torch.manual_seed(0)
    Autoencoder(CONFIG).save_pretrained(folder)
    return folder


def _read_model(path: Path) -> None:
    model = Autoencoder.from_pretrained(path.parent)
    with torch.inference_mode():
        model.factors(torch.full((1, 3, model.config.image_size, model.config.image_size), 0.5))


def run_arguments(
    step: int = 4, trained: Literal["all", "refinement"] = "all"
) -> tuple[SavedState, Autoencoder, Autoencoder, dict[str, Any]]:
    """What :func:`save_checkpoint` takes, of a tiny model."""
    torch.manual_seed(step)
    recipe = Recipe(model=CONFIG, optimizer=OptimizerConfig(trained=trained), stages=(_stage(),), steps=10)
    model, average = Autoencoder(CONFIG), Autoencoder(CONFIG)
    optimizer = make_optimizer(model, recipe.optimizer)
    for name, weight in model.named_parameters():
        if trained == "all" or name.startswith("refinement_net."):
            weight.grad = torch.ones_like(weight)
    optimizer.step()
    saved = SavedState(TrainState(step, 4 * step, 0, 1.5), recipe, {"kind": "photos", "content_hash": "abc"}, ((1.0,),))
    return saved, model, average, state_by_name(model, optimizer)


def _stage(image_size: int = 32) -> Any:
    from probsym.config import Stage as TrainingStage

    return TrainingStage(image_size=image_size)


def _checkpoint_file(
    name: str, keep_manifest: bool = False, trained: Literal["all", "refinement"] = "all"
) -> Callable[[Path], Path]:
    def prepare(folder: Path) -> Path:
        path = save_checkpoint(folder, *run_arguments(trained=trained))
        if not keep_manifest:
            (path / "manifest.json").unlink()
        return path / name

    return prepare


def _run_of(path: Path) -> Path:
    return next(folder.parent for folder in path.parents if folder.name == "checkpoints")


def _card(folder: Path) -> Path:
    write_card(folder, Framing("face", 0.8, 0.1), {"photos": 3})
    return folder / "framing.json"


def _synthetic(folder: Path) -> Path:
    generate(procedural_head(), folder / "set", {"train": 2, "val": 2}, SceneSettings(size=32), seed=0, workers=1)
    return folder / "set"


def _read_synthetic(path: Path) -> None:
    folder = path if (path / "card.json").exists() else path.parent if path.name == "card.json" else path.parents[1]
    for split in ("train", "val"):
        faces = load_synthetic(folder, split)
        for array in vars(faces).values():
            if isinstance(array, np.ndarray):
                np.array(array[:2])


POINTS = {f"{number}.png": ((1.0 + number, 2.0), (30.0, 4.5)) for number in range(5)}


def _points_json(folder: Path) -> Path:
    rows = [
        {"name": name, "x1": one[0], "y1": one[1], "x2": two[0], "y2": two[1]} for name, (one, two) in POINTS.items()
    ]
    (folder / "points.json").write_text(json.dumps([*rows, {"name": "none.png"}]))
    return folder / "points.json"


def _whole_recipe() -> str:
    """A recipe with every setting that there is."""
    values = to_dict(Recipe(model=ModelConfig(width=4, latent=8), stages=(_stage(64),), steps=10))
    tables = {name: table for name, table in values.items() if isinstance(table, dict)}
    tables[""] = {name: value for name, value in values.items() if not isinstance(value, dict | list | tuple)}
    tables["[stages]"] = values["stages"][0]
    texts = []
    for name, table in sorted(tables.items()):  # what belongs to no table comes first
        texts += [f"[{name}]"] * bool(name) + [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    return "\n".join(texts) + "\n"


def example_detector(looks_twice: bool = False) -> LearnedDetector:
    """A learned detector with random weights; ``looks_twice``: with a wide verifier."""
    generator = torch.Generator().manual_seed(0)

    def noise(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator) * 0.02

    filters = RollFilters((-0.25, 0.25), noise(2, CHANNELS, FILTER_CELLS, FILTER_CELLS), noise(2))
    stages = (RegressionStage(noise(FEATURES, 4), torch.tensor([0.25, 0.4, 0.75, 0.4])),)
    wide = WideVerifier(noise(4, WIDE_FEATURES), noise(4), noise(4), 3.0) if looks_twice else None
    return LearnedDetector(Framing("learned", 2.0, 0.3), filters, stages, Verifier(noise(FEATURES), 3.0), wide)


def _detector(looks_twice: bool = False) -> Target:
    photo = np.asarray(picture(64))

    def read(path: Path) -> None:
        detect_learned(photo, detector_from_bytes(path.read_bytes(), path.name))

    content = partial(detector_to_bytes, example_detector(looks_twice))
    return Target(written("a.safetensors", content), read, only(mutations.mutate_safetensors))


def _object_net() -> Target:
    photo = torch.rand(3, 64, 64, generator=torch.Generator().manual_seed(0))

    def read(path: Path) -> None:
        decode_object_net(path.read_bytes(), path.name).probability(photo)

    content = partial(encode_object_net, ObjectNet(object_unet()))
    return Target(written("object.safetensors", content), read, only(mutations.mutate_safetensors))


def _silhouette() -> Target:
    content = partial(encode_silhouette, torch.eye(64))
    return Target(written("silhouette.png", content), lambda path: decode_silhouette(path.read_bytes(), path.name))


def _cache(name: str) -> Callable[[Path], Path]:
    def prepare(folder: Path) -> Path:
        pixels = np.random.default_rng(0).integers(0, 256, (9, 4, 4, 3), dtype=np.uint8)
        rows = [(f"{number}.png", picture) for number, picture in enumerate(pixels)]
        build_cache(folder, "key", 4, lambda first: [*rows, ("bad.png", "empty file")][first:], lambda *_: None)
        return folder / name

    return prepare


def _metrics() -> str:
    rows = [{"step": step, "kind": "train", "loss": 0.5 / (step + 1)} for step in range(5)]
    return "".join(json.dumps(row) + "\n" for row in rows)


def _read_lock(path: Path) -> None:
    with lock_run_folder(path.parent):
        pass


def _published(folder: Path) -> Path:
    """A checkpoint of the authors' layout; all values of a tensor share one number, so that the file is small."""
    model = Autoencoder(ModelConfig())
    names = {"depth_net": "netD", "albedo_net": "netA", "light_net": "netL", "viewpoint_net": "netV"}
    parts = {"shared": "network", "full": "out_net1", "quarter": "out_net2"}
    networks: dict[str, dict[str, torch.Tensor]] = {}
    for key, weight in model.state_dict().items():
        net, part, *_, kind = key.split(".")
        network = networks.setdefault(names.get(net, "netC"), {})
        theirs = parts.get(part, "network")
        number = sum(name.startswith(f"{theirs}.") for name in network)
        network[f"{theirs}.{number}.{kind}"] = torch.zeros(1).expand(weight.shape)
    torch.save(networks, folder / "a.pth")
    return folder / "a.pth"


def _factors() -> str:
    return json.dumps({"probsym_version": "0.1.0", "model": "face-64", "files": ["mesh.glb", "maps/depth.png"]})


def _page() -> str:
    return DATA_BLOCK.format(
        json.dumps(
            {"format": PAGE_FORMAT, "model": "face-64", "made_by": "probsym", "photos": [tiny_page_photo("a.png")]}
        )
    )


def _mutate_page(content: bytes, rng: np.random.Generator) -> bytes:
    before, after = (part.encode() for part in DATA_BLOCK.split("{}"))
    return before + mutations.mutate_json(content.removeprefix(before).removesuffix(after), rng) + after


def _photometric(folder: Path) -> Path:
    rng = np.random.default_rng(0)
    np.savez(
        folder / "a.npz",
        photos=rng.integers(0, 256, (2, 3, 4, 4), dtype=np.uint8),
        normals=rng.normal(size=(2, 4, 4, 3)).astype(np.float32),
        mask=np.ones((2, 4, 4), bool),
        light=rng.normal(size=(2, 3, 3)).astype(np.float32),
    )
    return folder / "a.npz"


def ict_arrays() -> dict[str, np.ndarray]:
    """The built-in head as ICT-FaceKit has it: centimetres, y up, z out of the face."""
    head, axes = procedural_head(), np.array([6.2, -6.2, -6.2])
    material = np.zeros(len(head.triangles), np.uint8)
    material[head.neutral[head.triangles][:, :, 2].min(1) > 0.9] = 1
    return {
        "neutral": (head.neutral * axes + [0.0, 4.5, 6.0]).astype(np.float32),
        "identity": (head.identity[:2] * axes).astype(np.float16),
        "expression": (head.expression[:2] * axes).astype(np.float16),
        "expression_name": np.array(["jawOpen", "mouthSmile_L"]),
        "triangles": head.triangles,
        "triangle_material": material,
        "material": np.array(["M_Face", "M_EyeLashes"]),
        "landmark68": head.landmarks,
    }


def _ict(folder: Path) -> Path:
    arrays: dict[str, Any] = {**ict_arrays()}
    np.savez(folder / "a.npz", **arrays)
    return folder / "a.npz"


def _ict_folder(name: str) -> Callable[[Path], Path]:
    def prepare(folder: Path) -> Path:
        arrays = ict_arrays()
        faces = "".join(f"f {a}/1/1 {b}/1/1 {c}/1/1\n" for a, b, c in (arrays["triangles"] + 1).tolist())
        for file, points in (
            ("generic_neutral_mesh", arrays["neutral"]),
            ("identity000", arrays["neutral"] + arrays["identity"][0]),
            ("jawOpen", arrays["neutral"] + arrays["expression"][0]),
        ):
            text = "".join(f"v {x:.5f} {y:.5f} {z:.5f}\n" for x, y, z in points.tolist())
            (folder / f"{file}.obj").write_text(text + "usemtl M_Face\n" + faces)
        landmarks = {"idx_to_landmark_verts": arrays["landmark68"].tolist()}
        (folder / "vertex_indices.json").write_text(json.dumps(landmarks))
        return folder / name

    return prepare


def _basel_arrays() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    head = procedural_head()
    points = head.neutral.astype(np.float32) * np.array([68.0, -60.0, -64.0], np.float32)
    return points, head.identity[:3].reshape(3, -1).T * 20, head.triangles


def _basel_h5(folder: Path) -> Path:
    points, basis, triangles = _basel_arrays()
    marks = [
        {"id": name, "coordinates": points[procedural_head().landmarks[index]].tolist()}
        for index, name in NAMES.items()
    ]
    with h5py.File(folder / "a.h5", "w") as file:
        for group in ("shape", "expression"):
            file[f"{group}/model/mean"] = points.reshape(-1)
            file[f"{group}/model/pcaBasis"] = basis
            file[f"{group}/model/pcaVariance"] = np.ones(3, np.float32)
        file["shape/representer/cells"] = triangles.T
        file["metadata/landmarks/json"] = np.frombuffer(json.dumps(marks).encode(), np.int8)
    return folder / "a.h5"


def _basel_mat(folder: Path) -> Path:
    points, basis, triangles = _basel_arrays()
    (folder / "landmarks.txt").write_text("\n".join(map(str, procedural_head().landmarks)))
    values = {
        "shapeMU": points.reshape(-1, 1) * 1000,
        "shapePC": basis,
        "shapeEV": np.ones((3, 1)),
        "tl": triangles + 1.0,
    }
    savemat(folder / "a.mat", values, do_compression=True)
    return folder / "a.mat"


def _basel_landmarks(folder: Path) -> Path:
    _basel_mat(folder)
    return folder / "landmarks.txt"


def _aflw(folder: Path) -> Path:
    for number in range(2):
        picture().save(folder / f"image{number:05}.jpg")
        savemat(folder / f"image{number:05}.mat", {"pt3d_68": landmark_points(number)})
    return folder / "image00000.mat"


def _3dfaw(folder: Path) -> Path:
    for name in ("valid_img", "valid_lm"):
        (folder / name).mkdir()
    for number in range(2):
        picture().save(folder / "valid_img" / f"{number}.jpg")
        rows = landmark_points(number)[:, :66].T.tolist()
        text = "".join(",".join(f"{value:.3f}" for value in row) + "\n" for row in rows)
        (folder / "valid_lm" / f"{number}_lm.csv").write_text(text)
    return folder / "valid_lm" / "0_lm.csv"


def _vgg16() -> bytes:
    buffer = io.BytesIO()
    torch.save(VGG16Features().state_dict(), buffer)
    return buffer.getvalue()


def _squeezenet(folder: Path) -> Path:
    names = {"squeeze1x1": "conv1x1_1", "expand1x1": "conv1x1_2", "expand3x3": "conv3x3_2"}
    arrays = {}
    for key, tensor in SqueezeNetFeatures().state_dict().items():
        if key != "mean":
            *block, layer, kind = key.split(".")
            arrays["/".join([*block, names.get(layer, layer)]) + f".{kind[0]}"] = tensor.numpy()
    np.savez(folder / "a.npz", **arrays)
    return folder / "a.npz"


TARGETS: dict[str, Target] = {
    "png": _image("png"),
    "png-alpha": _image("png", "RGBA"),
    "png-palette": _image("png", "P"),
    "jpeg": _image("jpg", exif=_exif(), quality=90),
    "jpeg-progressive": _image("jpg", progressive=True),
    "jpeg-cmyk": _image("jpg", "CMYK"),
    "webp": _image("webp", exif=_exif()),
    "bmp": _image("bmp"),
    "gif": _image("gif", "P"),
    "tiff": _image("tif", compression="tiff_lzw"),
    "tiff-16-bit": Target(_16_bit_tiff, _image("tif").read),
    "zip": Target(_zip, _read_zip, only(mutations.mutate_zip)),
    "recipe-whole": Target(
        written("a.toml", _whole_recipe), lambda path: load_recipe(str(path)), only(mutations.mutate_toml)
    ),
    "recipe": Target(_recipe, lambda path: load_recipe(str(path)), only(mutations.mutate_toml)),
    "config": Target(
        lambda folder: _model(folder) / "config.json",
        _read_model,
        only(mutations.mutate_json),
    ),
    "weights": Target(
        lambda folder: _model(folder) / "model.safetensors",
        _read_model,
        only(mutations.mutate_safetensors),
    ),
    "object-net": _object_net(),
    "silhouette": _silhouette(),
    "state": Target(
        _checkpoint_file("state.json"), lambda path: load_state(_run_of(path)), only(mutations.mutate_json)
    ),
    "manifest": Target(
        _checkpoint_file("manifest.json", keep_manifest=True),
        lambda path: load_checkpoint(_run_of(path)),
        only(mutations.mutate_json),
    ),
    "optimizer": Target(
        _checkpoint_file("optimizer.pt"), lambda path: load_checkpoint(_run_of(path)), only(mutations.mutate_pth)
    ),
    "optimizer-refinement": Target(
        _checkpoint_file("optimizer.pt", trained="refinement"),
        lambda path: load_checkpoint(_run_of(path)),
        only(mutations.mutate_pth),
    ),
    "framing": Target(_card, lambda path: read_card(path.parent), only(mutations.mutate_json)),
    "synthetic-card": Target(
        lambda folder: _synthetic(folder) / "card.json", _read_synthetic, only(mutations.mutate_json)
    ),
    "synthetic-array": Target(
        lambda folder: _synthetic(folder) / "val" / "depth.npy", _read_synthetic, only(mutations.mutate_npy)
    ),
    "points-json": Target(_points_json, lambda path: check_enough(read_points(path)), only(mutations.mutate_json)),
    "points-csv": Target(
        written("points.csv", lambda: points_csv(POINTS)),
        lambda path: check_enough(read_points(path)),
        only(mutations.mutate_csv),
    ),
    "detector": _detector(),
    "detector-twice": _detector(looks_twice=True),
    "cache-index": Target(_cache("key.json"), lambda path: read_cache(path.parent, "key"), only(mutations.mutate_json)),
    "cache-array": Target(_cache("key.npy"), lambda path: read_cache(path.parent, "key"), only(mutations.mutate_npy)),
    "published": Target(_published, load_published_checkpoint, only(mutations.mutate_pth)),
    "metrics": Target(written(METRICS, _metrics), read_metrics, only(mutations.mutate_json)),
    "lock": Target(
        written(LOCK_FILE, lambda: json.dumps({"pid": 4194304, "host": platform.node(), "started": "1"})),
        _read_lock,
        only(mutations.mutate_json),
    ),
    "factors": Target(
        written("factors.json", _factors), lambda path: earlier_files(path.parent), only(mutations.mutate_json)
    ),
    "page": Target(written("page.html", _page), lambda path: join_pages([path]), only(_mutate_page)),
    "photometric": Target(_photometric, load_photometric, only(mutations.mutate_npz)),
    "ict-npz": Target(_ict, load_ict_facekit, only(mutations.mutate_npz)),
    "ict-obj": Target(_ict_folder("generic_neutral_mesh.obj"), lambda path: load_ict_facekit(path.parent)),
    "ict-landmarks": Target(
        _ict_folder("vertex_indices.json"), lambda path: load_ict_facekit(path.parent), only(mutations.mutate_json)
    ),
    "basel-h5": Target(_basel_h5, load_basel, only(mutations.mutate_h5)),
    "basel-mat": Target(
        _basel_mat, lambda path: load_basel(path, path.parent / "landmarks.txt"), only(mutations.mutate_mat)
    ),
    "basel-landmarks": Target(
        _basel_landmarks, lambda path: load_basel(path.parent / "a.mat", path), only(mutations.mutate_csv)
    ),
    "aflw-mat": Target(_aflw, lambda path: read_landmark_folder(path.parent, 16), only(mutations.mutate_mat)),
    "3dfaw-csv": Target(_3dfaw, lambda path: read_landmark_folder(path.parents[1], 16), only(mutations.mutate_csv)),
    "vgg16": Target(
        written("vgg.pth", _vgg16), lambda path: load_features("vgg16", str(path)), only(mutations.mutate_pth)
    ),
    "squeezenet": Target(_squeezenet, lambda path: load_features("squeezenet", str(path)), only(mutations.mutate_npz)),
    **DATA_TARGETS,
    "selfsup": Target(
        written("a.safetensors", SHIPPED_ENCODER.read_bytes),
        lambda path: load_features("selfsup", str(path)),
        only(mutations.mutate_safetensors),
    ),
}
"""Name -> target."""
