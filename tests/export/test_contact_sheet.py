import numpy as np
from PIL import Image

from probsym.export import contact_sheet
from probsym.export.contact_sheet import ContactSheet
from probsym.export.object_sheet import OVERVIEW, TILE, default_label_height, object_tiles


def test_the_first_rows_one_by_one(bump, camera, tmp_path, monkeypatch):
    monkeypatch.setattr(contact_sheet, "MAX_ROWS", 2)
    tiles = object_tiles(bump.image[0], bump, 0, camera)
    collected = ContactSheet()
    for _ in range(3):
        collected.add(tiles)
    collected.write(tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as picture:
        assert picture.width == len(OVERVIEW) * (TILE + 8) - 8
        header = round(1.6 * default_label_height(picture.width))
        assert picture.height == header + 2 * (TILE + 8)
        values = np.asarray(picture)
    first, second = values[header : header + TILE], values[header + TILE + 8 : header + 2 * TILE + 8]
    assert np.array_equal(first, second)
    photo = tiles["photo"].permute(1, 2, 0).numpy() * 255
    assert np.abs(first[:, :TILE] - photo).max() <= 1.51
    assert values[:header].min() < 100  # labels are written
