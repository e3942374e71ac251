"""Floor 2: the networks and the perceptual encoders."""
