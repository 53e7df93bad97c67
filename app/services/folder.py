"""The folder that the open picture lies in: what else can be opened there, and the way to the next one."""

from __future__ import annotations

import contextlib
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.model.document import Document
from app.services.job import Job
from app.services.session import Session
from core.control import ProgressCallback
from core.errors import ImageError
from core.folder import natural_key, openable_in


@dataclass(frozen=True)
class Listing:
    """The files of ``folder`` that can be opened, in natural order, as they were when it had the time ``changed``."""

    folder: Path | None = None
    paths: tuple[Path, ...] = ()
    changed: int = 0

    def renewed(self, folder: Path) -> Listing:
        """How ``folder`` is now; the same object where nothing has come or gone since."""
        with contextlib.suppress(OSError):
            changed = folder.stat().st_mtime_ns
            if (folder, changed) == (self.folder, self.changed):
                return self
            with contextlib.suppress(ImageError):
                return Listing(folder, tuple(openable_in(folder)), changed)
        return Listing(folder)

    def place(self, path: Path) -> int:
        """Where ``path`` is, or would be."""
        return bisect_left(self.paths, natural_key(path), key=natural_key)

    def row(self, path: Path) -> int | None:
        """Where ``path`` is; None where it is not among them."""
        place = self.place(path)
        return place if place < len(self.paths) and self.paths[place] == path else None


NOTHING = Listing()


class Folder(QObject):
    """Steps through the folder of the open picture, listed on a thread.

    Args:
        open_path: opens a file as the window does, with the question about unsaved changes.
        look_at: is told before that that it is opened in passing.

    Signals:
        listed: ``listing`` has other files.
        moved: ``current``, ``aim`` or ``marked`` is another one, perhaps.
    """

    listed = Signal()
    moved = Signal()

    def __init__(
        self, document: Document, session: Session, open_path: Callable[[Path], None],
        look_at: Callable[[Path], None] = lambda _path: None,
    ) -> None:  # fmt: skip
        super().__init__(session)
        self._document, self._session, self._open, self._look_at = document, session, open_path, look_at
        self.listing = NOTHING
        self._job: Job | None = None
        self._steps = 0  # asked for while the folder is being listed
        self._stepped = False
        self._aim: Path | None = None
        self._going = self._began = self._under_way = False
        document.photoChanged.connect(self._on_photo_changed)
        document.projectChanged.connect(self._on_photo_changed)
        session.opening.reading.connect(self._on_opening)
        session.opening.opened.connect(self._on_opened)

    @property
    def current(self) -> Path | None:
        """The file of the open picture: its project, where it is kept in one. None for a pasted picture."""
        photo, project = self._document.photo, self._document.project_path
        if photo is None:
            return None
        path = project if project is not None else photo.path
        return None if path is None else path.absolute()

    @property
    def aim(self) -> Path | None:
        """The file that was stepped to last: it is being opened, or could not be. Else the open one."""
        return self._aim or self.current

    @property
    def marked(self) -> Path | None:
        """The file that is being opened on the way through the folder, or that is open."""
        return self.aim if self._under_way else self.current

    @property
    def busy(self) -> bool:
        """Whether the folder is being listed."""
        return self._job is not None

    def next(self) -> None:
        self._step(1)

    def previous(self) -> None:
        self._step(-1)

    def go_to(self, path: Path) -> None:
        """Open one of the files, if it is not what is open or about to be."""
        if path != self.aim:
            self._go(path)

    def refresh(self) -> None:
        """List the folder again, if anything in it has changed. ``listed`` follows."""
        path = self.current
        if self._job is not None:
            self._job.abandon()
            self._job = None
        if path is None:
            self._take(NOTHING)
            return
        before = self.listing

        def work(_cancelled: Callable[[], bool], _on_progress: ProgressCallback) -> Listing:
            return before.renewed(path.parent)

        self._job = self._session.jobs.start_quietly("", work)
        self._job.succeeded.connect(self._on_listed)

    @Slot(object)
    def _on_listed(self, listing: Listing) -> None:
        self._job = None
        self._take(listing)
        steps, self._steps = self._steps, 0
        if steps:
            self._walk(steps)

    def _take(self, listing: Listing) -> None:
        if listing is not self.listing:
            self.listing = listing
            self.listed.emit()

    def _step(self, way: int) -> None:
        if self.current is None:
            self._document.statusMessage.emit(self.tr("This picture lies in no folder."))
            return
        self._steps += way
        if not self.busy:
            self.refresh()

    def _walk(self, steps: int) -> None:
        """Go so many files on from the one that was aimed at, at most to the first or last."""
        paths, here = self.listing.paths, self.aim
        if here is None:
            return
        place = self.listing.place(here)
        missing = self.listing.row(here) is None
        target = place + steps - (steps > 0 and missing)  # where it is gone, its successor stands in its place
        target = min(max(target, 0), len(paths) - 1)
        if target < 0 or paths[target] == here:
            words = self.tr("There is no other picture in this folder.")
            if len(paths) > 1:
                last, first = self.tr("This is the last picture of the folder."), self.tr("This is the first one.")
                words = last if steps > 0 else first
            self._document.statusMessage.emit(words)
            return
        self._go(paths[target])

    def _go(self, path: Path) -> None:
        self._aim, self._going, self._began = path, True, False
        self._look_at(path)
        self._open(path)
        self._going = False
        if not self._began:  # the open picture stays, or is saved first
            self._aim = None
        self._stepped = self._began
        self.moved.emit()

    @Slot(str)
    def _on_opening(self, name: str) -> None:
        self._under_way = bool(name)
        if name and self._going:
            self._began = True
        elif name:  # something else was asked for
            self._aim, self._stepped = None, False
        self.moved.emit()

    @Slot(object)
    def _on_opened(self, _path: Path) -> None:
        row = None if self.current is None else self.listing.row(self.current)
        if self._stepped and row is not None:
            words = self.tr("Picture {0} of {1} in this folder.").format(row + 1, len(self.listing.paths))
            self._document.statusMessage.emit(words)
        self._stepped = False

    @Slot()
    def _on_photo_changed(self) -> None:
        self._aim = None
        if not self._stepped:
            self._steps = 0
        self.moved.emit()
        self.refresh()
