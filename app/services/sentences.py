"""What the core has to say, in the language of the window.

The core knows no Qt: it hands on each sentence as data (:class:`core.sentence.Sentence`). ``make translations`` finds
their codes in its source, in the context "core".
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.model.drawing_words import drawing_words
from core.ingan.messages import Drawing
from core.sentence import Sentence


def _t(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("core", text))


REASONS = (  # of the system, which has its own list of them
    _t("no space left on device"), _t("permission denied"), _t("read-only file system"),
)  # fmt: skip


def said(sentence: Sentence) -> str:
    """``sentence`` in the window's language; in English where nobody has translated it."""
    return sentence.said(_in_window)


def drawn_by(drawing: Drawing) -> str:
    """What drew a frame, or what a model draws with, in the language of the window: "learned patches, step 9"."""
    return drawing_words(drawing, _in_window)


def _in_window(code: str) -> str:
    return QCoreApplication.translate("core", code)
