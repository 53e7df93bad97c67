"""A small plot of values over steps: log scale, value under the pointer, one marked point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import font, space, theme

Point = tuple[float, float]
SMALLEST_LOG = 1e-9


@dataclass
class Series:
    """One curve. ``label`` is what the legend says."""

    label: str
    points: list[Point] = field(default_factory=list)


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
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
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
        self.updateGeometry()
        self.update()

    def add(self, name: str, x: float, y: float, label: str = "") -> None:
        """Append a point to curve ``name``; values that are no numbers are left out."""
        if not (math.isfinite(x) and math.isfinite(y)):
            return
        if name not in self._series:
            self._series[name] = Series(label or name)
            self.updateGeometry()
        points = self._series[name].points
        points.append((x, y))
        if len(points) > 4000:  # far more than there are px; old points are thinned
            points[:2000] = points[:2000:2]
        self._describe()
        self.update()

    def set_marker(self, x: float, y: float, text: str) -> None:
        """Mark one point, such as the best checkpoint."""
        self._marker = x, y, text
        self._describe()
        self.update()

    def points(self, name: str) -> Sequence[Point]:
        return tuple(self._series[name].points) if name in self._series else ()

    def value_at(self, name: str, x: float) -> Point | None:
        """The point of curve ``name`` that is nearest to ``x``."""
        points = self._series[name].points if name in self._series else []
        return min(points, key=lambda point: abs(point[0] - x), default=None)

    def _describe(self) -> None:
        newest = [f"{s.label} {short(s.points[-1][1])}" for s in self._series.values() if s.points]
        marked = [self._marker[2]] if self._marker else []
        self.setAccessibleDescription(", ".join(newest + marked))

    # -- geometry -------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(240, 132 + self._legend_height(self.width() or 240))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event) -> None:
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

    def _metrics(self):
        from PySide6.QtGui import QFontMetrics

        return QFontMetrics(font("caption"))

    def _limits(self) -> tuple[float, float, float, float]:
        points = [point for series in self._series.values() for point in series.points]
        if self._marker is not None:
            points.append(self._marker[:2])
        xs = [x for x, _ in points]
        ys = [max(y, SMALLEST_LOG) if self._log else y for _, y in points]
        positive = [y for _, y in points if y > 0]
        if self._log:
            floor = min(positive, default=SMALLEST_LOG)
            ys = [max(y, floor) for y in ys]
        low_x, high_x, low, high = min(xs), max(xs), min(ys), max(ys)
        if high_x <= low_x:
            high_x = low_x + 1
        if self._log:
            low, high = low / 1.15, high * 1.15
        else:
            pad = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
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
        if not any(series.points for series in self._series.values()):
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

        def place(x: float, y: float) -> QPointF:
            if self._log:
                share = math.log(max(y, low) / low) / math.log(high / low)
            else:
                share = (y - low) / (high - low)
            return QPointF(
                plot.left() + (x - low_x) / (high_x - low_x) * plot.width(), plot.bottom() - share * plot.height()
            )

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
            self._paint_series(painter, [place(x, y) for x, y in series.points], self.colour(index))
        if self._marker is not None:
            at = place(*self._marker[:2])
            painter.setPen(QPen(QColor(tokens.sunken), 2))
            painter.setBrush(QColor(tokens.accent))
            painter.drawEllipse(at, 5, 5)
            painter.setPen(QPen(QColor(tokens.accent), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(at.x(), at.y() + 6), QPointF(at.x(), plot.bottom()))
        if self._hover is not None:
            self._paint_hover(painter, plot, place)

    def colour(self, index: int) -> QColor:
        tokens = theme().tokens
        colours = (tokens.accent, *tokens.series)
        return QColor(colours[index % len(colours)])

    @staticmethod
    def _paint_series(painter: QPainter, points: list[QPointF], colour: QColor) -> None:
        painter.setPen(QPen(colour, 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(points) == 1:
            painter.setBrush(colour)
            painter.drawEllipse(points[0], 1.5, 1.5)
            return
        # first, lowest, highest and last point of a px column draw the same line as all of them
        thinned: list[QPointF] = []
        column: list[QPointF] = []
        for point in [*points, None]:
            if column and (point is None or int(point.x()) != int(column[0].x())):
                extremes = (column[0], min(column, key=QPointF.y), max(column, key=QPointF.y), column[-1])
                thinned += sorted(dict.fromkeys(map(QPointF.toTuple, extremes)))
                column = []
            if point is not None:
                column.append(point)
        painter.drawPolyline(QPolygonF([QPointF(*p) for p in thinned]))

    def _paint_hover(self, painter: QPainter, plot: QRectF, place) -> None:
        tokens, metrics = theme().tokens, self._metrics()
        low_x, high_x = self._range_x
        share = min(max((self._hover - plot.left()) / max(1.0, plot.width()), 0.0), 1.0)
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
            painter.setPen(QPen(self.colour(index), 2))
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
