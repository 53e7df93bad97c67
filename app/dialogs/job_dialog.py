"""What dialogs of long work have in common: kinds to choose from, a column of fields, and the job that is followed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.platform.paths import file_url
from app.services.failures import explain
from app.services.job import Job
from app.theme.theme import icon, space
from app.widgets.basics import duration, label, line, set_role
from app.widgets.scrolled import Scrolled

LEAST_LEFT = 2  # seconds; less is not worth saying
FILLING = Qt.AlignmentFlag(0)  # a field is as large as its cell


@dataclass(frozen=True)
class FormRow:
    """A field and the word before it."""

    name: QWidget
    field: QWidget

    def set_visible(self, visible: bool) -> None:
        self.name.setVisible(visible)
        self.field.setVisible(visible)


class JobDialog(QDialog):
    """Offers kinds of work with the fields of each, starts a job and follows it to its end.

    A subclass makes its kinds and fields (:meth:`_add_kind`, :meth:`_add_row`), lays everything out once
    (:meth:`_lay_out`), connects what it says of a job's progress and end, and hands the job to :meth:`_follow`. The
    window stays usable meanwhile. While a job runs the dialog cannot be closed: Cancel and Esc cancel it, and so does
    the window's cross, which closes the dialog once the job has ended.

    Attributes:
        start_button: the button that starts the work; the subclass gives it its words.
        note: a line below the fields.
        status: what is said of the work.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._job: Job | None = None
        self._close_after_job = False
        self._rows: dict[str, FormRow] = {}
        self.kind_buttons: dict[str, QPushButton] = {}
        self._kinds = QHBoxLayout()
        self._kinds.setSpacing(space(2))
        self._kind_group = QButtonGroup(self)
        self.kind_text = label("", "muted", wrap=True)
        self._form = QGridLayout()
        self._form.setHorizontalSpacing(space(4))
        self._form.setVerticalSpacing(space(2))
        self._form.setColumnMinimumWidth(0, space(28))
        self._form.setColumnStretch(1, 1)
        self.note = label("", "caption", wrap=True)
        self.progress = QProgressBar(textVisible=False)
        self.status = label("", wrap=True)
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.show_button = QPushButton(icon("folder"), self.tr("Show in folder"), autoDefault=False)
        self.show_button.clicked.connect(self._show_in_folder)
        self.close_button = QPushButton(self.tr("Close"), autoDefault=False)
        self.close_button.clicked.connect(self.reject)
        self.start_button = QPushButton(default=True)
        self.start_button.setProperty("role", "primary")

    # -- building -------------------------------------------------------------------------------------------------

    def _add_kind(self, kind: str, text: str, symbol: str) -> None:
        button = QPushButton(icon(symbol), text, autoDefault=False)
        button.setCheckable(True)
        button.setProperty("role", "segment")
        button.setMinimumHeight(space(10))
        button.clicked.connect(lambda _checked: self.choose_kind(kind))
        self._kind_group.addButton(button)
        self._kinds.addWidget(button, 1)
        self.kind_buttons[kind] = button

    def _add_row(
        self, key: str, text: str, field: QWidget, *, named: QWidget | None = None,
        align: Qt.AlignmentFlag = FILLING,
    ) -> None:  # fmt: skip
        """One more row of the form.

        Args:
            named: the part of ``field`` that a screen reader calls ``text``, if not the field itself.
            align: in its cell.
        """
        name = label(text, "muted")
        (named or field).setAccessibleName(text)
        row = len(self._rows)
        self._form.addWidget(name, row, 0)
        self._form.addWidget(field, row, 1, align)
        self._rows[key] = FormRow(name, field)

    def _lay_out(self, below: QWidget | None = None, further: Sequence[QPushButton] = ()) -> None:
        """Everything from top to bottom.

        Args:
            below: what takes the room that the fields leave; without it they take all.
            further: buttons beside the one that shows the folder.
        """
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(5), space(5), space(4))
        column.setSpacing(space(3))
        column.addLayout(self._kinds)
        choices = QWidget()
        inner = QVBoxLayout(choices)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(space(3))
        inner.addWidget(self.kind_text)
        inner.addWidget(line())
        inner.addLayout(self._form)
        inner.addWidget(self.note)
        if below is None:
            inner.addStretch(1)
            column.addWidget(Scrolled(choices), 1)
        else:
            column.addWidget(Scrolled(choices, least=space(16)))
            column.addWidget(below, 1)
        column.addWidget(self.progress)
        column.addWidget(self.status)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        for button in (self.show_button, *further):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.start_button)
        column.addLayout(row)

    # -- kinds ----------------------------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        return next(kind for kind, button in self.kind_buttons.items() if button.isChecked())

    def choose_kind(self, kind: str) -> None:
        """Offer the choices of ``kind``, one of :attr:`kind_buttons`."""
        self.kind_buttons[kind].setChecked(True)

    # -- the job --------------------------------------------------------------------------------------------------

    def _follow(self, job: Job, words: str) -> None:
        """Show ``words`` until ``job`` tells how far it is, and its failure."""
        self._job = job
        job.failed.connect(self._on_failed)
        self.progress.setRange(0, 0)
        self._say(words)
        self._show_state()

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        sentence, details = explain(error, self._doing())
        self._say(sentence, "danger", details)
        self._ended()

    @abstractmethod
    def _doing(self) -> str:
        """The work as a noun phrase, see :func:`app.services.failures.explain`."""

    def _ended(self) -> None:
        self._show_state()
        if self._close_after_job:
            super().reject()

    def _say(self, words: str, role: str = "", details: str = "") -> None:
        self.status.setText(words)
        self.status.setToolTip(details)
        set_role(self.status, role)

    def _with_time_left(self, words: str, seconds: float | None) -> str:
        if seconds is None or seconds <= LEAST_LEFT:
            return words
        return self.tr("{0}, {1} left").format(words, duration(seconds))

    @Slot()
    def _show_state(self) -> None:
        """Offer what can be done now."""
        busy = self._job is not None
        for row in self._rows.values():
            row.field.setEnabled(not busy)
        for button in self.kind_buttons.values():
            button.setEnabled(not busy)
        self.progress.setVisible(busy)
        self.start_button.setEnabled(not busy)
        self.close_button.setText(self.tr("Cancel") if busy else self.tr("Close"))
        self.close_button.setEnabled(True)

    @abstractmethod
    def _results_folder(self) -> Path | None:
        """Where the last results are, None before there are any."""

    @Slot()
    def _show_in_folder(self) -> None:
        folder = self._results_folder()
        if folder is not None:
            QDesktopServices.openUrl(file_url(folder))

    def reject(self) -> None:
        """Close; while it works, the button and Esc cancel first. A second Esc closes when the job has ended."""
        if self._job is None:
            super().reject()
        elif self.close_button.isEnabled():
            self.close_button.setEnabled(False)
            self._say(self.tr("Cancelling…"))
            self._job.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:
            self._close_after_job = True
            self.reject()
            event.ignore()
        else:
            super().closeEvent(event)
