"""What to export, in which format, how large and where to; and the progress of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, Qt, Slot
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.dialogs import export_plan as plan
from app.model.document import Document
from app.platform.paths import chosen, file_url, is_folder, is_there, shown
from app.services.failures import explain
from app.services.job import Job
from app.services.session import Session
from app.theme.theme import icon, space
from app.widgets.basics import byte_size, duration, fit_height, label, line, question, set_role
from app.widgets.choice_box import ChoiceBox
from app.widgets.scrolled import Scrolled
from core.control import Progress
from core.errors import RegrainError
from core.names import as_line, from_line, printable

FOLDER_KEY = "export/folder"


class ExportDialog(QDialog):
    """Exports the document's present geometry. The window stays usable; the work runs as a job of ``session``."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(space(152))
        self._document, self._session = document, session
        self._settings = QSettings("Regrain", "Regrain")
        self._job: Job | None = None
        self._close_after_job = False
        self._own_name = True  # the name is still the proposed one
        self._done: Path | None = None

        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(5), space(5), space(4))
        column.setSpacing(space(3))
        column.addLayout(self._build_kinds())
        self.kind_text = label("", "muted", wrap=True)
        self.note = label("", "caption", wrap=True)
        choices = QWidget()
        inner = QVBoxLayout(choices)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(space(3))
        inner.addWidget(self.kind_text)
        inner.addWidget(line())
        inner.addLayout(self._build_form())
        inner.addWidget(self.note)
        inner.addStretch(1)
        column.addWidget(Scrolled(choices), 1)
        self.progress = QProgressBar(maximum=1000, textVisible=False)
        self.progress.setAccessibleName(self.tr("Export progress"))
        self.status = label("", wrap=True)
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.progress)
        column.addWidget(self.status)
        column.addLayout(self._build_buttons())
        self.choose_kind("picture")
        self._show_state()

    # -- building -------------------------------------------------------------------------------------------------

    def _build_kinds(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        group = QButtonGroup(self)
        self.kind_buttons: dict[str, QPushButton] = {}
        for kind, text, name in (
            ("picture", self.tr("Picture"), "image"),
            ("collage", self.tr("Grid"), "collage"),
            ("animation", self.tr("Animation"), "animation"),
        ):
            button = QPushButton(icon(name), text, checkable=True, autoDefault=False)
            button.setProperty("role", "segment")
            button.setMinimumHeight(space(10))
            button.clicked.connect(lambda _checked, kind=kind: self.choose_kind(kind))
            group.addButton(button)
            row.addWidget(button, 1)
            self.kind_buttons[kind] = button
        return row

    def _build_form(self) -> QGridLayout:
        self._form = QGridLayout()
        self._form.setHorizontalSpacing(space(4))
        self._form.setVerticalSpacing(space(2))
        self._form.setColumnMinimumWidth(0, space(28))
        self._form.setColumnStretch(1, 1)
        self._rows: dict[str, list[QWidget]] = {}

        self.format_box = ChoiceBox()
        self.format_box.currentIndexChanged.connect(self._on_format_changed)
        self.quality_slider = QSlider(Qt.Orientation.Horizontal, minimum=40, maximum=100, value=92)
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
            name = label(text, "muted")
            field.setAccessibleName(text)
            row = len(self._rows)
            self._form.addWidget(name, row, 0)
            if isinstance(field, QSpinBox):
                field.setFixedWidth(space(32))
                self._form.addWidget(field, row, 1, Qt.AlignmentFlag.AlignLeft)
            else:
                self._form.addWidget(field, row, 1)
            self._rows[key] = [name, field]
        self._build_file()
        return self._form

    def _build_file(self) -> None:
        """Below a line, in the same columns."""
        self.file_edit = QLineEdit()
        self.file_edit.setAccessibleName(self.tr("File"))
        self.file_edit.textEdited.connect(self._on_name_edited)
        self.browse_button = QPushButton(icon("folder"), self.tr("Choose…"), autoDefault=False)
        self.browse_button.clicked.connect(self._browse)
        inner = QHBoxLayout()
        inner.setSpacing(space(2))
        inner.addWidget(self.file_edit, 1)
        inner.addWidget(self.browse_button)
        row = self._form.rowCount()
        self._form.addWidget(line(), row, 0, 1, 2)
        self._form.addWidget(label(self.tr("File"), "muted"), row + 1, 0)
        self._form.addLayout(inner, row + 1, 1)

    def _build_buttons(self) -> QHBoxLayout:
        self.show_button = QPushButton(icon("folder"), self.tr("Show in folder"), autoDefault=False)
        self.show_button.clicked.connect(self._show_in_folder)
        self.close_button = QPushButton(self.tr("Close"), autoDefault=False)
        self.close_button.clicked.connect(self.reject)
        self.export_button = QPushButton(icon("export", "accent_text"), self.tr("Export"), default=True)
        self.export_button.setProperty("role", "primary")
        self.export_button.clicked.connect(self.export)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.show_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.export_button)
        return row

    # -- choices --------------------------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        return next(kind for kind, button in self.kind_buttons.items() if button.isChecked())

    @property
    def suffix(self) -> str:
        return self.format_box.currentData()

    def choose_kind(self, kind: str) -> None:
        """Offer the choices of "picture", "collage" or "animation"."""
        self.kind_buttons[kind].setChecked(True)
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
        for key, widgets in self._rows.items():
            for widget in widgets:
                widget.setVisible(key in shown)
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
        try:
            plan.animation_words(plan.keys(path, self._document.geometry), self._animation())
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
        has_quality = plan.has_quality(self.suffix)
        for widget in self._rows["quality"]:
            widget.setVisible(has_quality)
        value = self.quality_slider.value()
        lossless = self.suffix == ".webp" and value == 100
        self.quality_value.setText(self.tr("lossless") if lossless else str(value))
        if self.kind == "picture":
            self.size_text.setText(plan.picture_words(geometry))
        elif self.kind == "collage":
            self.size_text.setText(plan.collage_words(photo, self._collage()))
        else:
            self._refresh_animation()
        note = plan.format_note(self.kind, self.suffix, photo, geometry)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if self._done is not None or self.status.property("role") == "danger":
            self._done = None
            self._say("")
        self._show_state()

    def _refresh_animation(self) -> None:
        try:
            words = plan.animation_words(self._keys(), self._animation())
        except RegrainError:  # said when it is exported: the script, or the photo, changed since it was loaded
            words = "–"
        self.size_text.setText(words)

    def _collage(self):
        return plan.collage_settings(self.grid_box.currentData(), self.side_box.value(), self._session.frames.engine)

    def _animation(self):
        return plan.animation_settings(
            self.seconds_box.value(), self.side_box.value(), self.quality_slider.value(), self.suffix,
            self._session.frames.engine, self.easing_box.currentData(),
        )  # fmt: skip

    def _keys(self):
        return plan.keys(self.path_box.currentData(), self._document.geometry)

    # -- exporting ------------------------------------------------------------------------------------------------

    @Slot()
    def export(self) -> None:
        """Start, unless the file exists and the user wants to keep it."""
        photo = self._document.photo
        text = self.file_edit.text().strip()
        if photo is None or self._job is not None:
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
        self._path, quality = path, self.quality_slider.value()
        title = self.tr("Exporting {0}").format(printable(path.name))
        if self.kind == "picture":
            job = self._session.exporting.export_picture(path, quality)
        elif self.kind == "collage":
            job = self._session.exporting.start_job(title, plan.collage_work(photo, self._collage(), path, quality))
        else:
            try:
                keys = self._keys()
            except RegrainError as error:
                self._say(explain(error, "")[0], "danger")
                return
            job = self._session.exporting.start_job(title, plan.animation_work(photo, keys, path, self._animation()))
        self._follow(job)

    def _may_replace(self, path: Path) -> bool:
        box = question(self, self.tr("{0} exists. Replace it?").format(printable(path.name)))
        replace_it = box.addButton(self.tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.exec()
        return box.clickedButton() is replace_it

    def _follow(self, job: Job | None) -> None:
        if job is None:
            return
        self._job, self._done = job, None
        job.progressed.connect(self._on_progress)
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self.progress.setRange(0, 0)
        self._say(self.tr("Drawing at full size…") if self.kind == "picture" else self.tr("Drawing…"))
        self._show_state()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if self._job is None or progress.total <= 0:
            return
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(1000 * progress.done / progress.total))
        if progress.done >= progress.total:
            words = self.tr("Writing the file…")
        else:
            words = progress.text or self.tr("Drawing…")
            if progress.seconds_left is not None and progress.seconds_left > 2:
                words = self.tr("{0}, {1} left").format(words, duration(progress.seconds_left))
        self._say(words)

    @Slot(object)
    def _on_succeeded(self, _value: object) -> None:
        self._job, self._done = None, self._path
        self._settings.setValue(FOLDER_KEY, as_line(self._path.resolve().parent))
        size = byte_size(self._path.stat().st_size)
        self._say(self.tr("Saved {0}, {1}.").format(printable(self._path.name), size), "success")
        self._own_name = False
        self._ended()

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        sentence, details = explain(error, self.tr("Exporting"))
        self._say(sentence, "danger", details)
        self._ended()

    @Slot()
    def _on_cancelled(self) -> None:
        self._job = None
        self._say(self.tr("Cancelled; nothing was written."))
        self._ended()

    def _ended(self) -> None:
        self._show_state()
        if self._close_after_job:
            super().reject()

    def _say(self, words: str, role: str = "", details: str = "") -> None:
        self.status.setText(words)
        self.status.setToolTip(details)
        set_role(self.status, role)

    def _show_state(self) -> None:
        busy = self._job is not None
        self.progress.setVisible(busy)
        self.export_button.setEnabled(not busy)
        self.close_button.setText(self.tr("Cancel") if busy else self.tr("Close"))
        self.close_button.setEnabled(True)
        self.show_button.setVisible(self._done is not None)
        for widget in (*self.kind_buttons.values(), self.file_edit, self.browse_button):
            widget.setEnabled(not busy)
        for widgets in self._rows.values():
            widgets[1].setEnabled(not busy)
        fit_height(self)

    @Slot()
    def _show_in_folder(self) -> None:
        if self._done is not None:
            QDesktopServices.openUrl(file_url(self._done.resolve().parent))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        fit_height(self)

    def reject(self) -> None:
        """Close; while exporting, the button and Esc cancel first. A second Esc closes when the job has ended."""
        if self._job is None:
            super().reject()
        elif self.close_button.isEnabled():
            self.close_button.setEnabled(False)
            self._say(self.tr("Cancelling…"))
            self._job.cancel()

    def closeEvent(self, event) -> None:
        if self._job is not None:
            self._close_after_job = True
            self.reject()
            event.ignore()
        else:
            super().closeEvent(event)
