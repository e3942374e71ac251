"""OpenCV's cascades for faces as one small file, for programs without OpenCV such as the web app."""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import numpy as np
from safetensors.numpy import save

from probsym.errors import InputError
from probsym.framing.cascades import FIRST_FILE, SECOND_FILE, cascade_path

CASCADES_TASK = "cascades"
CASCADES_VERSION = 1
"""``viewer/app/detector/cascade.ts`` has the same number."""
_RECTANGLES = 3
"""Most rectangles of a feature."""


def face_cascades() -> bytes:
    """The two cascades that :func:`probsym.framing.cascades.detect_faces` uses, 120 kB as safetensors.

    Each has the tensors ``rectangles`` (nodes 3 4: left, top, width and height in the window), ``weights`` (nodes 3)
    and ``thresholds`` of its nodes, ``children`` (nodes 2: another node of its tree if above 0, else minus a leaf's
    number), ``leaves``, ``tree_sizes`` in nodes, ``stage_sizes`` in trees and ``stage_thresholds``. Their names begin
    with "first." and "second.". The metadata have the window's side and the terms of use, which go with each copy.

    Raises:
        InputError: the installed OpenCV has no cascades, or they are of another kind.
    """
    tensors: dict[str, np.ndarray] = {}
    windows, terms = set(), ""
    for prefix, file in (("first", FIRST_FILE), ("second", SECOND_FILE)):
        text = cascade_path(file).read_text(encoding="utf-8")
        cascade = ElementTree.fromstring(text).find("cascade")
        if cascade is None or _text(cascade, "featureType") != "HAAR":
            raise InputError(f"{file}: expected a cascade of Haar features, got another kind")
        tensors |= {f"{prefix}.{name}": values for name, values in _tensors(cascade, file).items()}
        windows |= {int(_text(cascade, "width")), int(_text(cascade, "height"))}
        terms = text[text.index("<!--") + 4 : text.index("-->")].strip()
    if len(windows) != 1:
        raise InputError(f"{FIRST_FILE}: expected equal, square windows, got sides {sorted(windows)}")
    metadata = {
        "task": CASCADES_TASK,
        "version": str(CASCADES_VERSION),
        "window_px": str(windows.pop()),
        "terms": terms,
    }
    return save(tensors, metadata=metadata)


def _tensors(cascade: ElementTree.Element, file: str) -> dict[str, np.ndarray]:
    features = list(_items(cascade, "features"))
    values: dict[str, list[Any]] = {name: [] for name in _TYPES}
    for stage in _items(cascade, "stages"):
        trees = list(_items(stage, "weakClassifiers"))
        values["stage_sizes"].append(len(trees))
        values["stage_thresholds"].append(float(_text(stage, "stageThreshold")))
        for tree in trees:
            nodes = np.reshape(_text(tree, "internalNodes").split(), (-1, 4))
            values["tree_sizes"].append(len(nodes))
            values["leaves"] += map(float, _text(tree, "leafValues").split())
            for left, right, feature, threshold in nodes.tolist():
                values["children"].append((int(left), int(right)))
                values["thresholds"].append(float(threshold))
                rectangles, weights = _rectangles(features[int(feature)], file)
                values["rectangles"].append(rectangles)
                values["weights"].append(weights)
    return {name: np.array(values[name], kind) for name, kind in _TYPES.items()}


_TYPES: dict[str, type[np.generic]] = {
    "rectangles": np.uint8, "weights": np.int8, "thresholds": np.float32, "children": np.int8, "leaves": np.float32,
    "tree_sizes": np.uint8, "stage_sizes": np.int16, "stage_thresholds": np.float32,
}  # fmt: skip


def _rectangles(feature: ElementTree.Element, file: str) -> tuple[list[list[int]], list[int]]:
    """Of one feature, with empty ones up to ``_RECTANGLES``, and their weights."""
    if int(feature.findtext("tilted", "0")):
        raise InputError(f"{file}: expected upright features, got a tilted one")
    rectangles, weights = [[0, 0, 0, 0]] * _RECTANGLES, [0] * _RECTANGLES
    for number, rectangle in enumerate(_items(feature, "rects")):
        *sides, weight = map(float, (rectangle.text or "").split())
        if not weight.is_integer():
            raise InputError(f"{file}: expected whole weights of rectangles, got {weight}")
        rectangles[number], weights[number] = [int(side) for side in sides], int(weight)
    return rectangles, weights


def _items(parent: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    child = parent.find(name)
    return iter(() if child is None else child)


def _text(parent: ElementTree.Element, name: str) -> str:
    return parent.findtext(name, "").strip()
