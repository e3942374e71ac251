"""Synthetic faces with ground truth: shapes, paint, scenes, and the folder they are stored in."""
