"""Parametric cars: shape, appearance, reflections and street of a second category with ground truth."""
