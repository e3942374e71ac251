"""Which photos were skipped and which may disappoint: gathered while working, told at the end."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from probsym.inference.crops import Entry

_LISTED = 10


@dataclass
class Notes:
    """Which photos were skipped and which may disappoint, to be told at the end."""

    skipped: list[tuple[str, str]]
    warnings: list[tuple[str, str]]
    photos: int

    def take(self, entries: "Sequence[Entry]") -> "list[Entry]":
        """Note what there is to say of the entries; those with pixels are returned."""
        self.skipped += [(entry.photo.name, entry.reason) for entry in entries if entry.pixels is None]
        self.warnings += [(entry.photo.name, line) for entry in entries for line in entry.warnings]
        return [entry for entry in entries if entry.pixels is not None]

    def refuse_if_all(self, detector: str) -> None:
        """Raise if every photo was skipped."""
        from probsym.errors import InputError

        if len(self.skipped) < self.photos:
            return
        name, reason = self.skipped[0]
        unreadable = sum(reason.startswith("unreadable") for _, reason in self.skipped)
        if unreadable == self.photos:
            reason = reason.removeprefix("unreadable ")
            raise InputError(
                f"inputs: expected readable photos, got {unreadable} unreadable; the first: {name} {reason}"
            )
        raise InputError(
            f"inputs: expected photos with a {detector}, found none in {self.photos}; the first: {name} ({reason});"
            " for photos that are framed already, --detect none takes their central square"
        )

    def print(self) -> None:
        """Print warnings and skipped photos to stderr."""
        for word, lines in (("warning:", self.warnings), ("skipped", self.skipped)):
            for photo, text in lines[:_LISTED]:
                print(f"probsym: {word} {photo}: {text}", file=sys.stderr)
            if len(lines) > _LISTED:
                print(f"probsym: {word} ... and {len(lines) - _LISTED} more", file=sys.stderr)
        if self.skipped:
            print(f"probsym: skipped {len(self.skipped)} of {self.photos} photos", file=sys.stderr)
