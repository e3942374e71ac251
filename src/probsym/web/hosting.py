"""What hosts expect beside the web app: Hugging Face Spaces a README header, GitHub Pages ``.nojekyll``."""

from pathlib import Path

from probsym.io import write_text

README = "README.md"
NO_JEKYLL = ".nojekyll"
"""Without this file GitHub Pages leaves out files and folders whose names begin with an underscore."""


def space_readme(has_licence: bool) -> str:
    """The README of a static Space of the Hugging Face Hub, with its YAML header.

    Args:
        has_licence: the terms of the weights lie beside it.
    """
    from huggingface_hub import SpaceCardData

    data = SpaceCardData(
        title="probsym",
        sdk="static",
        app_file="index.html",
        license="other" if has_licence else None,
        tags=["unsup3d", "3d-reconstruction", "single-view"],
        emoji="🗿",
        colorFrom="green",
        colorTo="blue",
        pinned=False,
        short_description="3D from one photo, in the browser",
    )
    terms = "The weights: [their terms](LICENSE-weights.txt).\n" if has_licence else ""
    return f"""---
{data.to_yaml()}
---

# 3D from one photo

Drop a photo: the networks run in the browser, and the photo never leaves it. Made with probsym; the method is
[unsup3d](https://arxiv.org/abs/1911.11130) (Wu, Rupprecht and Vedaldi, CVPR 2020).
{terms}"""


def write_hosting_files(scratch: Path, folder: Path, has_licence: bool) -> None:
    """Write the files into ``scratch``, which is about to be moved into ``folder``; a README that is there stays.

    Raises:
        OSError: a file cannot be written.
    """
    if not (folder / README).exists():
        write_text(scratch / README, space_readme(has_licence))
    write_text(scratch / NO_JEKYLL, "")
