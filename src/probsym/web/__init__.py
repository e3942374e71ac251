"""Floor 5: the built web page, what fills it, and the server that shows it. Its source is ``viewer/``."""

PAGE_NAME = "page.html"
"""The page of a results folder."""
