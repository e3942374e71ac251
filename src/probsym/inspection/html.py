"""One self-contained HTML page with a table and captioned images."""

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image


@dataclass(frozen=True)
class Row:
    """A row of the table."""

    topic: str
    level: str
    """fit, warning or unfit."""
    value: str
    reason: str


@dataclass(frozen=True)
class Figure:
    """An image with a caption."""

    picture: Image.Image
    caption: str


_STYLE = """
:root { color-scheme: light dark; --ink: #1d2327; --paper: #fff; --line: #d5dadd; --fit: #1a7f5a; --warning: #9a6700;
  --unfit: #c0362c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ea; --paper: #16191b; --line: #3a4145; --fit: #4cc38a;
  --warning: #e0a93c; --unfit: #ff7b72; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .35rem .6rem .35rem 0;
  border-bottom: 1px solid var(--line); vertical-align: top; }
.fit { color: var(--fit); } .warning { color: var(--warning); } .unfit { color: var(--unfit); }
.summary { font-weight: 600; font-size: 1.15rem; }
.figures { display: flex; flex-wrap: wrap; gap: 1rem; } figure { margin: 0; max-width: 100%; }
figure img { max-width: 100%; image-rendering: pixelated; border-radius: 4px; display: block; }
figcaption { font-size: .85rem; max-width: 26rem; }
"""


def report_page(
    title: str, summary: str, level: str, rows: Sequence[Row], sections: Sequence[tuple[str, Sequence[Figure]]]
) -> str:
    """The page as HTML.

    Args:
        title: heading; all texts are escaped.
        summary: one sentence.
        level: fit, warning or unfit.
        rows: the table.
        sections: heading and figures of each part; parts without figures are left out.
    """
    table = "".join(
        f'<tr><td>{_text(row.topic)}</td><td class="{_text(row.level)}">{_text(row.level)}</td>'
        f"<td>{_text(row.value)}</td><td>{_text(row.reason)}</td></tr>"
        for row in rows
    )
    parts = "".join(
        f'<h2>{_text(heading)}</h2><div class="figures">{"".join(map(_figure, figures))}</div>'
        for heading, figures in sections
        if figures
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_text(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>'
        f'<h1>{_text(title)}</h1><p class="summary {_text(level)}">{_text(summary)}</p><table>'
        f"<tr><th>check</th><th>result</th><th>measured</th><th>reason and remedy</th></tr>{table}</table>"
        f"{parts}</body></html>\n"
    )


def contact_sheet(images: UInt8[np.ndarray, "photos size size 3"], columns: int = 16) -> Image.Image:
    """One or more photos in a grid."""
    count, size = len(images), images.shape[1]
    columns = min(columns, count)
    rows = -(-count // columns)
    grid = np.full((rows * columns, size, size, 3), 128, dtype=np.uint8)
    grid[:count] = images
    sheet = grid.reshape(rows, columns, size, size, 3).swapaxes(1, 2)
    return Image.fromarray(np.ascontiguousarray(sheet).reshape(rows * size, columns * size, 3))


def stretched(values: Float[np.ndarray, "height width"], scale: int = 4) -> Image.Image:
    """Values as grey levels from black (smallest) to white (largest), enlarged."""
    low, high = float(values.min()), float(values.max())
    levels = (values - low) / max(high - low, 1e-9) * 255
    return enlarged(np.repeat(levels[..., None], 3, axis=2).round().astype(np.uint8), scale)


def enlarged(image: UInt8[np.ndarray, "height width 3"], scale: int = 4) -> Image.Image:
    """The image with each pixel repeated ``scale`` times on both axes."""
    height, width, _ = image.shape
    return Image.fromarray(image).resize((width * scale, height * scale), Image.Resampling.NEAREST)


def _text(text: str) -> str:
    # file names may hold bytes that are not UTF-8
    return html.escape(text.encode("utf-8", "replace").decode())


def _figure(figure: Figure) -> str:
    buffer = io.BytesIO()
    figure.picture.save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    caption = _text(figure.caption)
    return (
        f'<figure><img src="data:image/png;base64,{data}" alt="{caption}"><figcaption>{caption}</figcaption></figure>'
    )
