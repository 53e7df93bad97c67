"""The log: what the editor, its libraries and Qt had to say, in a file that stays small."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import platform
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from platformdirs import user_log_path
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from core import __version__

BYTES, BACKUPS = 1 << 20, 2
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_path() -> Path:
    """The log file of this user."""
    return user_log_path("Regrain", appauthor=False) / "regrain.log"


class LogFile:
    """Collects what is logged, and the stacks of a crash in native code beside it, from construction to ``close``.

    A folder that cannot be written to is no reason not to start: then nothing is kept.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or log_path()
        self._handler: logging.Handler | None = None
        self._crash: TextIO | None = None
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(
                self.path, maxBytes=BYTES, backupCount=BACKUPS, encoding="utf-8", errors="backslashreplace"
            )
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
            handler.addFilter(_worth_keeping)
            self._handler = handler
            logging.getLogger().addHandler(handler)
            self._before = logging.getLogger("regrain").level
            logging.getLogger("regrain").setLevel(logging.INFO)
            qInstallMessageHandler(_on_qt_message)
            if not faulthandler.is_enabled():  # whoever started Python with it has a place of his own in mind
                self._crash = open(self.path.with_name("crash.log"), "a", encoding="utf-8")  # noqa: SIM115 - until close
                faulthandler.enable(self._crash)
        logging.getLogger("regrain").info(
            "Regrain %s, Python %s, %s", __version__, platform.python_version(), platform.platform()
        )

    def close(self) -> None:
        if self._crash is not None:
            faulthandler.disable()
            self._crash.close()
            self._crash = None
        if self._handler is not None:
            qInstallMessageHandler(None)
            logging.getLogger("regrain").setLevel(self._before)
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
            self._handler = None


def note_error(sentence: str, details: str) -> None:
    """Keep what the user was told, with its details."""
    logging.getLogger("regrain").error("%s\n%s", sentence, details)


def _worth_keeping(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.split(".")[0] in ("regrain", "app", "core")


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    logging.getLogger("regrain.qt").log(_LEVELS.get(kind, logging.WARNING), "%s", text)
