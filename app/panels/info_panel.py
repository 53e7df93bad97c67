"""What is known about the open photo and about the frame on the canvas."""

from __future__ import annotations

import io
from typing import Any

from PIL import ExifTags, Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.model.document import Document
from app.panels.memory import resident_bytes
from app.project.models import ModelShelf
from app.services.sentences import drawn_by
from app.theme.theme import space
from app.widgets.basics import byte_size, label, pixel_size
from core.image_io import Photo
from core.ingan.messages import Drawing, TrainEvent
from core.names import printable

MEMORY_MS = 2000


class InfoPanel(QScrollArea):
    """Facts in groups; a fact that is not there takes no room.

    Args:
        shelf: where models are kept; the user's own folder by default.
    """

    def __init__(self, document: Document, shelf: ModelShelf | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._shelf = document, shelf or ModelShelf()
        self._values: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        self._heads: dict[str, QLabel] = {}
        self._groups: dict[str, list[str]] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setObjectName("scrolled")
        self.setWidget(body)
        column = QVBoxLayout(body)
        column.setContentsMargins(space(3), space(2), space(3), space(3))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space(3))
        self._grid.setVerticalSpacing(space(1) + 2)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._build()

        self._timer = QTimer(self, interval=MEMORY_MS)
        self._timer.timeout.connect(self._show_memory)
        document.photoChanged.connect(self._show_photo)
        document.photoReplaced.connect(self._show_photo)
        document.geometryChanged.connect(self._show_canvas)
        document.resultChanged.connect(self._show_canvas)
        document.modelChanged.connect(self._show_model)
        document.trainingEvent.connect(self._on_training_event)
        document.trainingStateChanged.connect(self._show_model)
        self._show_photo()

    def _build(self) -> None:
        groups = (
            ("photo", self.tr("Photo"), (
                ("name", self.tr("Name")), ("size", self.tr("Size")), ("pixels", self.tr("Pixels")),
                ("folder", self.tr("Folder")), ("credit", self.tr("Credit")), ("licence", self.tr("Licence")),
            )),
            ("canvas", self.tr("Canvas"), (
                ("target", self.tr("New size")), ("frame", self.tr("On screen")), ("engine", self.tr("Drawn by")),
            )),
            ("model", self.tr("Model"), (
                ("trained", self.tr("Trained")), ("file", self.tr("File")),
            )),
            ("camera", self.tr("Camera"), (
                ("camera", self.tr("Camera")), ("lens", self.tr("Lens")), ("taken", self.tr("Taken")),
                ("exposure", self.tr("Exposure")),
            )),
            ("program", self.tr("Program"), (("memory", self.tr("Memory")),)),
        )  # fmt: skip
        row = 0
        for group, title, facts in groups:
            head = label(title, "heading")
            head.setContentsMargins(0, space(3) if row else 0, 0, space(1))
            self._grid.addWidget(head, row, 0, 1, 2)
            self._heads[group], self._groups[group] = head, [key for key, _ in facts]
            row += 1
            for key, text in facts:
                name = label(text, "muted")
                value = label("", wrap=True)
                value.setTextInteractionFlags(
                    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
                )
                value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
                value.setAccessibleName(text)
                top = Qt.AlignmentFlag.AlignTop
                self._grid.addWidget(name, row, 0, top)
                self._grid.addWidget(value, row, 1)
                self._names[key], self._values[key] = name, value
                row += 1

    def fact(self, key: str) -> str:
        """What the panel says about ``key``; "" where it says nothing."""
        return self._values[key].text()

    def _set(self, key: str, text: str, tip: str = "") -> None:
        value = self._values[key]
        value.setText(text)
        value.setToolTip(tip)
        value.setVisible(bool(text))
        self._names[key].setVisible(bool(text))
        for group, keys in self._groups.items():
            if key in keys:
                self._heads[group].setVisible(any(self.fact(k) for k in keys))

    # -- facts ----------------------------------------------------------------------------------------------------

    def _show_photo(self) -> None:
        photo, sample = self._document.photo, self._document.sample
        self._set("name", self._document.title)
        self._set("size", "" if photo is None else _size_words(photo))
        self._set("pixels", "" if photo is None else self._pixel_words(photo))
        path = None if photo is None or sample is not None else photo.path
        folder, whole = ("", "") if path is None else (printable(path.parent), printable(path))
        self._set("folder", _breakable(folder), whole)
        self._set("credit", "" if sample is None else sample.credit)
        self._set("licence", "" if sample is None else sample.licence)
        facts = camera_facts(None if photo is None else photo.metadata.exif)
        for key in ("camera", "lens", "taken", "exposure"):
            self._set(key, facts.get(key, ""))
        self._show_canvas()
        self._show_model()
        self._show_memory()

    def _pixel_words(self, photo: Photo) -> str:
        bits = self.tr("{0} bits a channel").format(8 * photo.pixels.dtype.itemsize)
        parts = [bits]
        if photo.has_alpha:
            parts.append(self.tr("transparency"))
        if photo.icc is not None:
            parts.append(self.tr("colour profile kept"))
        return ", ".join(parts)

    def _show_canvas(self, _what: object = None) -> None:
        geometry, result = self._document.geometry, self._document.result
        if geometry is None:
            target = ""
        elif geometry.is_identity:
            target = self.tr("{0}, as the photo").format(pixel_size(geometry.width, geometry.height))
        else:
            target = pixel_size(geometry.width, geometry.height)
        self._set("target", target)
        if result is None:
            self._set("frame", "")
            self._set("engine", "")
            return
        height, width = result.image.shape[:2]
        self._set("frame", pixel_size(width, height))
        words = {
            Drawing("patches"): self.tr("patches of the photo"), Drawing("stretch"): self.tr("a plain stretch"),
            Drawing("warp"): self.tr("a content-aware warp"),
            Drawing("warp", refined=True): self.tr("a content-aware warp, with the photo’s own grain"),
            Drawing("extension", refined=True): self.tr("the photo as it is, extended with its own parts"),
            Drawing("extension"): self.tr("the photo as it is, with a mirrored quick look around it"),
        }  # fmt: skip
        took = self.tr("{0} ms").format(max(1, round(1000 * result.seconds)))
        if geometry is not None and geometry.is_identity:
            self._set("engine", self.tr("the photo itself"))
        else:
            self._set("engine", f"{words.get(result.drawing) or drawn_by(result.drawing)}, {took}")

    def _on_training_event(self, event: TrainEvent) -> None:
        if event.saved:
            self._show_model()

    def _show_model(self, _what: object = None) -> None:
        document = self._document
        if document.photo is None:
            for key in ("trained", "file"):
                self._set(key, "")
            return
        self._set("trained", self.tr("not yet") if document.model is None else drawn_by(document.model))
        path = self._shelf.newest(document.fingerprint)
        if path is None:
            bundled = document.model is not None and document.sample is not None and not document.training_active
            self._set("file", self.tr("comes with Regrain") if bundled else "")
            return
        self._set("file", f"{_breakable(path.name)}, {byte_size(path.stat().st_size)}", str(path))

    def _show_memory(self) -> None:
        used = resident_bytes()
        self._set("memory", "" if used is None else byte_size(used))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_memory()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


def _size_words(photo: Photo) -> str:
    million = photo.width * photo.height / 1e6
    words = pixel_size(photo.width, photo.height)
    return f"{words}, {million:.1f} MP" if million >= 0.1 else words


def _breakable(text: str) -> str:
    """``text`` with places where a narrow panel may break the line (zero-width spaces)."""
    return "".join(c + "\u200b" if c in "/\\_-." else c for c in text)


def camera_facts(exif: bytes | None) -> dict[str, str]:
    """Camera, lens, time and exposure from an EXIF block, in words; what is missing or broken is left out."""
    if exif is None:
        return {}
    try:
        block = Image.Exif()
        block.load(io.BytesIO(exif).getvalue())
        details = block.get_ifd(ExifTags.IFD.Exif)
    except Exception:  # cameras write EXIF in their own ways; a bad block must not cost the panel
        return {}
    facts = {}
    maker, model = (_text(block.get(tag)) for tag in (ExifTags.Base.Make, ExifTags.Base.Model))
    repeats_maker = bool(maker) and model.lower().startswith(maker.split()[0].lower())
    facts["camera"] = model if repeats_maker else f"{maker} {model}".strip()
    facts["lens"] = _text(details.get(ExifTags.Base.LensModel))
    taken = _text(details.get(ExifTags.Base.DateTimeOriginal) or block.get(ExifTags.Base.DateTime))
    facts["taken"] = taken.replace(":", "-", 2)
    facts["exposure"] = ", ".join(filter(None, _exposure(details)))
    return {key: value for key, value in facts.items() if value}


def _exposure(details: dict) -> list[str]:
    time, aperture, speed, focal = (
        _number(details.get(tag))
        for tag in (
            ExifTags.Base.ExposureTime, ExifTags.Base.FNumber, ExifTags.Base.ISOSpeedRatings, ExifTags.Base.FocalLength,
        )
    )  # fmt: skip
    return [
        "" if not time else (f"1/{round(1 / time)} s" if time < 0.5 else f"{time:g} s"),
        f"f/{aperture:g}" if aperture else "",
        f"ISO {speed:g}" if speed else "",
        f"{focal:g} mm" if focal else "",
    ]


def _text(value: object) -> str:
    return "" if value is None else str(value).replace("\0", "").strip()


def _number(value: Any) -> float:  # whatever a camera wrote
    try:
        number = float(value[0] if isinstance(value, tuple) else value)
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        return 0.0
    return number if 0 < number < 1e9 else 0.0
