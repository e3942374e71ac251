"""Floor 5: metrics, scores and baselines; the one place that scores a model."""
