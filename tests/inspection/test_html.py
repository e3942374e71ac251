import base64
import io
import re

import numpy as np
from PIL import Image

from probsym.inspection.html import Figure, Row, contact_sheet, enlarged, report_page, stretched


def test_the_page_is_self_contained_and_escaped():
    picture = Image.new("RGB", (3, 2), (10, 20, 30))
    page = report_page(
        "a & <b>", "fit, with warnings", "warning", [Row("size", "fit", "3 < 4", "")],
        [("Means", [Figure(picture, 'say "x"')]), ("None", [])],
    )  # fmt: skip
    assert "a &amp; &lt;b&gt;" in page
    assert "3 &lt; 4" in page
    assert "<b>" not in page
    assert "None" not in page
    assert re.findall(r'(?:src|href)="(?!data:)', page) == []
    (data,) = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    assert Image.open(io.BytesIO(base64.b64decode(data))).size == (3, 2)


def test_names_that_are_not_utf8():
    assert "report" in report_page("\udcff report", "fit", "fit", [], [])


def test_contact_sheet_in_rows():
    images = np.arange(5, dtype=np.uint8)[:, None, None, None] * 10 + np.zeros((1, 2, 2, 3), np.uint8)
    sheet = np.asarray(contact_sheet(images, columns=3))
    assert sheet.shape == (4, 6, 3)
    assert sheet[0, ::2, 0].tolist() == [0, 10, 20]
    assert sheet[2, ::2, 0].tolist() == [30, 40, 128]


def test_stretched_and_enlarged():
    assert np.asarray(stretched(np.array([[1.0, 3.0], [2.0, 1.0]]), 1))[..., 0].tolist() == [[0, 255], [128, 0]]
    assert np.asarray(stretched(np.ones((2, 2)), 2)).max() == 0
    assert enlarged(np.zeros((2, 3, 3), np.uint8), 4).size == (12, 8)
