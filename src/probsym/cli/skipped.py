"""Name the photos that a command skipped, on standard error."""

import sys
from collections.abc import Sequence
from pathlib import Path

_LISTED = 10


def print_skipped(skipped: Sequence[tuple[str, str]], folder: Path) -> None:
    """Print name and reason of the first ten photos, and how many more ``framing.json`` of ``folder`` lists."""
    for name, reason in skipped[:_LISTED]:
        print(f"probsym: skipped {name}: {reason}", file=sys.stderr)
    if len(skipped) > _LISTED:
        more = len(skipped) - _LISTED
        print(f"probsym: skipped {more} more photos; {folder / 'framing.json'} lists them", file=sys.stderr)
