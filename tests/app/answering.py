"""Answers to questions that block until they are answered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

LOOKS = 600  # every 50 ms; then nobody has asked


def when_asked(act: Callable[[QDialog], None], kind: type[QDialog] = QMessageBox) -> None:
    """Call ``act`` with the modal dialog of ``kind`` that is about to open.

    One look after a fixed time would miss a dialog that a busy machine opens later, and the test would stand still in
    the dialog's own event loop for ever.
    """
    timer = QTimer(QApplication.instance(), interval=50)
    looks = iter(range(LOOKS))

    def look() -> None:
        box = QApplication.activeModalWidget()
        asked = isinstance(box, kind)
        if not asked and next(looks, None) is not None:
            return
        timer.stop()
        timer.deleteLater()
        if asked:
            try:
                act(box)
            except BaseException:
                box.reject()  # or the test would wait for an answer instead of failing
                raise

    timer.timeout.connect(look)
    timer.start()


def answer(text: str) -> None:
    """Press the button called ``text`` of the message box that is about to open."""
    when_asked(lambda box: next(b for b in box.buttons() if b.text().replace("&", "") == text).click())
