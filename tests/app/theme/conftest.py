from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.theme.theme import theme


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """Every widget is tested in the style it is seen in."""
    QSettings("Regrain", "Regrain").clear()
    theme().install(qapp, "dark")
    yield
    theme().set_mode("system")
