"""After a crash: what was saved by itself, to be taken up again or thrown away."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.platform.qt_image import to_qimage
from app.services.autosave import Autosave, RecoveryCopy, find_recovery_copies
from app.services.projects import Projects
from app.theme.theme import draw_icon, icon, space, theme
from app.widgets.basics import label, question, resize_on_screen

THUMBNAIL = QSize(120, 80)


class RecoveryDialog(QDialog):
    """Lists ``copies``. Whatever is not chosen stays where it is and is offered again at the next start."""

    def __init__(
        self, copies: list[RecoveryCopy], autosave: Autosave, projects: Projects, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Recover unsaved work"))
        self._autosave, self._projects = autosave, projects
        self._left = list(copies)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Unsaved work"))
        self.list.setIconSize(THUMBNAIL)
        self.list.setSpacing(space(1))
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setWordWrap(True)  # to the width of the list; what is too long even so is elided
        self.list.setMinimumHeight(space(30))
        for copy in copies:
            self._add(copy)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._recover)
        buttons = QDialogButtonBox()
        self.recover_button = QPushButton(icon("reset", "accent_text"), self.tr("Recover"))
        self.recover_button.setProperty("role", "primary")
        self.delete_button = QPushButton(icon("trash"), self.tr("Delete"))
        self.later_button = QPushButton(self.tr("Later"))
        buttons.addButton(self.recover_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.delete_button, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.later_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.recover_button.setDefault(True)
        self.recover_button.clicked.connect(self._recover)
        self.delete_button.clicked.connect(self._delete)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(3))
        column.addWidget(label(self.tr("Regrain ended before this was saved"), "title"))
        column.addWidget(label(self.tr("What you had done is kept here. Training is kept anyway."), "muted", wrap=True))
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        self.finished.connect(self._let_go)
        shown = min(3, len(copies)) * (THUMBNAIL.height() + space(6))
        resize_on_screen(self, space(140), shown + space(56))

    def _add(self, copy: RecoveryCopy) -> None:
        item = QListWidgetItem(f"{self._name(copy)}\n{_moment(copy.when)}")
        item.setData(Qt.ItemDataRole.UserRole, copy)
        pixmap = QPixmap(THUMBNAIL)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)  # each in the middle of a place as large as the others', so that the names line up
        if copy.summary.preview is not None:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            preview = QPixmap.fromImage(to_qimage(copy.summary.preview)).scaled(THUMBNAIL, keep, smooth)
            painter.drawPixmap(
                (THUMBNAIL.width() - preview.width()) // 2, (THUMBNAIL.height() - preview.height()) // 2, preview
            )
        else:
            side = space(8)
            corner = QPoint((THUMBNAIL.width() - side) // 2, (THUMBNAIL.height() - side) // 2)
            draw_icon(painter, "image", theme().tokens.text_muted, corner, side)
        painter.end()
        shown = QIcon(pixmap)
        shown.addPixmap(pixmap, QIcon.Mode.Selected)  # the style tints a selected icon otherwise
        item.setIcon(shown)
        self.list.addItem(item)

    def _name(self, copy: RecoveryCopy) -> str:
        return copy.summary.title or self.tr("Pasted picture")

    @Slot()
    def _recover(self) -> None:
        copy = self._chosen()
        if copy is not None and self._projects.may_leave(self._recover):
            self._left.remove(copy)
            self._autosave.recover(copy)
            self.accept()

    @Slot()
    def _delete(self) -> None:
        copy = self._chosen()
        if copy is None:
            return
        box = question(
            self, self.tr("Delete the unsaved work on “{0}”?").format(self._name(copy)),
            self.tr("This cannot be undone."),
        )  # fmt: skip
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(self.tr("Keep it"), QMessageBox.ButtonRole.RejectRole))
        box.exec()
        if box.clickedButton() is not delete:
            return
        self._left.remove(copy)
        self.list.takeItem(self.list.currentRow())
        copy.place.clear()
        copy.place.release()
        if self.list.count() == 0:
            self.reject()

    def _chosen(self) -> RecoveryCopy | None:
        item = self.list.currentItem()
        return None if item is None else item.data(Qt.ItemDataRole.UserRole)

    @Slot()
    def _let_go(self) -> None:
        for copy in self._left:
            copy.place.release()
        self._left = []


def offer_recovery(parent: QWidget, autosave: Autosave, projects: Projects) -> RecoveryDialog | None:
    """Show the dialog where an earlier run has left unsaved work; None where it has not."""
    copies = find_recovery_copies(autosave.folder)
    if not copies:
        return None
    dialog = RecoveryDialog(copies, autosave, projects, parent)
    dialog.open()
    return dialog


def _moment(when: datetime) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(when.timestamp())), QLocale.FormatType.ShortFormat)
