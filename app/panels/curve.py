"""A small plot of values over steps: log scale, value under the pointer, one marked point."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme.theme import font, space, theme

Point = tuple[float, float]
SMALLEST_LOG = 1e-9
MOST_POINTS = 4000  # of a curve; far more than there are px
PIECE = 8  # points that are stroked at once
PLOT_HEIGHT, LEAST_PLOT_HEIGHT, TALLEST = 132, 88, 240  # px, without and with the legend
LEAST_SPAN = 0.02  # of the values: a change too small to matter must look small, and ticks must differ as written
REPAINT_MS = 250  # new values wait this long for each other: painting must not take time from training


@dataclass
class Series:
    """One curve. ``label`` is what the legend says; ``xs`` and ``ys`` are its points."""

    label: str
    xs: array = field(default_factory=lambda: array("d"))
    ys: array = field(default_factory=lambda: array("d"))

    def add(self, x: float, y: float) -> None:
        self.xs.append(x)
        self.ys.append(y)
        if len(self.xs) > MOST_POINTS:  # the older half is thinned
            half = MOST_POINTS // 2
            self.xs[:half], self.ys[:half] = self.xs[:half:2], self.ys[:half:2]


def short(value: float) -> str:
    """Three significant digits without an exponent where that is short: "0.0123", "4.56", "1200", "1.2e-05"."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e6 or size < 1e-4:
        return f"{value:.1e}"
    digits = max(0, 2 - math.floor(math.log10(size)))
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def linear_ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Round values inside [low, high], about ``wanted`` of them."""
    if not high > low:
        return [low]
    raw = (high - low) / max(1, wanted)
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [step * i for i in range(first, math.floor(high / step + 1e-9) + 1)]


def outline(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(m, 2) points in px that draw the same line as all n points (x, y): of every px column the first, the lowest,
    the highest and the last."""
    starts = np.flatnonzero(np.diff(np.floor(x), prepend=-np.inf))
    ends = np.append(starts[1:], len(x)) - 1
    low, high = np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)
    columns = np.stack([
        np.stack([x[starts], y[starts]], 1), np.stack([x[starts], low], 1),
        np.stack([x[ends], high], 1), np.stack([x[ends], y[ends]], 1),
    ], 1).reshape(-1, 2)  # fmt: skip
    moved = np.any(np.diff(columns, axis=0, prepend=np.nan) != 0, axis=1)
    return columns[moved]


def log_ticks(low: float, high: float) -> list[float]:
    """Powers of ten inside [low, high], thinned to at most five; 1-2-5 steps when there are too few."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    powers = [10.0**e for e in range(first, last + 1, max(1, math.ceil((last - first + 1) / 5)))]
    if len(powers) >= 2:
        return powers
    fine = [m * 10.0**e for e in range(first - 1, last + 2) for m in (1, 2, 5)]
    return [tick for tick in fine if low <= tick <= high][:5]


class CurveWidget(QWidget):
    """Curves by name, painted with the theme's colours.

    Args:
        empty_text: what to say while there is nothing to draw.
        log: start with a logarithmic value axis.
    """

    def __init__(self, empty_text: str, log: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_text, self._log = empty_text, log
        self._series: dict[str, Series] = {}
        self._marker: tuple[float, float, str] | None = None
        self._hover: float | None = None  # widget x
        self._repaint = QTimer(self, singleShot=True, interval=REPAINT_MS)
        self._repaint.timeout.connect(self._show_new)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(TALLEST)
        theme().changed.connect(self.update)

    # -- data -----------------------------------------------------------------------------------------------------

    @property
    def log(self) -> bool:
        return self._log

    def set_log(self, log: bool) -> None:
        self._log = log
        self.update()

    def clear(self) -> None:
        self._series.clear()
        self._marker = self._hover = None
        self._repaint.stop()
        self.updateGeometry()
        self.update()

    def add(self, name: str, x: float, y: float, label: str = "") -> None:
        """Append a point to curve ``name``; values that are no numbers are left out."""
        if not (math.isfinite(x) and math.isfinite(y)):
            return
        if name not in self._series:
            self._series[name] = Series(label or name)
            self.updateGeometry()
        self._series[name].add(x, y)
        self._show_soon()

    def set_marker(self, x: float, y: float, text: str) -> None:
        """Mark one point, such as the best checkpoint."""
        self._marker = x, y, text
        self._show_soon()

    def points(self, name: str) -> Sequence[Point]:
        series = self._series.get(name)
        return () if series is None else tuple(zip(series.xs, series.ys))

    def first(self, name: str) -> Point | None:
        """The oldest point of curve ``name``."""
        series = self._series.get(name)
        return None if series is None else (series.xs[0], series.ys[0])

    def value_at(self, name: str, x: float) -> Point | None:
        """The point of curve ``name`` that is nearest to ``x``."""
        series = self._series.get(name)
        if series is None:
            return None
        index = int(np.abs(np.array(series.xs) - x).argmin())
        return series.xs[index], series.ys[index]

    def _show_soon(self) -> None:
        if not self._repaint.isActive():
            self._repaint.start()

    def _show_new(self) -> None:
        newest = [f"{s.label} {short(s.ys[-1])}" for s in self._series.values()]
        marked = [self._marker[2]] if self._marker else []
        self.setAccessibleDescription(", ".join(newest + marked))
        self.update()

    # -- geometry -------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(240, PLOT_HEIGHT + self._legend_height(self.width() or 240))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height() - PLOT_HEIGHT + LEAST_PLOT_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()  # the legend may need another row

    def _legend_places(self, width: int) -> list[tuple[Series, QPointF]]:
        metrics = self._metrics()
        x = y = 0.0
        places = []
        for series in self._series.values():
            wide = space(4) + metrics.horizontalAdvance(series.label) + space(3)
            if x and x + wide > width:
                x, y = 0.0, y + metrics.height() + 2
            places.append((series, QPointF(x, y)))
            x += wide
        return places

    def _legend_height(self, width: int) -> int:
        if len(self._series) < 2:
            return 0
        return round(self._legend_places(width)[-1][1].y()) + self._metrics().height() + space(2)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(font("caption"))

    def _limits(self) -> tuple[float, float, float, float]:
        marked = [] if self._marker is None else [self._marker[:2]]
        xs = np.concatenate([np.array(s.xs) for s in self._series.values()] + [np.array([x]) for x, _ in marked])
        ys = np.concatenate([np.array(s.ys) for s in self._series.values()] + [np.array([y]) for _, y in marked])
        if self._log:
            ys = np.maximum(ys, ys[ys > 0].min() if (ys > 0).any() else SMALLEST_LOG)
        low_x, high_x, low, high = (float(v) for v in (xs.min(), xs.max(), ys.min(), ys.max()))
        if high_x <= low_x:
            high_x = low_x + 1
        if self._log:
            low, high = low / 1.15, high * 1.15
        else:
            span = max(high - low, LEAST_SPAN * max(abs(low), abs(high)))
            pad = (1.16 * span - (high - low)) / 2 or 1.0
            low, high = low - pad, high + pad
        return low_x, high_x, low, high

    # -- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        tokens = theme().tokens
        legend = self._legend_height(self.width())
        frame = QRectF(0.5, 0.5, self.width() - 1, self.height() - legend - 1)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.sunken))
        painter.drawRoundedRect(frame, 6, 6)
        if not self._series:
            painter.setPen(QColor(tokens.text_muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(frame.adjusted(space(4), space(2), -space(4), -space(2)), flags, self._empty_text)
            return
        self._paint_curves(painter, frame)
        if legend:
            self._paint_legend(painter, frame.bottom() + space(2))

    def _paint_curves(self, painter: QPainter, frame: QRectF) -> None:
        tokens, metrics = theme().tokens, self._metrics()
        low_x, high_x, low, high = self._limits()
        ticks = log_ticks(low, high) if self._log else linear_ticks(low, high)
        names = [short(tick) for tick in ticks]
        left = space(2) + max((metrics.horizontalAdvance(name) for name in names), default=0) + space(2)
        plot = QRectF(frame.left() + left, frame.top() + space(2), 0, 0)
        plot.setRight(frame.right() - space(3))
        plot.setBottom(frame.bottom() - metrics.height() - space(2))

        def place_all(xs: Sequence[float], ys: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
            x, y = np.array(xs), np.array(ys)
            if self._log:
                share = np.log(np.maximum(y, low) / low) / math.log(high / low)
            else:
                share = (y - low) / (high - low)
            across = plot.left() + (x - low_x) / (high_x - low_x) * plot.width()
            return across, plot.bottom() - share * plot.height()

        def place(x: float, y: float) -> QPointF:
            across, down = place_all([x], [y])
            return QPointF(float(across[0]), float(down[0]))

        self._plot, self._range_x = plot, (low_x, high_x)
        for tick, name in zip(ticks, names):
            y = place(low_x, tick).y()
            painter.setPen(QPen(QColor(tokens.border), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(tokens.text_muted))
            room = QRectF(frame.left(), y - metrics.height() / 2, left - space(2), metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        below = QRectF(plot.left(), plot.bottom() + 2, plot.width(), metrics.height())
        painter.setPen(QColor(tokens.text_muted))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, short(low_x))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self.tr("step {0}").format(short(high_x)))
        for index, series in enumerate(self._series.values()):
            self._paint_series(painter, outline(*place_all(series.xs, series.ys)), self.pen(index))
        if self._marker is not None:
            at = place(*self._marker[:2])
            painter.setPen(QPen(QColor(tokens.sunken), 2))
            painter.setBrush(QColor(tokens.accent))
            painter.drawEllipse(at, 5, 5)
            painter.setPen(QPen(QColor(tokens.accent), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(at.x(), at.y() + 6), QPointF(at.x(), plot.bottom()))
        if self._hover is not None:
            self._paint_hover(painter, plot, self._hover, place)

    def colour(self, index: int) -> QColor:
        tokens = theme().tokens
        colours = (tokens.accent, *tokens.series)
        return QColor(colours[index % len(colours)])

    def pen(self, index: int) -> QPen:
        """The line of curve ``index``: dashed where the colours have been used once."""
        lap = index // (1 + len(theme().tokens.series))
        return QPen(self.colour(index), 1.5, Qt.PenStyle.DashLine if lap else Qt.PenStyle.SolidLine)

    @staticmethod
    def _paint_series(painter: QPainter, points: np.ndarray, pen: QPen) -> None:
        if len(points) == 1:
            painter.setPen(pen)
            painter.setBrush(pen.color())
            painter.drawEllipse(QPointF(*points[0]), 1.5, 1.5)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = [QPointF(x, y) for x, y in points.tolist()]
        run = np.append(0, np.hypot(*np.diff(points, axis=0).T).cumsum()) / pen.widthF()
        for start in range(0, len(line) - 1, PIECE):  # Qt's stroker takes ten times as long for one long jagged line
            pen.setDashOffset(float(run[start]))
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(line[start : start + PIECE + 1]))

    def _paint_hover(
        self, painter: QPainter, plot: QRectF, hover: float, place: Callable[[float, float], QPointF]
    ) -> None:
        tokens, metrics = theme().tokens, self._metrics()
        low_x, high_x = self._range_x
        share = min(max((hover - plot.left()) / max(1.0, plot.width()), 0.0), 1.0)
        wanted = low_x + share * (high_x - low_x)
        rows: list[tuple[str, QColor | None]] = []
        at = None
        for index, (name, series) in enumerate(self._series.items()):
            point = self.value_at(name, wanted)
            if point is None:
                continue
            at = place(*point) if at is None else at
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour(index))
            painter.drawEllipse(place(*point), 3, 3)
            if not rows:
                rows.append((self.tr("step {0}").format(short(point[0])), None))
            rows.append((f"{series.label} {short(point[1])}", self.colour(index)))
        if at is None:
            return
        painter.setPen(QPen(QColor(tokens.outline), 1))
        painter.drawLine(QPointF(at.x(), plot.top()), QPointF(at.x(), plot.bottom()))
        width = max(metrics.horizontalAdvance(text) for text, _ in rows) + space(6)
        box = QRectF(at.x() + space(2), plot.top(), width, len(rows) * metrics.height() + space(2))
        if box.right() > self.width():
            box.moveRight(max(width, at.x() - space(2)))
        painter.setPen(QPen(QColor(tokens.outline), 1))
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(box, 4, 4)
        for row, (text, colour) in enumerate(rows):
            y = box.top() + space(1) + row * metrics.height()
            if colour is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawEllipse(QPointF(box.left() + space(2), y + metrics.height() / 2), 3, 3)
            painter.setPen(QColor(tokens.text))
            painter.drawText(QPointF(box.left() + space(4), y + metrics.ascent()), text)

    def _paint_legend(self, painter: QPainter, top: float) -> None:
        metrics = self._metrics()
        for index, (series, at) in enumerate(self._legend_places(self.width())):
            y = top + at.y()
            painter.setPen(self.pen(index))
            middle = y + metrics.height() / 2
            painter.drawLine(QPointF(at.x() + 1, middle), QPointF(at.x() + space(3), middle))
            painter.setPen(QColor(theme().tokens.text_muted))
            painter.drawText(QPointF(at.x() + space(4) + 2, y + metrics.ascent()), series.label)

    # -- pointer --------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = event.position().x()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()
        super().leaveEvent(event)
