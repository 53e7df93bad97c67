"""Saving the picture as a project, and asking before unsaved changes would be lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.model.document import Document
from app.platform.paths import chosen, shown
from app.project.files import store_project
from app.project.state import capture
from app.services.failures import explain
from app.services.job import Job
from app.services.session import Session
from app.widgets.basics import question
from core.names import fitted, from_line, printable
from core.project.files import SUFFIX, PhotoEncoder

BUSY_MS = 150  # until saving is tried again while a stroke or a drag goes on


class Projects(QObject):
    """Save, Save As, and the question about unsaved changes.

    Args:
        export: opens the export dialog; the question offers it.

    Attributes:
        revision: grows with every change of the document, so that it can be told whether a file is up to date.
        encoder: shared with whoever else writes this document's photo.

    Signals:
        saved(Path): a project file was written.
        leaving: the photo may be left now; a stroke that is under way is to become a step before it is asked.
    """

    saved = Signal(object)
    leaving = Signal()

    def __init__(self, window: QWidget, session: Session, settings: QSettings, export: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._session, self._settings, self._export = window, session, settings, export
        self.encoder = PhotoEncoder()
        self.revision = 0
        self._saving: tuple[Job, tuple[int, int]] | None = None
        self._photo_number = 0
        self._given_up = (-1, -1)  # of which photo, the revision whose changes need not be saved
        self._asking = False
        session.opening.may_replace = self.may_replace
        document = session.document
        document.undo_stack.indexChanged.connect(self._on_changed)
        document.photoChanged.connect(self._on_photo_changed)

    @property
    def _document(self) -> Document:
        return self._session.document

    @Slot()
    def _on_changed(self) -> None:
        self.revision += 1

    @Slot()
    def _on_photo_changed(self) -> None:
        self.revision += 1
        self._photo_number += 1

    # -- saving ---------------------------------------------------------------------------------------------------

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Write the project to its file; asks for one the first time.

        Args:
            then: called once it is saved; never if it is not.
        """
        path = self._document.project_path
        if path is None:
            self.save_as(then)
        else:
            self.save_to(path, then)

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        if self._document.photo is None:
            return
        path = self._ask()
        if path is not None:
            self.save_to(path, then)

    def save_to(self, path: Path, then: Callable[[], object] | None = None) -> None:
        """Write the project to ``path`` in the background."""
        document = self._document
        if document.photo is None:
            return
        if document.busy:
            QTimer.singleShot(BUSY_MS, self, partial(self.save_to, path, then))
            return
        model = self._session.weights.attachment()
        project = capture(document, None if model is None else model.note)
        job = self._session.jobs.start_aside(
            self.tr("Saving {0}").format(printable(path.name)),
            lambda cancelled, _progress: store_project(path, project, model, self.encoder, cancelled),
        )
        job.must_finish = True
        now = self._photo_number, self.revision
        self._saving = job, now
        job.finished.connect(self._on_finished)
        steps = 0 if project.history is None else len(project.history.steps)
        job.succeeded.connect(lambda left_out: self._on_saved(path, *now, (left_out, steps), then))
        job.failed.connect(
            lambda error: document.report_error(*explain(error, self.tr("Saving the project")), "saving")
        )

    @Slot()
    def _on_finished(self) -> None:
        if self._saving is not None and self._saving[0] is self.sender():
            self._saving = None

    def _on_saved(
        self, path: Path, number: int, revision: int, left_out: tuple[int, int], then: Callable[[], object] | None
    ) -> None:
        document = self._document
        if number == self._photo_number:
            document.set_project_path(path)
            if revision == self.revision:
                document.mark_saved()
        self.saved.emit(path)
        if left_out[0]:
            sentence = self.tr("Saved {0}, but not all of its history, for want of room; left out: {1} of {2}.")
            document.report_error(sentence.format(printable(path.name), *left_out))
        else:
            document.statusMessage.emit(self.tr("Saved {0}.").format(printable(path.name)))
        if then is not None:
            then()

    def _ask(self) -> Path | None:
        document = self._document
        dialog = QFileDialog(self._window, self.tr("Save the project"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Regrain projects (*{0})").format(SUFFIX))
        dialog.setDefaultSuffix(SUFFIX[1:])
        own = document.project_path
        if own is None:
            source = None if document.photo is None else document.photo.path
            kept = str(self._settings.value("folder", ""))
            if source is not None and document.sample is None and source.parent.is_dir():
                folder, stem = source.parent, source.stem
            else:
                folder, stem = from_line(kept) if kept else Path.home(), Path(document.title).stem
            own = folder / fitted(shown(stem) or self.tr("Picture"), SUFFIX)
        dialog.setDirectory(shown(own.parent))
        dialog.selectFile(shown(own.name))
        return chosen(dialog.selectedFiles()[0]) if dialog.exec() else None

    # -- leaving --------------------------------------------------------------------------------------------------

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Ask about unsaved changes. True: go ahead now. False: stay; where they are saved first, ``then`` follows."""
        document = self._document
        if self._asking:  # one question at a time
            QTimer.singleShot(BUSY_MS, self, then)
            return False
        self.leaving.emit()
        if not document.dirty:
            return True
        if self._saving is not None and self._saving[1] == (self._photo_number, self.revision):
            self._saving[0].succeeded.connect(lambda _left_out: then())  # it is being saved: no need to ask
            return False
        box = question(
            self._window, self.tr("Save the changes to “{0}”?").format(document.title),
            self.tr("A project keeps the photo, the mask, the history and what was learnt.\nTraining is kept anyway."),
        )  # fmt: skip
        save = box.addButton(self.tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        leave = box.addButton(self.tr("Don’t save"), QMessageBox.ButtonRole.DestructiveRole)
        export = box.addButton(self.tr("Export…"), QMessageBox.ButtonRole.ActionRole)
        cancel = box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)
        self._asking = True
        box.exec()
        self._asking = False
        chosen = box.clickedButton()
        if chosen is leave:
            self._given_up = self._photo_number, self.revision
        elif chosen is save:
            self.save(then)
        elif chosen is export:
            self._export()
        return chosen is leave

    def may_replace(self, then: Callable[[], None]) -> bool:
        """As :meth:`may_leave`, when what was asked for is there at last: the answer holds if nothing changed since."""
        self.leaving.emit()
        return self._given_up == (self._photo_number, self.revision) or self.may_leave(then)
