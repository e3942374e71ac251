"""Floor 5: training; ``train.py`` reads setup, fit, validate."""
