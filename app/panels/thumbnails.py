"""Small copies of picture files, read one after the other on a job's thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColorSpace, QImage, QImageReader

from app.qt_image import to_qimage
from app.workers.job import Job
from core.control import ProgressCallback
from core.errors import RegrainError
from core.image_io import load_photo
from core.project import is_project, read_card

SIDE = 512  # px, enough for a card on a dense screen
_KEEP = Qt.AspectRatioMode.KeepAspectRatio
_SMOOTH = Qt.TransformationMode.SmoothTransformation


def read_thumbnail(path: Path) -> QImage | None:
    """``path`` at most about :data:`SIDE` px long, upright; None when it cannot be read.

    A project shows its canvas. Qt's reader decodes a JPEG at a fraction of its size; what Qt cannot read goes through
    the editor's own loader.
    """
    if is_project(path):
        try:
            preview = read_card(path).preview
        except (RegrainError, OSError, MemoryError):
            return None
        return None if preview is None else to_qimage(preview)
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > SIDE:
        reader.setScaledSize(size.scaled(QSize(SIDE, SIDE), _KEEP))
    image = reader.read()
    if not image.isNull():
        return _in_srgb(image)
    try:
        photo = load_photo(path)
        image = to_qimage(photo.pixels, photo.icc)
    except (RegrainError, OSError, MemoryError):
        return None
    return image.scaled(QSize(SIDE, SIDE), _KEEP, _SMOOTH)


def _in_srgb(image: QImage) -> QImage:
    """``image`` as a window shows it; by itself Qt draws the values of any profile as they are."""
    space = image.colorSpace()
    if space.isValid() and image.format() != QImage.Format.Format_CMYK8888:
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return image


class ThumbnailLoader(QObject):
    """Signals: loaded(Path, QImage or None). Files are read once; pictures already read are given at once."""

    loaded = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Path] = deque()
        self._kept: dict[Path, QImage | None] = {}
        self._job: Job | None = None
        self._path: Path | None = None

    def request(self, path: Path) -> None:
        if path in self._kept:
            self.loaded.emit(path, self._kept[path])
        elif path not in self._waiting and path != self._path:
            self._waiting.append(path)
            self._next()

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

        def work(_cancelled: Callable[[], bool], _on_progress: ProgressCallback) -> QImage | None:
            return read_thumbnail(path)

        job = self._job = Job("", work, self)
        job.succeeded.connect(self._on_read)
        job.failed.connect(self._on_failed)
        job.finished.connect(job.deleteLater)
        job.start()

    @Slot(object)
    def _on_read(self, image: QImage | None) -> None:
        path, self._job, self._path = self._path, None, None
        self._kept[path] = image
        self.loaded.emit(path, image)
        self._next()

    @Slot(object)
    def _on_failed(self, _error: BaseException) -> None:
        self._on_read(None)
