"""Drags the canvas's sides and corners; the picture is re-made to fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QPainter

from app.canvas import handles
from app.canvas.auto_scroll import AutoScroll
from app.canvas.handles import Handle, HandleMode
from app.canvas.tool import LARGE_NUDGE, RESIZE_CURSORS, Pointer
from app.model.commands import ReshapeCommand
from app.model.placement import Placement
from app.tools.marking import Marking
from app.tools.retarget_options import RetargetOptions
from app.tools.tool import Tool, ToolContext
from core.geometry import CanvasGeometry

_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_DIGITS = {  # as they lie on a number pad
    Qt.Key.Key_7: Handle.TOP_LEFT, Qt.Key.Key_8: Handle.TOP, Qt.Key.Key_9: Handle.TOP_RIGHT,
    Qt.Key.Key_4: Handle.LEFT, Qt.Key.Key_6: Handle.RIGHT,
    Qt.Key.Key_1: Handle.BOTTOM_LEFT, Qt.Key.Key_2: Handle.BOTTOM, Qt.Key.Key_3: Handle.BOTTOM_RIGHT,
}  # fmt: skip


@dataclass(frozen=True)
class _Drag:
    """A handle is held."""

    handle: Handle
    start: Placement
    begun: QPointF  # px of the scene
    now: Pointer


class RetargetTool(Tool):
    """Eight handles resize the canvas ("resize"), or four corners bend it into a convex quad ("perspective").

    While Keep is on there are no handles, and the pointer belongs to the brush of ``marking``.

    Signals:
        lockChanged(bool): the aspect lock was switched.
        applyRequested: the re-made picture is to be the photo.
    """

    task = "reshape"
    lockChanged = Signal(bool)
    applyRequested = Signal()

    def __init__(self, context: ToolContext, marking: Marking, mode: HandleMode) -> None:
        super().__init__(context)
        self.name = f"tool_{mode}"
        self._mode, self._marking = mode, marking
        self._options: RetargetOptions | None = None
        self._lock = False
        self._focused: Handle | None = None
        self._drag: _Drag | None = None
        self._modifiers = Qt.KeyboardModifier.NoModifier  # that the drag has followed last
        self._auto_scroll = AutoScroll(self._canvas, self._on_view_moved, self)
        self._exact: tuple[CanvasGeometry, float] | None = None  # a locked size, and its aspect before rounding
        self._runs = 0  # a new run of nudges or edits of a field is a new step of the history
        self._document.photoChanged.connect(partial(self._focus, None))

    # -- being a tool ---------------------------------------------------------------------------------------------

    def activate(self) -> None:
        self._canvas.handles.set_mode(self._mode)
        self._canvas.handles.setVisible(self._canvas.showing == "result")
        self._canvas.handles.set_enabled(True)
        self._canvas.handles.set_focused(self._focused)

    def deactivate(self) -> None:
        super().deactivate()
        self._marking.set_keeping(False)
        self._canvas.handles.set_hovered(None)
        self._canvas.handles.set_focused(None)
        self._canvas.handles.set_enabled(False)

    def options(self) -> RetargetOptions:
        if self._options is None:
            self._options = RetargetOptions(self, self._document, self._marking)
        return self._options

    def leave_to_panel(self, seen: bool) -> None:
        self.options().leave_to_panel(seen)

    def cursor(self, pointer: Pointer | None) -> QCursor:
        if self._marking.keeping:
            return self._marking.brush.cursor()
        hit = None if pointer is None else self._hit(pointer)
        handle = hit if self._drag is None else self._drag.handle
        if handle is None:
            return QCursor(Qt.CursorShape.ArrowCursor)
        if self._mode == "perspective":
            return QCursor(Qt.CursorShape.CrossCursor)
        return QCursor(RESIZE_CURSORS[handle.value])

    def _hit(self, pointer: Pointer) -> Handle | None:
        placement = self._document.placement
        if placement is None:
            return None
        to_view = self._canvas.viewportTransform()
        points = {}
        for handle, at in handles.handle_points(placement, self._mode).items():
            mapped = to_view.map(QPointF(*at))
            points[handle] = (mapped.x(), mapped.y())
        return handles.hit_test(points, (pointer.view.x(), pointer.view.y()))

    # -- dragging -------------------------------------------------------------------------------------------------

    def pressed(self, pointer: Pointer) -> bool:
        if self._marking.keeping:
            return self._marking.brush.pressed(pointer)
        placement, handle = self._document.placement, self._hit(pointer)
        if placement is None or handle is None:
            return False
        self._drag = _Drag(handle, placement, pointer.scene, pointer)
        fixed = handles.handle_points(placement, self._mode)[handles.opposite(handle)]
        self._auto_scroll.begin(pointer.view, QPointF(*fixed), handle.value)
        self._focus(handle, ring=False)  # the arrow keys go on from here; the ring is for those who use keys
        self._canvas.handles.set_drag(handle)
        return True

    def moved(self, pointer: Pointer) -> None:
        if self._marking.keeping:
            self._marking.brush.moved(pointer)
            return
        if self._drag is None:
            self._canvas.handles.set_hovered(self._hit(pointer))
            return
        self._drag = replace(self._drag, now=pointer)
        self._follow(self._drag, pointer.modifiers)

    def _on_view_moved(self) -> None:
        if self._drag is not None:
            self._follow(self._drag, self._modifiers)

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        self._marking.brush.modifiers_changed(modifiers)
        if self._drag is not None:
            self._follow(self._drag, modifiers)

    def _follow(self, drag: _Drag, modifiers: Qt.KeyboardModifier) -> None:
        """Take the handle to where the pointer is now."""
        self._modifiers = modifiers
        moved = self._auto_scroll.scene(drag.now.view) - drag.begun
        if not self._document.interacting:
            if moved.isNull():
                return
            self._document.set_interacting(True)
        asked_lock = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        placement, reached = self._moved(
            drag.start, drag.handle, moved.x(), moved.y(),
            lock=asked_lock != self._lock, centre=bool(modifiers & Qt.KeyboardModifier.AltModifier),
        )  # fmt: skip
        self._document.set_placement(placement)
        g = placement.geometry
        badge = f"{g.width} × {g.height}" if reached else self.tr("The corners must form a convex shape")
        self._canvas.handles.set_drag(drag.handle, badge, refused=not reached)
        self._auto_scroll.watch(QPointF(*handles.handle_points(placement, self._mode)[drag.handle]))

    def _moved(
        self, start: Placement, handle: Handle, dx: float, dy: float, *, lock: bool, centre: bool = False,
        diagonal: bool = True,
    ) -> tuple[Placement, bool]:
        if self._mode == "perspective":
            return handles.move_corner(start, handle, dx, dy)
        aspect = self._aspect(start.geometry)
        placement = handles.resize(start, handle, dx, dy, lock=lock, centre=centre, aspect=aspect, diagonal=diagonal)
        self._note_aspect(placement.geometry, aspect, lock)
        return placement, True

    def _aspect(self, g: CanvasGeometry) -> float:
        """What a lock keeps. Many small steps must not add up what each loses by rounding."""
        return self._exact[1] if self._exact is not None and self._exact[0] == g else g.width / g.height

    def _note_aspect(self, g: CanvasGeometry, aspect: float, lock: bool) -> None:
        self._exact = (g, aspect) if lock else None

    def released(self, pointer: Pointer) -> None:
        self._marking.brush.released()
        drag = self._drag
        if drag is None:
            return
        if self._document.interacting:
            self._follow(replace(drag, now=pointer), pointer.modifiers)
        self._end_drag()
        end = self._document.placement
        if end is not None and end != drag.start:
            self._document.undo_stack.push(ReshapeCommand(self._document, drag.start, end, self._text(end)))
        self._document.set_interacting(False)
        self._auto_scroll.end()

    def cancel(self) -> bool:
        if self._marking.brush.cancel():
            return True
        drag = self._drag
        if drag is None:
            return False
        self._end_drag()
        self._canvas.handles.set_hovered(None)
        self._document.set_placement(drag.start)
        self._document.set_interacting(False)
        self._auto_scroll.end()
        return True

    def _end_drag(self) -> None:
        self._drag = None
        self._canvas.handles.set_drag(None)

    def left(self) -> None:
        self._marking.brush.left()
        self._canvas.handles.set_hovered(None)

    # -- keys -----------------------------------------------------------------------------------------------------

    def key_pressed(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        if key == Qt.Key.Key_K and self._drag is None:
            if not event.isAutoRepeat():
                self._marking.hold(True)
            return True
        if self._marking.keeping:
            return self._keep_key(key)
        if key in _ARROWS:
            step = LARGE_NUDGE if shift else 1
            self._nudge(_ARROWS[key][0] * step, _ARROWS[key][1] * step)
            return True
        if key == Qt.Key.Key_N:
            self._focus(handles.neighbour(self._focused, self._mode, -1 if shift else 1))
            return True
        if key in _DIGITS and _DIGITS[key] in handles.handles(self._mode):
            self._focus(_DIGITS[key])
            return True
        if key == Qt.Key.Key_Escape and self._focused is not None:
            self._focus(None)
            return True
        return False

    def _keep_key(self, key: Qt.Key) -> bool:
        """While there are no handles."""
        if key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self._marking.settings.step_size(1 if key == Qt.Key.Key_BracketRight else -1)
        elif key == Qt.Key.Key_Escape:
            self._marking.set_keeping(False)
        else:
            return key in _ARROWS or key in _DIGITS or key == Qt.Key.Key_N
        return True

    def key_released(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_K:
            self._marking.hold(False)

    def focus_lost(self) -> None:
        self._marking.hold(False)

    def paint_over(self, painter: QPainter) -> None:
        if self._marking.keeping:
            self._marking.brush.paint_over(painter)

    def _focus(self, handle: Handle | None, *, ring: bool = True) -> None:
        if handle != self._focused:
            self._focused = handle
            self._runs += 1
        self._canvas.handles.set_focused(handle if ring else None)

    def _nudge(self, dx: int, dy: int) -> None:
        before = self._document.placement
        if self._drag is not None or before is None:
            return
        handle = self._focused or Handle.BOTTOM_RIGHT
        self._focus(handle)
        after, reached = self._moved(before, handle, dx, dy, lock=self._lock, diagonal=False)
        if not reached:
            self._document.statusMessage.emit(self.tr("The corners must form a convex shape."))
        self._change(before, after, f"nudge-{self._mode}-{self._runs}")

    @property
    def dragging(self) -> bool:
        """Whether a handle is held."""
        return self._drag is not None

    # -- numbers --------------------------------------------------------------------------------------------------

    @property
    def lock(self) -> bool:
        """Whether the aspect is kept; Shift turns it round while dragging."""
        return self._lock

    def set_lock(self, lock: bool) -> None:
        if lock != self._lock:
            self._lock = lock
            self.lockChanged.emit(lock)

    def begin_edit(self) -> None:
        """A field got the focus: what is changed there from now on is one step of the history."""
        self._runs += 1

    def go_to_canvas(self) -> None:
        """Give the keys back to the canvas, once a field is done with."""
        self._canvas.setFocus()

    def set_width(self, width: float) -> None:
        """Resize to ``width`` px, or as near as the range lets; the height follows where the aspect is locked."""
        self._set_side(width, is_width=True)

    def set_height(self, height: float) -> None:
        self._set_side(height, is_width=False)

    def _set_side(self, asked: float, *, is_width: bool) -> None:
        before = self._document.placement
        if before is None:
            return
        g = before.geometry
        low, high = handles.side_range(g.source_width if is_width else g.source_height)
        if not low <= round(asked) <= high:
            text = (
                self.tr("The width can be {0} to {1} px; the nearest was taken.")
                if is_width
                else self.tr("The height can be {0} to {1} px; the nearest was taken.")
            )
            self._document.statusMessage.emit(text.format(low, high))
        aspect = self._aspect(g)
        if self._lock:
            size = handles.locked_size(g, asked if is_width else asked * aspect, aspect)
        else:
            size = (asked, g.height) if is_width else (g.width, asked)
        after = handles.resized_to(before, *size)
        self._note_aspect(after.geometry, aspect, self._lock)
        self._change(before, after, f"field-{self._runs}")

    def reset(self) -> None:
        """Back to the photo's own size and shape."""
        before = self._document.placement
        if before is not None:
            g = before.geometry
            after = Placement.identity(g.source_width, g.source_height)
            self._change(before, after, "", self.tr("Reset the size"))

    def straighten(self) -> None:
        """Keep the size, take the perspective back."""
        before = self._document.placement
        if before is not None:
            self._change(before, handles.straightened(before), "", self.tr("Straighten"))

    def _change(self, before: Placement, after: Placement, merge_key: str, text: str = "") -> None:
        if after != before and not self._document.interacting:
            command = ReshapeCommand(self._document, before, after, text or self._text(after), merge_key)
            self._document.undo_stack.push(command)

    def _text(self, placement: Placement) -> str:
        g = placement.geometry
        if self._mode == "perspective":
            return self.tr("Bend the corners")
        return self.tr("Resize to {0} × {1}").format(g.width, g.height)
