"""Floor 3: photo files, decoding, cache, sampling and augmentation."""
