from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.model.document import Document
from app.services.session import Session
from app.theme.theme import theme
from core.image_io import load_photo
from tests.app.pictures import discs, save


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """Every panel is tested in the style it is seen in."""
    QSettings("Regrain", "Regrain").clear()
    theme().install(qapp, "dark")
    yield
    theme().set_mode("system")


@pytest.fixture
def photo(tmp_path: Path):
    return load_photo(save(tmp_path / "discs.png", discs()))


@pytest.fixture
def session(qapp: QApplication, tmp_path: Path) -> Iterator[Session]:
    made = Session(Document(), models_folder=tmp_path / "models")
    yield made
    made.shutdown()
