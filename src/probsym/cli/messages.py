"""What a command shows on stderr: bars and steps, on a terminal only, and the photos that it skipped.

Bars and steps, which have no share to show, show the elapsed time. A finished bar stays on the screen; a finished step
disappears.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

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

_LISTED = 10


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


def print_skipped(skipped: Sequence[tuple[str, str]], folder: Path) -> None:
    """Print name and reason of the first ten photos, and how many more ``framing.json`` of ``folder`` lists."""
    for name, reason in skipped[:_LISTED]:
        print(f"probsym: skipped {name}: {reason}", file=sys.stderr)
    if len(skipped) > _LISTED:
        more = len(skipped) - _LISTED
        print(f"probsym: skipped {more} more photos; {folder / 'framing.json'} lists them", file=sys.stderr)
