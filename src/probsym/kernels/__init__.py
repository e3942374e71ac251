"""Floor 0: compiled twins of torch functions, when they serve, and the constants that both share.

Each file holds one operation: numba on the CPU, Triton on the GPU. The torch reference stands in the module that calls
it, and the tests hold both to the same values and gradients.
"""

EDGE_TOLERANCE = 1e-6
"""Slack on barycentrics: no pixel falls between two triangles that share an edge."""
MIN_TRIANGLE_AREA = 0.01
"""Projected area in square pixels below which a triangle is dropped."""
NEAR_PLANE = 1e-3
"""Depth in scene units; a triangle with a vertex nearer than this is dropped."""
OBJECT_CENTER = (0.0, 0.0, 1.0)
"""Point that the object turns about, scene units."""
