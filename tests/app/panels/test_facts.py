"""History and facts about the photo."""

import os
import sys
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from PIL import ExifTags, Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest

from app.model.commands import ReshapeCommand
from app.model.document import Document
from app.model.placement import Placement
from app.panels import info_panel, memory
from app.panels.history_panel import HistoryPanel
from app.panels.info_panel import InfoPanel, camera_facts
from app.panels.memory import resident_bytes
from app.project.models import ModelShelf
from core.geometry import CanvasGeometry
from core.image_io import list_samples, load_photo
from core.ingan.messages import Drawing, RenderResult


def reshape(document: Document, width: int) -> None:
    before = document.placement
    after = Placement(CanvasGeometry(document.photo.width, document.photo.height, width, 100))
    document.undo_stack.push(ReshapeCommand(document, before, after, f"Resize to {width}"))


def test_history_lists_steps_and_a_click_goes_back(qtbot, photo):
    document = Document()
    document.set_photo(photo, "x")
    panel = HistoryPanel(document.undo_stack)
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.undo_button.isEnabled()
    assert panel.hint.isVisible()
    for width in (200, 240, 280):
        reshape(document, width)
    assert not panel.hint.isVisible()
    rows = panel.view.model()
    texts = [rows.index(i, 0).data() for i in range(rows.rowCount())]
    assert texts == ["Photo as opened", "Resize to 200", "Resize to 240", "Resize to 280"]
    place = panel.view.visualRect(rows.index(1, 0)).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert document.geometry.width == 200
    QTest.mouseClick(panel.redo_button, Qt.MouseButton.LeftButton)
    assert document.geometry.width == 240
    QTest.mouseClick(panel.undo_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.undo_button, Qt.MouseButton.LeftButton)
    assert not panel.undo_button.isEnabled()
    assert document.geometry.is_identity


def test_an_empty_history_is_clear(qtbot):
    stack = QUndoStack()
    panel = HistoryPanel(stack)
    qtbot.addWidget(panel)
    assert panel.view.emptyLabel() == "Photo as opened"
    assert not panel.redo_button.isEnabled()


def test_facts_of_a_photo(qtbot, photo, tmp_path):
    document = Document()
    panel = InfoPanel(document, ModelShelf(tmp_path / "models"))
    qtbot.addWidget(panel)
    assert panel.fact("size") == ""
    document.set_photo(photo, "0123")
    assert panel.fact("name") == "discs.png"
    assert panel.fact("size") == "160 × 112 px"
    assert panel.fact("pixels") == "8 bits a channel"
    assert panel.fact("target") == "160 × 112 px, as the photo"
    assert panel.fact("trained") == "not yet"
    assert panel.fact("file") == ""
    reshape(document, 320)
    assert panel.fact("target") == "320 × 100 px"
    document.set_result(RenderResult(np.zeros((50, 160, 3), np.uint8), Drawing("patches"), 0.0234), document.placement)
    assert panel.fact("frame") == "160 × 50 px"
    assert panel.fact("engine") == "patches of the photo, 23 ms"
    document.close_photo()
    assert panel.fact("name") == ""


def test_the_model_file_is_named(qtbot, photo, tmp_path):
    shelf = ModelShelf(tmp_path)
    shelf.path("0123", "quick").write_bytes(b"x" * 3_400_000)
    document = Document()
    panel = InfoPanel(document, shelf)
    qtbot.addWidget(panel)
    document.set_photo(photo, "0123")
    document.set_model(Drawing("small", 90))
    assert panel.fact("trained") == "learned patches, step 90"
    document.set_training_state("running")  # with which preset this panel does not know
    document.set_training_state("idle")
    assert panel.fact("file").replace("\u200b", "") == "0123-quick.safetensors, 3.4 MB"


def test_samples_carry_their_licence(qtbot, tmp_path):
    sample = list_samples()[0]
    document = Document()
    panel = InfoPanel(document, ModelShelf(tmp_path))
    qtbot.addWidget(panel)
    document.set_photo(load_photo(sample.path), "x", sample)
    assert (panel.fact("licence"), panel.fact("credit")) == (sample.licence, sample.credit)
    assert panel.fact("folder") == ""


def with_exif(path: Path) -> Path:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "NIKON CORPORATION", "NIKON D750"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.ExposureTime], details[ExifTags.Base.FNumber] = 1 / 250, 5.6
    details[ExifTags.Base.ISOSpeedRatings], details[ExifTags.Base.FocalLength] = 200, 85.0
    details[ExifTags.Base.DateTimeOriginal], details[ExifTags.Base.LensModel] = "2024:05:06 07:08:09", "85mm f/1.8"
    Image.new("RGB", (40, 30), (200, 10, 10)).save(path, exif=exif)
    return path


def test_what_the_camera_wrote_is_put_in_words(qtbot, tmp_path):
    document = Document()
    panel = InfoPanel(document, ModelShelf(tmp_path))
    qtbot.addWidget(panel)
    document.set_photo(load_photo(with_exif(tmp_path / "camera.jpg")), "x")
    assert panel.fact("camera") == "NIKON D750"
    assert panel.fact("taken") == "2024-05-06 07:08:09"
    assert panel.fact("exposure") == "1/250 s, f/5.6, ISO 200, 85 mm"
    assert panel.fact("lens") == "85mm f/1.8"


def test_broken_exif_costs_nothing():
    assert camera_facts(None) == {}
    assert camera_facts(b"Exif\0\0garbage") == {}
    assert camera_facts(b"") == {}


def test_sixteen_bits_and_transparency_are_said(qtbot, tmp_path):
    pixels = np.full((30, 40, 4), 40_000, np.uint16)
    cv2.imwrite(str(tmp_path / "deep.png"), pixels)
    document = Document()
    panel = InfoPanel(document, ModelShelf(tmp_path))
    qtbot.addWidget(panel)
    document.set_photo(load_photo(tmp_path / "deep.png"), "x")
    assert panel.fact("pixels") == "16 bits a channel, transparency"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the other systems have no /proc")
@pytest.mark.parametrize(("told", "pages"), [("9000 2500 700 1 0 3000 0\n", 2500), ("", None), ("nonsense", None)])
def test_resident_memory_is_the_second_number_of_statm(tmp_path, monkeypatch, told, pages):
    statm = tmp_path / "statm"
    statm.write_text(told)
    monkeypatch.setattr(memory, "Path", lambda name: statm if name == "/proc/self/statm" else Path(name))
    assert resident_bytes() == (None if pages is None else pages * os.sysconf("SC_PAGE_SIZE"))


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS tells the most that was ever held")
def test_resident_memory_is_of_this_process():
    assert 0.5 < resident_bytes() / psutil.Process().memory_info().rss < 2


def test_the_panel_shows_the_memory_while_it_is_seen(qtbot, tmp_path, monkeypatch):
    held = [1_234_000_000]
    monkeypatch.setattr(info_panel, "resident_bytes", lambda: held[0])
    panel = InfoPanel(Document(), ModelShelf(tmp_path))
    qtbot.addWidget(panel)
    panel.show()
    assert panel.fact("memory") == "1.2 GB"
    panel.hide()
    held[0] = 56_000_000
    panel.show()
    assert panel.fact("memory") == "56 MB"
    held[0] = None  # a system that does not say
    panel.hide()
    panel.show()
    assert panel.fact("memory") == ""


def test_what_drew_the_frame_is_said_in_words(qtbot, photo, tmp_path):
    document = Document()
    panel = InfoPanel(document, ModelShelf(tmp_path))
    qtbot.addWidget(panel)
    document.set_photo(photo, "x")
    reshape(document, 240)
    said = []
    for drawing in (Drawing("warp"), Drawing("warp", refined=True), Drawing("small", 120, refined=True)):
        document.set_result(RenderResult(np.zeros((50, 120, 3), np.uint8), drawing, 0.05), document.placement)
        said.append(panel.fact("engine"))
    assert said == [
        "a content-aware warp, 50 ms", "a content-aware warp, with the photo’s own grain, 50 ms",
        "learned patches, step 120, refined, 50 ms",
    ]  # fmt: skip
