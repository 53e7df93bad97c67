from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.theme.theme import theme
from app.window.main_window import MainWindow
from tests.app.driver import Driver
from tests.app.pictures import discs, save


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A warning from the window's code is a mistake; the core's tests set their own rules."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("error"))


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    return save(tmp_path / "discs.png", discs())


@pytest.fixture
def make_window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[], MainWindow]]:
    """Makes real windows, dressed as the application's are, and closes them at the end."""
    QSettings("Regrain", "Regrain").clear()
    theme().install(qapp, "system")
    windows: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(models_folder=tmp_path / "models")
        windows.append(window)
        window.resize(1100, 760)
        window.show()
        window.session.start()
        return window

    yield make
    for window in windows:
        window.close_without_asking()
        window.deleteLater()


@pytest.fixture
def window(make_window: Callable[[], MainWindow]) -> MainWindow:
    return make_window()


@pytest.fixture
def driver(window: MainWindow, photo_file: Path, qtbot: QtBot) -> Driver:
    """A user in front of a window with a photo open."""
    driver = Driver(window, qtbot)
    driver.open(photo_file)
    return driver
