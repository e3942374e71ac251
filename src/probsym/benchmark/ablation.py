"""The full model, and what each of its parts is worth."""

from probsym.benchmark.depth_table import Row, depth_table
from probsym.benchmark.report import Report
from probsym.benchmark.request import Request
from probsym.benchmark.variants import FULL, SELFSUP
from probsym.models.features.rotation import SHIPPED

ROWS = (
    Row(FULL, "full"),
    Row("no-albedo-flip", "without albedo flip"),
    Row("no-depth-flip", "without depth flip"),
    Row("no-light", "without light"),
    Row("no-perceptual", "without perceptual loss"),
    Row(SELFSUP, "self-supervised perceptual loss"),
    Row("no-confidence", "without confidence"),
)


def run(request: Request) -> Report:
    """Make the table; see :func:`depth_table`."""
    features = request.recipe.objective.features
    notes = [f"perceptual loss of all rows but two: features {features!r} (the paper: 'vgg16')"]
    rows = ROWS
    if request.features is None and not SHIPPED.is_file() and SELFSUP not in request.rows:
        rows = tuple(row for row in ROWS if row.name != SELFSUP)
        notes.append(f"left out: the row {SELFSUP}, for --features names no weights of probsym pretrain-features")
    return depth_table(request, "ablation", "Ablation", rows, tuple(notes))
