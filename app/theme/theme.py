"""The look of the window: colour tokens for light and dark, one spacing grid, one type scale, icons that follow.

``theme()`` is the one instance. :meth:`Theme.install` dresses the application; widgets that paint themselves read
``theme().tokens`` while painting and repaint on ``theme().changed``.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QDir, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.theme.style import style_sheet
from app.theme.tokens import CONTRAST, DARK, LIGHT, Tokens

ThemeMode = Literal["system", "light", "dark", "contrast"]
MODES: tuple[ThemeMode, ...] = ("system", "light", "dark", "contrast")

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ICONS = RESOURCES / "icons"

GRID = 4  # px; every margin, gap and height is a multiple of it
RADIUS = 6  # px, of controls and cards
ICON_SIZE = 20  # px, in tool bars and buttons

# Factors of the system's own font size, so that a user's larger text stays larger.
TYPE_SCALE = {"caption": 0.9, "body": 1.0, "heading": 1.0, "title": 1.45, "display": 2.1}
TYPE_WEIGHT = {"heading": QFont.Weight.DemiBold, "title": QFont.Weight.DemiBold, "display": QFont.Weight.DemiBold}


def space(steps: int) -> int:
    """``steps`` of the spacing grid, px."""
    return GRID * steps


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1..21 (WCAG 2.2, "contrast ratio")."""
    lights = sorted((_luminance(QColor(first)), _luminance(QColor(second))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: QColor) -> float:
    parts = colour.redF(), colour.greenF(), colour.blueF()
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Theme(QObject):
    """Which tokens are in force. Follows the system until a mode is chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode: ThemeMode = "system"
        self._app: QApplication | None = None
        self._came_dark = QGuiApplication.palette().window().color().lightnessF() < 0.5  # before ours was set
        self._tokens = DARK if self._system_is_dark() else LIGHT

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def mode(self) -> ThemeMode:
        return self._mode

    @property
    def is_dark(self) -> bool:
        return self._tokens is not LIGHT

    def install(self, app: QApplication, mode: ThemeMode = "system") -> None:
        """Dress ``app`` and keep following the system's light or dark."""
        if self._app is not app:
            self._app = app
            QDir.addSearchPath("theme", str(RESOURCES / "theme"))
            app.setStyle("Fusion")
            app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self.set_mode(mode)

    def set_mode(self, mode: ThemeMode) -> None:
        """Choose "light", "dark", "contrast" (white on black), or "system" to follow the desktop."""
        self._mode = mode
        hints = QGuiApplication.styleHints()
        # Told to Qt as well, so that title bars and the system's own dialogs match.
        if mode == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Light if mode == "light" else Qt.ColorScheme.Dark)
        self._apply()

    def _system_is_dark(self) -> bool:
        scheme = QGuiApplication.styleHints().colorScheme()
        return self._came_dark if scheme == Qt.ColorScheme.Unknown else scheme == Qt.ColorScheme.Dark

    def _on_system_changed(self) -> None:
        if self._mode == "system":
            self._apply()

    def _apply(self) -> None:
        following = DARK if self._system_is_dark() else LIGHT
        self._tokens = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}.get(self._mode, following)
        if self._app is not None:
            self._app.setPalette(palette(self._tokens))
            points = {kind: font(kind).pointSizeF() for kind in TYPE_SCALE}
            self._app.setStyleSheet(style_sheet(self._tokens, points))
        self.changed.emit()


@functools.cache
def theme() -> Theme:
    """The application's one theme."""
    return Theme()


def palette(tokens: Tokens) -> QPalette:
    """QPalette for what the style draws itself (check marks, text cursors, menus of the platform)."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    colours = {
        role.Window: tokens.surface,
        role.WindowText: tokens.text,
        role.Base: tokens.sunken,
        role.AlternateBase: tokens.surface,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.text_muted,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.danger,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.accent_text,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.hover,
        role.Midlight: tokens.hover,
        role.Mid: tokens.border,
        role.Dark: tokens.outline,
        role.Shadow: "#000000",
    }
    made = QPalette()
    for key, value in colours.items():
        made.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        made.setColor(group.Disabled, key, QColor(tokens.text_disabled))
    made.setColor(group.Disabled, role.Highlight, QColor(tokens.border))
    made.setColor(group.Disabled, role.HighlightedText, QColor(tokens.text_disabled))
    return made


def font(kind: str = "body") -> QFont:
    """The system's font at one step of :data:`TYPE_SCALE`."""
    made = QFont(QGuiApplication.font())
    size = made.pointSizeF()
    if size > 0:
        made.setPointSizeF(size * TYPE_SCALE[kind])
    else:
        made.setPixelSize(max(1, round(made.pixelSize() * TYPE_SCALE[kind])))
    made.setWeight(TYPE_WEIGHT.get(kind, QFont.Weight.Normal))
    return made


def icon_names() -> list[str]:
    """Names that :func:`icon` knows."""
    return sorted(path.stem for path in ICONS.glob("*.svg") if "currentColor" in path.read_text(encoding="utf-8"))


def icon(name: str, token: str = "text") -> QIcon:
    """Icon ``name`` in the colour that ``tokens.<token>`` has whenever it is painted.

    Sharp at every size and device pixel ratio; grey when disabled; on a checked button or primary ground the caller
    names the token, such as ``icon("train", "accent_text")``.

    Raises:
        KeyError: there is no such icon.
    """
    svg_source(name)
    return QIcon(_SvgIconEngine(name, token))


@functools.cache
def svg_source(name: str) -> str:
    """Text of icon ``name``.

    Raises:
        KeyError: there is no such icon.
    """
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        raise KeyError(f"no icon called {name!r}")
    return path.read_text(encoding="utf-8")


@functools.lru_cache(maxsize=512)
def icon_pixmap(name: str, colour: str, width: int, height: int) -> QPixmap:
    """Icon ``name`` in ``colour`` at exactly ``width`` x ``height`` device px, on a transparent ground."""
    pixmap = QPixmap(max(1, width), max(1, height))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer = QSvgRenderer(svg_source(name).replace("currentColor", colour).encode())
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    renderer.render(painter, QRectF(pixmap.rect()))
    painter.end()
    return pixmap


class _SvgIconEngine(QIconEngine):
    """Draws an icon in the colour of the moment, so that a change of theme needs a repaint and nothing else."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token

    def _colour(self, mode: QIcon.Mode) -> str:
        tokens = theme().tokens
        if mode == QIcon.Mode.Disabled:
            return tokens.text_disabled
        return getattr(tokens, self._token)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        size = rect.size() * ratio
        painter.drawPixmap(rect, icon_pixmap(self._name, self._colour(mode), size.width(), size.height()))

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        return icon_pixmap(self._name, self._colour(mode), size.width(), size.height())

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        made = QPixmap(self.pixmap(size * scale, mode, state))  # ``size`` does not count the device pixel ratio
        made.setDevicePixelRatio(scale)
        return made

    def clone(self) -> QIconEngine:
        return _SvgIconEngine(self._name, self._token)


def app_icon() -> QIcon:
    """The application's own coloured icon."""
    return QIcon(str(RESOURCES / "theme" / "regrain.svg"))


def draw_icon(painter: QPainter, name: str, colour: str, at: QPoint, size: int) -> None:
    """Paint icon ``name`` ``size`` px wide with its top left at ``at``, inside a widget's paint event."""
    ratio = painter.device().devicePixelRatioF()
    device = max(1, round(size * ratio))
    painter.drawPixmap(QRect(at, QSize(size, size)), icon_pixmap(name, colour, device, device))
