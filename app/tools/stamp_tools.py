"""The clone stamp and the healing brush: strokes that paint the photo with its own pixels."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QCursor, QImage, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.canvas.tool import Pointer
from app.platform.qt_image import to_qimage
from app.tools.healing import Healable, Healing
from app.tools.mask_settings import MaskSettings
from app.tools.pixel_tool import SMALLEST_RING, RoundTip
from app.tools.stamp_options import StampOptions
from app.tools.tool import ToolContext
from core.retouch.spot import SpotStroke
from core.retouch.stamp import QUICK_SIDE, StampStroke
from core.selection.brush import Brush
from core.selection.region import Region

ALT = Qt.KeyboardModifier.AltModifier
OTHERS = Qt.KeyboardModifier.ControlModifier | ALT | Qt.KeyboardModifier.ShiftModifier
CROSS = 9  # screen px, arm of the cross at the source
REST_FACTOR = 4  # what was painted before the tone changed is shown anew, but not most of the time


class StampTool(RoundTip[Healable]):
    """Copies pixels from a source ("tool_clone"), or with the tone of where they go ("tool_heal").

    Alt-click sets the source. Aligned, it keeps its distance to the pointer from the first stroke on; otherwise each
    stroke begins at it. Healing without a source fills what is painted over once the stroke ends.

    Signals:
        sourceChanged(bool): there is a source, or none any more.
    """

    task = "retouch"
    sourceChanged = Signal(bool)
    _settings: MaskSettings

    def __init__(self, context: ToolContext, settings: MaskSettings, healing: Healing, *, heals: bool) -> None:
        super().__init__(context, settings)
        self.name = "tool_heal" if heals else "tool_clone"
        self._heals, self._healing = heals, healing
        self._options: StampOptions | None = None
        self._source: QPointF | None = None  # photo px
        self._offset: tuple[int, int] | None = None  # from where is painted to the source, once that is fixed
        self._over: QPointF | None = None  # the pointer, photo px
        self._picking = False
        self._preview: tuple[object, QImage, Region] | None = None
        self._stale = QTimer(self, singleShot=True)
        self._stale.timeout.connect(self._show_stroke)
        for another in (self._document.photoChanged, self._document.photoReplaced):
            another.connect(self.forget_source)
        self._document.photoEdited.connect(self._on_photo_edited)

    # -- the source -----------------------------------------------------------------------------------------------

    @property
    def source(self) -> QPointF | None:
        """Where a stroke at the pointer would copy from, photo px; between strokes that are not aligned, and before
        the first one, where Alt was clicked."""
        if self._source is None or self._offset is None or self._over is None:
            return self._source
        return QPointF(self._over.x() + self._offset[0], self._over.y() + self._offset[1])

    def set_source(self, source: QPointF) -> None:
        self._source, self._offset = source, None
        self._update_ring()
        self.sourceChanged.emit(True)

    def forget_source(self) -> None:
        self._source = self._offset = self._over = self._preview = None
        self._update_ring()
        self.sourceChanged.emit(False)

    def _offset_at(self, source: QPointF, at: QPointF) -> tuple[int, int]:
        """For a stroke that begins ``at``."""
        if self._settings.aligned and self._offset is not None:
            return self._offset
        return round(source.x() - at.x()), round(source.y() - at.y())

    # -- strokes --------------------------------------------------------------------------------------------------

    def pressed(self, pointer: Pointer) -> bool:
        if self._usable and pointer.modifiers & ALT:
            self.set_source(pointer.scene)
            return True
        if self._usable and self._source is None and not self._heals:
            self._document.statusMessage.emit(self.tr("Alt-click first where to copy from."))
            return True
        return super().pressed(pointer)

    def _begin(self, pointer: Pointer) -> Healable | None:
        if self._document.busy:
            return None
        self._session.filling.discard()
        if self._source is not None:
            self._offset = self._offset_at(self._source, pointer.scene)
            return self._stamp_stroke(self._offset)
        photo = self._document.open_photo
        return SpotStroke(photo.pixels, photo.alpha, self._brush, self._settings.stamp_opacity)

    def _stamp_stroke(self, offset: tuple[int, int]) -> StampStroke:
        photo, opacity = self._document.open_photo, self._settings.stamp_opacity
        return StampStroke(photo.pixels, photo.alpha, self._brush, offset, opacity, self._heals)

    @property
    def _brush(self) -> Brush:
        return Brush(self._settings.size, self._settings.hardness)

    def _hold(self, painting: bool) -> None:
        self._document.retouching = painting

    def _extend(self, stroke: Healable, pointer: Pointer) -> None:
        changed = stroke.move_to(pointer.scene.x(), pointer.scene.y(), pointer.pressure)
        if changed.empty:
            return
        if isinstance(stroke, StampStroke) and stroke.heals:
            stroke.find_tone(QUICK_SIDE)
            if not self._stale.isActive() and stroke.dirty != changed:
                self._stale.start()
        self._healing.show(changed, stroke)

    def _show_stroke(self) -> None:
        """The whole stroke in its newest tone; the pieces shown before had that of their moment."""
        if self._stroke is not None:
            begun = time.monotonic()
            self._healing.show(self._stroke.dirty, self._stroke)
            self._stale.setInterval(round(1000 * REST_FACTOR * (time.monotonic() - begun)))

    def _end(self, stroke: Healable) -> None:
        self._stale.stop()
        if not self._settings.aligned:
            self._offset = None
        if stroke.dirty.empty:
            return
        if isinstance(stroke, StampStroke) and not stroke.heals:
            self._healing.commit(stroke, stroke.picture(stroke.dirty), self.tr("Clone"))
        else:
            self._healing.add(stroke)

    def _give_up(self, stroke: Healable) -> None:
        self._stale.stop()
        self._healing.show(stroke.dirty)

    def finish(self) -> None:
        self._healing.flush()

    def take_back(self) -> bool:
        return self._healing.take_back()

    def _on_photo_edited(self, _region: Region | None) -> None:
        self._preview = None
        if self._stroke is not None:  # a stroke before it was healed meanwhile
            photo = self._document.open_photo
            self._stroke.pixels, self._stroke.alpha = photo.pixels, photo.alpha
            self._healing.show(self._stroke.dirty, self._stroke)

    # -- keys -----------------------------------------------------------------------------------------------------

    def key_pressed(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            return self.take_back()
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_9 and not event.modifiers() & OTHERS:
            self._settings.change(stamp_opacity=((key - Qt.Key.Key_0) or 10) / 10)
            return True
        return super().key_pressed(event)

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        if self._stroke is None:
            self._picking = bool(modifiers & ALT)
            self._update_ring()

    def options(self) -> QWidget:
        if self._options is None:
            self._options = StampOptions(self._settings, self.forget_source if self._heals else None)
            self.sourceChanged.connect(self._options.forget_button.setEnabled)
            self._options.forget_button.setEnabled(self._source is not None)
        return self._options

    # -- how it looks ---------------------------------------------------------------------------------------------

    def cursor(self, pointer: Pointer | None) -> QCursor:
        return QCursor(Qt.CursorShape.CrossCursor) if self._picking else super().cursor(pointer)

    def _note_pointer(self, pointer: Pointer) -> None:
        self._over = pointer.scene
        super()._note_pointer(pointer)

    def paint_over(self, painter: QPainter) -> None:
        source = self.source
        if self._picking and self._stroke is None:
            if self._at is not None:
                _paint_cross(painter, self._at)
            return
        if self._at is not None and self._source is not None and self._stroke is None:
            self._paint_preview(painter, self._source)
        if source is not None:
            _paint_cross(painter, self._canvas.viewportTransform().map(source))
        super().paint_over(painter)

    def _paint_preview(self, painter: QPainter, source: QPointF) -> None:
        """What a click would paint, seen under the tip."""
        photo, settings = self._document.open_photo, self._settings
        if self._over is None or 2 * self._radius < SMALLEST_RING:
            return
        key = self._over, source, self._offset, settings.size, settings.hardness, settings.stamp_opacity, photo
        if self._preview is None or self._preview[0] != key:
            dab = self._stamp_stroke(self._offset_at(source, self._over))
            dab.move_to(self._over.x(), self._over.y())
            if dab.dirty.empty:
                return
            dab.find_tone(QUICK_SIDE)
            self._preview = key, to_qimage(self._healing.seen(dab.dirty, dab), photo.icc), dab.dirty
        _, image, region = self._preview
        to_view = self._canvas.viewportTransform()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(to_view.mapRect(QRectF(region.left, region.top, region.width, region.height)), image)


def _paint_cross(painter: QPainter, at: QPointF) -> None:
    """Where pixels come from."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in (("#b0000000", 3.5), ("#ffffff", 1.5)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawLine(QPointF(at.x() - CROSS, at.y()), QPointF(at.x() + CROSS, at.y()))
        painter.drawLine(QPointF(at.x(), at.y() - CROSS), QPointF(at.x(), at.y() + CROSS))


class Stamps(QObject):
    """The two tools, and what they share.

    Signals:
        chosen(str): the tool of this name is asked for.
    """

    chosen = Signal(str)

    def __init__(self, context: ToolContext, settings: MaskSettings) -> None:
        super().__init__(context.owner)
        self.healing = Healing(context.canvas, context.document, context.session, self)
        mine = replace(context, owner=self)
        self.tools = tuple(StampTool(mine, settings, self.healing, heals=heals) for heals in (False, True))
        for tool, other in zip(self.tools, reversed(self.tools), strict=True):
            tool.swapRequested.connect(partial(self.chosen.emit, other.name))

    def choose_clone(self) -> None:
        self.chosen.emit("tool_clone")

    def choose_heal(self) -> None:
        self.chosen.emit("tool_heal")
