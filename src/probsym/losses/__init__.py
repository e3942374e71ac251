"""Floor 2: likelihoods, the training objective and regularizers."""
