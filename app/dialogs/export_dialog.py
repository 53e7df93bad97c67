"""What to export, in which format, how large and where to; and the progress of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSlider,
    QSpinBox,
    QWidget,
)

from app.dialogs import export_plan as plan
from app.dialogs.job_dialog import JobDialog
from app.dialogs.path_field import PathField
from app.model.document import Document
from app.platform.paths import chosen, is_folder, is_there, shown
from app.services.failures import explain
from app.services.sentences import said
from app.services.session import Session
from app.theme.theme import icon, space
from app.widgets.basics import byte_size, fit_height, label, line, question
from app.widgets.choice_box import ChoiceBox
from core.control import Progress
from core.errors import RegrainError
from core.export import AnimationSettings, CollageSettings, Keyframe
from core.geometry import CanvasGeometry
from core.names import as_line, from_line, printable

FOLDER_KEY = "export/folder"
PROGRESS_STEPS = 1000


class ExportDialog(JobDialog):
    """Exports the document's present geometry. The window stays usable; the work runs as a job of ``session``."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(space(152))
        self._document, self._session = document, session
        self._settings = QSettings("Regrain", "Regrain")
        self._own_name = True  # the name is still the proposed one
        self._done: Path | None = None

        self._add_kind("picture", self.tr("Picture"), "image")
        self._add_kind("collage", self.tr("Grid"), "collage")
        self._add_kind("animation", self.tr("Animation"), "animation")
        self._build_form()
        self._build_file()
        self.progress.setMaximum(PROGRESS_STEPS)
        self.progress.setAccessibleName(self.tr("Export progress"))
        self.start_button.setIcon(icon("export", "accent_text"))
        self.start_button.setText(self.tr("Export"))
        self.start_button.clicked.connect(self.export)
        self._lay_out()
        self.choose_kind("picture")
        self._show_state()

    # -- building -------------------------------------------------------------------------------------------------

    def _build_form(self) -> None:
        self.format_box = ChoiceBox()
        self.format_box.currentIndexChanged.connect(self._on_format_changed)
        self.quality_slider = QSlider(Qt.Orientation.Horizontal)
        self.quality_slider.setRange(40, 100)
        self.quality_slider.setValue(92)
        self.quality_slider.valueChanged.connect(self._refresh)
        self.quality_value = QLabel()
        self.quality_value.setFixedWidth(space(20))
        self.quality_value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        quality = QWidget()
        inner = QHBoxLayout(quality)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.quality_slider, 1)
        inner.addWidget(self.quality_value)
        self.grid_box = ChoiceBox()
        for text, scales in plan.grids():
            self.grid_box.addItem(text, scales)
        self.grid_box.currentIndexChanged.connect(self._refresh)
        self.path_box = ChoiceBox()
        self.path_box.currentIndexChanged.connect(self._refresh)
        self.script_button = QPushButton(icon("folder"), self.tr("Script…"), autoDefault=False)
        self.script_button.setToolTip(self.tr("Load keyframes from a JSON file: sizes, quads, seconds, easing, holds"))
        self.script_button.clicked.connect(self._choose_script)
        self._script: Path | None = None
        way = QWidget()
        inner = QHBoxLayout(way)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(space(2))
        inner.addWidget(self.path_box, 1)
        inner.addWidget(self.script_button)
        self.easing_box = ChoiceBox()
        for easing, text in plan.easings():
            self.easing_box.addItem(text, easing)
        self.easing_box.currentIndexChanged.connect(self._refresh)
        self.seconds_box = QSpinBox(minimum=2, maximum=60, value=6, suffix=self.tr(" s"))
        self.side_box = QSpinBox(minimum=160, maximum=16_000, singleStep=80, suffix=" px")
        self.side_box.setGroupSeparatorShown(True)
        for box in (self.seconds_box, self.side_box):
            box.valueChanged.connect(self._refresh)
        self.size_text = QLabel()
        self.size_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.path_box.setAccessibleName(self.tr("Way"))
        for key, text, field in (
            ("grid", self.tr("Grid"), self.grid_box),
            ("path", self.tr("Way"), way),
            ("easing", self.tr("Speed"), self.easing_box),
            ("seconds", self.tr("Length"), self.seconds_box),
            ("side", self.tr("Long side up to"), self.side_box),
            ("format", self.tr("Format"), self.format_box),
            ("quality", self.tr("Quality"), quality),
            ("size", self.tr("Exact size"), self.size_text),
        ):
            if isinstance(field, QSpinBox):
                field.setFixedWidth(space(32))
                self._add_row(key, text, field, align=Qt.AlignmentFlag.AlignLeft)
            else:
                self._add_row(key, text, field)

    def _build_file(self) -> None:
        """Below a line, in the same columns."""
        self._file = PathField(self.tr("Choose…"), self._browse)
        self.file_edit = self._file.edit
        self.file_edit.setAccessibleName(self.tr("File"))
        self.file_edit.textEdited.connect(self._on_name_edited)
        row = self._form.rowCount()
        self._form.addWidget(line(), row, 0, 1, 2)
        self._form.addWidget(label(self.tr("File"), "muted"), row + 1, 0)
        self._form.addWidget(self._file, row + 1, 1)

    # -- choices --------------------------------------------------------------------------------------------------

    @property
    def suffix(self) -> str:
        return self.format_box.currentData()

    def choose_kind(self, kind: str) -> None:
        """Offer the choices of "picture", "collage" or "animation"."""
        super().choose_kind(kind)
        self.kind_text.setText(plan.kind_sentence(kind))
        self.format_box.blockSignals(True)
        self.format_box.clear()
        for suffix, text in plan.formats(kind):
            self.format_box.addItem(text, suffix)
        photo, geometry = self._document.photo, self._document.geometry
        if kind == "picture" and photo is not None and photo.path is not None:
            own = self.format_box.findData(plan.usual_suffix(photo.path.suffix))
            self.format_box.setCurrentIndex(max(0, own))
        self.format_box.blockSignals(False)
        self.side_box.setValue(plan.usual_side(kind))
        self.path_box.blockSignals(True)
        self.path_box.clear()
        for key, text in plan.paths(geometry):
            self.path_box.addItem(text, key)
        self._offer_script()
        self.path_box.blockSignals(False)
        shown = {
            "picture": ("format", "quality", "size"),
            "collage": ("grid", "side", "format", "quality", "size"),
            "animation": ("path", "easing", "seconds", "side", "format", "quality", "size"),
        }[kind]
        for key, row in self._rows.items():
            row.set_visible(key in shown)
        self._own_name = True
        self._on_format_changed()

    def _offer_script(self) -> None:
        """The script that was loaded, as the last of the ways."""
        if self._script is not None:
            self.path_box.addItem(self.tr("The script {0}").format(printable(self._script.name)), self._script)

    @Slot()
    def _choose_script(self) -> None:
        kinds = self.tr("Scripts ({0});;All files (*)").format("*.json")
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Script of an animation"), str(Path(self.file_edit.text()).parent), kinds
        )
        if name:
            self.load_script(chosen(name))

    def load_script(self, path: Path) -> None:
        """Go the way of a script, where it is one; else say what is wrong with it."""
        geometry = self._document.geometry
        if geometry is None:
            return
        try:
            plan.animation_words(plan.keys(path, geometry), self._animation())
        except RegrainError as error:
            self._say(explain(error, "")[0], "danger")
            return
        if self._script is not None:
            self.path_box.removeItem(self.path_box.count() - 1)
        self._script = path
        self._offer_script()
        self.path_box.setCurrentIndex(self.path_box.count() - 1)

    @Slot()
    def _on_format_changed(self) -> None:
        if self._own_name or not self.file_edit.text():
            self.file_edit.setText(shown(self._proposed()))
        else:
            self.file_edit.setText(str(Path(self.file_edit.text()).with_suffix(self.suffix)))
        self._refresh()

    def _proposed(self) -> Path:
        """A name in the last folder that nothing has yet."""
        photo, geometry = self._document.photo, self._document.geometry
        folder = from_line(str(self._settings.value(FOLDER_KEY, "")))
        if not str(self._settings.value(FOLDER_KEY, "")) or not is_folder(folder):
            pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
            own = photo.path.parent if photo is not None and photo.path is not None else None
            folder = own if own is not None and self._document.sample is None else Path(pictures)
        return plan.free_name(folder, photo, self._document.sample, geometry, self.kind, self.suffix)

    @Slot(str)
    def _on_name_edited(self, text: str) -> None:
        self._own_name = False
        found = self.format_box.findData(plan.usual_suffix(Path(text).suffix))
        if found >= 0 and found != self.format_box.currentIndex():
            self.format_box.blockSignals(True)
            self.format_box.setCurrentIndex(found)
            self.format_box.blockSignals(False)
        self._refresh()

    @Slot()
    def _browse(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export to"), self.file_edit.text(),
            f"{self.format_box.currentText()} (*{self.suffix})", options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if name:
            self.file_edit.setText(name if Path(name).suffix else name + self.suffix)
            self._on_name_edited(self.file_edit.text())

    @Slot()
    def _refresh(self) -> None:
        """Say how large the result will be and what the format leaves out."""
        photo, geometry = self._document.photo, self._document.geometry
        if photo is None or geometry is None:
            return
        self._rows["quality"].set_visible(plan.has_quality(self.suffix))
        value = self.quality_slider.value()
        lossless = self.suffix == ".webp" and value == 100
        self.quality_value.setText(self.tr("lossless") if lossless else str(value))
        if self.kind == "picture":
            self.size_text.setText(plan.picture_words(geometry))
        elif self.kind == "collage":
            self.size_text.setText(plan.collage_words(photo, self._collage()))
        else:
            self._refresh_animation(geometry)
        note = plan.format_note(self.kind, self.suffix, photo, geometry)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if self._done is not None or self.status.property("role") == "danger":
            self._done = None
            self._say("")
        self._show_state()

    def _refresh_animation(self, geometry: CanvasGeometry) -> None:
        try:
            words = plan.animation_words(self._keys(geometry), self._animation())
        except RegrainError:  # said when it is exported: the script, or the photo, changed since it was loaded
            words = "–"
        self.size_text.setText(words)

    def _collage(self) -> CollageSettings:
        return plan.collage_settings(self.grid_box.currentData(), self.side_box.value(), self._session.frames.engine)

    def _animation(self) -> AnimationSettings:
        return plan.animation_settings(
            self.seconds_box.value(), self.side_box.value(), self.quality_slider.value(), self.suffix,
            self._session.frames.engine, self.easing_box.currentData(),
        )  # fmt: skip

    def _keys(self, geometry: CanvasGeometry) -> list[Keyframe]:
        return plan.keys(self.path_box.currentData(), geometry)

    # -- exporting ------------------------------------------------------------------------------------------------

    @Slot()
    def export(self) -> None:
        """Start, unless the file exists and the user wants to keep it."""
        photo, geometry = self._document.photo, self._document.geometry
        text = self.file_edit.text().strip()
        if photo is None or geometry is None or self._job is not None:
            return
        if not text or text.endswith(("/", "\\")):
            self._say(self.tr("Say which file to write."), "danger")
            return
        path = chosen(text)
        if plan.usual_suffix(path.suffix) != self.suffix:
            path = path.with_name(path.name + self.suffix)
            self.file_edit.setText(shown(path))
        if is_folder(path):
            self._say(self.tr("{0} is a folder; give the file another name.").format(printable(path.name)), "danger")
            return
        if is_there(path) and not self._may_replace(path):
            return
        quality = self.quality_slider.value()
        title = self.tr("Exporting {0}").format(printable(path.name))
        if self.kind == "picture":
            job = self._session.exporting.export_picture(path, quality)
        elif self.kind == "collage":
            job = self._session.exporting.start_job(title, plan.collage_work(photo, self._collage(), path, quality))
        else:
            try:
                keys = self._keys(geometry)
            except RegrainError as error:
                self._say(explain(error, "")[0], "danger")
                return
            job = self._session.exporting.start_job(title, plan.animation_work(photo, keys, path, self._animation()))
        if job is None:
            return
        self._done = None
        job.progressed.connect(self._on_progress)
        job.succeeded.connect(self._on_succeeded)
        job.cancelled.connect(self._on_cancelled)
        self._follow(job, self.tr("Drawing at full size…") if self.kind == "picture" else self.tr("Drawing…"))

    def _may_replace(self, path: Path) -> bool:
        box = question(self, self.tr("{0} exists. Replace it?").format(printable(path.name)))
        replace_it = box.addButton(self.tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.exec()
        return box.clickedButton() is replace_it

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if self._job is None or progress.total <= 0:
            return
        self.progress.setRange(0, PROGRESS_STEPS)
        self.progress.setValue(round(PROGRESS_STEPS * progress.done / progress.total))
        if progress.done >= progress.total:
            words = self.tr("Writing the file…")
        else:
            doing = self.tr("Drawing…") if progress.doing is None else said(progress.doing)
            words = self._with_time_left(doing, progress.seconds_left)
        self._say(words)

    @Slot(object)
    def _on_succeeded(self, path: Path) -> None:
        self._job, self._done = None, path
        self._settings.setValue(FOLDER_KEY, as_line(path.resolve().parent))
        self._say(self.tr("Saved {0}, {1}.").format(printable(path.name), byte_size(path.stat().st_size)), "success")
        self._own_name = False
        self._ended()

    def _doing(self) -> str:
        return self.tr("Exporting")

    @Slot()
    def _on_cancelled(self) -> None:
        self._job = None
        self._say(self.tr("Cancelled; nothing was written."))
        self._ended()

    @Slot()
    def _show_state(self) -> None:
        super()._show_state()
        self.show_button.setVisible(self._done is not None)
        self._file.setEnabled(self._job is None)
        fit_height(self)

    def _results_folder(self) -> Path | None:
        return None if self._done is None else self._done.resolve().parent

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        fit_height(self)
