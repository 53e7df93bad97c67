"""The photos of a batch: which wait, which is at work, which are done, and why some are not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHeaderView, QStyle, QTreeWidget, QTreeWidgetItem, QWidget

from app.services.failures import explain
from app.theme.theme import icon, space
from core.batch import BatchOutcome, BatchProgress
from core.names import printable

ICON = QSize(16, 16)


class BatchList(QTreeWidget):
    """One row for each photo: its name, and what became of it.

    Attributes:
        names_results: whether a result that has another name than its photo is named.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, columnCount=2)
        self.setRootIsDecorated(False)
        self.setHeaderHidden(True)
        self.setWordWrap(True)
        self.names_results = True
        self.setAccessibleName(self.tr("Photos"))
        self.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(ICON)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, space(48))
        header.sectionResized.connect(self._fit_rows)
        self._shown = 0  # outcomes that the rows tell already
        self.set_photos([])

    def set_photos(self, photos: Sequence[Path]) -> None:
        """List ``photos``, all waiting."""
        self.clear()
        self._shown = 0
        self.addTopLevelItems([QTreeWidgetItem([printable(photo.name), ""]) for photo in photos])
        for row in self._rows():
            row.setIcon(0, icon("image", "text_muted"))
            row.setToolTip(0, row.text(0))

    def follow(self, progress: BatchProgress) -> None:
        """Show what is through and how far the next one is."""
        self.take(progress.outcomes)
        at_work = self.topLevelItem(len(progress.outcomes))
        if at_work is not None:
            words = f"{100 * progress.share:.0f} %" if progress.share > 0 else self.tr("at work…")
            self._tell(at_work, icon("resume", "accent"), words)
            self.scrollToItem(at_work)

    def take(self, outcomes: Sequence[BatchOutcome]) -> None:
        for number, outcome in enumerate(outcomes[self._shown :], self._shown):
            row = self._row(number)
            if outcome.written is not None:
                own_name = outcome.written.name == outcome.photo.name or not self.names_results
                words = self.tr("done") if own_name else self.tr("done: {0}").format(printable(outcome.written.name))
                self._tell(row, icon("check", "success"), words)
            elif outcome.error is not None:
                self._tell(row, icon("error", "danger"), failure_words(outcome.error))
        self._shown = len(outcomes)

    def end(self, cancelled: bool) -> None:
        """The work is over: failures come first, what was not begun says so."""
        rows = self._rows()
        for row in rows[self._shown :]:
            self._tell(row, icon("image", "text_muted"), self.tr("cancelled") if cancelled else "")
        failed = [row for row in rows if row.data(0, Qt.ItemDataRole.UserRole) == "failed"]
        for row in reversed(failed):
            self.takeTopLevelItem(self.indexOfTopLevelItem(row))
            self.insertTopLevelItem(0, row)
        self.scrollToTop()

    def words(self) -> list[tuple[str, str]]:
        """(name, what is said of it) of every row."""
        return [(row.text(0), row.text(1)) for row in self._rows()]

    def _rows(self) -> list[QTreeWidgetItem]:
        return [self._row(number) for number in range(self.topLevelItemCount())]

    def _row(self, number: int) -> QTreeWidgetItem:
        row = self.topLevelItem(number)
        if row is None:
            raise IndexError(number)
        return row

    def mark_failures(self, outcomes: Sequence[BatchOutcome]) -> None:
        for number, outcome in enumerate(outcomes):
            if outcome.error is not None:
                self._row(number).setData(0, Qt.ItemDataRole.UserRole, "failed")

    def _tell(self, row: QTreeWidgetItem, mark: QIcon, words: str) -> None:
        row.setIcon(0, mark)
        row.setText(1, words)
        self._fit(row)

    def _fit_rows(self) -> None:
        for row in self._rows():
            self._fit(row)

    def _fit(self, row: QTreeWidgetItem) -> None:
        """Make the row as high as its sentence needs: a view with a style sheet does not wrap by itself."""
        margin = 2 * (self.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1)
        width = max(1, self.columnWidth(1) - margin - space(2))
        room = self.fontMetrics().boundingRect(QRect(0, 0, width, 10_000), Qt.TextFlag.TextWordWrap, row.text(1))
        row.setSizeHint(1, QSize(width, max(room.height(), ICON.height()) + space(1)))


def failure_words(error: BaseException) -> str:
    """One sentence on why a photo was not done."""
    return explain(error, QCoreApplication.translate("BatchList", "This photo"))[0]
