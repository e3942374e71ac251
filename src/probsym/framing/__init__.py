"""Floor 3: detectors, alignment and crops."""
