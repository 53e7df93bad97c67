from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.model.document import Document
from app.services.session import Session
from core.image_io import load_photo
from tests.app.pictures import discs, save
from tests.app.theme import conftest as themes

dressed = themes.dressed


@pytest.fixture
def photo(tmp_path: Path):
    return load_photo(save(tmp_path / "discs.png", discs()))


@pytest.fixture
def session(qapp: QApplication, tmp_path: Path) -> Iterator[Session]:
    made = Session(Document(), models_folder=tmp_path / "models")
    yield made
    made.shutdown()
