"""Training on several photos of one texture: which, besides the open one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.model.document import Document
from app.panels.training_panel import TrainingPanel
from app.platform.paths import chosen, shown
from app.services.failures import explain
from app.services.session import Session
from core.image_io import name_filter


class MorePhotos(QObject):
    """Asks for more photos of the open one's texture and trains on all of them with the choices of ``panel``."""

    def __init__(self, document: Document, session: Session, panel: TrainingPanel, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._session, self._panel, self._window = document, session, panel, parent

    def choose(self) -> None:
        """Let the user pick files, and start."""
        photo = self._document.photo
        if photo is None or self._refused():
            return
        kinds = self.tr("Pictures ({0});;All files (*)").format(name_filter())
        known = self._session.shelf.further(self._document.fingerprint, self._panel.preset)
        start = known[0] if known else photo.path
        names, _ = QFileDialog.getOpenFileNames(
            self._window, self.tr("More photos of this texture"), shown(start.parent) if start else "", kinds
        )
        if names:
            self.train([chosen(name) for name in names])

    def train(self, photos: Sequence[Path]) -> None:
        """Train on the open photo and ``photos``; the open one itself is no further one."""
        photo = self._document.photo
        own = None if photo is None else photo.path
        further = [path for path in dict.fromkeys(photos) if own is None or path.absolute() != own.absolute()]
        if not further:
            self._document.statusMessage.emit(self.tr("Choose other photos than the one that is open."))
            return
        if self._refused():
            return
        try:
            self._session.shelf.note_further(self._document.fingerprint, self._panel.preset, further)
        except OSError as error:
            self._document.report_error(*explain(error, self.tr("Noting the photos")))
            return
        self._panel.start()

    def _refused(self) -> bool:
        if self._document.training_active:
            self._document.statusMessage.emit(self.tr("Stop the training first; then choose more photos for it."))
        return self._document.training_active
