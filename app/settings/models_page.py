"""The page of the settings that tells where trained models lie, and makes room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QPushButton, QVBoxLayout, QWidget

from app.platform.paths import file_url
from app.services.failures import explain
from app.services.session import Session
from app.theme.theme import icon, space
from app.widgets.basics import byte_size, label, question
from app.widgets.choice_box import ChoiceBox


class ModelsPage(QWidget):
    """Folder, room, and a clean-up that leaves the open photo's models alone."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.room = QLabel()
        self.folder = label(str(session.shelf.folder), "muted", wrap=True)
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_button = QPushButton(icon("folder"), self.tr("Open the folder"), autoDefault=False)
        self.open_button.clicked.connect(self._open)
        self.age_box = ChoiceBox()
        self.age_box.setAccessibleName(self.tr("Which models to delete"))
        for days, text in (
            (180, self.tr("not trained for half a year")), (30, self.tr("not trained for a month")),
            (0, self.tr("all")),
        ):  # fmt: skip
            self.age_box.addItem(text, days)
        self.clean_button = QPushButton(icon("trash"), self.tr("Delete…"), autoDefault=False)
        self.clean_button.clicked.connect(self._ask)
        self.note = label("", "caption", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.age_box)
        row.addWidget(self.clean_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(label(self.tr("Models"), "title"))
        column.addWidget(label(
            self.tr("What was learnt from your photos, so that training can go on. Projects hold a copy of their own."),
            wrap=True,
        ))  # fmt: skip
        column.addSpacing(space(2))
        column.addWidget(self.room)
        column.addWidget(self.folder)
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(space(4))
        column.addWidget(label(self.tr("Make room"), "heading"))
        column.addLayout(row)
        column.addWidget(label(self.tr("The models of the photo that is open stay."), "caption", wrap=True))
        column.addWidget(self.note)
        column.addStretch(1)
        self._show_room()

    def _show_room(self) -> None:
        files = self._session.shelf.files()
        size = byte_size(sum(path.stat().st_size for path in files))
        self.room.setText(
            self.tr("%n models take {0}.", "", len(files)).format(size) if files else self.tr("No models yet.")
        )
        self.clean_button.setEnabled(bool(files))

    @Slot()
    def _open(self) -> None:
        folder = self._session.shelf.folder
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(file_url(folder))

    @Slot()
    def _ask(self) -> None:
        box = question(
            self, self.tr("Delete models ({0})?").format(self.age_box.currentText()),
            self.tr("They will be drawn from the photos alone again. This cannot be undone."),
        )  # fmt: skip
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(self.tr("Keep them"), QMessageBox.ButtonRole.RejectRole))
        box.exec()
        if box.clickedButton() is delete:
            self.clean_up(self.age_box.currentData())

    def clean_up(self, days: int) -> None:
        """Delete what is older than ``days`` and say how much room that made."""
        try:
            keep = (self._session.document.fingerprint, self._session.weights.model_fingerprint)
            freed = self._session.shelf.clean_up(days, keep)
        except OSError as error:
            self.note.setText(explain(error, self.tr("Deleting models"))[0])
        else:
            self.note.setText(self.tr("{0} were freed.").format(byte_size(freed)))
        self._show_room()
