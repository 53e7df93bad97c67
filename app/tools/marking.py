"""What is kept, let go or removed while the canvas is reshaped: the Keep view with its brush, and commands on the
selection."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor

from app.canvas.keep_item import KeepItem
from app.canvas.mask_item import MaskItem
from app.canvas.tool import RELEASE_MS
from app.canvas.view import CanvasView
from app.model.commands import StyleCommand
from app.model.document import Document
from app.model.mask import Mask
from app.model.mask_commands import MasksCommand
from app.tools.keep_brush import KeepBrush, KeepMode
from app.tools.mask_settings import MaskSettings
from core.ingan.messages import Style
from core.selection.tiles import TileDelta

PROTECTED, REMOVED, RELEASED = QColor(40, 190, 90), QColor(230, 40, 40), QColor(240, 170, 30)
OPACITY = 0.45
SMALL_SIDE = 320  # px, long side of the copy of the photo that the Keep view is computed from


class Marking(QObject):
    """Shows what is kept, and changes it.

    While Keep is on, the photo is seen at its own size under a veil that tells how much of it is kept, and
    :attr:`brush` paints. The user's own marks are seen wherever the photo is seen at its own size.

    Signals:
        keepingChanged(bool): Keep was switched, by its button or by its key.
        modeChanged(str): the brush marks something else, a ``KeepMode``.
    """

    keepingChanged = Signal(bool)
    modeChanged = Signal(str)

    def __init__(self, canvas: CanvasView, document: Document, settings: MaskSettings) -> None:
        super().__init__(canvas)
        self._canvas, self._document, self.settings = canvas, document, settings
        self.brush = KeepBrush(canvas, document, settings)
        self._keeping = self._held = False
        self._release = QTimer(self, singleShot=True, interval=RELEASE_MS)
        self._release.timeout.connect(lambda: self.set_keeping(False))
        self._small: tuple[np.ndarray, np.ndarray] | None = None  # of which pixels, the small copy
        self.keep_item = KeepItem()
        canvas.scene().addItem(self.keep_item)
        self.items = tuple(MaskItem(mask, contour=True) for mask in document.marking)
        for item, colour in zip(self.items, (PROTECTED, REMOVED, RELEASED), strict=True):
            item.set_tint(colour, OPACITY)
            item.setZValue(3.5)  # under the selection
            canvas.scene().addItem(item)
        canvas.showingChanged.connect(self.refresh)
        document.geometryChanged.connect(self.refresh)
        document.photoChanged.connect(self._on_photo_changed)
        document.photoReplaced.connect(self._on_photo_changed)
        for signal in (document.photoEdited, document.subjectChanged, document.marksChanged):
            signal.connect(self._show_kept)
        self.refresh()

    def refresh(self, _what: object = None) -> None:
        """Show the veils where they lie on the photo's own pixels."""
        geometry = self._document.geometry
        at_place = self._canvas.unresized or geometry is None or geometry.is_identity
        for item in self.items:
            item.setVisible(at_place and self._canvas.showing == "result")
        self.keep_item.setVisible(self._keeping and self._canvas.showing == "result")

    # -- Keep -----------------------------------------------------------------------------------------------------

    @property
    def keeping(self) -> bool:
        """Whether the Keep view is on, so that the brush paints."""
        return self._keeping

    def set_keeping(self, keeping: bool) -> None:
        self._held = False
        self._release.stop()
        keeping = keeping and self._document.photo is not None
        if keeping == self._keeping:
            return
        if not keeping:
            self.brush.released()  # a stroke under way has been seen; it stays
            self.brush.left()
        self._keeping = keeping
        self._canvas.show_unresized(keeping)
        self._show_kept()
        self.refresh()
        geometry = self._document.geometry
        if geometry is not None and not geometry.is_identity:
            words = self.tr("The photo is shown at its own size; switch Keep off to see the re-made picture.")
            self._document.statusMessage.emit(words if keeping else "")
        self.keepingChanged.emit(keeping)

    def hold(self, held: bool) -> None:
        """Keep's key went down or up: it is on while the key is held. Where it is on anyway, nothing changes."""
        if held:
            self._release.stop()
            if not self._keeping:
                self.set_keeping(True)
                self._held = self._keeping
        elif self._held:
            self._release.start()

    @property
    def mode(self) -> KeepMode:
        return self.brush.mode

    def set_mode(self, mode: KeepMode) -> None:
        if mode != self.brush.mode and not self.brush.painting:
            self.brush.mode = mode
            self.modeChanged.emit(mode)

    def _on_photo_changed(self) -> None:
        self._small = None
        self.set_keeping(False)

    def _show_kept(self) -> None:
        photo = self._document.photo
        if not self._keeping or photo is None:
            self.keep_item.set_map(None)
            return
        from core.retarget.importance import importance_map

        kept = importance_map(self._small_photo(photo.pixels), self._document.subject, self._document.marks)
        self.keep_item.set_map(kept, photo.width, photo.height)

    def _small_photo(self, pixels: np.ndarray) -> np.ndarray:
        """uint8 copy of the photo, long side at most :data:`SMALL_SIDE`."""
        if self._small is None or self._small[0] is not pixels:
            import cv2

            from core.image_io.photo import to_8_bit

            height, width = pixels.shape[:2]
            scale = min(1.0, SMALL_SIDE / max(height, width))
            size = max(1, round(width * scale)), max(1, round(height * scale))
            self._small = pixels, to_8_bit(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
        return self._small[1]

    def set_style(self, style: Style) -> None:
        """Keep things, repeat a pattern or extend, as a step of the history."""
        document = self._document
        if document.photo is None or document.busy or style == document.style:
            return
        words = {
            "auto": self.tr("Automatic style"), "things": self.tr("Keep things"),
            "pattern": self.tr("Repeat the pattern"), "extend": self.tr("Extend"),
        }  # fmt: skip
        document.undo_stack.push(StyleCommand(document, document.style, style, words[style]))

    # -- the selection --------------------------------------------------------------------------------------------

    def protect(self) -> None:
        """Keep what is selected whole, single and at its own size."""
        self._mark(self._document.protect, self.tr("Protect the selection"))

    def remove(self) -> None:
        """Leave out what is selected wherever the canvas differs from the photo."""
        self._mark(self._document.remove, self.tr("Remove while reshaping"))

    def clear(self) -> None:
        """Neither protect nor remove nor let go anything."""
        document = self._document
        if document.photo is None or document.busy:
            return
        self._change({mask: np.zeros_like(mask.pixels) for mask in document.marking}, self.tr("Clear the marks"))

    def _mark(self, more: Mask, text: str) -> None:
        document, mask = self._document, self._document.mask
        if document.photo is None or document.busy:
            return
        if mask.empty:
            document.statusMessage.emit(self.tr("Select something first: with the brush or the lasso."))
            return
        chosen = mask.pixels >= 128
        changes = {each: np.where(chosen, np.uint8(255 * (each is more)), each.pixels) for each in document.marking}
        self._change({**changes, mask: np.zeros_like(mask.pixels)}, text)
        document.statusMessage.emit(self.tr("Marked. It counts as soon as the canvas has another size."))

    def _change(self, after: dict[Mask, np.ndarray], text: str) -> None:
        deltas = {mask: TileDelta(mask.pixels, pixels) for mask, pixels in after.items()}
        changed = {mask: delta for mask, delta in deltas.items() if not delta.region.empty}
        if changed:
            self._document.undo_stack.push(MasksCommand(changed, text))
