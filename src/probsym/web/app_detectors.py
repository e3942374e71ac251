"""What the app needs to find a model's objects in a photo: files of detectors, and how they are used."""

from typing import Any

from probsym.config import DETECTOR_FILE, to_dict
from probsym.framing.align.detector import LEVELS, MIN_LOG_ODDS, WORKING_PX
from probsym.framing.align.filters import SMALLEST_OBJECT_SHARE
from probsym.framing.cascade_file import face_cascades
from probsym.framing.detection import DETECTORS
from probsym.framing.detectors import CAT_FILE, DOUBTFUL_CAT_LOG_ODDS, MIN_CAT_LOG_ODDS, SURE_CAT_LOG_ODDS
from probsym.inference.loading import learned_detector
from probsym.models.autoencoder import Autoencoder

FACES_FILE, CATS_FILE = "detect-faces.safetensors", "detect-cats.safetensors"
"""No model's file has such a name: its detector's ends in ``DETECTOR_FILE``."""


def kind_detectors() -> tuple[dict[str, bytes], dict[str, Any]]:
    """The detectors that tell people and cats apart: files by name, and ``detectors`` of app.json.

    Raises:
        InputError: the installed OpenCV has no cascades.
    """
    search = {"levels": LEVELS, "min_log_odds": MIN_CAT_LOG_ODDS, "sure_log_odds": SURE_CAT_LOG_ODDS}
    search["doubtful_log_odds"] = DOUBTFUL_CAT_LOG_ODDS
    files = {FACES_FILE: face_cascades(), CATS_FILE: CAT_FILE.read_bytes()}
    return files, {"faces": FACES_FILE, "cats": CATS_FILE, "search": search}


def app_detection(model: Autoencoder, stem: str) -> tuple[dict[str, bytes], dict[str, Any]] | None:
    """A model's own detector: files by name, and ``detection`` of its entry in app.json; None without any detector.

    Args:
        model: whose photos are searched.
        stem: of its files' names.

    Raises:
        CheckpointError: the model's own detector is missing or damaged.
    """
    framing = to_dict(model.config.framing)
    if learned_detector(model) is not None and model.detector is not None:  # the first checks the second
        file = f"{stem}.{DETECTOR_FILE}"
        search = {"levels": [(WORKING_PX, SMALLEST_OBJECT_SHARE)], "min_log_odds": MIN_LOG_ODDS}
        return {file: model.detector}, {"kind": "learned", "file": file, "search": search, "framing": framing}
    if model.config.framing_detector in DETECTORS:
        return {}, {"kind": model.config.framing_detector, "framing": framing}
    return None
