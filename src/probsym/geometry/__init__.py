"""Floor 1: camera, viewpoint, and the depth map as a surface."""
