"""What the app needs to find a model's objects in a photo: a detector's file, and how it is used."""

from typing import Any

from probsym.config import to_dict
from probsym.framing.align.detector import LEVELS, MIN_LOG_ODDS, WORKING_PX
from probsym.framing.align.filters import SMALLEST_SHARE
from probsym.framing.detectors import CAT_FILE, MIN_CAT_LOG_ODDS
from probsym.inference.loading import learned_detector
from probsym.models.autoencoder import Autoencoder


def app_detection(model: Autoencoder) -> tuple[bytes, dict[str, Any]] | None:
    """The content of a detector's file and its settings in app.json, as ``Search`` of ``viewer/app/detector``.

    None for models without a detector that a browser can run: human faces are found by OpenCV's cascades.

    Raises:
        CheckpointError: the model's own detector is missing or damaged.
    """
    framing = to_dict(model.config.framing)
    if learned_detector(model) is not None and model.detector is not None:  # the first checks the second
        levels = [(WORKING_PX, SMALLEST_SHARE)]
        search = {"levels": levels, "min_log_odds": MIN_LOG_ODDS, "largest_first": False, "framing": framing}
        return model.detector, search
    if model.config.framing_detector == "cat":
        search = {"levels": LEVELS, "min_log_odds": MIN_CAT_LOG_ODDS, "largest_first": True, "framing": framing}
        return CAT_FILE.read_bytes(), search
    return None
