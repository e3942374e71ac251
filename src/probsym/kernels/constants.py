"""Constants that the torch reference and its compiled kernels share."""

EDGE_TOLERANCE = 1e-6
"""Slack on barycentrics: no pixel falls between two triangles that share an edge."""
MIN_TRIANGLE_AREA = 0.01
"""Projected area in square pixels below which a triangle is dropped."""
NEAR_PLANE = 1e-3
"""Depth in scene units; a triangle with a vertex nearer than this is dropped."""
OBJECT_CENTER = (0.0, 0.0, 1.0)
"""Point that the object turns about, scene units."""
