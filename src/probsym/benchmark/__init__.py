"""Floor 6: the paper's tables, each made by one command. Rows differ by settings only; runs are resumable."""
