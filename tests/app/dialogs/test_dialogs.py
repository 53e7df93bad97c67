"""Lists of choices show whole texts, and a dialog is no larger than its page."""

import ast
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QStyle, QStyleOptionComboBox

import app
from app.dialogs.batch_dialog import BatchDialog
from app.dialogs.error_dialog import ErrorDialog
from app.dialogs.export_dialog import ExportDialog
from app.dialogs.help_dialogs import AboutDialog, KeysDialog
from app.model.placement import Placement
from app.settings.dialog import SettingsDialog
from app.widgets.choice_box import ChoiceBox
from core.geometry import CanvasGeometry
from core.image_io import Photo
from core.ingan.messages import Drawing


def open_dialogs(qtbot, session, photo):
    long = Path("/tmp") / f"{'a photo with a long name ' * 3}.png"
    session.document.set_photo(Photo(photo.pixels, path=long), "0123")
    session.document.set_placement(Placement(CanvasGeometry(160, 112, 240, 112)))
    session.document.set_model(Drawing("small", 7))
    for dialog in (
        ExportDialog(session.document, session),
        BatchDialog(session.document, session, QSettings("Regrain", "Regrain")),
    ):
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        yield dialog


def test_lists_are_as_wide_as_their_longest_text(qtbot, session, photo):
    seen = 0
    for dialog in open_dialogs(qtbot, session, photo):
        for kind in dialog.kind_buttons:
            dialog.choose_kind(kind)
            for box in dialog.findChildren(ChoiceBox):
                if not box.isVisible():
                    continue
                box.resize(60, box.height())  # as in a dialog that has no room
                box.showPopup()
                longest = max(box.fontMetrics().horizontalAdvance(box.itemText(n)) for n in range(box.count()))
                assert box.view().viewport().width() >= longest, box.accessibleName()
                box.hidePopup()
                seen += 1
    assert seen >= 10


def test_dialogs_fit_a_screen_of_640_by_360_points(driver):
    window = driver.window
    makers = (
        lambda: ExportDialog(window.document, window.session, window),
        lambda: BatchDialog(window.document, window.session, window.settings, window),
        lambda: SettingsDialog(window.settings_controller, window), lambda: KeysDialog(window.act, window),
        lambda: AboutDialog(window.help.folders(), window), lambda: ErrorDialog("It broke.", "Trace", window),
    )  # fmt: skip
    for make in makers:
        dialog = make()
        dialog.show()
        for kind in getattr(dialog, "kind_buttons", ("",)):
            if kind:
                dialog.choose_kind(kind)
            QApplication.processEvents()
            least = dialog.layout().totalMinimumSize()
            assert least.width() <= 640, (dialog, kind)
            assert least.height() <= 320, (dialog, kind)
            dialog.resize(640, 320)
            QApplication.processEvents()
            for button in dialog.findChildren(QPushButton):
                area = next((a for a in dialog.findChildren(QScrollArea) if a.isAncestorOf(button)), None)
                if button.isVisible() and area is None:
                    corner = button.mapTo(dialog, button.rect().bottomRight())
                    assert dialog.rect().contains(corner), (dialog, kind, button.text())
        dialog.close()


def test_every_box_of_choices_is_one_of_these():
    for path in Path(app.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "QComboBox", path


def test_a_dialog_is_as_high_as_its_page(qtbot, session, photo):
    dialog = next(open_dialogs(qtbot, session, photo))
    heights = {}
    for kind in ("picture", "animation", "collage", "picture", "animation"):
        dialog.choose_kind(kind)
        assert heights.setdefault(kind, dialog.height()) == dialog.height()
        assert dialog.height() >= dialog.minimumSizeHint().height()
    assert heights["picture"] < heights["collage"] < heights["animation"]
    for box in dialog.findChildren(ChoiceBox):
        option = QStyleOptionComboBox()
        box.initStyleOption(option)
        field = box.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
        )
        assert not box.isVisible() or field.width() >= box.fontMetrics().horizontalAdvance(box.currentText())
