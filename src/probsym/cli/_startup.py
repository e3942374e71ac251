"""Former name of :mod:`probsym.cli.startup`, for code that has not been adapted yet."""

from probsym.cli.startup import collection_paused as without_collection

__all__ = ["without_collection"]
