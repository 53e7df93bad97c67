"""Training: what to train, for how long, how it goes, and which step draws the picture."""

from __future__ import annotations

import sys

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.model.document import Document
from app.panels.curve import CurveWidget
from app.panels.training_words import device_choices, how_long, loss_label, preset_sentence, progress_words, state_words
from app.services.sentences import drawn_by
from app.services.session import Session
from app.theme.theme import icon, space
from app.widgets.basics import label, line, set_role
from app.widgets.choice_box import ChoiceBox
from app.widgets.key_tips import KeyTip
from core.ingan.messages import TrainEvent
from core.ingan.presets import PRESETS

LONGEST_MINUTES = 24 * 60
PROGRESS_STEPS = 1000


class TrainingPanel(QScrollArea):
    """Acts on ``session`` and shows what ``document`` says; holds no state of the training itself."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._last: TrainEvent | None = None
        self._used_preset = "quick"
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(space(72))
        body = QWidget()
        body.setObjectName("scrolled")
        self.setWidget(body)
        column = QVBoxLayout(body)
        column.setContentsMargins(space(3), space(2), space(3), space(3))
        column.setSpacing(space(2))
        self._build_choices(column)
        self._build_buttons(column)
        self._build_curves(column)
        column.addStretch(1)
        self._column = column

        document.photoChanged.connect(self._on_photo_changed)
        document.photoReplaced.connect(self._on_photo_changed)
        document.trainingStateChanged.connect(self._on_state_changed)
        document.trainingEvent.connect(self._on_event)
        document.modelChanged.connect(self._update)
        document.geometryChanged.connect(self._show_drawn)
        document.resultChanged.connect(self._show_drawn)
        document.resultChanged.connect(self._list_devices)
        self._choose_preset("quick")
        self._on_photo_changed()

    # -- building -------------------------------------------------------------------------------------------------

    def _build_choices(self, column: QVBoxLayout) -> None:
        self.preset_buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(space(1))
        for name, text in (("quick", self.tr("Quick")), ("balanced", self.tr("Balanced")), ("paper", self.tr("Paper"))):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("role", "segment")
            button.setAccessibleName(self.tr("Preset {0}").format(text))
            button.clicked.connect(lambda _checked, name=name: self._choose_preset(name))
            group.addButton(button)
            row.addWidget(button, 1)
            self.preset_buttons[name] = button
        self.preset_text = label("", "caption", wrap=True)

        self.device_box = ChoiceBox()
        self.device_box.addItem(self.tr("Automatic"), "auto")
        self.device_box.setAccessibleName(self.tr("Device"))
        self.device_box.currentIndexChanged.connect(self._show_preset_text)
        self.length_box = QSpinBox()
        self.length_box.setAccessibleName(self.tr("Length"))
        self.length_box.setGroupSeparatorShown(True)
        self.length_box.setKeyboardTracking(False)
        self.length_box.valueChanged.connect(self._show_preset_text)
        self.length_and_device = QWidget()
        form = QGridLayout(self.length_and_device)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(space(3))
        form.setVerticalSpacing(space(2))
        form.setColumnStretch(1, 1)
        fields = ((self.tr("Length"), self.length_box), (self.tr("Device"), self.device_box))
        for index, (text, field) in enumerate(fields):
            before = label(text, "muted")
            before.setBuddy(field)
            form.addWidget(before, index, 0)
            form.addWidget(field, index, 1)
        column.addLayout(row)
        column.addWidget(self.preset_text)
        column.addWidget(self.length_and_device)

    def _build_buttons(self, column: QVBoxLayout) -> None:
        self.train_button = QPushButton()
        self._train_tip = KeyTip(self.train_button, "", "train")
        self.train_button.setProperty("role", "primary")
        self.train_button.clicked.connect(self._on_train_clicked)
        self.stop_button = QPushButton(icon("stop"), self.tr("Stop"))
        KeyTip(self.stop_button, self.tr("End training and keep what was learned"), "train_stop")
        self.stop_button.clicked.connect(self._session.training.stop)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.train_button, 2)
        row.addWidget(self.stop_button, 1)
        self.progress = QProgressBar(maximum=PROGRESS_STEPS, textVisible=False)
        self.progress.setAccessibleName(self.tr("Training progress"))
        self.progress_text = label("", wrap=True)
        self.drawn_text = label("", "caption", wrap=True)
        column.addSpacing(space(1))
        column.addLayout(row)
        column.addWidget(self.progress)
        column.addWidget(self.progress_text)
        column.addWidget(self.drawn_text)

    def _build_curves(self, column: QVBoxLayout) -> None:
        self.distance_curve = CurveWidget(self.tr("Training measures how close new pictures come to the photo."))
        self.distance_curve.setAccessibleName(self.tr("Patch distance over steps"))
        self.loss_curve = CurveWidget(self.tr("What training minimises appears here."), log=True)
        self.loss_curve.setAccessibleName(self.tr("Losses over steps"))
        self.log_box = QCheckBox(self.tr("Log scale"))
        self.log_box.setChecked(True)
        self.log_box.toggled.connect(self.loss_curve.set_log)
        heading = QHBoxLayout()
        heading.addWidget(label(self.tr("Losses"), "heading"))
        heading.addStretch(1)
        heading.addWidget(self.log_box)
        self.best_text = label("", "caption", wrap=True)
        column.addSpacing(space(1))
        column.addWidget(line())
        column.addWidget(label(self.tr("Patch distance"), "heading"))
        column.addWidget(self.best_text)
        column.addWidget(self.distance_curve, 1)
        column.addSpacing(space(1))
        column.addLayout(heading)
        column.addWidget(self.loss_curve, 1)

    def put_above(self, *widgets: QWidget) -> None:
        """Show ``widgets`` one below the other above the choices, and scrolled with them."""
        for place, widget in enumerate(widgets):
            self._column.insertWidget(place, widget)

    def show_buttons(self) -> None:
        """Scroll to the button that starts training."""
        self.ensureWidgetVisible(self.train_button)

    # -- choices --------------------------------------------------------------------------------------------------

    @property
    def preset(self) -> str:
        return next(name for name, button in self.preset_buttons.items() if button.isChecked())

    @property
    def device(self) -> str:
        return self.device_box.currentData()

    def _choose_preset(self, name: str) -> None:
        self.preset_buttons[name].setChecked(True)
        settings = PRESETS[name]
        if settings.minutes is not None:
            self.length_box.setRange(1, LONGEST_MINUTES)
            self.length_box.setSuffix(self.tr(" min"))
            self.length_box.setSingleStep(1)
            self.length_box.setValue(round(settings.minutes))
        else:
            self.length_box.setRange(100, 1_000_000)
            self.length_box.setSuffix(self.tr(" steps"))
            self.length_box.setSingleStep(1000)
            self.length_box.setValue(settings.steps or 75_000)
        self._show_preset_text()
        self._update()

    @Slot()
    def _show_preset_text(self, _value: object = None) -> None:
        words = preset_sentence(self.preset) + " " + how_long(self.preset, self.device, self.length_box.value())
        self.preset_text.setText(words)

    @Slot()
    def _list_devices(self, _result: object = None) -> None:
        """Name the devices once the render thread has loaded torch; asking for them earlier would delay the window."""
        if self.device_box.count() > 1 or "torch" not in sys.modules or self._document.result is None:
            return
        for index, (name, text) in enumerate(device_choices()):
            if index < self.device_box.count():
                self.device_box.setItemText(index, text)
            else:
                self.device_box.addItem(text, name)
        self._show_preset_text()

    # -- acting ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Train with the chosen preset, device and length."""
        if self._document.photo is None or self._document.training_active:
            return
        self._used_preset = self.preset
        length = self.length_box.value()
        self._clear()
        if PRESETS[self.preset].minutes is not None:
            self._session.training.start(self.preset, self.device, minutes=float(length))
        else:
            self._session.training.start(self.preset, self.device, steps=length)

    @Slot()
    def _on_train_clicked(self) -> None:
        state = self._document.training_state
        if state == "running":
            self._session.training.pause()
        elif state == "paused":
            self._session.training.resume()
        else:
            self.start()

    # -- showing --------------------------------------------------------------------------------------------------

    @Slot()
    def _on_photo_changed(self) -> None:
        self._clear()
        for event in self._document.events:
            self._take(event)
        self._update()

    @Slot(object)
    def _on_event(self, event: TrainEvent) -> None:
        self._take(event)
        self._update()

    @Slot(str)
    def _on_state_changed(self, _state: str) -> None:
        self._update()

    def _clear(self) -> None:
        self._last = None
        self.distance_curve.clear()
        self.loss_curve.clear()
        self.best_text.clear()

    def _take(self, event: TrainEvent) -> None:
        self._last = event
        for name, value in event.losses.items():
            self.loss_curve.add(name, event.step, value, loss_label(name))
        if event.patch_distance is not None:
            self.distance_curve.add("distance", event.step, event.patch_distance, self.tr("patch distance"))
        if event.best_patch_distance is not None:
            best = self.tr("best at step {0}").format(QLocale().toString(event.best_step))
            self.distance_curve.set_marker(event.best_step, event.best_patch_distance, best)

    @Slot()
    def _update(self) -> None:
        document, state = self._document, self._document.training_state
        has_photo, active = document.photo is not None, document.training_active
        for widget in (*self.preset_buttons.values(), self.device_box, self.length_box):
            widget.setEnabled(has_photo and not active)
        for widget in (self.preset_text, self.length_and_device):
            widget.setVisible(not active)  # what cannot be changed now leaves its room to the curves
        self._dress_train_button(state, has_photo)
        self.stop_button.setEnabled(state in ("running", "paused"))

        event = self._last
        if event is not None and event.total_steps > 0:
            self.progress.setValue(round(PROGRESS_STEPS * min(1.0, event.step / event.total_steps)))
        else:
            self.progress.setValue(0)
        self.progress.setVisible(active)
        timed = PRESETS[self._used_preset].minutes is not None
        self.progress_text.setText(
            progress_words(event, timed)
            if state == "running" and event is not None
            else state_words(state, event, has_photo, document.model is not None)
        )
        set_role(self.progress_text, "warning" if state == "failed" else "")
        self._show_drawn()
        self._show_best(event)

    @Slot()
    def _show_drawn(self, _geometry: object = None) -> None:
        words = self._drawn_words() if self._document.photo is not None else ""
        self.drawn_text.setText(words)
        self.drawn_text.setVisible(bool(words))

    def _dress_train_button(self, state: str, has_photo: bool) -> None:
        if state == "running":
            text, name, tip = self.tr("Pause"), "pause", self.tr("Pause and save")
        elif state == "paused":
            text, name, tip = self.tr("Resume"), "resume", self.tr("Go on training")
        elif has_photo and self._session.training.can_continue(self.preset):
            text, name, tip = self.tr("Train on"), "train", self.tr("Go on from the saved training")
        else:
            text, name, tip = self.tr("Train"), "train", self.tr("Train on this photo")
        if self.train_button.text() != text:
            self.train_button.setText(text)
            self.train_button.setIcon(icon(name, "accent_text"))
            self._train_tip.say(tip)
        self.train_button.setEnabled(has_photo and state != "stopping")

    def _drawn_words(self) -> str:
        document, event = self._document, self._last
        result, step = document.result, QLocale().toString(document.model_step)
        if document.model is None or (document.model_step == 0 and not document.training_active):
            return self.tr("Other sizes are drawn from the photo alone.")
        if document.geometry is not None and document.geometry.is_identity:
            return self.tr("At its own size the photo stays as it is.")
        if result is not None and result.drawing.step > 0:
            if event is not None and event.best_step == result.drawing.step:
                shown = QLocale().toString(result.drawing.step)
                return self.tr("This picture is drawn by step {0}, the best so far.").format(shown)
            return self.tr("This picture is drawn by {0}.").format(drawn_by(result.drawing))
        if result is not None and result.tried > 0:
            return self.tr("On this canvas step {0} is not better, so it is drawn from the photo alone.").format(step)
        return self.tr("Where step {0} is better, it draws the picture once the canvas rests.").format(step)

    def _show_best(self, event: TrainEvent | None) -> None:
        if event is None or event.best_patch_distance is None:
            self.best_text.setText(self.tr("How far new pictures are from the photo’s patches; lower is better."))
            return
        if event.best_step == 0 and self._used_preset != "paper":
            self.best_text.setText(self.tr("Lower is better. The first is without training; no step is below it yet."))
            return
        first = self.distance_curve.first("distance")
        words = self.tr("Lower is better. Best at step {0}").format(QLocale().toString(event.best_step))
        if first is not None and first[1] > 0 and event.best_patch_distance < first[1] * 0.995:
            gain = round(100 * (1 - event.best_patch_distance / first[1]))
            words += self.tr(", {0} % below the first.").format(max(1, gain))
        else:
            words += "."
        self.best_text.setText(words)
