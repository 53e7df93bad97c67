"""Photos packed for a journey: shards of small JPEGs, each a plain zip that any tool opens."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from core.checkpoint import atomic_replace, reason
from core.errors import CheckpointError, TrainingError

PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
SHARD_SUFFIX = ".zip"
SHARD_BYTES = 40_000_000
_OVERHEAD = 200  # bytes that a zip needs for an entry of ours, at most


@dataclass(frozen=True)
class PhotoFile:
    """An encoded photo on the disk, alone or in a shard; ``read`` works until the next one is asked for."""

    name: str
    size: int
    read: Callable[[], bytes]


def photo_files(folder: Path, unreadable: list[str]) -> Iterator[PhotoFile]:
    """All photos below ``folder``, those in shards too, in the order of their names.

    Args:
        unreadable: gets the names of shards that are damaged.

    Raises:
        TrainingError: there is no such folder.
    """
    if not folder.is_dir():
        raise TrainingError("There is no folder {0} to learn from.", folder)
    for path in sorted(folder.rglob("*")):
        suffix = path.suffix.lower()
        if suffix in PHOTO_SUFFIXES:
            yield PhotoFile(str(path), path.stat().st_size, path.read_bytes)
        elif suffix == SHARD_SUFFIX:
            try:
                with zipfile.ZipFile(path) as shard:
                    for entry in shard.infolist():
                        if Path(entry.filename).suffix.lower() in PHOTO_SUFFIXES:
                            read = lambda shard=shard, entry=entry: shard.read(entry)  # noqa: E731
                            yield PhotoFile(f"{path}/{entry.filename}", entry.file_size, read)
            except (OSError, zipfile.BadZipFile):
                unreadable.append(path.name)


def encoded(file: PhotoFile) -> bytes:
    """The bytes of a photo; none if it cannot be read."""
    try:
        return file.read()
    except (OSError, zipfile.BadZipFile):
        return b""


def decoded(data: bytes) -> np.ndarray | None:
    """uint8 (h, w, 3) BGR, upright; None if ``data`` is no picture."""
    try:
        return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None


def shrunk(pixels: np.ndarray, short_side: int) -> np.ndarray:
    """A picture (h, w, 3) with at most this short side, px; none is enlarged."""
    scale = short_side / min(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


@dataclass
class Packed:
    """What :func:`pack` made: ``shards`` with ``photos`` in them, and the names of what could not be read."""

    photos: int = 0
    shards: list[Path] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def pack(
    folders: Sequence[Path],
    out: Path,
    *,
    short_side: int = 288,
    smallest: int = 64,
    quality: int = 92,
    limit: int = SHARD_BYTES,
    cancelled: Callable[[], bool] = lambda: False,
) -> Packed:
    """Write the photos of folders as shards ``photos-000.zip``, ... of at most ``limit`` bytes into ``out``.

    Photos are shrunk to ``short_side`` px and encoded as JPEG; small JPEGs go in as they are. Photos with a short side
    below ``smallest`` are left out.

    Raises:
        TrainingError: a folder does not exist, or no photo in it can be used, or ``out`` lies in one of them.
        CheckpointError: the disk refuses.
    """
    for folder in folders:
        if out.resolve().is_relative_to(folder.resolve()):
            raise TrainingError("The shards cannot go into {0}, where the photos come from.", folder)
    packed = Packed()
    waiting: list[bytes] = []
    size = 0
    try:
        for folder in folders:
            for file in photo_files(folder, packed.unreadable):
                if cancelled():
                    return packed
                small = _small(file, short_side, smallest, quality, packed.unreadable)
                if small is None:
                    continue
                if waiting and size + len(small) + _OVERHEAD > limit:
                    _write(out, packed, waiting)
                    waiting, size = [], 0
                waiting.append(small)
                size += len(small) + _OVERHEAD
        if waiting:
            _write(out, packed, waiting)
    except OSError as error:
        raise CheckpointError("The shards could not be written to {0}: {1}.", out, reason(error)) from error
    if not packed.photos:
        raise TrainingError("There is no photo to pack in {0}.", ", ".join(str(f) for f in folders))
    return packed


def _small(file: PhotoFile, short_side: int, smallest: int, quality: int, unreadable: list[str]) -> bytes | None:
    data = encoded(file)
    pixels = decoded(data)
    if pixels is None:
        unreadable.append(Path(file.name).name)
        return None
    if min(pixels.shape[:2]) < smallest:
        return None
    small = shrunk(pixels, short_side)
    if small is pixels and Path(file.name).suffix.lower() in (".jpg", ".jpeg"):
        return data
    _, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return bytes(jpeg)


def _write(out: Path, packed: Packed, waiting: Sequence[bytes]) -> None:
    path = out / f"photos-{len(packed.shards):03d}{SHARD_SUFFIX}"
    with atomic_replace(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as shard:
        for photo in waiting:
            shard.writestr(f"{packed.photos:06d}.jpg", photo)
            packed.photos += 1
    packed.shards.append(path)
