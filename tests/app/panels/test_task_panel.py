"""The panel that follows the tool in hand, on the real window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.panels.edge_page import detail_of, sigma_of
from tests.app.repair.hands import FlatInpainter, Hands


def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_each_task_has_its_page_and_training_is_never_out_of_reach(driver):
    window, panel = driver.window, driver.window.task_panel
    dock = window.docks.all[0]

    def seen() -> tuple[str, bool, bool, bool]:
        pages = window.training_panel.train_button, panel.mask, panel.edges
        return dock.windowTitle(), *(page.isVisible() for page in pages)

    assert seen() == ("Reshape", True, False, False)
    for tool, expected in (
        ("tool_lasso", ("Mask", False, True, False)),
        ("tool_hand", ("Mask", False, True, False)),  # for any task
        ("tool_edge_curve", ("Edges", False, False, True)),
        ("tool_perspective", ("Reshape", True, False, False)),
        ("tool_brush", ("Mask", False, True, False)),
    ):
        driver.trigger(tool)
        assert seen() == expected, tool
    driver.document.set_training_state("running")
    assert panel.training_button.isVisible()
    click(panel.training_button)
    assert seen() == ("Reshape", True, False, False)
    assert driver.canvas.tool.name == "tool_brush"
    driver.document.set_training_state("idle")
    click(panel.reshape.style_buttons["things"])
    assert driver.document.style == "things"
    assert driver.document.undo_stack.undoText() == "Keep things"
    driver.window.undo()
    assert panel.reshape.style_buttons[driver.document.style].isChecked()
    remove = panel.reshape.modes.buttons["remove"]
    click(remove)  # a mark is painted with the reshape tools
    assert (driver.canvas.tool.name, window.marking.keeping, window.marking.mode) == ("tool_resize", True, "remove")
    assert remove.isChecked()
    click(remove)
    assert not window.marking.keeping
    assert not remove.isChecked()


def test_the_mask_page_sets_the_brush_and_changes_the_selection(driver):
    hands = Hands(driver)
    hands.use(FlatInpainter())
    driver.trigger("tool_brush")
    page, settings = driver.window.task_panel.mask, driver.window.repair.settings
    page.size.field.setValue(16)
    page.hardness.slider.setValue(100)
    assert (settings.size, settings.hardness) == (16, 1)
    hands.key(Qt.Key.Key_BracketRight)
    assert page.size.field.value() == settings.size > 16
    assert not page.rim_buttons["grow"].isEnabled()
    hands.stroke([(60, 40)])
    before = hands.state
    area = int((hands.mask.pixels == 255).sum())
    page.rim_field.setValue(3)
    click(page.rim_buttons["grow"])
    assert int((hands.mask.pixels == 255).sum()) > 1.3 * area
    click(page.rim_buttons["feather"])
    assert ((hands.mask.pixels > 0) & (hands.mask.pixels < 255)).any()
    driver.window.undo()
    driver.window.undo()
    assert hands.state == before
    click(page.sample_buttons.toggle)
    assert settings.sampling
    hands.stroke([(100, 70)])
    assert hands.document.source.pixels[70, 100] == 255
    click(page.sample_buttons.clear_button)
    assert hands.document.source.empty


def test_the_edge_page_says_how_in_three_lines_and_has_a_photographers_words(driver):
    driver.trigger("tool_edge_pencil")
    page, settings = driver.window.task_panel.edges, driver.window.edge_view.settings
    assert [words.text() for words in page.steps] == [
        "Erase the old line (Shift+E).", "Draw the new one (D).", "Enter keeps what was redrawn.",
    ]  # fmt: skip
    click(page.redraw_box)
    assert page.steps[2].text() == "Enter redraws; Enter again keeps it."
    for row, name, term in (
        (page.detail, "Fine detail", "sigma"), (page.sure, "How sure", "threshold"), (page.far, "How far", "reach")
    ):  # fmt: skip
        assert row.label.text() == row.slider.accessibleName() == row.field.accessibleName() == name
        assert term in row.slider.toolTip()
    page.far.field.setValue(4.5)
    assert settings.reach == 0.045
    for detail in range(101):
        assert round(detail_of(sigma_of(detail))) == detail
    for detail in (37, 80):  # what is typed stays
        page.detail.field.setValue(detail)
        assert page.detail.field.value() == detail
    assert page.legend_words[2].text().startswith("Yours")
