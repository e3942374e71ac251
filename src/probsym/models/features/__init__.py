"""Perceptual encoders: image to mid-level features at a quarter of the size (paper section 3.4)."""
