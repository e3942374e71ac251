"""Which photos were skipped, and which results may be unreliable: collected on the way, reported at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from probsym.errors import InputError
from probsym.inference.photo_crops import PhotoCrop, Skipped

MAX_LISTED = 10
"""Largest number of skipped photos, and of warnings, listed by name."""


@dataclass
class PhotoLog:
    """Numbers of photos and crops, what was skipped, and warnings."""

    photos: int
    """Photos in all."""
    crops: int = 0
    """Crops that were reconstructed."""
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    """Name of the photo, and the warning."""

    @property
    def reconstructed(self) -> int:
        """Number of photos with at least one reconstruction."""
        return self.photos - len(self.skipped)

    def add(self, crops: Sequence[PhotoCrop], skipped: Sequence[Skipped]) -> None:
        """Take the crops and skipped photos of a batch."""
        self.crops += len(crops)
        self.skipped += skipped
        self.warnings += [(crop.name, line) for crop in crops for line in crop.warnings]

    def lines(self) -> list[str]:
        """Warnings and skipped photos, one a line, each kind up to ``MAX_LISTED``."""
        lines: list[str] = []
        skipped = [(photo.name, photo.reason) for photo in self.skipped]
        for word, entries in (("warning:", self.warnings), ("skipped", skipped)):
            lines += [f"{word} {name}: {text}" for name, text in entries[:MAX_LISTED]]
            if len(entries) > MAX_LISTED:
                lines.append(f"{word} ... and {len(entries) - MAX_LISTED} more")
        if self.skipped:
            lines.append(f"skipped {len(self.skipped)} of {self.photos} photos")
        return lines

    def raise_if_nothing(self, detector: str) -> None:
        """Raise if every photo was skipped.

        Args:
            detector: that a photo needed a detection of; "none": none.

        Raises:
            InputError: every photo was skipped.
        """
        if self.reconstructed:
            return
        first = self.skipped[0]
        unreadable = sum(photo.reason.startswith("unreadable") for photo in self.skipped)
        if unreadable == self.photos:
            reason = first.reason.removeprefix("unreadable ")
            raise InputError(
                f"photos: expected readable photos, got {unreadable} unreadable; the first: {first.name} {reason}"
            )
        raise InputError(
            f"photos: expected photos with a {detector}, found none in {self.photos}; the first: {first.name}"
            f" ({first.reason}); for photos that are cropped already, use `--detect none`"
        )


@dataclass(frozen=True)
class FolderResult:
    """What :func:`probsym.inference.reconstruct.reconstruct_to_folder` did."""

    out: Path
    log: PhotoLog
    """Numbers of photos and crops, what was skipped, and warnings."""
    shard: str
    """Which part of the photos this process took, as one line; "" if it took all."""
    contact_sheet: Path | None
    """None if there is none."""
    page: Path | None
    """None if there is none."""

    def lines(self) -> list[str]:
        """What was done, for people; skipped photos and warnings are ``log.lines()``."""
        lines = [self.shard] if self.shard else []
        photos = self.log.reconstructed
        crops = f", {self.log.crops} crops in all" if self.log.crops > photos else ""
        lines.append(f"{photos} photo(s) reconstructed{crops} in {self.out}")
        if self.contact_sheet is not None:
            lines.append(f"overview: {self.contact_sheet}")
        if self.page is not None:
            lines.append(f"page: {self.page}")
        return lines
