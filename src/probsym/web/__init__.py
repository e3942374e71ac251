"""Floor 5: the built web page and app, and the server that shows them. Their source is ``viewer/``."""

from probsym.export.formats import PAGE_NAME

__all__ = ["PAGE_NAME"]
