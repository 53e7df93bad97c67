"""Failures in plain words, with details to copy; and the hooks that bring every thread's failures here."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.services.failures import explain
from app.theme.theme import icon, space
from app.widgets.basics import label, resize_on_screen


class ErrorDialog(QDialog):
    """One sentence; the technical text is folded away until asked for."""

    def __init__(self, sentence: str, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self._details = details
        text = label(sentence, wrap=True, parent=self)
        text.setMinimumWidth(space(80))
        self.details = QPlainTextEdit(details, readOnly=True)
        self.details.setAccessibleName(self.tr("Technical details"))
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.details.setMinimumSize(space(100), space(28))
        self.details.hide()
        buttons = QDialogButtonBox()
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        self.show_button = QPushButton(self.tr("Show details"))
        self.copy_button = QPushButton(self.tr("Copy details"))
        buttons.addButton(self.show_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.show_button.clicked.connect(self._toggle)
        self.copy_button.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        for button in (self.show_button, self.copy_button):
            button.setVisible(bool(details))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(6), space(5), space(6), space(5))
        layout.setSpacing(space(4))
        mark = QLabel()
        mark.setPixmap(icon("error", "danger").pixmap(QSize(space(8), space(8)), self.devicePixelRatioF()))
        row = QHBoxLayout()
        row.setSpacing(space(4))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        layout.addLayout(row)
        layout.addWidget(self.details, 1)
        layout.addWidget(buttons)
        close.setFocus()

    def _toggle(self) -> None:
        shown = not self.details.isVisible()
        self.details.setVisible(shown)
        self.show_button.setText(self.tr("Hide details") if shown else self.tr("Show details"))
        if shown:
            resize_on_screen(self, max(self.width(), space(160)), self.height() + space(70))
        else:
            self.adjustSize()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self.copy_button.setText(self.tr("Copied"))


class ErrorHooks(QObject):
    """Catches what no one else caught, in the main thread, Python threads and Qt threads alike.

    Installed by :meth:`install`, taken out by :meth:`remove`. While a dialog is open, further failures are only logged:
    a failure that repeats with every frame must not bury the window under dialogs.
    """

    _caught = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before = (sys.excepthook, threading.excepthook)
        self.dialog: ErrorDialog | None = None  # the one that is open
        self._caught.connect(self._show)

    def install(self) -> None:
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def remove(self) -> None:
        sys.excepthook, threading.excepthook = self._before
        if self.dialog is not None:
            self.dialog.close()

    def _on_exception(
        self, kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        if error is None or issubclass(kind, SystemExit):
            return
        sentence, details = explain(error, self.tr("Something"))
        logging.getLogger("regrain").error("%s\n%s", sentence, details)
        self._caught.emit(sentence, details)

    @Slot(str, str)
    def _show(self, sentence: str, details: str) -> None:
        if self.dialog is not None:
            return
        self.dialog = ErrorDialog(sentence, details, QApplication.activeWindow())
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()

    @Slot()
    def _on_closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
