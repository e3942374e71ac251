"""Floor 4: reconstruct photos end to end."""
