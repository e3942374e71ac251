"""The sample photos that the documentation's pictures show, photographs first."""

from pathlib import Path

from probsym.cli.main import main as probsym
from probsym.errors import ProbsymError
from probsym.inference.photo_crops import Detect

EXAMPLES = Path(__file__).parents[1] / "examples"
PORTRAIT = EXAMPLES / "photos" / "eileen.jpg"
SAMPLES: dict[Path, tuple[str, Detect]] = {
    PORTRAIT: ("face-128", "auto"),
    EXAMPLES / "cats" / "chelsea.jpg": ("cat-128", "none"),  # her ears are cut off: the centre crop
    EXAMPLES / "photos" / "cleo.png": ("face-128", "auto"),
}
"""Each with the model that reconstructs it, and what is detected."""


def reconstruct_samples(out: Path, *flags: str) -> list[Path]:
    """Run ``probsym reconstruct`` with these flags: results folders in ``out``, one for each of ``SAMPLES``.

    Raises:
        ProbsymError: it failed, and has said why.
    """
    folders = []
    for photo, (model, detect) in SAMPLES.items():
        folder = out / photo.stem
        if probsym(["reconstruct", str(photo), "--model", model, "--detect", detect, "--out", str(folder), *flags]):
            raise ProbsymError(f"{photo}: not reconstructed")
        folders.append(folder)
    return folders
