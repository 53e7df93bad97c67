"""The ways into the editor: dialog, drop, paste, recent files, command line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QSettings, Signal, Slot
from PySide6.QtGui import QColorSpace, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from app.model.document import Document
from app.platform.paths import chosen, local_path, shown
from app.platform.qt_image import from_qimage
from app.services.failures import explain
from app.services.recent import forget, recent_files, remember
from app.services.session import Session
from app.services.thumbnail_files import ThumbnailFiles
from core.errors import ImageError, RegrainError
from core.image_io import Photo, name_filter
from core.names import as_line, from_line, printable
from core.project.files import SUFFIX, is_project


class Opener(QObject):
    """Brings pictures to the session, wherever they come from. Whether the open photo may be left is asked before.

    Signals:
        recentChanged: the list of recent files changed.
        filesLeft(list[Path]): the first of several files was opened; these were not.
    """

    recentChanged = Signal()
    filesLeft = Signal(object)

    def __init__(self, window: QWidget, session: Session, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._session, self._settings = window, session, settings
        self._expected: list[Path] = []  # what is being opened, and what was dropped with it
        self._passing: Path | None = None  # what is being opened in passing
        self._looked_at: Path | None = None  # what is open in passing, and not changed so far
        session.opening.opened.connect(self._on_opened)
        session.document.errorOccurred.connect(self._on_error)
        session.document.dirtyChanged.connect(self._on_dirty)

    @property
    def _document(self) -> Document:
        return self._session.document

    @property
    def recent(self) -> list[Path]:
        return recent_files(self._settings)

    @Slot(object)
    def forget_recent(self, path: Path | None = None) -> None:
        """Take ``path`` off the list; or everything, and all small pictures that are kept."""
        forget(self._settings, path)
        self.recentChanged.emit()
        if path is None:
            self._session.jobs.start_quietly("", lambda _cancelled, _progress: ThumbnailFiles().forget())

    def look_at(self, path: Path) -> None:
        """``path`` is opened in passing: it becomes a recent file once it is changed."""
        self._passing = path

    def ask(self) -> Path | None:
        """The path chosen in the file dialog."""
        kinds = self.tr("Pictures and projects ({0} *{1});;Regrain projects (*{1});;All files (*)")
        kept = str(self._settings.value("folder", ""))
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a photo or a project"), shown(from_line(kept)) if kept else "",
            kinds.format(name_filter(), SUFFIX),
        )  # fmt: skip
        return chosen(name) if name else None

    @staticmethod
    def accepts(data: QMimeData) -> bool:
        """Whether a drop or the clipboard may hold a picture."""
        return data.hasImage() or any(url.isLocalFile() for url in data.urls())

    def open_clipboard(self) -> None:
        self.open_mime(QGuiApplication.clipboard().mimeData())

    def take_drop(self, data: QMimeData, may_leave: Callable[[Callable[[], None]], bool]) -> None:
        """Open what was dropped, now or once the open photo is saved; what a drop holds is gone when it has ended."""
        kept = QMimeData()
        kept.setUrls(data.urls())
        if data.hasImage():
            kept.setImageData(data.imageData())
        if may_leave(partial(self.open_mime, kept)):
            self.open_mime(kept)

    def open_mime(self, data: QMimeData) -> None:
        local = [local_path(url) for url in data.urls() if url.isLocalFile()]
        image = data.imageData() if data.hasImage() else None
        if local:
            try:
                self.open_first(_photos(local))
            except ImageError as error:
                self._document.report_error(*explain(error, ""))
        elif isinstance(image, QImage) and not image.isNull():
            self._open_image(image)
        else:
            self._document.statusMessage.emit(self.tr("There is no picture in the clipboard."))

    def open_first(self, paths: list[Path]) -> None:
        """Open the first of ``paths``. Once that is done, or has failed, the others are told of."""
        self._expected = paths
        self._session.opening.open_path(paths[0])

    def _open_image(self, image: QImage) -> None:
        try:
            pixels = from_qimage(image)
            alpha = pixels[..., 3].copy() if pixels.shape[2] == 4 else None
            space = image.colorSpace()
            plain = not space.isValid() or space == QColorSpace(QColorSpace.NamedColorSpace.SRgb)
            icc = None if plain else bytes(space.iccProfile().data())
            self._session.opening.open_photo(Photo(pixels[..., :3].copy(), alpha, icc))
        except RegrainError as error:
            self._document.report_error(*explain(error, self.tr("Pasting the picture")))

    @Slot(object)
    def _on_opened(self, path: Path) -> None:
        expected, self._expected = self._expected, []
        if expected[1:] and expected[0] == path:
            self.filesLeft.emit(expected[1:])
        in_passing, self._passing = self._passing == path, None
        self._looked_at = path if in_passing else None
        if (self._document.sample is None or is_project(path)) and not in_passing:
            self.note(path)

    @Slot(bool)
    def _on_dirty(self, dirty: bool) -> None:
        path, self._looked_at = self._looked_at, None if dirty else self._looked_at
        if dirty and path is not None and self._document.sample is None:
            self.note(path)

    @Slot()
    def _on_error(self) -> None:
        left, self._expected = self._expected[1:], []
        if left:
            self._document.statusMessage.emit(
                self.tr("Not opened: {0}").format(", ".join(printable(path.name) for path in left))
            )

    @Slot(object)
    def note(self, path: Path) -> None:
        """Put a photo or project at the head of the recent files."""
        self._settings.setValue("folder", as_line(path.parent))
        remember(self._settings, path)
        self.recentChanged.emit()


def _photos(paths: list[Path]) -> list[Path]:
    """``paths``, with the pictures in it in place of each folder.

    Raises:
        ImageError: there are only folders, and no picture in them.
    """
    from core.batch import photos_in

    found, refused = [], None
    for path in paths:
        try:
            found += photos_in(path) if path.is_dir() else [path]
        except ImageError as error:
            refused = refused or error
    if refused is not None and not found:
        raise refused
    return found
