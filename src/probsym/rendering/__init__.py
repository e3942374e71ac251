"""Floor 1: shading Λ, rasterisation, reprojection Π and visibility."""
