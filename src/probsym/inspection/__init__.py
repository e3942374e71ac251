"""Floor 3: facts, quality checks and the report of a photo folder."""
