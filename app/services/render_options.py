"""What every picture of a document is drawn with: marks, style, and the subject that was found."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.model.document import Document
from core.control import ProgressCallback
from core.errors import RegrainError
from core.image_io import Photo
from core.ingan.messages import Marks, RenderRequest, RenderResult, Style

if TYPE_CHECKING:
    from core.ingan.model import Snapshot
    from core.rendering.adoption import Adopted
    from core.retarget.subject import Subject


RenderWork = Callable[["ExportRenderer", Callable[[], bool], ProgressCallback], object]
"""Called on a job's thread as ``work(renderer, cancelled, on_progress)`` with a renderer of its own."""


@dataclass(frozen=True)
class RenderOptions:
    """See :class:`core.ingan.messages.RenderRequest`."""

    marks: Marks | None = None
    style: Style = "auto"
    subject: Subject | None = None
    place: tuple[float, float] = (0.5, 0.5)

    @classmethod
    def of(cls, document: Document) -> RenderOptions:
        placement = document.placement
        place = (0.5, 0.5) if placement is None else placement.share
        return cls(document.marks, document.style, document.subject, place)

    def applied_to(self, request: RenderRequest) -> RenderRequest:
        return replace(request, marks=self.marks, style=self.style, subject=self.subject, place=self.place)


class ExportRenderer:
    """A renderer for exports: draws every request with the options of the document, whoever asks.

    The export of a photo that was opened a moment ago waits for its subject, so that what is written does not depend
    on how quick the user was. Belongs to the thread that makes it.
    """

    def __init__(
        self, photo: Photo, options: RenderOptions, snapshot: Snapshot | None, adopted: Adopted | None = None
    ) -> None:
        from core.rendering.renderer import Renderer
        from core.retarget.subject import find_subject

        if options.subject is None:
            with contextlib.suppress(RegrainError):  # it can be done without
                options = replace(options, subject=find_subject(photo.pixels, photo.alpha))
        self._options = options
        self._renderer = Renderer(photo.pixels, photo.alpha, adopted=adopted)
        self._renderer.load(snapshot)

    def render(
        self,
        request: RenderRequest,
        cancelled: Callable[[], bool] = lambda: False,
        on_progress: ProgressCallback | None = None,
    ) -> RenderResult:
        """See :meth:`core.rendering.renderer.Renderer.render`.

        Frames of a film are not extended: a quick look is nothing to keep, and what is filled would jump from frame to
        frame."""
        request = self._options.applied_to(request)
        if request.style == "extend" and not request.refine:
            request = replace(request, style="auto")
        return self._renderer.render(request, cancelled, on_progress)
