"""Where a control ends can be seen: 3:1 against what lies behind, in every theme and state (WCAG 2.2, 1.4.11).

Controls are drawn, and the outline is measured on the picture. Controls that cannot be used are held to it too.
"""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QStyleOptionSlider,
    QTabBar,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.platform.qt_image import from_qimage
from app.theme.theme import icon, theme

MODES = ("dark", "light", "contrast")
ENOUGH = 3.0
REACH = 5  # px on either side of the edge in which the outline has to lie
MARGIN = 12  # px of ground around a control
STATES = ("normal", "hovered", "focused", "disabled", "checked", "checked disabled")


def luminance(pixels: np.ndarray) -> np.ndarray:
    """Relative luminance, 0..1, of uint8 pixels (..., 3)."""
    share = pixels / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def ratio(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05)


def outline(picture: np.ndarray, box: QRect, ground: np.ndarray, sides: str = "ltrb") -> float:
    """The contrast of the weakest of ``sides`` of ``box``: of each line across it the most that is seen near the edge,
    and of these the one that nine of ten reach, so that round corners and letters do not count.

    Args:
        picture: uint8 (h, w, 3).
        ground: relative luminance of what lies behind.
    """
    light = ratio(luminance(picture), ground)
    x0, y0, x1, y1 = box.left(), box.top(), box.right() + 1, box.bottom() + 1
    rows = slice(y0 + (y1 - y0) * 3 // 8, y1 - (y1 - y0) * 3 // 8)
    columns = slice(x0 + (x1 - x0) * 3 // 8, x1 - (x1 - x0) * 3 // 8)
    strips = {
        "l": light[rows, max(0, x0 - 2) : x0 + REACH].max(1), "r": light[rows, x1 - REACH : x1 + 2].max(1),
        "t": light[max(0, y0 - 2) : y0 + REACH, columns].max(0), "b": light[y1 - REACH : y1 + 2, columns].max(0),
    }  # fmt: skip
    return min(float(np.quantile(strips[side], 0.1)) for side in sides)


class Gallery:
    """Controls one at a time on a ground of a theme, in a state."""

    def __init__(self, qtbot, ground: str) -> None:
        self.host = QWidget()
        self.host.setObjectName("gallery")
        self.ground = getattr(theme().tokens, ground)
        self.host.setStyleSheet(f"#gallery {{ background: {self.ground}; }}")
        self.column = QVBoxLayout(self.host)
        self.column.setContentsMargins(*4 * (MARGIN,))
        self.other = QLineEdit()
        self.other.setFixedSize(1, 1)
        qtbot.addWidget(self.host)
        self.host.show()
        self.host.activateWindow()
        qtbot.waitUntil(self.host.isActiveWindow)

    def picture(self, control: QWidget, state: str) -> np.ndarray:
        """The control as it is drawn, with its ground around it; uint8 (h, w, 3)."""
        self.column.addWidget(control)
        control.show()
        if "checked" in state:
            control.setChecked(True)
        control.setEnabled("disabled" not in state)
        QApplication.sendPostedEvents()
        self.host.adjustSize()
        QApplication.processEvents()
        if state == "focused":
            control.setFocus(Qt.FocusReason.TabFocusReason)
            assert control.hasFocus()
        elif control.hasFocus():
            control.clearFocus()
        control.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, state == "hovered")
        picture = from_qimage(self.host.grab().toImage())[..., :3]
        self.column.removeWidget(control)
        return picture


def inside(control: QWidget, part: QRect | None = None) -> QRect:
    return (control.rect() if part is None else part).translated(control.pos())


def indicator(control: QWidget) -> QRect:
    option = QStyleOptionButton()
    control.initStyleOption(option)
    radio = isinstance(control, QRadioButton)
    element = QStyle.SubElement.SE_RadioButtonIndicator if radio else QStyle.SubElement.SE_CheckBoxIndicator
    return control.style().subElementRect(element, option, control)


def slider_part(part: QStyle.SubControl, kind: QStyle.ComplexControl):
    def find(control: QWidget) -> QRect:
        option = QStyleOptionSlider()
        control.initStyleOption(option)
        return control.style().subControlRect(kind, option, part, control)

    return find


def groove(slider: QSlider) -> QRect:
    """Of a slider that lies: right of the handle. What the style calls the groove is as high as the slider."""
    return QRect(slider.width() * 5 // 8, slider.height() // 2 - 2, slider.width() * 3 // 8, 4)


def make_combo() -> QComboBox:
    combo = QComboBox()
    combo.addItems(["Automatic", "Extend"])
    return combo


def make_slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal, maximum=100, value=40)
    slider.setFixedWidth(160)
    return slider


def make_bar(orientation) -> QScrollBar:
    bar = QScrollBar(orientation, maximum=100, value=50, pageStep=40)
    bar.setFixedSize(*((160, 12) if orientation == Qt.Orientation.Horizontal else (12, 160)))
    return bar


def make_button(role: str = "", **named) -> QPushButton:
    button = QPushButton("Train", **named)
    if role:
        button.setProperty("role", role)
    return button


def make_tool(checkable: bool = False) -> QToolButton:
    button = QToolButton(autoRaise=True, checkable=checkable)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setIcon(icon("undo"))
    return button


SLIDER, BAR = QStyle.ComplexControl.CC_Slider, QStyle.ComplexControl.CC_ScrollBar
HANDLE = slider_part(QStyle.SubControl.SC_SliderHandle, SLIDER)
THUMB = slider_part(QStyle.SubControl.SC_ScrollBarSlider, BAR)
PLAIN = STATES[:4]
HORIZONTAL, VERTICAL = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
CONTROLS = (
    ("check box", lambda: QCheckBox("Connected"), indicator, "ltrb", STATES),
    ("radio button", lambda: QRadioButton("Connected"), indicator, "ltrb", STATES),
    ("spin box", lambda: QSpinBox(value=20), None, "ltrb", PLAIN),
    ("line edit", lambda: QLineEdit("boats.png"), None, "ltrb", PLAIN),
    ("text", lambda: QPlainTextEdit("Traceback"), None, "ltrb", PLAIN),
    ("combo box", make_combo, None, "ltrb", PLAIN),
    ("button", make_button, None, "ltrb", PLAIN),
    ("primary button", lambda: make_button("primary"), None, "ltrb", PLAIN),
    ("danger button", lambda: make_button("danger"), None, "ltrb", PLAIN),
    ("segment", lambda: make_button("segment", checkable=True), None, "ltrb", STATES),
    ("flat button", lambda: make_button("flat"), None, "ltrb", ("focused",)),
    ("tool button", make_tool, None, "ltrb", ("focused",)),
    ("tool button", lambda: make_tool(checkable=True), None, "ltrb", ("checked", "checked disabled")),
    ("handle of a slider", make_slider, HANDLE, "tb", PLAIN),
    ("groove of a slider", make_slider, groove, "tb", PLAIN),
    ("progress bar", lambda: QProgressBar(maximum=10, value=4, textVisible=False), None, "ltrb", ("normal",)),
    ("scroll bar", lambda: make_bar(VERTICAL), THUMB, "tb", ("normal", "hovered")),
    ("scroll bar, lying", lambda: make_bar(HORIZONTAL), THUMB, "lr", ("normal", "hovered")),
)  # fmt: skip


@pytest.fixture(params=MODES)
def mode(request, qapp) -> str:
    theme().set_mode(request.param)
    return request.param


@pytest.mark.parametrize("ground", ["surface", "window"])
def test_controls_stand_out_from_what_lies_behind_them(qtbot, mode, ground):
    gallery, poor = Gallery(qtbot, ground), []
    for name, make, part, sides, states in CONTROLS:
        for state in states:
            control = make()
            picture = gallery.picture(control, state)
            found = outline(picture, inside(control, part and part(control)), luminance(picture[1, 1]), sides)
            if found < ENOUGH:
                poor.append(f"{name}, {state}, {mode} theme on its {ground}: {found:.2f} to 1")
            control.setParent(None)
    assert not poor, "\n".join(poor)


def most(picture: np.ndarray, box: QRect, ground: str) -> float:
    """The greatest contrast with ``ground`` in ``box``."""
    part = picture[box.top() : box.bottom() + 1, box.left() : box.right() + 1]
    return float(ratio(luminance(part), luminance(np.array(QColor(ground).getRgb()[:3]))).max())


def test_rows_tabs_and_lines_between_panels_stand_out(qtbot, mode):
    tokens, found = theme().tokens, {}
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(500, 300)
    window.setCentralWidget(QWidget())
    rows, tree = QListWidget(), QTreeWidget(columnCount=2)
    rows.addItems(["Open the photo", "Resize", "Fill"])
    rows.setCurrentRow(1)
    tree.addTopLevelItems([QTreeWidgetItem([name, "Ctrl+O"]) for name in "abc"])
    tree.setCurrentItem(tree.topLevelItem(1))
    for title, content in (("History", rows), ("Keys", tree)):
        dock = QDockWidget(title)
        dock.setWidget(content)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    picture = from_qimage(window.grab().toImage())[..., :3]
    for view, box in ((rows, rows.visualItemRect(rows.item(1))), (tree, tree.visualItemRect(tree.currentItem()))):
        box = box.translated(view.viewport().mapTo(window, QPoint(0, 0)))
        found[f"selected row of {type(view).__name__}"] = outline(
            picture, box, luminance(np.array(QColor(tokens.surface).getRgb()[:3])), "tb"
        )
    docks = window.findChildren(QDockWidget)
    between = QRect(docks[0].x() - 6, docks[0].y() + 40, 6, 20)
    found["line between the canvas and the panels"] = most(picture, between, tokens.window)
    between = QRect(docks[0].x() + 40, docks[0].geometry().bottom() + 1, 20, 5)
    found["line between two panels"] = most(picture, between, tokens.window)

    tabs = QTabBar()
    qtbot.addWidget(tabs)
    for name in ("Training", "History"):
        tabs.addTab(name)
    tabs.show()
    picture = from_qimage(tabs.grab().toImage())[..., :3]
    ends = tabs.tabRect(0)
    under = QRect(ends.left() + 4, ends.bottom() - 3, ends.width() - 8, 4)
    found["line under the tab in front"] = most(picture, under, tokens.surface)

    menu = QMenu()
    qtbot.addWidget(menu)
    for on in (False, True):
        action = menu.addAction("Panels")
        action.setCheckable(True)
        action.setChecked(on)
    menu.show()
    picture = from_qimage(menu.grab().toImage())[..., :3]
    menu.hide()
    off, on = (picture[box.top() + 1 : box.bottom(), 2:26] for box in map(menu.actionGeometry, menu.actions()))
    height = min(len(off), len(on))
    found["check box of a menu"] = float(ratio(luminance(off), luminance(off[1, 1])).max())
    found["tick of a menu"] = float(ratio(luminance(off[:height]), luminance(on[:height])).max())
    poor = [f"{name}, {mode} theme: {value:.2f} to 1" for name, value in found.items() if value < ENOUGH]
    assert not poor, "\n".join(poor)


def test_what_is_checked_and_what_is_not_differ(qtbot, mode):
    gallery, poor = Gallery(qtbot, "surface"), []
    for kind, enabled in itertools.product((QCheckBox, QRadioButton), ("", " disabled")):
        pictures = []
        for state in ("normal", "checked"):
            control = kind("Connected")
            pictures.append(luminance(gallery.picture(control, state + enabled)))
            box = inside(control, indicator(control)).adjusted(2, 2, -2, -2)
            control.setParent(None)
        rows, columns = slice(box.top(), box.bottom() + 1), slice(box.left(), box.right() + 1)
        off, on = (picture[rows, columns] for picture in pictures)
        share = (ratio(off, on) >= ENOUGH).mean()
        mark = ratio(on.max(), on.min())
        if share < 0.1 or mark < ENOUGH:
            poor.append(f"{kind.__name__}{enabled}, {mode} theme: {share:.0%} of it changes, mark {mark:.2f} to 1")
    assert not poor, "\n".join(poor)
