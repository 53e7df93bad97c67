"""A picture with a title that can be clicked: samples and recent files on the start page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget

from app.theme.theme import RADIUS, draw_icon, font, icon, space, theme
from core.project.files import is_project

ASPECT = 0.66  # height of the picture over its width
BADGE = 16  # px, of the sign on a project's picture


class PictureCard(QAbstractButton):
    """Thumbnail, title and one quiet line. Enter, Space and a click do the same.

    Args:
        path: what the card stands for.
        title, caption: one line each; what does not fit is elided and stands in the tooltip.
        removable: whether a cross in the corner (under the pointer, with the focus, and where there is no picture) and
            the Delete key take the card away.

    Signals:
        removeRequested: the cross or the key was pressed.
    """

    removeRequested = Signal()

    def __init__(
        self, path: Path, title: str, caption: str, tip: str, parent: QWidget | None = None, *, removable: bool = False
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.remove_button = QToolButton(self)
        self.remove_button.setObjectName("card_remove")
        self.remove_button.setIcon(icon("close"))
        self.remove_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.remove_button.setCursor(Qt.CursorShape.ArrowCursor)
        self.remove_button.setToolTip(self.tr("Remove from this list (Delete)"))
        self.remove_button.setAccessibleName(self.tr("Remove from this list"))
        self.remove_button.clicked.connect(self.removeRequested)
        self._removable = removable
        self._title, self._caption = title, caption
        self._image: QImage | None = None
        self._failed = False
        self._scaled: QImage | None = None
        self.setText(title)
        self.setToolTip(tip)
        self.setAccessibleName(title)
        self.setAccessibleDescription(caption)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self.update)
        self._offer_removal()

    @property
    def has_image(self) -> bool:
        return self._image is not None

    def set_image(self, image: QImage | None) -> None:
        """Show ``image``; None says that there is no picture to show."""
        self._image, self._failed, self._scaled = image, image is None, None
        self._offer_removal()
        self.update()

    def set_gone(self) -> None:
        """Say that the file is not there now."""
        self._caption = self.tr("Not found")
        self.setAccessibleDescription(self._caption)
        self.update()

    def _offer_removal(self) -> None:
        wanted = self._failed or self.underMouse() or self.hasFocus()
        self.remove_button.setVisible(self._removable and wanted)

    def heightForWidth(self, width: int) -> int:
        return round((width - 2) * ASPECT) + self._text_height() + 2

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        return QSize(220, self.heightForWidth(220))

    @staticmethod
    def _text_height() -> int:
        return QFontMetrics(font("heading")).height() + QFontMetrics(font("caption")).height() + space(5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Delete and self._removable:
            self.removeRequested.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._offer_removal()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._offer_removal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._offer_removal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._offer_removal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = space(7)
        self.remove_button.setGeometry(self.width() - side - space(2), space(2), side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(whole, RADIUS + 2, RADIUS + 2)
        hot = self.underMouse() and self.isEnabled()
        painter.fillPath(shape, QColor(tokens.pressed if self.isDown() else tokens.hover if hot else tokens.raised))
        picture = QRect(1, 1, self.width() - 2, self.height() - 2 - self._text_height())
        painter.save()
        painter.setClipPath(shape)
        self._paint_picture(painter, picture)
        painter.restore()
        if is_project(self.path):
            paint_badge(painter, picture)
        self._paint_words(painter, picture.bottom() + space(2))
        ring = tokens.accent if self.hasFocus() else tokens.outline if hot else tokens.border
        painter.setPen(QPen(QColor(ring), 2 if self.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)

    def _paint_picture(self, painter: QPainter, room: QRect) -> None:
        tokens = theme().tokens
        if self._image is None:
            painter.fillRect(room, QColor(tokens.pressed))
            name = "image-missing" if self._failed else "image"
            size = space(8)
            at = room.center() - QRect(0, 0, size, size).center()
            draw_icon(painter, name, tokens.text_disabled, at, size)
            return
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(room.width() * ratio), round(room.height() * ratio))
        if self._scaled is None or self._scaled.size() != wanted:
            filled = self._image.scaled(
                wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
            )
            left, top = (filled.width() - wanted.width()) // 2, (filled.height() - wanted.height()) // 2
            self._scaled = filled.copy(left, top, wanted.width(), wanted.height())
        painter.drawImage(room, self._scaled)

    def _paint_words(self, painter: QPainter, top: int) -> None:
        tokens = theme().tokens
        left, width = space(3), self.width() - space(6)
        rows = (("heading", self._title, tokens.text), ("caption", self._caption, tokens.text_muted))
        for kind, text, colour in rows:
            face = font(kind)
            metrics = QFontMetrics(face)
            painter.setFont(face)
            painter.setPen(QColor(colour))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(left, top + metrics.ascent(), shown)
            top += metrics.height() + 2


def paint_badge(painter: QPainter, picture: QRect) -> None:
    """A project is told from the photo beside it by a sign in the lower right corner of its ``picture``."""
    tokens = theme().tokens
    ground = QRect(0, 0, BADGE + 6, BADGE + 6)
    ground.moveBottomRight(picture.bottomRight() - QRect(0, 0, 5, 5).bottomRight())
    path = QPainterPath()
    path.addRoundedRect(QRectF(ground), 4, 4)
    painter.fillPath(path, QColor(tokens.surface))
    draw_icon(painter, "layers", tokens.text, ground.topLeft() + QRect(0, 0, 4, 4).bottomRight(), BADGE)
