"""Former name of :mod:`probsym.cli.progress`, for code that has not been adapted yet."""

from probsym.cli.progress import progress_bar, show_progress

__all__ = ["progress_bar", "show_progress"]
