"""What a command is doing, on stderr, shown only on a terminal: bars, and steps that have no share to show.

Both show the elapsed time. A finished bar stays on the screen; a finished step disappears.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


@contextmanager
def show_progress(what: str = "starting") -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function of (what is being done, items done, items in all) that draws a bar.

    The bar stays after the block: at 100 % or, if the block raises, where the work ended. One that never had a share to
    show disappears.

    Args:
        what: is being done until the first call.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        try:
            yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
            if (total := bar.tasks[0].total) is not None:
                bar.update(task, completed=total)
        finally:
            bar.update(task, visible=bar.tasks[0].total is not None)


@contextmanager
def show_step(what: str) -> Iterator[None]:
    """Show what is being done inside the block, such as "loading PyTorch", and for how long."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as steps:
        steps.add_task(what, total=None)
        yield
