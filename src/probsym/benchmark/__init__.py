"""The paper's tables, each rerun by one command: rows that differ by settings only, resumable runs, reports."""
