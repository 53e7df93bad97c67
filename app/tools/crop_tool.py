"""Chooses which part of the photo stays, and how far it is turned: a frame over the photo at its own size."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QElapsedTimer, QPointF, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from app.canvas.crop_frame import CropFrame
from app.canvas.crop_painting import paint_badge, paint_crop, paint_level, turn_cursor
from app.canvas.handles import HIT_RADIUS, Handle, hit_test
from app.canvas.tool import LARGE_NUDGE, RESIZE_CURSORS, Pointer
from app.tools.crop_options import CropOptions
from app.tools.tool import Tool, ToolContext
from core.framing import Framing, Mirror, Turn, straightening_angle

SIDE_REACH = 8.0  # screen px beside a side of the frame within which it can be taken anywhere along it
CLICK = 3.0  # screen px; a shorter drag is a click
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_DragKind = Literal["handle", "move", "new", "turn", "level"]


@dataclass(frozen=True)
class _Drag:
    """What is under way: a handle is dragged, the frame is moved or drawn anew, the photo is turned, or a line is drawn
    to straighten it by."""

    kind: _DragKind
    before: CropFrame
    start: QPointF  # photo px
    now: Pointer
    handle: Handle | None  # of the kind "handle" only


class CropTool(Tool):
    """Drag the handles, the sides or the inside of the frame; outside of it the photo is turned. A drag with Ctrl, or
    after the button for it, is a line that becomes level or upright. Enter crops, Esc leaves.

    The frame is no step of the history: Undo takes the last change of it back, and it is kept while another tool is in
    the user's hand.

    Signals:
        changed: the frame, its aspect, or what the next drag does.
        applyRequested(Crop): this is to stay.
        leaveRequested: back to the tool that was there before.
    """

    name = "tool_crop"
    task = "crop"
    changed = Signal()
    applyRequested = Signal(object)
    leaveRequested = Signal()

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self._options: CropOptions | None = None
        self._frame: CropFrame | None = None
        self._past: list[CropFrame] = []
        self._aspect: float | None = None
        self._straightening = False
        self._drag: _Drag | None = None
        self._hovered: Handle | None = None
        self._pressed_at: QPointF | None = None  # of the last press, for a double click
        self._since_press = QElapsedTimer()
        self._document.photoChanged.connect(self.reset)
        self._document.photoReplaced.connect(self.reset)
        self._canvas.showingChanged.connect(self._show)

    # -- being a tool ---------------------------------------------------------------------------------------------

    def activate(self) -> None:
        self._canvas.show_unresized(True)
        if self._frame is None:
            self.reset()
        self._show()

    def deactivate(self) -> None:
        super().deactivate()
        self.set_straightening(False)
        self._hovered = None
        self._turn_picture(0.0)
        self._canvas.show_unresized(False)
        if self.pending:
            self._document.statusMessage.emit(self.tr("The photo was not cropped; the frame is kept."))

    def options(self) -> QWidget:
        if self._options is None:
            self._options = CropOptions(self, self._document)
        return self._options

    @property
    def frame(self) -> CropFrame | None:
        """What would stay now; None without a photo."""
        return self._frame

    @property
    def aspect(self) -> float | None:
        """Width by height that is kept; None while every aspect will do."""
        return self._aspect

    @property
    def straightening(self) -> bool:
        """Whether the next drag is a line to straighten by."""
        return self._straightening

    @property
    def pending(self) -> bool:
        """Whether there is a frame that was not applied yet."""
        return self._frame is not None and not self._frame.keeps_all

    def reset(self) -> None:
        """The whole photo again, of any aspect."""
        photo = self._document.photo
        self._drag, self._past, self._aspect, self._straightening = None, [], None, False
        self._frame = None if photo is None else CropFrame.whole(photo.width, photo.height)
        self._show()

    def carry(self, frame: CropFrame, framing: Framing) -> None:
        """The photo was turned or mirrored: put ``frame``, which lay on it before, where the same is in it now."""
        if isinstance(framing, Turn | Mirror):
            self._frame = frame.framed(framing)
            self._show()

    # -- changing the frame ---------------------------------------------------------------------------------------

    def _change(self, frame: CropFrame) -> None:
        """A change that is over."""
        if self._frame is not None and frame != self._frame:
            self._past.append(self._frame)
            self._frame = frame
        self._show()

    def take_back(self) -> bool:
        if not self._past:
            return False
        self._frame = self._past.pop()
        self._show()
        return True

    def set_aspect(self, aspect: float | None) -> None:
        self._aspect = aspect
        if aspect is not None and self._frame is not None:
            self._change(self._frame.with_aspect(aspect))
        else:
            self._show()

    def swap(self) -> None:
        """Upright becomes level, and the other way round."""
        if self._frame is None:
            return
        width, height = self._frame.size
        if self._aspect is not None:
            self._aspect = 1 / self._aspect
        self._change(self._frame.with_aspect(self._aspect or height / width))

    def set_width(self, width: float) -> None:
        frame = self._frame
        if frame is not None and width >= 1 and width != frame.size[0]:
            height = width / self._aspect if self._aspect else frame.rect[3]
            most = frame.photo[0] if self._holds_back(frame) else width
            self._change(frame.with_size(min(width, most), height))

    def set_height(self, height: float) -> None:
        frame = self._frame
        if frame is not None and height >= 1 and height != frame.size[1]:
            width = height * self._aspect if self._aspect else frame.rect[2]
            most = frame.photo[1] if self._holds_back(frame) else height
            self._change(frame.with_size(width, min(height, most)))

    def _holds_back(self, frame: CropFrame) -> bool:
        """Without a turn a side that asks for too much must not shrink the other one."""
        return not frame.angle and not self._aspect

    def set_angle(self, angle: float) -> None:
        if self._frame is not None and angle != self._frame.angle:
            self._change(self._frame.turned(angle, self._aspect))

    def set_straightening(self, straightening: bool) -> None:
        if straightening != self._straightening:
            self._straightening = straightening
            self._show()

    def apply(self) -> None:
        """Crop."""
        if self._frame is None or self._drag is not None:
            return
        if self.pending:
            self.applyRequested.emit(self._frame.crop)
        else:
            self.leaveRequested.emit()

    def leave(self) -> None:
        """Give the frame up."""
        self.reset()
        self.leaveRequested.emit()

    def go_to_canvas(self) -> None:
        """Give the keys back to the canvas, once a field is done with."""
        self._canvas.setFocus()

    # -- the pointer ----------------------------------------------------------------------------------------------

    def _kind_at(self, frame: CropFrame, pointer: Pointer) -> tuple[_DragKind, Handle | None]:
        """What a press at ``pointer`` would begin."""
        if self._straightening or pointer.modifiers & CONTROL:
            return "level", None
        handle = self._hit(pointer)
        if handle is not None:
            return "handle", handle
        if not frame.holds((pointer.scene.x(), pointer.scene.y())):
            return "turn", None
        return ("new" if frame.keeps_all else "move"), None

    def _hit(self, pointer: Pointer) -> Handle | None:
        if self._frame is None:
            return None
        to_view, at = self._canvas.viewportTransform(), pointer.view
        points = {h: to_view.map(QPointF(*place)) for h, place in self._frame.handles.items()}
        found = hit_test({h: (p.x(), p.y()) for h, p in points.items()}, (at.x(), at.y()), HIT_RADIUS)
        if found is not None:
            return found
        low, high = points[Handle.TOP_LEFT], points[Handle.BOTTOM_RIGHT]
        if low.x() < at.x() < high.x():
            for side, y in ((Handle.TOP, low.y()), (Handle.BOTTOM, high.y())):
                if abs(at.y() - y) <= SIDE_REACH:
                    return side
        if low.y() < at.y() < high.y():
            for side, x in ((Handle.LEFT, low.x()), (Handle.RIGHT, high.x())):
                if abs(at.x() - x) <= SIDE_REACH:
                    return side
        return None

    def cursor(self, pointer: Pointer | None) -> QCursor:
        if self._frame is None or pointer is None:
            return QCursor(Qt.CursorShape.ArrowCursor)
        drag = self._drag
        kind, handle = self._kind_at(self._frame, pointer) if drag is None else (drag.kind, drag.handle)
        if handle is not None:
            return QCursor(RESIZE_CURSORS[handle.value])
        if kind == "turn":
            return turn_cursor()
        return QCursor(Qt.CursorShape.SizeAllCursor if kind == "move" else Qt.CursorShape.CrossCursor)

    def pressed(self, pointer: Pointer) -> bool:
        if self._frame is None:
            return False
        again = self._pressed_at is not None and _apart(self._pressed_at, pointer.view) <= CLICK
        again = again and self._since_press.elapsed() < QApplication.doubleClickInterval()
        self._pressed_at = None if again else pointer.view
        self._since_press.start()
        kind, handle = self._kind_at(self._frame, pointer)
        if again and kind == "move":
            self.apply()
            return True
        self._drag = _Drag(kind, self._frame, pointer.scene, pointer, handle)
        self._show()
        return True

    def moved(self, pointer: Pointer) -> None:
        if self._drag is not None:
            self._follow(self._drag, pointer)
            return
        hovered = None if self._straightening or pointer.modifiers & CONTROL else self._hit(pointer)
        if hovered is not self._hovered:
            self._hovered = hovered
            self._canvas.viewport().update()

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        if self._drag is not None:
            self._follow(self._drag, replace(self._drag.now, modifiers=modifiers))

    def left(self) -> None:
        self._hovered = None
        self._canvas.viewport().update()

    def _follow(self, drag: _Drag, pointer: Pointer) -> None:
        drag = self._drag = replace(drag, now=pointer)
        before, by = drag.before, pointer.scene - drag.start
        if _apart(self._canvas.viewportTransform().map(drag.start), pointer.view) < CLICK and self._frame == before:
            return
        if drag.handle is not None:
            locked = self._aspect or (before.rect[2] / before.rect[3] if pointer.modifiers & SHIFT else None)
            centre = bool(pointer.modifiers & ALT)
            self._frame = before.dragged(drag.handle, by.x(), by.y(), locked, centre)
        elif drag.kind == "move":
            self._frame = before.moved(by.x(), by.y())
        elif drag.kind == "new":
            self._frame = self._drawn(before, drag.start, by, pointer.modifiers)
        elif drag.kind == "turn":
            self._frame = before.turned(self._turned_to(drag), self._aspect)
        self._show()

    def _drawn(self, before: CropFrame, start: QPointF, by: QPointF, modifiers: Qt.KeyboardModifier) -> CropFrame:
        """A frame of its own, from where the drag began; with Shift a square."""
        point = before.with_size(1, 1)
        point = point.moved(start.x() - point.middle[0], start.y() - point.middle[1])
        corner = Handle((1 if by.x() >= 0 else -1, 1 if by.y() >= 0 else -1))
        aspect = self._aspect or (1.0 if modifiers & SHIFT else None)
        return point.dragged(corner, by.x(), by.y(), aspect, bool(modifiers & ALT))

    def _turned_to(self, drag: _Drag) -> float:
        """The photo's angle when it follows the pointer about the frame's middle."""
        (x, y), start, now = drag.before.middle, drag.start, drag.now.scene
        turned = math.atan2(now.y() - y, now.x() - x) - math.atan2(start.y() - y, start.x() - x)
        turned = (math.degrees(turned) + 180) % 360 - 180
        steps = 1.0 if drag.now.modifiers & SHIFT else 0.1
        return round((drag.before.angle + turned) / steps) * steps

    def released(self, pointer: Pointer) -> None:
        if self._drag is None or self._frame is None:
            return
        self._follow(self._drag, pointer)
        drag, self._drag = self._drag, None
        after = self._frame
        if drag.kind == "level":
            line = drag.start, pointer.scene
            if _apart(*line) * self._canvas.transform().m11() >= CLICK:
                angle = drag.before.angle - straightening_angle(*((p.x(), p.y()) for p in line))
                after = drag.before.turned(round(angle, 2), self._aspect)
                self._straightening = False
        elif drag.kind == "new" and min(after.size) * self._canvas.transform().m11() < CLICK:
            after = drag.before  # a line is no frame
        self._frame = drag.before
        self._change(after)

    def cancel(self) -> bool:
        if self._drag is None:
            return False
        self._frame, self._drag = self._drag.before, None
        self._show()
        return True

    # -- keys -----------------------------------------------------------------------------------------------------

    def key_pressed(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if modifiers & (CONTROL | ALT) or self._frame is None:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():  # the key may still be held from a field that it ended
                self.apply()
        elif key == Qt.Key.Key_Escape:
            if self._straightening:
                self.set_straightening(False)
            else:
                self.leave()
        elif key == Qt.Key.Key_X and self._drag is None:
            self.swap()
        elif key in _ARROWS and self._drag is None:
            step = LARGE_NUDGE if modifiers & SHIFT else 1
            self._change(self._frame.moved(_ARROWS[key][0] * step, _ARROWS[key][1] * step))
        else:
            return False
        return True

    # -- drawing --------------------------------------------------------------------------------------------------

    def _show(self, _what: object = None) -> None:
        if self._canvas.tool is self:
            frame = self._frame if self._canvas.showing == "result" else None
            self._turn_picture(0.0 if frame is None else frame.angle)
            self._canvas.viewport().update()
        self.changed.emit()

    def _turn_picture(self, angle: float) -> None:
        """Turn the photo under the frame, with all that is painted on it."""
        photo = self._document.photo
        for item in self._canvas.scene().items():
            if item is not self._canvas.handles and item.rotation() != angle:
                if photo is not None:
                    item.setTransformOriginPoint(photo.width / 2, photo.height / 2)
                item.setRotation(angle)

    def paint_over(self, painter: QPainter) -> None:
        if self._frame is None:
            return
        drag, to_view = self._drag, self._canvas.viewportTransform()
        lively = self._hovered if drag is None else drag.handle
        straightening = self._straightening or (drag is not None and drag.kind == "level")
        turning = drag is not None and drag.kind == "turn"
        paint_crop(painter, to_view, self._frame, lively, fine=turning)
        if drag is None:
            return
        if straightening:
            paint_level(painter, to_view.map(drag.start), drag.now.view)
            angle = drag.before.angle - straightening_angle(*((p.x(), p.y()) for p in (drag.start, drag.now.scene)))
        else:
            angle = self._frame.angle
        width, height = self._frame.size
        degrees = self.tr("{0}°").format(f"{angle:.1f}")
        paint_badge(painter, degrees if turning or straightening else f"{width} × {height}", drag.now.view)


def _apart(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())

