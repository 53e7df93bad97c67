"""The panel of the edge tools: how it goes, what the colours mean, and how edges are found."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton

from app.actions import plain
from app.panels.how_steps import key_of
from app.panels.tool_page import ToolPage
from app.theme.theme import icon, space
from app.tools.edge_options import legend, swatch
from app.tools.edge_settings import LEAST_REACH, LEAST_SIGMA, MOST_REACH, MOST_SIGMA, EdgeSettings
from app.widgets.basics import label
from app.widgets.slider_rows import SliderRows


def detail_of(sigma: float) -> float:
    """How much fine detail counts as an edge, 0..100, for Canny's ``sigma``, px: even steps of its logarithm."""
    return 100 * math.log(MOST_SIGMA / sigma) / math.log(MOST_SIGMA / LEAST_SIGMA)


def sigma_of(detail: float) -> float:
    """The inverse of :func:`detail_of`, px, exact enough for whole numbers to come back."""
    return round(MOST_SIGMA * (LEAST_SIGMA / MOST_SIGMA) ** (detail / 100), 3)


class EdgePage(ToolPage):
    """Three lines that say how a line is moved, the legend, and the settings in words that need no knowledge of edge
    detectors; the tooltips have the field's terms."""

    def __init__(self, settings: EdgeSettings, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._settings, self._actions = settings, actions
        column = self.column
        self.heading.setText(self.tr("Move a line"))
        self.begin_part(self.tr("Colours"))
        colours = QGridLayout()
        colours.setHorizontalSpacing(space(2))
        colours.setVerticalSpacing(space(1))
        colours.setColumnStretch(1, 1)
        texts = self.tr("In the photo"), self.tr("Predicted in the hole"), self.tr("Yours; faint where you erased one")
        self.legend_words = []
        for number, ((colour, _, tip), text) in enumerate(zip(legend(), texts, strict=True)):
            words = label(text, wrap=True)
            words.setToolTip(tip)
            self.legend_words.append(words)
            colours.addWidget(swatch(colour, tip), number, 0)
            colours.addWidget(words, number, 1)
        column.addLayout(colours)
        self.begin_part(self.tr("Which edges"))
        rows = SliderRows()
        self.detail = rows.add(
            self.tr("Fine detail"), "", (0, 100), " %", lambda value: settings.change(sigma=sigma_of(value))
        )
        self.sure = rows.add(
            self.tr("How sure"),
            self.tr("How sure the edge network must be of an edge in the hole: fewer edges to the right (threshold)"),
            (5, 95), " %", lambda value: settings.change(threshold=value / 100),
        )  # fmt: skip
        self.far = rows.add(
            self.tr("How far"),
            self.tr("How far beside an edge that you draw or erase the photo is re-made, in per cent of its longer "
                    "side (reach)"),
            (100 * LEAST_REACH, 100 * MOST_REACH), " %", lambda value: settings.change(reach=round(value / 100, 3)),
            decimals=1,
        )  # fmt: skip
        column.addLayout(rows)
        self.redraw_box = QCheckBox(self.tr("Redraw as soon as a stroke ends"))
        self.redraw_box.setToolTip(self.tr("Redraw as soon as a stroke ends; otherwise on Enter"))
        self.redraw_box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.redraw_box.clicked.connect(lambda on: settings.change(redraw=on))
        column.addWidget(self.redraw_box)
        clear = actions["edges_clear"]
        self.clear_button = QPushButton(icon("trash"), plain(clear.text()))
        self.clear_button.setProperty("role", "segment")
        self.clear_button.setToolTip(clear.toolTip())
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clear_button.clicked.connect(lambda: clear.trigger())
        column.addWidget(self.clear_button)
        column.addStretch(1)
        for name in ("tool_edge_eraser", "tool_edge_pencil"):
            actions[name].changed.connect(self._show_how)
        settings.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        settings = self._settings
        self.detail.show(detail_of(settings.sigma))
        self.detail.set_tip(
            self.tr("How much fine detail counts as an edge: more edges to the right (Canny’s sigma, now {0} px)")
            .format(f"{settings.sigma:.1f}")
        )  # fmt: skip
        self.sure.show(100 * settings.threshold)
        self.far.show(100 * settings.reach)
        self.redraw_box.setChecked(settings.redraw)
        self._show_how()

    def _show_how(self) -> None:
        """With the keys that the tools have now."""
        eraser, pencil = (key_of(self._actions[name]) for name in ("tool_edge_eraser", "tool_edge_pencil"))
        self.how.say((
            self.tr("Erase the old line{0}.").format(eraser),
            self.tr("Draw the new one{0}.").format(pencil),
            self.tr("Enter keeps what was redrawn.")
            if self._settings.redraw
            else self.tr("Enter redraws; Enter again keeps it."),
        ))  # fmt: skip
