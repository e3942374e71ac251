"""probsym: a category's 3D shape from a folder of single photos, without labels."""

__version__ = "0.1.0"
