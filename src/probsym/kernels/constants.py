"""Constants that the torch reference and its compiled kernels share."""

EDGE_TOLERANCE = 1e-6
"""Slack on barycentrics, so that no pixel falls between two triangles that share an edge."""
SMALLEST_AREA = 0.01
"""Projected area in square pixels below which a triangle is dropped."""
NEAR_PLANE = 1e-3
"""Depth in scene units below which a vertex drops its triangles."""
OBJECT_CENTER = (0.0, 0.0, 1.0)
"""Point that the object turns about, scene units."""
