"""Pictures, collages and animations of the open photo, drawn for files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.model.document import Document
from app.services.frames import FrameScheduler
from app.services.job import Job
from app.services.jobs import Jobs
from app.services.render_options import ExportRenderer, RenderOptions, RenderWork
from app.services.weights import Weights
from core.control import Progress, ProgressCallback
from core.image_io import Photo, save_photo
from core.ingan.messages import RenderRequest
from core.names import printable


class Exporting(QObject):
    """Draws with what draws the canvas, on threads of their own, and writes.

    Args:
        yield_cores: called now and then meanwhile, so that training leaves the cores to it.
    """

    def __init__(
        self, document: Document, jobs: Jobs, weights: Weights, frames: FrameScheduler,
        yield_cores: Callable[[], None], parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._jobs, self._weights, self._frames = document, jobs, weights, frames
        self._yield_cores = yield_cores

    def export_picture(self, path: Path, quality: int = 92) -> Job | None:
        """Draw the present geometry at its exact size from the full photo and write it to ``path``."""
        photo, geometry = self._document.photo, self._document.geometry
        if photo is None or geometry is None:
            return None
        request = RenderRequest(geometry, None, self._frames.engine, refine=True)  # as it is shown at rest

        def work(renderer: ExportRenderer, cancelled: Callable[[], bool], on_progress: ProgressCallback) -> Path:
            result = renderer.render(request, cancelled, on_progress)
            save_photo(photo.with_pixels(result.image), path, quality)
            return path

        job = self.start_job(self.tr("Exporting {0}").format(printable(Path(path).name)), work)
        index = self._document.undo_stack.index()
        job.succeeded.connect(lambda _path: self._on_exported(photo, index))
        return job

    def start_job(self, title: str, work: RenderWork) -> Job:
        """Run an export (picture, collage, animation) in the background, with the newest weights.

        Connect to the returned job before the event loop runs again. Its failures are not reported elsewhere.

        Raises:
            ValueError: no photo is open.
        """
        photo = self._document.photo
        if photo is None:
            raise ValueError("start_job needs an open photo")
        options, newest, adopted = RenderOptions.of(self._document), self._weights.newest, self._frames.adopted
        snapshot = None if newest is None else newest.snapshot

        def whole(cancelled: Callable[[], bool], on_progress: ProgressCallback) -> object:
            def tell(progress: Progress) -> None:
                self._yield_cores()
                on_progress(progress)

            return work(ExportRenderer(photo, options, snapshot, adopted), cancelled, tell)

        return self._jobs.start_aside(title, whole)

    def _on_exported(self, photo: Photo, index: int) -> None:
        kept_elsewhere = self._document.project_path is not None  # an exported picture is no saved project
        if self._document.photo is photo and self._document.undo_stack.index() == index and not kept_elsewhere:
            self._document.mark_saved()
