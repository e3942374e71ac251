"""Use the renderer and the likelihood in an optimisation of your own: fit depth and albedo to one photo.

python examples/05_losses_and_renderer_in_your_model.py --steps 200
"""

import argparse
import sys
from pathlib import Path

import torch
from torch import nn

import probsym
from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.losses.likelihood import laplacian_nll
from probsym.rendering.reprojection import reproject
from probsym.rendering.shading import shade

PHOTO = Path(__file__).parent / "photos" / "cleo.png"


def main() -> None:
    """Start from a model's prediction and minimise the Laplacian likelihood of the photo."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photo", type=Path, default=PHOTO)
    parser.add_argument("--steps", type=int, default=100)
    arguments = parser.parse_args()
    check_at_least(1, steps=arguments.steps)

    model = probsym.load("face-64")
    start = probsym.reconstruct(arguments.photo, model=model, detect="none")
    photo, factors = start.input_images.clone(), start.factors  # B 3 64 64, and everything predicted from it
    depth = nn.Parameter(factors.canonical_depth.clone())
    albedo = nn.Parameter(factors.albedo.clone())
    optimizer = torch.optim.Adam([{"params": [depth], "lr": 1e-4}, {"params": [albedo], "lr": 1e-2}])

    sigma, losses = torch.full_like(photo[:, :1], 0.1), []
    for step in range(arguments.steps):
        shading, _ = shade(depth, factors.light, model.camera)
        image, _, mask = reproject(albedo * shading, depth, factors.viewpoint, model.camera)
        loss = laplacian_nll(image, photo, sigma, mask[:, None].float())
        optimizer.zero_grad()
        loss.backward()  # gradients reach depth through the rasteriser
        optimizer.step()
        losses.append(loss.item())
        if step % 20 == 0 or step == arguments.steps - 1:
            print(f"step {step}: loss {losses[-1]:.4f}")
    print(f"loss {losses[0]:.4f} -> {losses[-1]:.4f}")


if __name__ == "__main__":
    sys.exit(exit_code(main))  # bad input: one line, exit code 2
