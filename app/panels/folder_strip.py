"""A strip of thumbnails of the open picture's folder, under the canvas; a click opens one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSettings,
    QSize,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QHideEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
)

from app.model.document import Document
from app.panels.picture_card import paint_badge
from app.services.folder import Folder
from app.services.session import Session
from app.services.thumbnails import ThumbnailLoader
from app.theme.theme import RADIUS, draw_icon, icon, space, theme
from app.widgets.basics import label
from core.names import printable
from core.project.files import is_project

KEY = "folder_strip"
CELL = QSize(104, 76)  # px, of a thumbnail with the gap around it
GAP = 4  # px
SIDE = 256  # px of a thumbnail: enough on a dense screen
IN_MEMORY = 240  # thumbnails
AROUND = 12  # files before and after those in sight that are read, too
SETTLE_MS = 40  # from a scroll to the first reading: what flies past is not read

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class FolderModel(QAbstractListModel):
    """The files of a :class:`~app.services.folder.Folder`, one a row. Nothing is read for it but names."""

    def __init__(self, folder: Folder) -> None:
        super().__init__(folder)
        self._folder = folder
        self.paths: tuple[Path, ...] = folder.listing.paths

    def renew(self) -> None:
        self.beginResetModel()
        self.paths = self._folder.listing.paths
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.paths)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole
        ):  # fmt: skip
            return None
        return printable(self.paths[index.row()].name)


class ThumbnailDelegate(QStyledItemDelegate):
    """Paints the thumbnails that are at hand, and a sign in place of the others."""

    def __init__(self, folder: Folder, model: FolderModel, loader: ThumbnailLoader, view: QListView) -> None:
        super().__init__(view)
        self._folder, self._model, self._loader, self._view = folder, model, loader, view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = theme().tokens
        path = self._model.paths[index.row()]
        room = option.rect.adjusted(GAP, GAP, -GAP, -GAP)
        found = self._loader.at_hand(path)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(room), RADIUS, RADIUS)
        painter.fillPath(shape, QColor(tokens.pressed))
        painter.setClipPath(shape)
        if found is not None and found.image is not None:
            _paint_filling(painter, room, found.image)
        else:
            side = space(6)
            name = "image" if found is None else "image-missing"
            draw_icon(painter, name, tokens.text_muted, room.center() - QRect(0, 0, side, side).center(), side)
        if is_project(path):
            paint_badge(painter, room)
        painter.setClipping(False)
        marked = path == self._folder.marked
        hot = bool(option.state & QStyle.StateFlag.State_MouseOver)
        cursor = self._view.hasFocus() and index.row() == self._view.currentIndex().row()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if marked or hot:
            painter.setPen(QPen(QColor(tokens.accent if marked else tokens.outline), 3 if marked else 1.5))
            painter.drawPath(shape)
        if cursor:  # where Enter would open, seen on any picture
            for colour, style in ((tokens.window, Qt.PenStyle.SolidLine), (tokens.text, Qt.PenStyle.DotLine)):
                painter.setPen(QPen(QColor(colour), 1.5, style))
                painter.drawRoundedRect(QRectF(room).adjusted(4, 4, -4, -4), RADIUS - 3, RADIUS - 3)
        painter.restore()


def _paint_filling(painter: QPainter, room: QRect, image: QImage) -> None:
    """The middle of ``image``, as much of it as has the room's shape."""
    share = max(room.width() / image.width(), room.height() / image.height())
    wide, high = room.width() / share, room.height() / share
    part = QRectF((image.width() - wide) / 2, (image.height() - high) / 2, wide, high)
    painter.drawImage(QRectF(room), image, part)


class ThumbnailList(QListView):
    """One row of cells that a wheel scrolls along."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the canvas
        bar = self.horizontalScrollBar()
        bar.setSingleStep(CELL.width() // 2)
        self.setFixedHeight(CELL.height() + bar.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - round((turned.y() or turned.x()) / 120 * 2 * CELL.width()))
        event.accept()


class FolderStrip(QFrame):
    """Steps through the folder, and shows it where it is asked for. Whether it is shown is remembered.

    Args:
        open_path: opens a file, with the question about unsaved changes.
        look_at: is told before that that it is opened in passing.
    """

    def __init__(
        self, document: Document, session: Session, settings: QSettings, open_path: Callable[[Path], None],
        look_at: Callable[[Path], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("folder_strip")
        self._settings = settings
        self._wanted = settings.value(f"{KEY}/shown", "false") in (True, "true")
        self._panels = True
        self.folder = Folder(document, session, open_path, look_at)
        self._loader = ThumbnailLoader(self, side=SIDE, kept=IN_MEMORY)
        self._loader.loaded.connect(self._on_loaded)
        self.model = FolderModel(self.folder)
        self.view = ThumbnailList()
        self.view.setModel(self.model)
        self.view.setItemDelegate(ThumbnailDelegate(self.folder, self.model, self._loader, self.view))
        self.view.setAccessibleName(self.tr("Pictures of the folder"))
        self.place = label("", "caption")
        self.place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty = label(self.tr("This picture lies in no folder."), "muted")
        self.previous_button = self._button("chevron-left", self.tr("Previous picture (Page Up)"), self.previous)
        self.next_button = self._button("chevron-right", self.tr("Next picture (Page Down)"), self.next)
        ways = QHBoxLayout()
        ways.setSpacing(0)
        ways.addWidget(self.previous_button)
        ways.addWidget(self.next_button)
        side = QVBoxLayout()
        side.setSpacing(space(1))
        side.addStretch(1)
        side.addLayout(ways)
        side.addWidget(self.place)
        side.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(2), space(1), space(1), 0)
        row.setSpacing(space(2))
        row.addLayout(side)
        row.addWidget(self.view, 1)
        row.addWidget(self.empty, 1)

        self._settled = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settled.timeout.connect(self._read_what_is_seen)
        self.view.horizontalScrollBar().valueChanged.connect(lambda _value: self._settled.start())
        self.view.clicked.connect(self._open)
        self.view.activated.connect(self._open)
        self.folder.listed.connect(self._on_listed)
        self.folder.moved.connect(self._on_moved)
        theme().changed.connect(self._dress)
        self._dress()
        self._show()

    def _button(self, icon_name: str, tip: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton(autoRaise=True)
        button.setIcon(icon(icon_name))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(act)
        return button

    def _dress(self) -> None:
        tokens = theme().tokens
        self.setStyleSheet(
            f"#folder_strip {{ background: {tokens.window}; border-top: 1px solid {tokens.border}; }}"
            f"#folder_strip QListView {{ background: {tokens.window}; }}"
        )

    # -- what the menu does ---------------------------------------------------------------------------------------

    def next(self) -> None:
        """Open the next picture of the folder."""
        self.folder.next()

    def previous(self) -> None:
        """Open the picture of the folder before this one."""
        self.folder.previous()

    def show_strip(self, wanted: bool) -> None:
        """Show the strip from now on, or not."""
        self._wanted = wanted
        self._settings.setValue(f"{KEY}/shown", "true" if wanted else "false")
        self._show()

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Be shown as the menu's entry says, and hidden together with the panels."""
        actions["folder_strip"].setChecked(self._wanted)
        actions["panels"].toggled.connect(self.show_with_panels)

    @Slot(bool)
    def show_with_panels(self, panels: bool) -> None:
        """The strip goes with the panels when they are all hidden, and comes back with them."""
        self._panels = panels
        self._show()

    def _show(self) -> None:
        self.setVisible(self._wanted and self._panels)

    # -- the folder -----------------------------------------------------------------------------------------------

    @Slot()
    def _on_listed(self) -> None:
        self._loader.forget()  # what was put there anew may be an old name with another picture
        self.model.renew()
        self._on_moved()
        self._settled.start()

    @Slot()
    def _on_moved(self) -> None:
        """Mark the open picture and bring it into sight."""
        marked = self.folder.marked
        inside = marked is not None
        self.view.setVisible(inside)
        self.empty.setVisible(not inside)
        paths, number = self.model.paths, ""
        row = None if marked is None else self.folder.listing.row(marked)
        if row is not None:
            number = f"{row + 1} / {len(paths)}"
            index = self.model.index(row)
            if self.view.currentIndex() != index:
                self.view.setCurrentIndex(index)
                self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.place.setText(number)
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance(f"{len(paths)} / {len(paths)}"))
        for button in (self.previous_button, self.next_button):
            button.setEnabled(len(paths) > 1)
        self.view.viewport().update()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.folder.go_to(self.model.paths[index.row()])

    def _read_what_is_seen(self) -> None:
        """Ask for the thumbnails in sight, the rest of the folder stays unread."""
        if not self.isVisible() or not self.model.paths:
            return
        left = self.view.horizontalScrollBar().value() // CELL.width()
        count = self.view.viewport().width() // CELL.width() + 2
        seen = range(left, min(left + count, len(self.model.paths)))
        after = range(seen.stop, min(seen.stop + AROUND, len(self.model.paths)))
        before = range(left - 1, max(left - 1 - AROUND, -1), -1)
        self._loader.want(self.model.paths[row] for part in (seen, after, before) for row in part)

    @Slot(object, object)
    def _on_loaded(self, _path: Path, _image: QImage | None) -> None:
        self.view.viewport().update()

    # -- events ---------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.folder.refresh()
        self._on_moved()
        self._settled.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._loader.halt()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settled.start()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self.isVisible():
            self.folder.refresh()  # something may have been put there meanwhile
        super().changeEvent(event)
