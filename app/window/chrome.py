"""Bars and menus, built from the action table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton, QWidget

from app.actions import MENUS, plain, words
from app.canvas.comparing import Comparing
from app.canvas.view import CanvasView
from app.platform.paths import is_there
from app.theme.theme import ICON_SIZE, MODES, ThemeMode, icon, theme
from app.widgets.key_tips import native_words
from core.names import printable


def _tr(text: str) -> str:
    return QCoreApplication.translate("chrome", text)


def tool_bar(
    window: QMainWindow, area: Qt.ToolBarArea, name: str, title: str, content: Sequence[QAction | QWidget | None]
) -> QToolBar:
    """A fixed bar with actions, widgets and (None) separators."""
    bar = QToolBar(title)
    bar.setObjectName(f"bar_{name}")
    bar.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    bar.setMovable(False)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    for item in content:
        if item is None:
            bar.addSeparator()
        elif isinstance(item, QAction):
            bar.addAction(item)
            bar.widgetForAction(item).setAccessibleName(plain(item.text()))
        else:
            bar.addWidget(item)
    window.addToolBar(area, bar)
    more = bar.findChild(QToolButton, "qt_toolbar_ext_button")  # what a narrow window has no room for
    if more is not None:
        more.setIcon(icon("more"))
        more.setAccessibleName(_tr("More"))
    return bar


def fill_menus(window: QMainWindow, actions: Mapping[str, QAction], submenus: Mapping[str, QMenu]) -> None:
    """The menu bar of the table; "*name" takes ``submenus[name]``."""
    for title, names in MENUS:
        menu = window.menuBar().addMenu(words(title))
        for name in names:
            if name is None:
                menu.addSeparator()
            elif name.startswith("*"):
                menu.addMenu(submenus[name[1:]])
            else:
                menu.addAction(actions[name])


CANVAS_MENU = ("undo", "redo", None, "fill", "mask_clear", None, "zoom_fit", "zoom_actual", "*compare", None, "copy")


def canvas_menu(window: QMainWindow, canvas: CanvasView, actions: Mapping[str, QAction]) -> None:
    """What is at hand on the canvas itself, by the right button or the menu key; not in the middle of a stroke."""
    menu = QMenu(_tr("Canvas"), window)
    for name in CANVAS_MENU:
        if name is None:
            menu.addSeparator()
        elif name == "*compare":
            menu.addMenu(_compare_menu(window, canvas, actions["split"]))
        else:
            menu.addAction(actions[name])

    def show(at: QPoint) -> None:
        if not canvas.stroking:
            menu.popup(canvas.mapToGlobal(at))

    canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    canvas.customContextMenuRequested.connect(show)


def _compare_menu(window: QMainWindow, canvas: CanvasView, split: QAction) -> QMenu:
    """Before and after, by a line or one instead of the other."""
    menu = QMenu(_tr("Com&pare"), window)
    menu.setIcon(icon("compare"))
    menu.menuAction().setObjectName("compare")
    comparing = Comparing(canvas, window)
    menu.addAction(_tr("With the &original") + "\t" + _tr("Hold C"), partial(comparing.see, "original"))
    held = native_words(_tr("Hold Shift+C"))
    menu.addAction(_tr("With a plain &stretch") + "\t" + held, partial(comparing.see, "stretch"))
    menu.addSeparator()
    menu.addAction(split)
    return menu


def recent_menu(
    window: QMainWindow, recent: Callable[[], list[Path]], open_path: Callable[[Path], None], clear: Callable[[], None]
) -> QMenu:
    """Recent files, looked up each time the menu opens."""
    menu = QMenu(_tr("Open &recent"), window)
    menu.setIcon(icon("clock"))
    menu.setToolTipsVisible(True)

    def fill() -> None:
        menu.clear()
        for path in filter(is_there, recent()):
            words = printable(path.name).replace("&", "&&")  # one alone marks a key
            menu.addAction(words, partial(open_path, path)).setToolTip(printable(path))
        if menu.isEmpty():
            menu.addAction(_tr("Nothing yet")).setEnabled(False)
        else:
            menu.addSeparator()
            menu.addAction(_tr("Clear this list"), lambda: clear())

    menu.aboutToShow.connect(fill)
    return menu


def theme_menu(window: QMainWindow, choose: Callable[[ThemeMode], None]) -> QMenu:
    menu = QMenu(_tr("&Theme"), window)
    group = QActionGroup(menu)
    titles = {
        "system": _tr("As the &system"), "light": _tr("&Light"), "dark": _tr("&Dark"),
        "contrast": _tr("High &contrast"),
    }  # fmt: skip
    for mode in MODES:
        action = menu.addAction(titles[mode], partial(choose, mode))
        action.setCheckable(True)
        action.setData(mode)
        group.addAction(action)

    def check() -> None:
        for action in group.actions():
            action.setChecked(action.data() == theme().mode)

    menu.aboutToShow.connect(check)
    return menu


def hold_button(icon_name: str, name: str, tip: str) -> QToolButton:
    """A button that acts while it is held."""
    button = QToolButton()
    button.setAutoRaise(True)
    button.setIcon(icon(icon_name))
    button.setAccessibleName(name)
    button.setToolTip(native_words(tip))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
