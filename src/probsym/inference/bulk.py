"""Reconstruct millions of photos: units of work that any number of processes share, and that are done once.

The photos in their order are cut into shards of equal length. A process takes every N-th shard and writes it whole, so
that a job which was killed, or which continues with another number of processes, repeats no finished shard.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from probsym.checks import check_range
from probsym.data.decoding import check_size_and_crop
from probsym.data.image_files import quiet_pillow
from probsym.data.photos import ImageFile, Photo, ResultNames, open_photos
from probsym.errors import InputError
from probsym.inference.factor_shards import ShardContent, made_of, need_pyarrow
from probsym.inference.loading import learned_detector, load
from probsym.inference.parallel import Shard
from probsym.inference.photo_crops import Detect, Framer, make_framer
from probsym.inference.photo_log import PhotoLog
from probsym.inference.reconstruct import reconstruct_in_batches
from probsym.inference.refine import crop_refinement
from probsym.models.autoencoder import Autoencoder
from probsym.progress import Progress

SHARD_FORMAT = 2
"""Part of what a shard is made of; to be raised when the files change."""
PHOTOS_PER_SHARD = 1000


@dataclass(frozen=True)
class BulkResult:
    """What one process did."""

    out: Path
    shards: int
    """In all, of all processes."""
    made: int
    """By this call."""
    found: int
    """Finished before, and of this process's part."""
    log: PhotoLog
    """Of this call."""
    shard: Shard

    def lines(self) -> list[str]:
        """What was done, for people."""
        part = f"process {self.shard.rank + 1} of {self.shard.world_size}: " if self.shard.world_size > 1 else ""
        earlier = f", {self.found} were there already" if self.found else ""
        return [f"{part}{self.made} of {self.shards} shards written{earlier}: {self.log.crops} crops in {self.out}"]


def reconstruct_in_bulk(
    photos: Sequence[Photo],
    out: Path,
    model: str | Path,
    *,
    detect: Detect = "auto",
    crop: float = 1.0,
    all: bool = False,
    refine_crop: bool = False,
    device: str = "cpu",
    per_shard: int = PHOTOS_PER_SHARD,
    shard: Shard | None = None,
    progress: Progress | None = None,
) -> BulkResult:
    """Write the factors of all photos as shards into a folder; a later call continues.

    Args:
        photos: folders, zip archives and photos; the order and number must be the same in each call.
        out: folder of the shards; see :mod:`probsym.inference.factor_shards`.
        model: as for :func:`probsym.load`.
        detect: as for :func:`probsym.reconstruct`, and so are ``crop`` and ``all``.
        crop: see above.
        all: see above.
        refine_crop: refine each crop as :func:`probsym.reconstruct` does by default, which takes some 50 times as long.
        device: torch device; for "cuda" with several processes, each takes its own GPU.
        per_shard: photos in a shard, 1 to 1,000,000.
        shard: which process this is, of how many.
        progress: told how many of this process's photos are done.

    Raises:
        InputError: bad input, pyarrow is not installed, or a shard in ``out`` was made of other photos or settings.
        CheckpointError: no such model.
        OSError: a shard cannot be written.
    """
    need_pyarrow()
    check_range("per_shard", per_shard, 1, 10**6)
    shard = shard or Shard()
    if out.exists() and not out.is_dir():
        raise InputError(f"out: expected a folder, got the file {out}")
    with open_photos(photos, out) as files, quiet_pillow():
        network = load(model, shard.device(device))
        check_size_and_crop(network.camera.size, crop)
        framer = make_framer(
            network.camera.size,
            network.config.framing,
            detect,
            crop,
            all,
            0,
            learned_detector(network),
            crop_refinement(network, refine_crop),
        )
        settings = f"{SHARD_FORMAT} {_weights_hash(network)} {detect} {crop!r} {all}{' refined' if refine_crop else ''}"
        starts = range(0, len(files), per_shard)
        mine = range(shard.rank, len(starts), shard.world_size)
        total = sum(len(files[starts[number] : starts[number] + per_shard]) for number in mine)
        log, done, made = PhotoLog(0), 0, 0
        out.mkdir(parents=True, exist_ok=True)
        for number in mine:
            chosen = files[starts[number] : starts[number] + per_shard]
            identity = _identity(chosen, settings)
            before = made_of(out, number)
            if before is None:
                _make_shard(chosen, network, framer, out, number, identity, log)
                made += 1
            elif before != identity:
                raise InputError(
                    f"out: {out} holds shard {number} of other photos, another model or other settings; give another"
                    " folder"
                )
            done += len(chosen)
            if progress is not None:
                progress(done, total)
    return BulkResult(out, len(starts), made, len(mine) - made, log, shard)


def _make_shard(
    files: Sequence[ImageFile],
    model: Autoencoder,
    framer: Framer,
    out: Path,
    number: int,
    identity: str,
    log: PhotoLog,
) -> None:
    content = ShardContent((model.config.depth_min, model.config.depth_max))
    own, names = PhotoLog(len(files)), ResultNames()
    for part in reconstruct_in_batches([(file, names.add(file.name)) for file in files], names, model, framer, own):
        content.add(part.crops, part.reconstruction.factors)
    content.skip(own.skipped)
    content.write(out, number, identity)
    log.photos += own.photos
    log.crops += own.crops
    log.skipped += own.skipped
    log.warnings += own.warnings


def _identity(files: Sequence[ImageFile], settings: str) -> str:
    digest = hashlib.blake2b(settings.encode(), digest_size=16)
    for file in files:
        digest.update(f"\0{file.name}\0{file.size}".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _weights_hash(model: Autoencoder) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for name, value in model.state_dict().items():
        digest.update(name.encode())
        digest.update(value.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
