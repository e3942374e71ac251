"""Floor 2: likelihoods and the training objective."""
