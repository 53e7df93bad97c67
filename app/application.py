"""Starts the editor: application object, theme, hooks for failures, window; and ends it without losing anything."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer

    from app.window.main_window import MainWindow

SEARCH_PATHS = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def run_editor(path: Path | None = None, on_ready: Callable[[MainWindow], None] | None = None) -> int:
    """Open the window (with a photo, if ``path`` names one) and return the exit code when it has been closed.

    Args:
        on_ready: called with the window once the event loop runs; scripts that drive the editor use it.
    """
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.dialogs.autosave_dialog import offer_recovery
    from app.dialogs.error_dialog import ErrorHooks
    from app.platform.file_open import FileOpenFilter
    from app.platform.log_file import LogFile, note_error
    from app.platform.translations import install_language, remove_language
    from app.settings.preferences import open_settings, read_preferences
    from app.theme.theme import app_icon, theme
    from app.window.main_window import MainWindow

    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Regrain")
    app.setOrganizationName("Regrain")
    app.setDesktopFileName("regrain")
    app.setWindowIcon(app_icon())

    log = LogFile()
    language = install_language(app, read_preferences(open_settings()).language)
    window = MainWindow()
    window.document.errorOccurred.connect(note_error)
    theme().install(app, window.settings_controller.preferences.theme)
    hooks = ErrorHooks()
    hooks.install()
    wake = _close_on_signals(window)
    files = FileOpenFilter(window.open_path, app)
    app.installEventFilter(files)
    window.show()
    QTimer.singleShot(0, give_back_environment)
    window.session.start()
    if path is not None:
        window.open_path(path)
    recovery = offer_recovery(window, window.autosave, window.projects)
    if path is None and on_ready is None:  # a file that is given is a job to do
        window.tour.arm()
    if on_ready is not None:
        QTimer.singleShot(0, lambda: on_ready(window))
    try:
        return app.exec()
    finally:
        wake.stop()
        app.removeEventFilter(files)
        hooks.remove()
        if recovery is not None:
            recovery.close()  # lets go of what was not chosen
        window.session.shutdown()  # again where the loop ended without the window being closed; harmless twice
        remove_language(app, language)
        log.close()


def give_back_environment() -> None:
    """Let programs that the editor starts (a file manager, say) find their own libraries and plugins.

    OpenCV's wheel, when it is imported, and the start-up of a packed program point the linker and Qt at files of ours.
    Call when both have had their effect: after the application object is made.
    """
    import cv2

    wheel = Path(cv2.__file__)  # which names its folder both as it was asked for and as links lead to it
    ours = [wheel.parent, wheel.resolve().parent]
    if getattr(sys, "frozen", False):
        ours.append(Path(sys._MEIPASS))  # type: ignore[attr-defined]  # PyInstaller's name of the program's folder
    for name in SEARCH_PATHS:
        places = [place for place in os.environ.get(name, "").split(os.pathsep) if place]
        others = [place for place in places if not any(Path(place).is_relative_to(folder) for folder in ours)]
        if others:
            os.environ[name] = os.pathsep.join(others)
        else:
            os.environ.pop(name, None)


def _close_on_signals(window: MainWindow) -> QTimer:
    """Ctrl-C in the terminal and a polite kill close the window as its cross does, without asking."""
    from PySide6.QtCore import QTimer

    def close(_number: int, _frame: object) -> None:
        window.close_without_asking()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, close)
    wake = QTimer()  # Python only looks at signals when it runs: give it a moment now and then
    wake.timeout.connect(lambda: None)
    wake.start(200)
    return wake
