"""One size, one mask or one kind of training for a whole folder of photos."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.dialogs import batch_plan as plan
from app.dialogs.batch_list import BatchList, failure_words
from app.dialogs.job_dialog import JobDialog
from app.dialogs.path_field import PathField, ProposedFolder
from app.model.document import Document
from app.platform.paths import chosen, is_folder, is_there, shown
from app.project.files import ModelAttachment
from app.services.failures import explain
from app.services.session import Session
from app.theme.theme import icon, space
from app.widgets.basics import resize_on_screen
from app.widgets.choice_box import ChoiceBox
from core.batch import BatchProgress, BatchResult, check_folders, photos_in, run_batch, skipped_files
from core.control import Progress, ProgressCallback, RunControl
from core.errors import RegrainError
from core.geometry import MAX_SIDE
from core.image_io import name_filter
from core.names import as_line, from_line, printable

PHOTOS_KEY, OUT_KEY = "batch/photos", "batch/out"
TYPING_MS = 300  # a path that is being typed is looked at when the typing rests


class BatchDialog(JobDialog):
    """Reshapes or repairs every photo of a folder into another folder, or trains a model of each.

    The editor stays usable meanwhile.
    """

    def __init__(
        self, document: Document, session: Session, settings: QSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Batch"))
        self._document, self._session, self._settings = document, session, settings
        self._photos: list[Path] = []
        self._out: Path | None = None  # folder of the last results
        self._result: BatchResult | None = None
        self._model: ModelAttachment | None = None
        self._training = RunControl()  # of a batch that trains
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._look)

        self._add_kind("reshape", self.tr("Reshape"), "retarget")
        self._add_kind("repair", self.tr("Repair"), "fill")
        self._add_kind("train", self.tr("Train"), "train")
        self._build_form()
        self.list = BatchList()
        self.list.setMinimumHeight(space(14))
        self.progress.setAccessibleName(self.tr("Progress of the batch"))
        self.copy_button = QPushButton(icon("copy"), self.tr("Copy the failures"), autoDefault=False)
        self.copy_button.clicked.connect(self._copy_failures)
        self.start_button.setIcon(icon("batch", "accent_text"))
        self.start_button.setText(self.tr("Start"))
        self.start_button.clicked.connect(self.start)
        self._lay_out(below=self.list, further=[self.copy_button])
        resize_on_screen(self, space(150), space(155))
        self.choose_kind("reshape")
        self._offer_folders()
        self._offer_document()
        for changed in (document.photoChanged, document.modelChanged, document.mask.emptyChanged):
            changed.connect(self._offer_document)
        document.geometryChanged.connect(self._give_way)
        for box in (self.size_box, self.engine_box, self.mask_box, self.preset_box):
            box.activated.connect(self._forget_result)
        for field in (self.width_box, self.height_box, self.minutes_box):
            field.valueChanged.connect(self._forget_result)
        self._look()

    # -- building -------------------------------------------------------------------------------------------------

    def _build_form(self) -> None:
        browsing = (self._browse_photos, self._browse_out, self._browse_mask)
        photos, out, mask = (PathField(self.tr("Choose…"), browse) for browse in browsing)
        self.photos_edit, self.out_edit, self.mask_edit = photos.edit, out.edit, mask.edit
        for edit in (self.photos_edit, self.out_edit, self.mask_edit):
            edit.textChanged.connect(self._on_typing)
        self.size_box = ChoiceBox()
        self.size_box.addItem(self.tr("Percent of each photo"), "scale")
        self.size_box.addItem(self.tr("The same size for all"), "size")
        self.size_box.currentIndexChanged.connect(self._on_unit)
        self.width_box, self.height_box = QSpinBox(), QSpinBox()
        self.width_box.setAccessibleName(self.tr("Width"))
        self.height_box.setAccessibleName(self.tr("Height"))
        size = QWidget()
        inner = QHBoxLayout(size)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(space(2))
        inner.addWidget(self.size_box, 1)
        for box, before in ((self.width_box, ""), (self.height_box, "×")):
            box.setFixedWidth(space(28))
            if before:
                inner.addWidget(QLabel(before))
            inner.addWidget(box)
        self.engine_box = ChoiceBox()
        self.mask_box = ChoiceBox()
        self.mask_box.currentIndexChanged.connect(self._on_mask_kind)
        self.preset_box = ChoiceBox()
        self.preset_box.addItem(self.tr("Quick"), "quick")
        self.preset_box.addItem(self.tr("Balanced"), "balanced")
        self.preset_box.currentIndexChanged.connect(self._on_preset)
        self.minutes_box = QSpinBox(minimum=1, maximum=24 * 60, suffix=self.tr(" min"))
        self.minutes_box.setFixedWidth(space(28))
        for key, text, field, named in (
            ("photos", self.tr("Photos in"), photos, self.photos_edit),
            ("out", self.tr("Results to"), out, self.out_edit),
            ("size", self.tr("New size"), size, self.size_box),
            ("engine", self.tr("Drawn with"), self.engine_box, self.engine_box),
            ("hole", self.tr("Fill"), self.mask_box, self.mask_box),
            ("mask", self.tr("Mask"), mask, self.mask_edit),
            ("preset", self.tr("Preset"), self.preset_box, self.preset_box),
            ("minutes", self.tr("For each photo"), self.minutes_box, self.minutes_box),
        ):
            self._add_row(key, text, field, named=named)
        self._on_unit()
        self._on_preset()

    # -- choices --------------------------------------------------------------------------------------------------

    def choose_kind(self, kind: str) -> None:
        """Offer the choices of "reshape", "repair" or "train"."""
        super().choose_kind(kind)
        self.kind_text.setText(plan.kind_sentence(kind))
        self._forget_result()
        self._look()

    def _offer_folders(self) -> None:
        """The folders of the last time, or the one of the open photo."""
        photo = self._document.photo
        own = photo.path.parent if photo is not None and photo.path and self._document.sample is None else None
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        for edit, key, other in ((self.photos_edit, PHOTOS_KEY, own), (self.out_edit, OUT_KEY, None)):
            kept = str(self._settings.value(key, ""))
            there = kept and is_folder(from_line(kept))
            edit.setText(shown(from_line(kept)) if there else shown(other or ""))
        self._proposed_folder = ProposedFolder(self.photos_edit, self.out_edit)
        self._start_folder = shown(own or pictures)

    @Slot()
    def _offer_document(self) -> None:
        """What the open photo can lend, while there is something: its model and its mask."""
        title, has_photo = self._document.title, self._document.photo is not None
        engines = plan.engines(title if has_photo and self._document.model is not None else "")
        masks = plan.masks(title if has_photo and not self._document.mask.empty else "")
        for box, choices in ((self.engine_box, engines), (self.mask_box, masks)):
            if choices == [(box.itemText(n), box.itemData(n)) for n in range(box.count())]:
                continue
            chosen = box.currentData()
            box.blockSignals(True)
            box.clear()
            for text, data in choices:
                box.addItem(text, data)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.blockSignals(False)
        self._show_state()

    @Slot()
    def _on_unit(self) -> None:
        percent = self.size_box.currentData() == "scale"
        for box, size in ((self.width_box, (5, 500, 150, 1920)), (self.height_box, (5, 500, 100, 1080))):
            low, high, scale, side = size
            box.setRange(low if percent else 16, high if percent else MAX_SIDE)
            box.setSuffix(" %" if percent else " px")
            box.setValue(scale if percent else side)

    @Slot()
    def _on_preset(self) -> None:
        self.minutes_box.setValue(plan.TRAIN_MINUTES[self.preset_box.currentData()])

    @Slot()
    def _on_mask_kind(self) -> None:
        self.mask_edit.clear()
        self._show_state()

    @Slot()
    def _on_typing(self) -> None:
        self._typing.start()
        self._forget_result()

    @Slot()
    def _look(self) -> None:
        """List the photos of the folder that is named now."""
        self._typing.stop()
        text = self.photos_edit.text().strip()
        self._photos, words = [], self.tr("Choose the folder that the photos are in.")
        if text:
            try:
                self._photos = photos_in(chosen(text))
                self._proposed_folder.follow()
                words = plan.found_words(self.kind, len(self._photos), len(skipped_files(chosen(text))))
            except RegrainError as error:
                words = explain(error, "")[0]
        self.note.setText(words)
        self.list.set_photos(self._photos)
        self._show_state()

    @Slot()
    def _browse_photos(self) -> None:
        name = self._ask_folder(self.tr("Folder of photos"), self.photos_edit.text())
        if name:
            self.photos_edit.setText(name)
            self._look()

    @Slot()
    def _browse_out(self) -> None:
        name = self._ask_folder(self.tr("Folder for the results"), self.out_edit.text())
        if name:
            self.out_edit.setText(name)

    @Slot()
    def _browse_mask(self) -> None:
        if self.mask_box.currentData() == "folder":
            name = self._ask_folder(self.tr("Folder of masks"), self.mask_edit.text())
        else:
            kinds = self.tr("Pictures ({0});;All files (*)").format(name_filter())
            start = self.mask_edit.text() or self._start_folder
            name, _ = QFileDialog.getOpenFileName(self, self.tr("Mask"), start, kinds)
        if name:
            self.mask_edit.setText(name)

    def _ask_folder(self, title: str, now: str) -> str:
        return QFileDialog.getExistingDirectory(self, title, now if is_folder(chosen(now)) else self._start_folder)

    # -- working --------------------------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Begin, unless something is still missing."""
        if self._job is not None:
            return
        self._look()
        self._model = self._session.weights.attachment() if self.engine_box.currentData() == "model" else None
        missing = self._missing()
        if missing:
            self._say(missing, "danger")
            return
        trains = self.kind == "train"
        out = self._session.shelf.folder if trains else chosen(self.out_edit.text().strip())
        place = plan.on_shelf(self._session.shelf, self.preset_box.currentData()) if trains else None
        self._settings.setValue(PHOTOS_KEY, as_line(self._photos[0].parent))
        self._out, self._result, photos, make = out, None, self._photos, self._operation()
        self.list.names_results = not trains

        def work(cancelled: Callable[[], bool], on_progress: ProgressCallback) -> BatchResult:
            return run_batch(
                photos, out, make(), keep_existing=True, place=place, cancelled=cancelled, on_progress=on_progress
            )

        job = self._session.jobs.start_aside(self.windowTitle(), work)
        job.progressed.connect(self._on_progress)
        job.succeeded.connect(self._on_ended)
        self._follow(job, self.tr("Starting…"))

    def _missing(self) -> str:
        """A sentence on what keeps the batch from starting, or ""."""
        if not self._photos:
            return self.note.text()
        if self.kind == "train":
            busy = self._document.training_active
            return self.tr("The open photo is being trained on; let that end or stop it first.") if busy else ""
        if not self.out_edit.text().strip():
            return self.tr("Choose a folder for the results.")
        try:
            check_folders(self._photos[0].parent, chosen(self.out_edit.text().strip()))
        except RegrainError as error:
            return explain(error, "")[0]
        if self.kind == "repair" and self.mask_box.currentData() != "painted":
            text = self.mask_edit.text().strip()
            there = chosen(text)
            folder = self.mask_box.currentData() == "folder"
            if not text or not is_there(there) or is_folder(there) != folder:
                return self.tr("Choose a folder of masks.") if folder else self.tr("Choose a mask file.")
        return ""

    def _operation(self) -> plan.MakeOperation:
        if self.kind == "train":
            self._training = RunControl()
            return plan.train(self.preset_box.currentData(), self.minutes_box.value(), self._training)
        if self.kind == "repair":
            painted = self._document.mask.pixels
            if self.mask_box.currentData() == "painted" and painted is not None:
                return plan.repair(self._session.filling, painted.copy())
            return plan.repair(self._session.filling, chosen(self.mask_edit.text().strip()))
        width, height = self.width_box.value(), self.height_box.value()
        if self.size_box.currentData() == "scale":
            return plan.reshape(None, (width / 100, height / 100), self._model)
        return plan.reshape((width, height), (1.0, 1.0), self._model)

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if self._job is None or not isinstance(progress, BatchProgress):
            return
        self.progress.setRange(0, progress.total)
        self.progress.setValue(progress.done)
        self.list.follow(progress)
        count = min(len(progress.outcomes) + 1, len(self._photos))
        words = self.tr("{0} of {1}: {2}").format(count, len(self._photos), printable(progress.name))
        words = self._with_time_left(words, progress.seconds_left if progress.outcomes else None)
        if self.close_button.isEnabled():  # not while it says that it is being cancelled
            self._say(words)

    @Slot(object)
    def _on_ended(self, result: BatchResult) -> None:
        self._job, self._result = None, result
        if self.kind != "train" and self._out is not None:
            self._settings.setValue(OUT_KEY, as_line(self._out))
        self.list.take(result.outcomes)
        self.list.mark_failures(result.outcomes)
        self.list.end(result.cancelled)
        failed, count = len(result.failures), len(self._photos)
        done = len(result.outcomes) - failed
        if result.cancelled:
            self._say(self.tr("Cancelled; done and kept: {0} of %n photos.", "", count).format(done))
        elif failed:
            words = self.tr("Done: {0} of %n photos. The list begins with those that failed.", "", count)
            self._say(words.format(done), "warning")
        else:
            self._say(self.tr("All %n photos are done.", "", count), "success")
        self._ended()

    def _doing(self) -> str:
        return self.tr("The batch")

    @Slot()
    def _give_way(self) -> None:
        self._training.yield_cores(1.0)  # the canvas goes first

    @Slot()
    def _forget_result(self) -> None:
        """What was said of the last run is not true of other choices."""
        if self._job is None:
            self._result = None
            self._say("")
            self._show_state()

    @Slot()
    def _show_state(self) -> None:
        for key, row in self._rows.items():
            visible = key in ("photos", *plan.FIELDS[self.kind])
            if key == "mask":
                visible = visible and self.mask_box.currentData() != "painted"
            if key == "engine":
                visible = visible and self.engine_box.count() > 1
            row.set_visible(visible)
        super()._show_state()
        self.show_button.setVisible(self._result is not None and self.kind != "train")
        self.copy_button.setVisible(self._result is not None and bool(self._result.failures))

    def _results_folder(self) -> Path | None:
        return None if self._out is None else self._out.resolve()

    @Slot()
    def _copy_failures(self) -> None:
        if self._result is not None:
            rows = [
                f"{printable(outcome.photo.name)}: {failure_words(outcome.error)}"
                for outcome in self._result.outcomes if outcome.error is not None
            ]  # fmt: skip
            QGuiApplication.clipboard().setText("\n".join(rows))
