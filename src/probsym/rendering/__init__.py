"""Floor 1: shading, rasterisation and reprojection."""
