"""Small pieces that panels share: labels with a role, lines, questions, words for times and sizes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QMessageBox, QWidget

from app.theme.theme import icon, space
from app.widgets.layouts import layout_of
from app.widgets.scrolled import Scrolled


def label(text: str = "", role: str = "", wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """A label whose look is one of the style sheet's roles."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)  # a file may be named like a piece of HTML
    if role:
        made.setProperty("role", role)
    if wrap:
        made.setWordWrap(True)
        # a wrapped label asks for room by guesswork otherwise, and the last line is cut
        policy = made.sizePolicy()
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Give ``widget`` another role and draw it anew."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def line() -> QFrame:
    """A quiet horizontal line."""
    made = QFrame()
    made.setProperty("role", "line")
    return made


def question(parent: QWidget, text: str, more: str = "") -> QMessageBox:
    """A question without its buttons, with the editor's own icon instead of the desktop's."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    side = space(8)
    box.setIconPixmap(icon("help", "accent").pixmap(QSize(side, side), box.devicePixelRatioF()))
    box.setText(text)
    box.setInformativeText(more)
    return box


def resize_on_screen(window: QWidget, width: int, height: int) -> None:
    """Make ``window`` as large as that, but no larger than its screen has room for."""
    room = window.screen().availableSize()
    window.resize(min(width, round(0.92 * room.width())), min(height, round(0.92 * room.height())))


def _lay_out(widget: QWidget) -> QLayout:
    """Do at once what would be done once events are next handled."""
    layout = layout_of(widget)
    layout.invalidate()
    layout.activate()
    return layout


def fit_height(window: QWidget) -> None:
    """Make ``window`` as high as its content needs now, be it less than before, as far as its screen has room."""
    for part in window.findChildren(Scrolled):
        _lay_out(part.content)
        part.updateGeometry()  # what is in it changes without a word to what is around it
    layout = _lay_out(window)
    wraps = layout.hasHeightForWidth()
    height = layout.totalHeightForWidth(window.width()) if wraps else layout.totalSizeHint().height()
    resize_on_screen(window, max(window.width(), layout.totalMinimumSize().width()), height)


def _tr(text: str) -> str:
    return QCoreApplication.translate("panels", text)


def duration(seconds: float) -> str:
    """Words for a time: "40 s", "4 min", "1 h 20 min", "3 days"."""
    if seconds < 90:
        return _tr("{0} s").format(max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return _tr("{0} min").format(minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 10:
        return _tr("{0} h {1} min").format(hours, rest) if rest else _tr("{0} h").format(hours)
    return _tr("{0} h").format(round(minutes / 60)) if hours < 48 else _tr("{0} days").format(round(hours / 24))


def byte_size(count: int) -> str:
    """Words for a number of bytes: "820 kB", "3.4 MB", "1.2 GB"."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= factor:
            amount = count / factor
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"
    return QCoreApplication.translate("panels", "%n bytes", None, count)


def pixel_size(width: int, height: int) -> str:
    return f"{width} × {height} px"
