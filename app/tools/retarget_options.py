"""The tool-options row of the retarget tool: size in px and per cent, aspect lock, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

from app.document import Document
from app.theme import icon, space
from app.tools.fields import fit, leave_history
from core.geometry import CanvasGeometry

if TYPE_CHECKING:
    from app.tools.retarget import RetargetTool


class RetargetOptions(QWidget):
    """Fields show the document's geometry and change it through the tool."""

    def __init__(self, tool: RetargetTool, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool, self._document = tool, document
        self.width_field = self._pixels(self.tr("Width in pixels"))
        self.height_field = self._pixels(self.tr("Height in pixels"))
        self.width_scale = self._percent(self.tr("Width in per cent of the photo"))
        self.height_scale = self._percent(self.tr("Height in per cent of the photo"))
        self.lock_button = QToolButton(checkable=True, autoRaise=True)
        self.lock_button.setIcon(icon("link"))
        self.lock_button.setAccessibleName(self.tr("Keep the aspect"))
        self.lock_button.setToolTip(self.tr("Keep the aspect (Shift while dragging)"))
        self.reset_button = QPushButton(self.tr("Reset"))
        self.reset_button.setToolTip(self.tr("Back to the photo's own size and shape"))
        self.straighten_button = QPushButton(self.tr("Straighten"))
        self.straighten_button.setToolTip(self.tr("Keep the size, take the perspective back"))

        row = QHBoxLayout(self)
        row.setContentsMargins(space(2), 0, space(2), 0)
        row.setSpacing(space(2))
        for label, field in ((self.tr("W"), self.width_field), (self.tr("H"), self.height_field)):
            row.addWidget(self._label(label, field))
            row.addWidget(field)
            if field is self.width_field:
                row.addWidget(self.lock_button)
        self.scales = QWidget()
        scales = QHBoxLayout(self.scales)
        scales.setContentsMargins(space(4), 0, 0, 0)
        scales.setSpacing(space(2))
        scales.addWidget(self._label(self.tr("Scale"), self.width_scale))
        scales.addWidget(self.width_scale)
        scales.addWidget(QLabel("×"))
        scales.addWidget(self.height_scale)
        row.addWidget(self.scales)
        row.addSpacing(space(2))
        row.addWidget(self.reset_button)
        row.addWidget(self.straighten_button)
        row.addStretch(1)

        self.width_field.valueChanged.connect(self._on_width)
        self.height_field.valueChanged.connect(self._on_height)
        self.width_scale.valueChanged.connect(self._on_width_scale)
        self.height_scale.valueChanged.connect(self._on_height_scale)
        self.lock_button.toggled.connect(tool.set_lock)
        tool.lockChanged.connect(self.lock_button.setChecked)
        self.reset_button.clicked.connect(tool.reset)
        self.straighten_button.clicked.connect(tool.straighten)
        document.photoChanged.connect(self._show)
        document.geometryChanged.connect(self._show)
        self._show()

    def _pixels(self, name: str) -> QSpinBox:
        field = QSpinBox(suffix=self.tr(" px"))
        field.setRange(0, 99999)  # wider than what is possible: a digit that is refused would leave another number
        self._prepare(field, name, "00000" + field.suffix())
        return field

    def _percent(self, name: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox(suffix=" %", decimals=1, singleStep=5.0)
        field.setRange(0, 9999)
        self._prepare(field, name, "225.0 %")
        return field

    def _prepare(self, field: QAbstractSpinBox, name: str, longest: str) -> None:
        field.setAccessibleName(name)
        field.setToolTip(name)
        field.setKeyboardTracking(False)  # a size half typed is not a size
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        fit(field, longest)
        field.installEventFilter(self)
        leave_history(field)
        field.editingFinished.connect(self._tool.begin_edit)  # what is typed next is a step of its own

    def _label(self, text: str, buddy: QWidget) -> QLabel:
        label = QLabel(text)
        label.setBuddy(buddy)
        return label

    def minimumSizeHint(self) -> QSize:
        """Without the scales, which a narrow window goes without."""
        hint = super().sizeHint()
        if self.scales.isHidden():
            return hint
        return QSize(hint.width() - self.scales.sizeHint().width() - self.layout().spacing(), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self.minimumSizeHint().width() + self.scales.sizeHint().width() + self.layout().spacing()
        self.scales.setVisible(event.size().width() >= needed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._tool.begin_edit()
        elif event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self._show()  # takes back what is half typed
            self._tool.go_to_canvas()
            return True
        return super().eventFilter(watched, event)

    def _on_width(self, width: float) -> None:
        self._tool.set_width(width)
        self._show()  # also where nothing changed: the number asked for may be out of range

    def _on_height(self, height: float) -> None:
        self._tool.set_height(height)
        self._show()

    def _on_width_scale(self, percent: float) -> None:
        geometry = self._document.geometry
        if geometry is not None:
            self._on_width(geometry.source_width * percent / 100)

    def _on_height_scale(self, percent: float) -> None:
        geometry = self._document.geometry
        if geometry is not None:
            self._on_height(geometry.source_height * percent / 100)

    def _show(self, _geometry: CanvasGeometry | None = None) -> None:
        geometry = self._document.geometry
        self.setEnabled(geometry is not None)
        if geometry is None:
            return
        scale_x, scale_y = geometry.scale
        for field, value in (
            (self.width_field, geometry.width),
            (self.height_field, geometry.height),
            (self.width_scale, 100 * scale_x),
            (self.height_scale, 100 * scale_y),
        ):
            with QSignalBlocker(field):
                field.setValue(value)
        self.reset_button.setEnabled(not geometry.is_identity)
        self.straighten_button.setVisible(geometry.quad is not None)
