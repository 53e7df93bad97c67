"""Copies of unsaved work that the editor makes by itself, so that a crash or a power cut costs seconds."""

from __future__ import annotations

import contextlib
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot

from app.model.document import Document
from app.project.files import store_project
from app.project.state import capture
from app.services.failures import explain
from app.services.job import Job
from app.services.projects import Projects
from app.services.session import Session
from core.control import ProgressCallback
from core.errors import ProjectError
from core.project.files import SUFFIX, Project, ProjectSummary, read_summary

SECONDS = 30  # from a change to its copy, where the settings say nothing else
SECONDS_RANGE = (5, 60)
BUSY_MS = 300  # until a copy is tried again while a stroke or a drag goes on
REST_FACTOR = 4  # a photo so large that writing it takes long is copied less often
PACE = 8e6  # bytes a second, on the average: what a disk has to bear while somebody works


class Place:
    """A place in the recovery folder that one running editor owns; others see that by its lock."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}{SUFFIX}"
        self._lock = QLockFile(str(folder / f"{name}.lock"))
        self._lock.setStaleLockTime(0)  # only the death of its owner ends a lock, however old it is

    def take(self) -> bool:
        """Own the place. False while another running editor does."""
        return self._lock.isLocked() or self._lock.tryLock(0)

    def release(self) -> None:
        self._lock.unlock()

    def clear(self) -> None:
        """Delete the copy, and what a write that was killed has left."""
        for path in (self.path, *self.path.parent.glob(f".{self.path.stem}-*{SUFFIX}")):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


@dataclass(frozen=True, eq=False)
class RecoveryCopy:
    """A copy whose editor ended before its work was saved. Its place is owned by whoever holds this.

    Attributes:
        summary: its title and preview.
        when: the moment it was written.
    """

    place: Place
    summary: ProjectSummary
    when: datetime


def find_recovery_copies(folder: Path) -> list[RecoveryCopy]:
    """Copies that no running editor owns, newest first. What cannot be read is set aside, what is half written goes."""
    found = []
    names = {path.stem for path in folder.glob("*.lock")} | {path.stem for path in folder.glob(f"[!.]*{SUFFIX}")}
    for name in sorted(names):
        place = Place(folder, name)
        if not place.take():
            continue
        if place.path.is_file():
            try:
                when = datetime.fromtimestamp(place.path.stat().st_mtime)
                found.append(RecoveryCopy(place, read_summary(place.path), when))
                continue
            except (ProjectError, OSError):
                with contextlib.suppress(OSError):
                    place.path.replace(place.path.with_suffix(".damaged"))
        place.clear()
        place.release()
    return sorted(found, key=lambda copy: copy.when, reverse=True)


class Autosave(QObject):
    """Writes a copy of unsaved work, at most ``seconds`` after a change, on a thread of its own.

    A copy is there exactly while the document has changes that are neither saved nor exported.

    Args:
        folder: where copies lie.
        seconds: from a change to its copy.

    Signals:
        stored(int): the document as of this ``Projects.revision`` is on the disk.
    """

    stored = Signal(int)

    def __init__(self, session: Session, projects: Projects, folder: Path, seconds: float = SECONDS) -> None:
        super().__init__(projects)
        self._session, self._projects, self.folder = session, projects, folder
        self._place: Place | None = None
        self._recovering: RecoveryCopy | None = None
        self._job: Job | None = None
        self._stored = -1
        self._told = False
        self._closed = False
        self._seconds = seconds
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_time)
        document = session.document
        document.undo_stack.indexChanged.connect(self._on_changed)
        document.dirtyChanged.connect(self._on_changed)
        document.photoChanged.connect(self._on_changed)
        session.opening.recovered.connect(self._on_recovered)

    @property
    def _document(self) -> Document:
        return self._session.document

    @property
    def up_to_date(self) -> bool:
        """Whether the copy is of the document as it is, and nothing is being written."""
        return self._job is None and self._stored == self._projects.revision

    def set_seconds(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer.stop()
        self._on_changed()

    @Slot()
    def _on_changed(self, _what: object = None) -> None:
        if self._closed:
            return
        if not self._document.dirty:
            self._timer.stop()
            if self._job is None:
                self._clear()
        elif not self._timer.isActive() and self._job is None and self._projects.revision != self._stored:
            self._timer.start(round(1000 * self._seconds))

    @Slot()
    def _on_time(self) -> None:
        document = self._document
        if self._closed or not document.dirty:
            return
        if document.busy:
            self._timer.start(BUSY_MS)
            return
        revision, work = self._prepare()
        begun = time.monotonic()
        job = self._job = Job("", work, self)
        job.succeeded.connect(lambda left_out: self._on_stored(revision, left_out))
        job.failed.connect(self._on_failed)
        job.finished.connect(lambda: self._on_finished(time.monotonic() - begun))
        job.start()

    def _prepare(self) -> tuple[int, Callable[[Callable[[], bool], ProgressCallback], int]]:
        """(revision, work that writes it); what is to be written is taken now."""
        model = self._session.weights.attachment()
        project: Project = capture(self._document, None if model is None else model.note, autosave=True)
        path, encoder = self._own().path, self._projects.encoder
        return self._projects.revision, lambda _c, _p: store_project(path, project, None, encoder)

    def _own(self) -> Place:
        if self._place is None:
            self._place = Place(self.folder, uuid.uuid4().hex[:12])
        with contextlib.suppress(OSError):  # where there can be no folder, writing into it will say why
            self.folder.mkdir(parents=True, exist_ok=True)
            self._place.take()
        return self._place

    def _on_stored(self, revision: int, left_out: int) -> None:
        self._stored = revision
        if left_out and not self._told:
            self._document.statusMessage.emit(
                self.tr("The copy for recovery has not all of the history, for want of room; left out: {0}.")
                .format(left_out)
            )  # fmt: skip
        self._told = left_out > 0
        self.stored.emit(revision)

    def _on_failed(self, error: BaseException) -> None:
        if not self._told:  # once; the next try may go well, and nothing is lost yet
            self._told = True
            sentence, details = explain(error, self.tr("The automatic copy"))
            logging.getLogger("regrain").warning("%s\n%s", sentence, details)
            self._document.statusMessage.emit(self.tr("No copy for recovery could be made; please save your work."))

    def _on_finished(self, seconds: float) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.deleteLater()
        if not self._closed:
            self._on_changed()
            if self._timer.isActive():
                rest = max(REST_FACTOR * seconds, self._size() / PACE)
                self._timer.start(max(self._timer.interval(), round(1000 * rest)))

    def _size(self) -> int:
        """Bytes of the newest copy."""
        try:
            return 0 if self._place is None else self._place.path.stat().st_size
        except OSError:
            return 0

    def _clear(self) -> None:
        self._stored = -1
        if self._place is not None:
            self._place.clear()

    # -- recovery -------------------------------------------------------------------------------------------------

    def recover(self, copy: RecoveryCopy) -> None:
        """Open ``copy`` in the background and go on where it stopped."""
        self._recovering = copy
        self._session.opening.open_path(copy.place.path, recovered=True)

    @Slot(object)
    def _on_recovered(self, path: Path) -> None:
        copy, self._recovering = self._recovering, None
        if copy is None or copy.place.path != path:
            return
        if self._place is not None:
            self._place.clear()
            self._place.release()
        self._place, self._stored = copy.place, self._projects.revision
        self._timer.stop()

    # -- the end --------------------------------------------------------------------------------------------------

    def close(self, keep: bool) -> None:
        """End before the editor does. Call once.

        Args:
            keep: leave a copy of unsaved work for the next start; otherwise it was given up.
        """
        self._closed = True
        self._timer.stop()
        if self._job is not None:
            self._job.wait()
        if keep and self._document.dirty:
            if self._stored != self._projects.revision:
                _, work = self._prepare()
                with contextlib.suppress(ProjectError, OSError):  # the window is gone; an older copy is still there
                    work(lambda: False, lambda _progress: None)
        elif self._place is not None:
            self._place.clear()
        if self._place is not None:
            self._place.release()
            self._place = None
