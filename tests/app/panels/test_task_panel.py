"""The panel that follows the tool in hand, on the real window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from app.panels.edge_page import detail_of, sigma_of
from app.tools.keep_options import StyleBox
from tests.app.tools.hands import FlatInpainter, Hands


def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_each_task_has_its_page_and_training_is_never_out_of_reach(driver):
    window, panel = driver.window, driver.window.task_panel
    dock = window.docks.all[0]

    def seen() -> tuple[str, bool, bool, bool]:
        pages = window.training_panel.train_button, panel.mask_page, panel.edges
        return dock.windowTitle(), *(page.isVisible() for page in pages)

    assert seen() == ("Reshape", True, False, False)
    for tool, expected in (
        ("tool_lasso", ("Mask", False, True, False)),
        ("tool_hand", ("Mask", False, True, False)),  # for any task
        ("tool_edge_curve", ("Edges", False, False, True)),
        ("tool_clone", ("Retouch", False, False, False)),
        ("tool_hand", ("Retouch", False, False, False)),
        ("tool_crop", ("Crop", False, False, False)),
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


def test_the_mask_page_changes_the_selection(driver):
    hands = Hands(driver)
    hands.use(FlatInpainter())
    driver.trigger("tool_brush")
    page, settings = driver.window.task_panel.mask_page, driver.window.repair.settings
    hands.size(16)
    on_a_mask = [driver.window.act[f"mask_{name}"] for name in ("clear", "grow", "shrink", "feather", "export")]
    on_a_mask += [page.change_buttons["grow"], page.whole_buttons["mask_clear"]]
    assert not any(each.isEnabled() for each in on_a_mask)
    assert driver.window.act["mask_invert"].isEnabled()  # all of a photo can be selected so
    hands.stroke([(60, 40)])
    assert all(each.isEnabled() for each in on_a_mask)
    before = hands.state
    area = int((hands.mask.pixels == 255).sum())
    page.change_field.setValue(3)
    click(page.change_buttons["grow"])
    assert int((hands.mask.pixels == 255).sum()) > 1.3 * area
    click(page.change_buttons["feather"])
    assert ((hands.mask.pixels > 0) & (hands.mask.pixels < 255)).any()
    driver.window.undo()
    driver.window.undo()
    assert hands.state == before
    click(page.whole_buttons["mask_clear"])
    assert hands.mask.empty
    assert not any(each.isEnabled() for each in on_a_mask)
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
    assert [words.text() for words in page.how.lines] == [
        "Erase the old line (Shift+E).", "Draw the new one (D).", "Enter keeps what was redrawn.",
    ]  # fmt: skip
    click(page.redraw_box)
    assert page.how.lines[2].text() == "Enter redraws; Enter again keeps it."
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


def test_stamp_and_healing_brush_have_a_page_that_follows_the_one_in_hand(driver):
    window, page = driver.window, driver.window.task_panel.retouch
    driver.trigger("tool_clone")
    assert page.isVisible()
    assert page.heading.text() == "Copy from elsewhere"
    assert page.how.lines[2].text().endswith("the healing brush (J).")
    assert page.source_text.text() == "None so far."
    viewport = driver.canvas.viewport()
    alt = Qt.KeyboardModifier.AltModifier
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, alt, viewport.rect().center())
    assert page.source_text.text().startswith("The cross marks it")
    driver.key(Qt.Key.Key_J)
    assert page.heading.text() == "Make a blemish go away"
    assert page.source_text.text() == "None: what lies around is enough."
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, alt, viewport.rect().center())
    assert page.source_text.text().startswith("The cross marks it")
    click(window.tools["tool_heal"].options().forget_button)
    assert page.source_text.text().startswith("None")
    window.settings_controller.shortcuts.change("tool_clone", QKeySequence("Ctrl+Alt+S"))
    assert page.how.lines[2].text().endswith("the clone stamp (Ctrl+Alt+S).")
    window.settings_controller.shortcuts.reset_all()


def test_crop_and_straighten_have_a_page_with_turns_and_flips(driver):
    window, page = driver.window, driver.window.task_panel.crop
    driver.trigger("tool_brush")
    driver.key(Qt.Key.Key_C)
    driver.wait(page.isVisible)
    assert page.heading.text() == "Crop and straighten"
    driver.trigger("straighten")
    assert page.heading.text() == "Straighten by a line"
    assert page.how.lines[0].text().startswith("Draw a line")
    driver.key(Qt.Key.Key_Escape)
    assert page.heading.text() == "Crop and straighten"
    before = driver.document.photo.pixels
    click(page.buttons["turn_right"])
    assert driver.document.photo.pixels.shape == (160, 112, 3)
    assert page.isVisible()
    click(page.buttons["turn_left"])
    click(page.buttons["flip_across"])
    assert (driver.document.photo.pixels == before[:, ::-1]).all()
    driver.key(Qt.Key.Key_Escape)
    driver.wait(lambda: window.task_panel.mask_page.isVisible())  # back to the brush, and to its page


def test_the_panel_follows_tools_while_it_is_out_of_sight(driver):
    window = driver.window
    driver.trigger("panels")
    driver.trigger("tool_heal")
    driver.trigger("panels")
    assert window.task_panel.retouch.isVisible()
    assert window.docks.all[0].windowTitle() == "Retouch"


@pytest.mark.parametrize("width", [720, 1100, 1400])
def test_nothing_stands_in_the_bar_and_in_the_panel_at_once(driver, width):
    """The panel has what belongs to a task, with words; the bar has it while the panel is not seen, but for the style
    in a narrow window, where size and Keep need the room."""
    window, panel = driver.window, driver.window.task_panel
    window.resize(width, 700)
    driver.wait(lambda: window.width() == width)
    styles = list(panel.reshape.style_buttons.values())
    pairs = (
        ("tool_resize", lambda row: row.style_box, lambda: styles[0]),
        ("tool_perspective", lambda row: row.style_box, lambda: styles[0]),
        ("tool_resize", lambda row: row.modes, lambda: panel.reshape.modes),
        ("tool_brush", lambda row: row.sample_buttons, lambda: panel.mask_page.sample_buttons),
        ("tool_edge_pencil", lambda row: row.redraw_box, lambda: panel.edges.redraw_box),
    )
    for number, (tool, in_bar, in_panel) in enumerate(pairs):
        driver.trigger(tool)
        window.marking.set_keeping(number == 2)
        bar = in_bar(driver.canvas.tool.options())
        assert (in_panel().isVisible(), bar.isVisible()) == (True, False), tool
        driver.key(Qt.Key.Key_Tab)  # hides the panels
        assert not in_panel().isVisible()
        roomy = not isinstance(bar, StyleBox) or width > 720
        driver.wait(lambda: bar.isVisible() == roomy)  # noqa: B023
        driver.key(Qt.Key.Key_Tab)
        assert (in_panel().isVisible(), bar.isVisible()) == (True, False), tool
        window.docks.all[1].raise_()  # another panel in front
        driver.wait(lambda: bar.isVisible() == roomy)  # noqa: B023
        window.docks.all[0].raise_()
        driver.wait(lambda: in_panel().isVisible() and not bar.isVisible())  # noqa: B023
