"""Floor 4: setup, fit, validate."""
