"""What people see while a command works: progress on stderr, and only on a terminal."""

from rich.console import Console
from rich.progress import Progress


def progress_bar() -> Progress:
    """A bar that leaves nothing behind; silent where stderr is a file or a pipe."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)
