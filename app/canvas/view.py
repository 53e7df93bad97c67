"""The canvas widget: shows the picture, zooms and pans, hands the rest to the active tool."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QTabletEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from app.canvas.handles_item import HandlesItem
from app.canvas.picture_item import PictureItem, Showing, canvas_rect
from app.canvas.tool import CanvasTool, Pointer
from app.model.document import Document
from app.model.placement import Placement
from app.theme.theme import theme
from core.ingan.messages import RenderResult
from core.selection.region import Region

MIN_ZOOM, MAX_ZOOM = 0.02, 32.0
FIT_ROOM = 72  # screen px that "fit" leaves free on each side, so that handles can be dragged outwards
WHEEL_STEP = 1.2  # zoom factor of one notch
ZOOM_STEP = 1.25  # and of one key
EDGE = 16  # screen px from the widget's edge within which a handle counts as out of reach
WORLD = 250_000  # photo px; half the side of the area that can be panned over


class CanvasView(QGraphicsView):
    """Signals:
    zoomChanged(float): device px per photo px; 1.0 is 100 %.
    displaySideChanged(int): long side of the canvas on the screen, device px.
    showingChanged(str): "result", "original" or "stretch".
    unresizedChanged(bool): the photo is shown at its own size, or the re-made picture again.
    """

    zoomChanged = Signal(float)
    displaySideChanged = Signal(int)
    showingChanged = Signal(str)
    unresizedChanged = Signal(bool)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._tool: CanvasTool | None = None
        self._tool_has_press = False
        self._space_held = False
        self._panning_from: QPoint | None = None
        self._fitted = True
        self._unresized = False
        self._showing: Showing = "result"
        self._pointer: Pointer | None = None

        self.setScene(QGraphicsScene(-WORLD, -WORLD, 2 * WORLD, 2 * WORLD, self))
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)  # a handful of items that move a lot
        self.picture = PictureItem()
        self.handles = HandlesItem()
        self.scene().addItem(self.picture)
        self.scene().addItem(self.handles)

        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Canvas"))
        self.setAccessibleDescription(
            self.tr("The re-made picture. N chooses the next handle, the arrow keys move it.")
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(False)  # the window takes drops, so that they work on the start page too
        self.setMinimumSize(200, 120)

        document.photoLeaving.connect(self.give_up)
        for opened in (document.photoChanged, document.photoReplaced):
            opened.connect(self._on_photo_changed)
        document.photoEdited.connect(self._on_photo_edited)
        document.geometryChanged.connect(self._on_geometry_changed)
        document.resultChanged.connect(self._on_result_changed)
        document.interactingChanged.connect(self._on_interacting_changed)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # -- tools ----------------------------------------------------------------------------------------------------

    @property
    def tool(self) -> CanvasTool | None:
        return self._tool

    def set_tool(self, tool: CanvasTool) -> None:
        if self._tool is not None:
            self._tool.deactivate()
        self._tool, self._tool_has_press = tool, False
        tool.activate()
        self._update_cursor()
        self.viewport().update()

    def finish(self) -> None:
        """End what is under way as it is now, as if the button were let go: the photo is about to be left or saved."""
        if self._tool is None:
            return
        if self._tool_has_press and self._pointer is not None:
            self._tool_has_press = False
            self._tool.released(self._pointer)
        self._tool.finish()

    def give_up(self) -> None:
        """Take back what is under way, and expect no release of a button that is held."""
        self._panning_from = None
        if self._tool is not None:
            self._tool.cancel()
        self._tool_has_press = False

    def take_back(self) -> bool:
        """Undo was asked for. Returns whether it is dealt with: by the tool, or because a button is held, whose stroke
        or drag is no step of the history yet."""
        return self._tool_has_press or (self._tool is not None and self._tool.take_back())

    # -- comparing ------------------------------------------------------------------------------------------------

    @property
    def showing(self) -> Showing:
        return self._showing

    def show_instead(self, showing: Showing) -> None:
        """Show the original or a plain stretch until "result" is asked for again."""
        if self._document.photo is None or showing == self._showing:
            return
        self._showing = showing
        self._show_picture()
        self.showingChanged.emit(showing)

    @property
    def stroking(self) -> bool:
        """Whether a button is held that the tool or the hand has taken."""
        return self._tool_has_press or self._panning_from is not None

    @property
    def unresized(self) -> bool:
        """Whether the photo is shown at its own size, whatever the canvas's."""
        return self._unresized

    def show_unresized(self, unresized: bool) -> None:
        """Show the photo at its own size, for tools that work on its pixels, or again the re-made picture."""
        if unresized == self._unresized:
            return
        self._unresized = unresized
        self._show_picture()
        if self._fitted and self._document.geometry is not None and not self._document.geometry.is_identity:
            self.fit()
        self.unresizedChanged.emit(unresized)

    def _show_picture(self) -> None:
        result = self._showing == "result"
        self.picture.set_showing("photo" if result and self._unresized else self._showing)
        self.handles.setVisible(result and not self._unresized)

    # -- zoom -----------------------------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Device px per photo px."""
        return self.transform().m11() * self.devicePixelRatioF()

    @property
    def is_fitted(self) -> bool:
        """Whether the zoom follows the window's and the canvas's size."""
        return self._fitted

    def fit(self) -> None:
        """Show the whole canvas with room around it, never enlarged."""
        self._fitted = True
        placement = self._document.placement
        if placement is None:
            return
        rect = self._shown_rect(placement)
        self._set_scale(self._fitting_scale(rect))
        self.centerOn(rect.center())
        self._note_display_side()

    def shown_rect(self) -> QRectF:
        """What is shown, the canvas or the photo at its own size, photo px; nothing without a photo."""
        placement = self._document.placement
        return QRectF() if placement is None else self._shown_rect(placement)

    def _shown_rect(self, placement: Placement) -> QRectF:
        g = placement.geometry
        return QRectF(0, 0, g.source_width, g.source_height) if self._unresized else canvas_rect(placement)

    def _fitting_scale(self, rect: QRectF) -> float:
        width, height = self.viewport().width(), self.viewport().height()
        room_x = width - 2 * min(FIT_ROOM, 0.1 * width)
        room_y = height - 2 * min(FIT_ROOM, 0.1 * height)
        return min(room_x / rect.width(), room_y / rect.height(), 1.0 / self.devicePixelRatioF())

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom so that what lies under ``at`` (widget px; the middle when None) stays there."""
        self._fitted = False
        at = QPointF(self.viewport().rect().center()) if at is None else at
        self._scale_about(self.to_scene(at), zoom / self.devicePixelRatioF())
        self._note_display_side()

    def actual_size(self) -> None:
        """100 %, with the middle of what was seen of the picture in the middle of the widget, or as near to it as the
        picture's edges let: beside one there is no more than a narrow margin while there is more on the other side."""
        placement = self._document.placement
        if placement is None:
            return
        whole = self._shown_rect(placement)
        inverse, _ = self.viewportTransform().inverted()
        window = QRectF(self.viewport().rect())
        seen = inverse.mapRect(window) & whole
        self._fitted = False
        self._set_scale(1.0 / self.devicePixelRatioF())
        margin, middle = EDGE / self.transform().m11(), (whole if seen.isEmpty() else seen).center()
        room = window.size() / self.transform().m11()
        whole.adjust(-margin, -margin, margin, margin)
        across = _within(middle.x(), room.width(), whole.left(), whole.right())
        self.centerOn(across, _within(middle.y(), room.height(), whole.top(), whole.bottom()))
        self._note_display_side()

    def shrink(self, factor: float, about: QPointF) -> None:
        """Zoom about a place of the photo without a word about it: the canvas outgrows a view that is still to fit."""
        self._scale_about(about, self.transform().m11() * factor)

    def _scale_about(self, anchor: QPointF, scale: float) -> None:
        at = self.viewportTransform().map(anchor)
        self._set_scale(scale)
        shift = self.viewportTransform().map(anchor) - at
        self.scroll_by(shift.x(), shift.y())

    def zoom_in(self) -> None:
        self.zoom_by(ZOOM_STEP)

    def zoom_out(self) -> None:
        self.zoom_by(1 / ZOOM_STEP)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        self.set_zoom(self.zoom * factor, at)

    def _set_scale(self, scale: float) -> None:
        scale = min(max(scale, MIN_ZOOM), MAX_ZOOM)
        self.setTransform(QTransform.fromScale(scale, scale))
        self.handles.set_zoom(scale)
        self.zoomChanged.emit(self.zoom)

    def scroll_by(self, dx: float, dy: float) -> None:
        """Move the view over the paper, px of the widget."""
        self.horizontalScrollBar().setValue(round(self.horizontalScrollBar().value() + dx))
        self.verticalScrollBar().setValue(round(self.verticalScrollBar().value() + dy))

    def to_scene(self, at: QPointF) -> QPointF:
        """Photo px of ``at``, px of the widget: mapToScene for fractions of a pixel."""
        inverse, _ = self.viewportTransform().inverted()
        return inverse.map(at)

    def _note_display_side(self) -> None:
        placement = self._document.placement
        if placement is not None:
            self.displaySideChanged.emit(round(max(placement.geometry.width, placement.geometry.height) * self.zoom))

    # -- the document ---------------------------------------------------------------------------------------------

    def _on_photo_changed(self) -> None:
        self.show_instead("result")
        self.picture.forget_photo()
        self._on_photo_edited()
        self.handles.set_placement(self._document.placement)
        self.fit()

    def _on_photo_edited(self, region: Region | None = None) -> None:
        self.picture.set_photo(self._document.photo, self._document.placement, region)

    def _on_geometry_changed(self, _geometry: object) -> None:
        placement = self._document.placement
        self.picture.set_placement(placement)
        self.handles.set_placement(placement)
        if not self._document.interacting:
            self._keep_in_reach()
            self._note_display_side()

    def _on_result_changed(self, result: RenderResult | None) -> None:
        placement = self._document.result_placement
        if result is not None and placement is not None:
            self.picture.set_frame(result.image, placement)

    def _on_interacting_changed(self, active: bool) -> None:
        if not active:
            self._keep_in_reach()
            self._note_display_side()

    def _keep_in_reach(self) -> None:
        """After a change of size, while the zoom is "fit": fit again if a side left the window, or room is left."""
        placement = self._document.placement
        if not self._fitted or placement is None:
            return
        shown = self.viewportTransform().mapRect(self._shown_rect(placement))
        window = QRectF(self.viewport().rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        roomy = self._fitting_scale(self._shown_rect(placement)) > 1.6 * self.transform().m11()
        if not window.contains(shown) or roomy:
            self.fit()

    def _on_theme_changed(self) -> None:
        self.setBackgroundBrush(QColor(theme().tokens.canvas))

    # -- events ---------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        else:
            grown = event.size() - event.oldSize()
            if event.oldSize().isValid():  # keep the middle in the middle
                self.scroll_by(-grown.width() / 2, -grown.height() / 2)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        if self._tool is not None and self._document.photo is not None and self.showing == "result":
            painter.save()
            painter.setWorldTransform(QTransform())
            self._tool.paint_over(painter)
            painter.restore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and delta.y():
            self.scroll_by(-delta.y() / 2, 0)
            self._fitted = False
        elif delta.y():
            self.zoom_by(WHEEL_STEP ** (delta.y() / 120), event.position())
        elif delta.x():
            self.scroll_by(-delta.x() / 2, 0)
            self._fitted = False
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pointer = self._pointer_of(event)
        wants_pan = event.button() == Qt.MouseButton.MiddleButton or (
            self._space_held and event.button() == Qt.MouseButton.LeftButton
        )
        if wants_pan and not self._tool_has_press:
            self.start_pan(event.position().toPoint())
        elif event.button() == Qt.MouseButton.LeftButton and self._tool is not None and self._usable:
            self._tool_has_press = self._tool.pressed(self._pointer)
            if not self._tool_has_press:  # nothing to grab there: move the paper
                self.start_pan(event.position().toPoint())
        self._update_cursor()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = self._pointer_of(event)
        if self._panning_from is not None:
            at = event.position().toPoint()
            moved = at - self._panning_from
            self._panning_from = at
            self._fitted = False
            self.scroll_by(-moved.x(), -moved.y())
        elif self._tool is not None and self._usable:
            self._tool.moved(self._pointer)
        self._update_cursor()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._panning_from is not None and event.button() in (
            Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton
        ):
            self._panning_from = None
        elif self._tool_has_press and event.button() == Qt.MouseButton.LeftButton and self._tool is not None:
            self._tool_has_press = False
            self._tool.released(self._pointer_of(event))
        self._update_cursor()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # a quick second drag is a drag

    def tabletEvent(self, event: QTabletEvent) -> None:
        if self._tool is None or not self._usable or self._panning_from is not None or self._space_held:
            event.ignore()  # Qt sends it again as a mouse event
            return
        pointer = self._pointer = self._pointer_of(event, event.pressure())
        if event.type() == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            self._tool_has_press = self._tool.pressed(pointer)
        elif event.type() == QEvent.Type.TabletRelease and self._tool_has_press:
            self._tool_has_press = False
            self._tool.released(pointer)
        else:
            self._tool.moved(pointer)
        self._update_cursor()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        if self._tool is not None and not self._tool_has_press:
            self._tool.left()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self._usable:
            if not event.isAutoRepeat():
                self._space_held = True
                self._update_cursor()
            event.accept()
            return
        if self._tool is not None and self._usable:
            self._tool.modifiers_changed(_modifiers_after(event, pressed=True))
            if event.key() == Qt.Key.Key_Escape and self._tool.cancel():
                self._tool_has_press = False
                event.accept()
                return
            if self._tool.key_pressed(event) or (event.matches(QKeySequence.StandardKey.Undo) and self.take_back()):
                event.accept()  # Undo comes here where its action has nothing to do
                return
        event.ignore()  # not QGraphicsView's own: arrows would scroll

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self._update_cursor()
            event.accept()
            return
        if self._tool is not None and self._usable:
            self._tool.modifiers_changed(_modifiers_after(event, pressed=False))
            if not event.isAutoRepeat():
                self._tool.key_released(event)
        event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowBlocked and self._tool_has_press:
            self.give_up()  # a dialog opened: the button's release will never come here
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space_held = False
        self._panning_from = None
        if self._tool is not None:
            self._tool.focus_lost()
        super().focusOutEvent(event)

    def start_pan(self, at: QPoint) -> None:
        """Follow the pointer from ``at`` (widget px) until a button is released."""
        self._panning_from = at

    @property
    def _usable(self) -> bool:
        return self._document.photo is not None and self.showing == "result"

    def _pointer_of(self, event: QMouseEvent | QTabletEvent, pressure: float = 1.0) -> Pointer:
        at = event.position()
        return Pointer(self.to_scene(at), at, event.button(), event.buttons(), event.modifiers(), pressure)

    def _update_cursor(self) -> None:
        if self._panning_from is not None:
            cursor = QCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space_held:
            cursor = QCursor(Qt.CursorShape.OpenHandCursor)
        elif self._tool is not None and self._usable:
            cursor = self._tool.cursor(self._pointer)
        else:
            cursor = QCursor(Qt.CursorShape.ArrowCursor)
        if cursor.shape() != self.viewport().cursor().shape() or cursor.shape() == Qt.CursorShape.BitmapCursor:
            self.viewport().setCursor(cursor)


def _within(middle: float, length: float, low: float, high: float) -> float:
    """The middle of a piece of ``length`` as near to ``middle`` as lies within ``low`` to ``high``; theirs, if it is
    longer."""
    if high - low <= length:
        return (low + high) / 2
    return min(max(middle, low + length / 2), high - length / 2)


def _modifiers_after(event: QKeyEvent, *, pressed: bool) -> Qt.KeyboardModifier:
    """The modifiers that hold once the event has happened; Qt reports those before it for the modifier keys."""
    modifiers = event.modifiers()
    own = {
        Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
        Qt.Key.Key_Alt: Qt.KeyboardModifier.AltModifier,
        Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
    }.get(Qt.Key(event.key()))
    if own is not None:
        modifiers = modifiers | own if pressed else modifiers & ~own
    return modifiers
