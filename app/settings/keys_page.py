"""The page of the settings on which keys are changed."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.actions import ACTIONS, plain, words
from app.settings.keys import CANVAS, Shortcuts
from app.theme.theme import icon, space
from app.widgets.basics import label, set_role

_NATIVE = QKeySequence.SequenceFormat.NativeText


class KeysPage(QWidget):
    """A table of actions; the keys of the chosen one are edited below it.

    While keys are being recorded no shortcut of the window may act on them, so they are taken away meanwhile.
    """

    def __init__(self, shortcuts: Shortcuts) -> None:
        super().__init__()
        self._shortcuts = shortcuts
        self.search = QLineEdit(clearButtonEnabled=True)
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search for an action"))
        self.search.textChanged.connect(self._filter)
        self.table = QTreeWidget(columnCount=2)
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setHeaderLabels([self.tr("Action"), self.tr("Key")])
        self.table.header().setStretchLastSection(False)
        self.table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.table.setAccessibleName(self.tr("Actions and their keys"))
        self.table.setObjectName("keys")
        self.table.setIconSize(QSize(16, 16))
        blank = QPixmap(self.table.iconSize())
        blank.fill(Qt.GlobalColor.transparent)
        for spec in ACTIONS:
            item = QTreeWidgetItem([plain(words(spec.text)), ""])
            item.setToolTip(0, plain(words(spec.tip or spec.text)))
            item.setData(0, Qt.ItemDataRole.UserRole, spec.id)
            item.setIcon(0, icon(spec.icon) if spec.icon else blank)
            self.table.addTopLevelItem(item)
        self.table.currentItemChanged.connect(self._show_chosen)
        self.edit = QKeySequenceEdit(clearButtonEnabled=True)
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName(self.tr("New key"))
        self.edit.keySequenceChanged.connect(self._check)
        self.set_button = QPushButton(self.tr("Set"), autoDefault=False)
        self.set_button.clicked.connect(self._set)
        self.reset_button = QPushButton(icon("reset"), self.tr("Default"), autoDefault=False)
        self.reset_button.clicked.connect(self._reset)
        self.reset_all_button = QPushButton(self.tr("All defaults"), autoDefault=False)
        self.reset_all_button.clicked.connect(self._reset_all)
        self.note = label("", "caption", wrap=True)
        self.nothing = label(self.tr("No action and no key is called that."), "muted", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.hide()
        row = QHBoxLayout()
        row.setSpacing(space(2))
        for widget, stretch in (
            (self.edit, 1), (self.set_button, 0), (self.reset_button, 0), (self.reset_all_button, 0),
        ):  # fmt: skip
            row.addWidget(widget, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(label(self.tr("Keys"), "title"))
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)
        column.addLayout(row)
        column.addWidget(self.note)
        self._fill()
        self.table.setCurrentItem(self._items()[0])

    def leave(self) -> None:
        """Nothing is being recorded any more."""
        self.edit.clearFocus()

    @property
    def chosen(self) -> str:
        item = self.table.currentItem()
        return "" if item is None else item.data(0, Qt.ItemDataRole.UserRole)

    def choose(self, name: str) -> None:
        """Show the action ``name``."""
        for item in self._items():
            if item.data(0, Qt.ItemDataRole.UserRole) == name:
                self.table.setCurrentItem(item)

    def _items(self) -> list[QTreeWidgetItem]:
        items = (self.table.topLevelItem(i) for i in range(self.table.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _fill(self) -> None:
        for item in self._items():
            name = item.data(0, Qt.ItemDataRole.UserRole)
            item.setText(1, ", ".join(keys.toString(_NATIVE) for keys in self._shortcuts.all_of(name)))
            font = item.font(1)
            font.setBold(not self._shortcuts.is_default(name))
            item.setFont(1, font)

    @Slot(str)
    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for item in self._items():
            item.setHidden(wanted not in f"{item.text(0)} {item.text(1)}".casefold())
        found = [item for item in self._items() if not item.isHidden()]
        if self.table.currentItem() not in found:  # nobody changes the keys of what is out of sight
            if found:
                self.table.setCurrentItem(found[0])
            else:
                self.table.setCurrentIndex(QModelIndex())
        self.nothing.setVisible(not found)
        self.table.setVisible(bool(found))

    @Slot()
    def _show_chosen(self, _now: object = None, _before: object = None) -> None:
        self.edit.setEnabled(bool(self.chosen))
        self.edit.setKeySequence(self._shortcuts.of(self.chosen) if self.chosen else QKeySequence())
        self._check()

    @Slot()
    def _check(self, _keys: object = None) -> None:
        """Say what setting these keys would do."""
        keys, name = self.edit.keySequence(), self.chosen
        other = self._shortcuts.owner(keys, name)
        reserved = keys.toString() in CANVAS
        changed = bool(name) and keys != self._shortcuts.of(name)
        self.set_button.setEnabled(changed and not reserved)
        self.reset_button.setEnabled(bool(name) and not self._shortcuts.is_default(name))
        text = ""
        if reserved:
            text = self.tr("The canvas uses this key itself; choose another one.")
        elif other:
            title = plain(words(next(spec.text for spec in ACTIONS if spec.id == other)))
            text = self.tr("“{0}” has this key now and would lose it.").format(title)
        elif changed and keys.isEmpty():
            text = self.tr("The action would have no key.")
        self.note.setText(text)
        set_role(self.note, "warning" if reserved or other else "caption")

    @Slot()
    def _set(self) -> None:
        self._shortcuts.change(self.chosen, self.edit.keySequence())
        self._refresh()

    @Slot()
    def _reset(self) -> None:
        self._shortcuts.reset(self.chosen)
        self._refresh()

    @Slot()
    def _reset_all(self) -> None:
        self._shortcuts.reset_all()
        self._refresh()

    def _refresh(self) -> None:
        self._fill()
        self._show_chosen()
