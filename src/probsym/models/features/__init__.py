"""Perceptual encoders: image to mid-level features at a quarter of the size (paper section 3.4)."""

from probsym.models.features.base import FeatureEncoder, encode_in_chunks
from probsym.models.features.registry import load_features

__all__ = ["FeatureEncoder", "encode_in_chunks", "load_features"]
