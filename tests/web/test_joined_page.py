"""A page of results of two models, which differ in size."""

import torch

from probsym.config import ModelConfig
from probsym.export.joined_page import join_pages
from probsym.inference.reconstruct import reconstruct
from probsym.models.autoencoder import Autoencoder
from web.conftest import PHOTOS


def test_photos_of_models_of_different_sizes_are_shown(opened, results, tmp_path):
    torch.manual_seed(0)
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()
    reconstruct(PHOTOS[1], model, detect="none", refine_crop=False).save(tmp_path, maps_only=True, page=True)
    joined = tmp_path / "joined.html"
    joined.write_text(join_pages([results / "page.html", tmp_path / "page.html"]), encoding="utf-8")
    view = opened(joined)
    assert view.page.locator(".gallery button").count() == 3
    first = view.picture()
    for _ in range(2):
        view.page.keyboard.press("]")
    view.settle()
    assert view.page.title() == "cleo.png · probsym"
    assert abs(view.picture() - first).mean() > 0.01
    assert view.errors == []
    assert "and the models face-64, (unnamed)." in view.page.content()
