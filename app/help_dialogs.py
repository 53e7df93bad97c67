"""The keys at a glance, and what this program is."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.actions import ACTIONS, CANVAS_KEYS, words
from app.theme import space


class KeysDialog(QDialog):
    """Every key, from the action table and the canvas."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        content = QWidget(objectName="scrolled")
        grid = QGridLayout(content)
        grid.setHorizontalSpacing(space(6))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(1, 1)
        native = QKeySequence.SequenceFormat.NativeText
        rows = [(words(keys), words(what)) for keys, what in CANVAS_KEYS]
        for spec in ACTIONS:
            shortcuts = actions[spec.id].shortcuts()  # the user may have changed them
            if shortcuts:
                keys = ", ".join(key.toString(native) for key in shortcuts)
                rows.append((keys, words(spec.tip or spec.text).replace("&", "").rstrip("…")))
        for row, (keys, what) in enumerate(rows):
            label = QLabel(keys)
            label.setProperty("role", "heading")
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(QLabel(what, wordWrap=True), row, 1)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(content)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(5), space(5), space(5), space(5))
        layout.setSpacing(space(4))
        layout.addWidget(area)
        layout.addWidget(buttons)
        self.resize(560, 600)


class AboutDialog(QDialog):
    """Name, versions, licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Regrain"))
        title = QLabel("Regrain")
        title.setProperty("role", "title")
        text = QLabel(
            self.tr("Reshape a photo by dragging a handle; its elements keep their own size.\n"
                    "Free software under the MIT licence."),
            wordWrap=True,
        )  # fmt: skip
        parts = QLabel(
            "  ·  ".join((f"Python {platform.python_version()}", f"Qt {pyside_version}", f"torch {_version('torch')}"))
        )
        parts.setProperty("role", "caption")
        parts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(6), space(6), space(6), space(5))
        layout.setSpacing(space(4))
        for widget in (title, text, parts, buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(420)


def _version(package: str) -> str:
    try:
        return version(package)  # from its metadata: importing torch takes a second
    except PackageNotFoundError:
        return "?"
