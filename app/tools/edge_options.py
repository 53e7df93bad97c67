"""The tool-options row of the edge tools: what the colours mean, and what is at hand while drawing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QSpinBox, QWidget

from app.canvas.edge_item import KNOWN, PREDICTED, USER
from app.theme.theme import space
from app.tools.edge_settings import EdgeSettings
from app.widgets.fields import fit
from core.selection.brush import MAX_DIAMETER, MIN_DIAMETER


def _tr(text: str) -> str:
    return QCoreApplication.translate("EdgeOptions", text)


def legend() -> tuple[tuple[QColor, str, str], ...]:
    """Colour, a word and a sentence for each kind of edge."""
    return (
        (KNOWN, _tr("Photo"), _tr("Edges of the photo (Canny)")),
        (PREDICTED, _tr("Predicted"), _tr("Edges that the edge network sees in the hole")),
        (USER, _tr("Yours"), _tr("Edges that you drew; faint where you erased some")),
    )


def swatch(colour: QColor, name: str) -> QFrame:
    """A piece of a line of ``colour``, rimmed as lines are on the canvas."""
    made = QFrame()
    made.setFixedSize(space(4), 6)
    made.setStyleSheet(f"background: {colour.name()}; border: 1px solid #202020; border-radius: 3px;")
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made


class EdgeOptions(QWidget):
    """The legend and the controls of the tool ``name``; all rows show the same settings. How edges are found is set in
    the panel. In a narrow window the legend's words go; tooltips say the same.
    """

    def __init__(self, settings: EdgeSettings, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        row = QHBoxLayout(self)
        row.setContentsMargins(space(2), 0, space(2), 0)
        row.setSpacing(space(1))
        self._row = row
        self.legend_words: list[QLabel] = []
        for colour, text, tip in legend():
            words = QLabel(text)
            words.setToolTip(tip)
            row.addWidget(swatch(colour, tip))
            row.addWidget(words)
            row.addSpacing(space(2))
            self.legend_words.append(words)
        self.size_field = QSpinBox(suffix=self.tr(" px"), minimum=int(MIN_DIAMETER), maximum=int(MAX_DIAMETER))
        self.size_field.setAccessibleName(self.tr("Size"))
        self.size_field.setToolTip(self.tr("Size of the edge eraser ([ and ])"))
        self.size_field.setKeyboardTracking(False)
        self.size_field.setAlignment(Qt.AlignmentFlag.AlignRight)
        fit(self.size_field, f"{int(MAX_DIAMETER)}{self.size_field.suffix()}")
        self.size_field.valueChanged.connect(lambda value: settings.change(size=float(value)))
        if name == "tool_edge_eraser":
            label = QLabel(self.tr("Size"))
            label.setBuddy(self.size_field)
            row.addWidget(label)
            row.addWidget(self.size_field)
            row.addSpacing(space(2))
        else:
            self.size_field.setParent(self)
            self.size_field.hide()
        self.redraw_box = QCheckBox(self.tr("Redraw"))
        self.redraw_box.setToolTip(self.tr("Redraw as soon as a stroke ends; otherwise on Enter"))
        self.redraw_box.setAccessibleName(self.tr("Redraw as soon as a stroke ends"))
        self.redraw_box.toggled.connect(lambda on: settings.change(redraw=on))
        row.addWidget(self.redraw_box)
        row.addStretch(1)
        settings.changed.connect(self._show)
        self._show()

    def leave_to_panel(self, seen: bool) -> None:
        """The panel's page of the edges, which has Redraw, is seen or no longer."""
        self.redraw_box.setVisible(not seen)

    @property
    def _words_width(self) -> int:
        """What the legend's words take of the row, px."""
        return sum(words.sizeHint().width() + self._row.spacing() for words in self.legend_words)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        if not self.legend_words[0].isHidden():
            hint.setWidth(hint.width() - self._words_width)
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = event.size().width() - self.minimumSizeHint().width()
        for words in self.legend_words:
            words.setVisible(room >= self._words_width)

    def _show(self) -> None:
        with QSignalBlocker(self.size_field), QSignalBlocker(self.redraw_box):
            self.size_field.setValue(round(self._settings.size))
            self.redraw_box.setChecked(self._settings.redraw)
