"""Floor 5: metrics, scores and baselines."""
