"""Small copies of picture files, read one after the other on a job's thread, and kept on the disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColorSpace, QImage, QImageReader

from app.platform.qt_image import to_qimage
from app.services.job import Job
from app.services.thumbnail_files import Stamp, ThumbnailFiles, stamp_of
from core.control import ProgressCallback
from core.errors import RegrainError
from core.image_io import load_photo
from core.project.files import is_project, read_summary

SIDE = 512  # px, enough for a card on a dense screen
_KEEP = Qt.AspectRatioMode.KeepAspectRatio
_SMOOTH = Qt.TransformationMode.SmoothTransformation


@dataclass(frozen=True, eq=False)
class Thumbnail:
    """What was found at a path: ``image`` is None where no picture can be made of it, ``stamp`` where nothing is."""

    image: QImage | None
    stamp: Stamp | None


def read_thumbnail(path: Path, side: int = SIDE) -> QImage | None:
    """``path`` at most about ``side`` px long, upright; None when it cannot be read.

    A project shows its canvas. Qt's reader decodes a JPEG at a fraction of its size; what Qt cannot read goes through
    the editor's own loader.
    """
    if is_project(path):
        try:
            preview = read_summary(path).preview
        except (RegrainError, OSError, MemoryError):
            return None
        return None if preview is None else _within(to_qimage(preview), side)
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(QSize(side, side), _KEEP))
    image = reader.read()
    if not image.isNull():
        return _in_srgb(image)
    try:
        photo = load_photo(path)
        image = to_qimage(photo.pixels, photo.icc)
    except (RegrainError, OSError, MemoryError):
        return None
    return _within(image, side)


def _within(image: QImage, side: int) -> QImage:
    return image if max(image.width(), image.height()) <= side else image.scaled(QSize(side, side), _KEEP, _SMOOTH)


def _in_srgb(image: QImage) -> QImage:
    """``image`` as a window shows it; by itself Qt draws the values of any profile as they are."""
    space = image.colorSpace()
    if space.isValid() and image.format() != QImage.Format.Format_CMYK8888:
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return image


class ThumbnailLoader(QObject):
    """Reads what is asked for, one file after the other. The disk's copy does for what has not changed.

    Args:
        files: where copies are kept.
        side: long side of a thumbnail, px.
        kept: so many of the newest stay in memory.

    Signals:
        loaded(Path, QImage or None): None where no picture can be made of it.
        gone(Path): there is no such file now; emitted before ``loaded``.
    """

    loaded = Signal(object, object)
    gone = Signal(object)

    def __init__(
        self, parent: QObject | None = None, *, files: ThumbnailFiles | None = None, side: int = SIDE, kept: int = 100
    ) -> None:
        super().__init__(parent)
        self._files, self._side, self._most = files or ThumbnailFiles(), side, kept
        self._waiting: deque[Path] = deque()
        self._kept: dict[Path, Thumbnail] = {}  # the one used last stands last
        self._job: Job | None = None
        self._path: Path | None = None

    @property
    def files(self) -> ThumbnailFiles:
        return self._files

    def at_hand(self, path: Path) -> Thumbnail | None:
        """What is in memory of ``path``, at once."""
        found = self._kept.pop(path, None)
        if found is not None:
            self._kept[path] = found
        return found

    def request(self, path: Path) -> None:
        """Emit what is at hand now, and what the file shows when it has been looked at, if that is something else."""
        found = self.at_hand(path)
        if found is not None:
            self._tell(path, found)
        if path not in self._waiting and path != self._path:
            self._waiting.append(path)
            self._next()

    def prefer(self, paths: Iterable[Path]) -> None:
        """Read those of ``paths`` that are still waiting before the others."""
        first = [path for path in paths if path in self._waiting]
        self._waiting = deque([*first, *(path for path in self._waiting if path not in first)])

    def want(self, paths: Iterable[Path]) -> None:
        """Read those of ``paths`` that are not at hand, and nothing else that is still waiting."""
        self._waiting = deque(path for path in paths if path not in self._kept and path != self._path)
        self._next()

    def forget(self) -> None:
        """Drop what is in memory: files may have changed."""
        self._kept.clear()

    def halt(self) -> None:
        """Read no further and wait for the file at hand (milliseconds). ``go_on`` takes up the rest."""
        if self._job is not None and self._path is not None:
            self._job.abandon()
            self._job.wait()
            self._waiting.appendleft(self._path)
            self._job, self._path = None, None

    def go_on(self) -> None:
        self._next()

    def _next(self) -> None:
        if self._job is not None or not self._waiting:
            return
        path = self._path = self._waiting.popleft()
        known, files, side = self._kept.get(path), self._files, self._side

        def work(_cancelled: Callable[[], bool], _on_progress: ProgressCallback) -> Thumbnail:
            return read_cached(path, files, side, known)

        job = self._job = Job("", work, self)
        job.succeeded.connect(self._on_read)
        job.failed.connect(self._on_failed)
        job.finished.connect(job.deleteLater)
        job.start()

    @Slot(object)
    def _on_read(self, found: Thumbnail) -> None:
        path, self._job, self._path = self._path, None, None
        if path is None:
            return
        known = self._kept.pop(path, None)
        self._kept[path] = found
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        if found is not known:
            self._tell(path, found)
        self._next()

    @Slot(object)
    def _on_failed(self, _error: BaseException) -> None:
        self._on_read(Thumbnail(None, (0, 0)))

    def _tell(self, path: Path, found: Thumbnail) -> None:
        if found.stamp is None:
            self.gone.emit(path)
        self.loaded.emit(path, found.image)


def read_cached(path: Path, files: ThumbnailFiles, side: int, known: Thumbnail | None = None) -> Thumbnail:
    """The thumbnail of ``path`` as it is now: ``known`` itself where nothing has changed, else from ``files``, where it
    is kept from now on, or from ``path``."""
    stamp = stamp_of(path)
    if known is not None and known.stamp == stamp:
        return known
    if stamp is None:
        return Thumbnail(None, None)
    image = files.read(path, stamp, side)
    if image is None:
        image = read_thumbnail(path, side)
        if image is not None:
            files.write(path, stamp, side, image)
    return Thumbnail(image, stamp)
