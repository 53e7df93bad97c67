"""The settings. Each choice takes effect and is kept at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Unpack

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.platform.translations import TITLES
from app.services.session import Session
from app.settings.keys import Shortcuts
from app.settings.keys_page import KeysPage
from app.settings.models_page import ModelsPage
from app.settings.preferences import Choices, Preferences
from app.theme.theme import icon, space
from app.widgets.basics import label, resize_on_screen
from app.widgets.choice_box import ChoiceBox
from app.widgets.scrolled import Scrolled
from core.device import available_cores

AUTOSAVE_CHOICES = (10, 20, 30, 60)  # s
HISTORY_CHOICES = (128, 256, 512, 1024, 2048, 4096)  # MiB


class Controller(Protocol):
    """What the dialog needs of :class:`app.settings.controller.SettingsController`."""

    @property
    def preferences(self) -> Preferences: ...
    @property
    def shortcuts(self) -> Shortcuts: ...
    @property
    def session(self) -> Session: ...
    def change(self, **values: Unpack[Choices]) -> None: ...


class SettingsDialog(QDialog):
    """Pages beside a list of their names."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        self._controller = controller
        self.pages = QStackedWidget()
        self.names = QListWidget()
        self.names.setAccessibleName(self.tr("Pages"))
        self.names.setFixedWidth(space(36))
        self.names.setIconSize(QSize(20, 20))
        self.names.setSpacing(2)
        self.names.ensurePolished()  # rows are measured in the style they are seen in
        self.keys_page = KeysPage(controller.shortcuts)
        for title, name, page in (
            (self.tr("General"), "settings", self._general()),
            (self.tr("Speed"), "chip", self._speed()),
            (self.tr("Keys"), "keyboard", self.keys_page),
            (self.tr("Models"), "model", ModelsPage(controller.session)),
        ):
            self.names.addItem(QListWidgetItem(icon(name), title))
            self.pages.addWidget(Scrolled(page))
        self.names.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.names.setCurrentRow(0)
        buttons = QDialogButtonBox()
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setAutoDefault(False)  # Enter belongs to the field that is being edited
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(space(5))
        row.addWidget(self.names)
        row.addWidget(self.pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(5), space(5), space(4))
        column.setSpacing(space(4))
        column.addLayout(row, 1)
        column.addWidget(buttons)
        resize_on_screen(self, space(190), space(125))

    # -- pages ----------------------------------------------------------------------------------------------------

    def _general(self) -> QWidget:
        now = self._controller.preferences
        form = _Form(self.tr("General"))
        self.theme_box = self._choice("theme", (
            ("system", self.tr("As the system")), ("light", self.tr("Light")), ("dark", self.tr("Dark")),
            ("contrast", self.tr("High contrast")),
        ))  # fmt: skip
        form.add(self.tr("Theme"), self.theme_box)
        self.language_box = self._choice("language", (("system", self.tr("As the system")), *TITLES.items()))
        form.add(self.tr("Language"), self.language_box, self.tr("Takes effect at the next start."))
        self.autosave_box = self._choice(
            "autosave_seconds",
            [(n, self.tr("{0} s after a change").format(n)) for n in _with(AUTOSAVE_CHOICES, now.autosave_seconds)],
        )
        form.add(
            self.tr("Recovery copy"), self.autosave_box,
            self.tr("After a crash or a power cut the next start offers what was not saved."),
        )  # fmt: skip
        self.history_box = self._choice(
            "history_mb", [(n, self.tr("up to {0}").format(_memory(n))) for n in _with(HISTORY_CHOICES, now.history_mb)]
        )
        form.add(
            self.tr("History"), self.history_box,
            self.tr("Memory for the steps to undo; beyond it the oldest ones are forgotten."),
        )  # fmt: skip
        form.end()
        return form

    def _speed(self) -> QWidget:
        form = _Form(self.tr("Speed"))
        self.preview_box = self._choice("preview", (
            ("smooth", self.tr("Smooth: more frames, less sharp")), ("balanced", self.tr("Balanced")),
            ("sharp", self.tr("Sharp: fewer frames, more pixels")),
        ))  # fmt: skip
        form.add(
            self.tr("While dragging"), self.preview_box,
            self.tr("Only for previews; at rest and in files the picture is always sharp."),
        )  # fmt: skip
        self.device_box = self._choice("device", (
            ("auto", self.tr("Automatic: the fastest")), ("cpu", self.tr("Processor")),
            ("cuda", self.tr("NVIDIA graphics card (CUDA)")), ("mps", self.tr("Apple graphics (MPS)")),
        ))  # fmt: skip
        form.add(
            self.tr("Compute on"), self.device_box,
            self.tr("For the next photo and the next training. A device that is not there is passed over."),
        )  # fmt: skip
        self.precision_box = self._choice("precision", (
            ("auto", self.tr("Automatic: what is fastest on the device")), ("full", self.tr("Full, 32 bits")),
        ))  # fmt: skip
        form.add(self.tr("Precision"), self.precision_box)
        self.threads_box = QSpinBox(minimum=0, maximum=_all_cores(), value=self._controller.preferences.threads)
        self.threads_box.setSpecialValueText(self.tr("All"))
        self.threads_box.setFixedWidth(space(28))
        self.threads_box.valueChanged.connect(lambda count: self._controller.change(threads=count))
        form.add(
            self.tr("Processor cores"), self.threads_box,
            self.tr("Fewer leave more to other programs. Takes full effect at the next start."),
        )  # fmt: skip
        form.end()
        return form

    def _choice(self, name: str, choices: Sequence[tuple[object, str]]) -> ChoiceBox:
        """A box that shows and sets the preference ``name``."""
        box = ChoiceBox()
        for value, text in choices:
            box.addItem(text, value)
        box.setCurrentIndex(box.findData(getattr(self._controller.preferences, name)))
        box.activated.connect(lambda _index: self._controller.change(**{name: box.currentData()}))
        box.setMinimumWidth(space(76))
        return box

    @Slot()
    def reject(self) -> None:
        self.keys_page.leave()
        super().reject()


class _Form(QWidget):
    """Names on the left, fields on the right, a quiet sentence under those that need one."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(5))
        self._grid.setVerticalSpacing(space(1))
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(label(title, "title"), 0, 0, 1, 2)
        self._grid.setRowMinimumHeight(1, space(2))
        self._row = 2

    def add(self, name: str, field: QWidget, sentence: str = "") -> None:
        field.setAccessibleName(name)
        field.setAccessibleDescription(sentence)
        self._grid.addWidget(label(name), self._row, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, self._row, 1, Qt.AlignmentFlag.AlignLeft)
        if sentence:
            self._grid.addWidget(label(sentence, "caption", wrap=True), self._row + 1, 1)
        self._grid.setRowMinimumHeight(self._row + 2, space(3))
        self._row += 3

    def end(self) -> None:
        self._grid.setRowStretch(self._row, 1)


def _with(choices: Sequence[int], value: int) -> list[int]:
    return sorted({*choices, value})


def _memory(mebibytes: int) -> str:
    return f"{mebibytes // 1024} GB" if mebibytes % 1024 == 0 else f"{mebibytes} MB"


def _all_cores() -> int:
    """Cores of this computer, whatever the present limit is."""
    import os

    return max(available_cores(), os.cpu_count() or 1)
