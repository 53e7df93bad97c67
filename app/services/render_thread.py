"""The one thread that draws frames for the canvas."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QThread, Signal

from app.model.placement import Placement
from app.services.mailbox import Mailbox
from core.control import Cancelled
from core.geometry import MAX_SIDE, CanvasGeometry
from core.ingan.messages import RenderRequest

if TYPE_CHECKING:
    from app.services.weights import SnapshotSource
    from core.ingan.model import Snapshot
    from core.rendering.adoption import Adopted
    from core.rendering.renderer import Renderer

PREPARED_SIDE = 256  # px, long side of the unseen frame

class _Followed:
    """A source and the step of the last weights taken from it; another training starts to count anew."""

    def __init__(self, source: SnapshotSource) -> None:
        self._source, self._step = source, -1

    def newer(self) -> Snapshot | None:
        snapshot = self._source(self._step)
        if snapshot is not None:
            self._step = snapshot.step
        return snapshot


@dataclass(frozen=True)
class FrameRequest:
    """A request with the place on the canvas that it is for.

    Attributes:
        partial: of what is emitted: the result is not the last one of this request.
    """

    request: RenderRequest
    placement: Placement
    partial: bool = False


class RenderThread(QThread):
    """Owns the renderer. Requests come through a one-slot mailbox; the latest wins.

    Signals (emitted from the worker; connect methods of QObjects only):
        rendered(RenderResult, FrameRequest): of a refined frame several, all but the last ``partial``.
        failed(BaseException, FrameRequest or None), loaded(Drawing, or None without weights).
    """

    rendered = Signal(object, object)
    failed = Signal(object, object)
    loaded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._mailbox: Mailbox[FrameRequest] = Mailbox()
        self._renderer: Renderer | None = None
        self._followed: _Followed | None = None
        self._prepared = False
        self._size = (0, 0)

    # -- from the main thread -------------------------------------------------------------------------------------

    def set_photo(self, pixels: np.ndarray, alpha: np.ndarray | None) -> None:
        """Draw this photo from now on, untrained. Requests for the one before are forgotten."""
        self._followed = None
        self._mailbox.command(lambda: self._make_renderer(pixels, alpha), drop_request=True)

    def set_snapshot(self, snapshot: Snapshot | None) -> None:
        """Draw with these weights, or from the photo alone. Ask for a frame afterwards: the one at hand is given up."""
        self._mailbox.command(lambda: self._load(snapshot))

    def set_source(self, source: SnapshotSource | None) -> None:
        """Where to look for newer weights before each frame, while training goes on."""
        self._followed = None if source is None else _Followed(source)
        # no command: that would cut short the frame at hand, and nobody would ask for it again

    @property
    def adopted(self) -> Adopted | None:
        """Which weights draw which canvas of the photo; None before the first frame."""
        renderer = self._renderer
        return None if renderer is None else renderer.adopted

    def request(self, frame: FrameRequest) -> None:
        self._mailbox.put(frame)

    def close(self) -> None:
        """Stop after the tile at hand and wait for the thread to end."""
        self._mailbox.close()
        self.wait()

    # -- on the worker --------------------------------------------------------------------------------------------

    def run(self) -> None:
        warm = self._warm_up()
        while (item := self._mailbox.take()) is not None:
            if isinstance(item, FrameRequest):
                self._guard(partial(self._draw, item), item)
                with contextlib.suppress(Exception):  # as when warming up
                    self._prepare(item.request)
                warm = warm or self._warm_up()
            else:
                self._guard(item, None)
        self._renderer = None

    def _warm_up(self) -> bool:
        """Import and compile what drawing needs; False where something came in between, which goes first."""
        try:
            from core.rendering.renderer import warm_up

            warm_up(lambda: self._mailbox.waiting)
        except Cancelled:
            return False
        except Exception:
            return True  # what is wrong here will be told by the first frame, in its place
        return True

    def _guard(self, work: Callable[[], None], frame: FrameRequest | None) -> None:
        try:
            work()
        except Cancelled:
            return
        except Exception as error:
            self.failed.emit(error, frame)

    def _prepare(self, request: RenderRequest) -> None:
        """While the photo is being looked at: draw once what nobody sees, so that the first drag finds all prepared."""
        if self._renderer is None or self._prepared or self._mailbox.waiting:
            return
        self._prepared = True
        height, width = self._size
        wider = CanvasGeometry(width, height, min(MAX_SIDE, width + max(1, width // 10)), height)
        unseen = replace(request, geometry=wider, max_side=PREPARED_SIDE, dragging=False, refine=False)
        self._renderer.render(unseen, cancelled=lambda: self._mailbox.waiting)

    def _make_renderer(self, pixels: np.ndarray, alpha: np.ndarray | None) -> None:
        from core.rendering.renderer import Renderer

        self._renderer = None
        self._renderer = Renderer(pixels, alpha)
        self._prepared, self._size = False, pixels.shape[:2]
        self.loaded.emit(None)  # whatever is still under way about another photo's weights no longer holds

    def _load(self, snapshot: Snapshot | None) -> None:
        if self._renderer is None:
            return
        self._renderer.load(snapshot)
        self.loaded.emit(None if snapshot is None else snapshot.drawing)

    def _draw(self, frame: FrameRequest) -> None:
        if self._renderer is None:
            return
        followed = self._followed
        newer = followed.newer() if followed is not None else None
        if newer is not None:
            self._load(newer)
        # A frame of a drag is finished even when the handle has moved on, or the picture would stand still while the
        # handle moves; anything larger gives way.
        given_up = self._mailbox.pressing if frame.request.dragging else self._mailbox.waiting
        if given_up:
            return
        stale = (lambda: self._mailbox.pressing) if frame.request.dragging else (lambda: self._mailbox.waiting)
        part = replace(frame, partial=True)
        result = self._renderer.render(
            frame.request, cancelled=stale, on_partial=lambda result: self.rendered.emit(result, part)
        )
        self.rendered.emit(result, frame)
