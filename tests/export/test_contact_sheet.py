import torch
from PIL import Image

from probsym.export import contact_sheet
from probsym.export.contact_sheet import ContactSheet
from probsym.export.sheet import sheet


def test_the_first_rows_of_several_batches(bump, camera, tmp_path, monkeypatch):
    monkeypatch.setattr(contact_sheet, "MAX_ROWS", 3)
    collected = ContactSheet()
    for _ in range(3):
        collected.add(bump.image, bump, bump.image)
    collected.write(tmp_path / "sheet.png", camera)
    rows = torch.tensor([0, 1, 0])
    expected = sheet(bump.image[rows], bump[rows], bump.image[rows], camera)
    with Image.open(tmp_path / "sheet.png") as picture:
        assert picture.tobytes() == expected.tobytes()
