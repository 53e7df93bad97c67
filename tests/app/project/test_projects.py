"""Saving a project and opening it again: the window looks as it did, and the steps are still there."""

import json
import threading
import zipfile

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox

from app.canvas.handles import Handle
from app.model.commands import StyleCommand
from app.model.mask_commands import FillCommand, MaskCommand
from app.model.photo_commands import PhotoState, ReplacePhotoCommand
from app.project.files import store_project
from app.project.history import HistoryCap, capture_history, planes, restore_history
from app.services import projects as project_module
from app.services.thumbnails import read_thumbnail
from core.image_io import list_samples, photo_fingerprint
from core.ingan.model import bundled_model
from core.project.files import read_project
from core.project.history import History
from core.selection.tiles import TileDelta
from tests.app.answering import when_asked
from tests.app.driver import Driver
from tests.app.pictures import discs, save
from tests.app.window.test_opening import answer, drop, files

CTRL = Qt.KeyboardModifier.ControlModifier


def paint(driver: Driver, points=((60, 50), (100, 60))) -> None:
    """A brush stroke through photo pixels."""
    driver.trigger("tool_brush")
    at = [driver.canvas.mapFromScene(*point) for point in points]
    driver.press(at[0])
    for point in at[1:]:
        driver.move(point)
    driver.release(at[-1])


def save_to(driver: Driver, path) -> None:
    driver.window.projects.save_to(path)
    driver.wait(lambda: driver.document.project_path == path and not driver.document.dirty)


def fill(driver: Driver) -> None:
    """Take a fill of the mask, without waiting for a network: the whole mask becomes grey."""
    document = driver.document
    pixels = document.photo.pixels.copy()
    pixels[document.mask.pixels > 127] = 90
    emptied = TileDelta(document.mask.pixels, np.zeros_like(document.mask.pixels))
    document.undo_stack.push(
        FillCommand(document, TileDelta(document.photo.pixels, pixels), None, emptied, "Fill")
    )


@pytest.fixture
def worked(driver):
    """A stroke, a fill, another stroke, a drag; and one step taken back."""
    paint(driver)
    fill(driver)
    paint(driver, ((30, 80), (50, 85)))
    driver.trigger("tool_resize")
    driver.drag(Handle.RIGHT, 40, 0)
    driver.drag(Handle.BOTTOM, 0, -20)
    driver.document.undo_stack.undo()
    driver.settle()
    return driver


def state(driver: Driver):
    document = driver.document
    return (
        document.photo.pixels.copy(), document.mask.pixels.copy(), document.placement,
        [document.undo_stack.text(i) for i in range(document.undo_stack.count())], document.undo_stack.index(),
    )  # fmt: skip


def same(one, other) -> bool:
    return all(np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b for a, b in zip(one, other, strict=True))


def test_a_project_brings_everything_back_and_every_step_can_be_undone(worked, tmp_path, make_window, qtbot):
    path = tmp_path / "work.regrain"
    save_to(worked, path)
    assert worked.window.windowTitle().startswith("work.regrain")
    walk = []
    stack = worked.document.undo_stack
    before, index = state(worked), stack.index()
    for to in (*reversed(range(index)), *range(1, stack.count() + 1)):
        stack.setIndex(to)
        walk.append(state(worked))
    stack.setIndex(index)
    worked.window.close()

    again = Driver(make_window(), qtbot)
    drop(again.window, files(path))
    again.wait(lambda: again.document.photo is not None)
    again.settle()
    assert same(state(again), before)
    assert not again.document.dirty
    assert again.document.edited
    assert again.window.opener.recent[0] == path
    for to, then in zip((*reversed(range(index)), *range(1, stack.count() + 1)), walk, strict=True):
        again.document.undo_stack.setIndex(to)
        assert same(state(again), then)
    assert again.document.dirty
    again.document.undo_stack.setIndex(index)
    assert not again.document.dirty


def test_everything_that_is_painted_is_in_the_project(driver, tmp_path):
    path = tmp_path / "a.regrain"
    names = set(planes(driver.document))
    assert {"mask", "edges"} <= names
    for number, (_, plane) in enumerate(sorted(planes(driver.document).items())):
        after = plane.pixels.copy()
        after[10 : 20 + number] = number + 1
        driver.document.undo_stack.push(MaskCommand(plane, TileDelta(plane.pixels, after), "Paint"))
    before = {name: plane.pixels.copy() for name, plane in planes(driver.document).items()}
    save_to(driver, path)
    driver.session.opening.close_photo()
    driver.window.open_path(path)
    driver.wait(lambda: driver.document.photo is not None)
    driver.settle()
    assert all(np.array_equal(plane.pixels, before[name]) for name, plane in planes(driver.document).items())
    driver.document.undo_stack.setIndex(0)
    assert not any(plane.pixels.any() for plane in planes(driver.document).values())


def test_a_mask_is_in_sight_when_its_project_is_opened(driver, tmp_path):
    paint(driver)
    save_to(driver, tmp_path / "a.regrain")
    driver.trigger("tool_resize")
    driver.session.opening.close_photo()
    driver.window.open_path(tmp_path / "a.regrain")
    driver.wait(lambda: driver.document.photo is not None)
    driver.settle()
    assert driver.canvas.tool.name == "tool_brush"
    assert driver.window.repair.mask_item.isVisible()


def test_a_project_can_be_saved_opened_and_saved_again(worked, tmp_path, qtbot):
    first, second = tmp_path / "a.regrain", tmp_path / "b.regrain"
    save_to(worked, first)
    worked.window.open_path(first)
    worked.wait(lambda: not worked.session.jobs.running)
    worked.settle()
    save_to(worked, second)
    one, two = read_project(first), read_project(second)
    assert one.history.index == two.history.index == 4
    assert [(s.kind, s.text, s.facts) for s in one.history.steps] == [
        (s.kind, s.text, s.facts) for s in two.history.steps
    ]
    assert np.array_equal(one.photo.pixels, two.photo.pixels)


def test_the_first_ctrl_s_asks_where_and_the_next_ones_do_not(driver, tmp_path):
    paint(driver)

    def accept(dialog: QFileDialog) -> None:
        assert dialog.selectedFiles()[0].endswith("discs.regrain")
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        name.setText(str(tmp_path / "mine"))
        QTest.keyClick(name, Qt.Key.Key_Return)

    when_asked(accept, QFileDialog)
    QTest.keyClick(driver.canvas, Qt.Key.Key_S, CTRL)
    path = tmp_path / "mine.regrain"
    driver.wait(lambda: not driver.document.dirty)
    assert read_project(path).planes["mask"].any()
    paint(driver, ((20, 20), (40, 30)))
    assert driver.document.dirty
    driver.trigger("save")
    driver.wait(lambda: not driver.document.dirty)
    assert read_project(path).history.index == 2


def test_saving_before_closing_closes_once_it_is_saved(driver, tmp_path):
    path = tmp_path / "a.regrain"
    save_to(driver, path)
    paint(driver)
    answer("Save")
    driver.window.close()
    driver.wait(lambda: not driver.window.isVisible())
    assert read_project(path).planes["mask"].any()


def test_saving_before_another_photo_is_dropped_opens_it_afterwards(driver, tmp_path):
    save_to(driver, tmp_path / "a.regrain")
    paint(driver)
    other = save(tmp_path / "other.png", discs(90, 90, seed=3))
    answer("Save")
    drop(driver.window, files(other))
    driver.wait(lambda: driver.document.photo.width == 90)
    assert driver.document.project_path is None
    assert read_project(tmp_path / "a.regrain").planes["mask"].any()


def test_closing_while_it_is_being_saved_asks_nothing_and_waits(driver, tmp_path):
    paint(driver)
    driver.window.projects.save_to(tmp_path / "a.regrain")
    driver.window.close()
    assert driver.window.isVisible()
    driver.wait(lambda: not driver.window.isVisible())
    assert read_project(tmp_path / "a.regrain").planes["mask"].any()


def test_ending_at_once_while_it_is_being_saved_still_saves_it(driver, tmp_path):
    paint(driver)
    driver.window.projects.save_to(tmp_path / "a.regrain")
    driver.window.close_without_asking()
    assert read_project(tmp_path / "a.regrain").planes["mask"].any()


def test_a_cancelled_save_leaves_what_was_there(driver, tmp_path, monkeypatch):
    path = tmp_path / "a.regrain"
    save_to(driver, path)
    before = path.read_bytes()
    paint(driver)
    asked = threading.Event()

    def store_after(*arguments):  # a small project is on the disk before anybody could cancel
        asked.wait(10)
        return store_project(*arguments)

    monkeypatch.setattr(project_module, "store_project", store_after)
    driver.window.projects.save_to(path)
    driver.session.jobs.running[-1].cancel()
    asked.set()
    driver.wait(lambda: not driver.session.jobs.running)
    assert path.read_bytes() == before
    assert driver.document.dirty
    assert list(tmp_path.glob(".a-*")) == []


def test_a_save_that_fails_keeps_the_window_open_and_says_why(driver, tmp_path):
    paint(driver)
    taken = tmp_path / "file"
    taken.write_text("no folder")
    driver.window.projects.save_to(taken / "a.regrain", driver.window.close)
    driver.wait(driver.window.banner.isVisible)
    assert "could not be saved" in driver.window.banner.text
    assert driver.window.isVisible()
    assert driver.document.dirty
    assert driver.document.project_path is None


def test_what_is_painted_while_it_is_being_saved_stays_unsaved(driver, tmp_path):
    path = tmp_path / "a.regrain"
    paint(driver)
    driver.window.projects.save_to(path)
    paint(driver, ((20, 20), (40, 30)))
    driver.wait(lambda: driver.document.project_path == path)
    assert driver.document.dirty
    assert read_project(path).history.index == 1


def test_an_exported_picture_is_no_saved_project(driver, tmp_path):
    save_to(driver, tmp_path / "a.regrain")
    driver.drag(Handle.RIGHT, 30, 0)
    job = driver.session.exporting.export_picture(tmp_path / "out.png")
    with driver.qtbot.waitSignal(job.finished):
        pass
    assert driver.document.dirty


def test_damaged_projects_are_explained_and_the_open_photo_stays(driver, tmp_path):
    path = tmp_path / "a.regrain"
    save_to(driver, path)
    path.write_bytes(path.read_bytes()[:-200])
    driver.window.open_path(path)
    driver.wait(driver.window.banner.isVisible)
    assert driver.window.banner.text == "a.regrain is damaged or is not a Regrain project, and cannot be opened."
    assert driver.document.photo is not None


def test_a_sample_keeps_its_model_in_the_project(window, qtbot, tmp_path):
    driver = Driver(window, qtbot)
    taught = [sample for sample in list_samples() if bundled_model(sample.name) is not None]
    sample = max(taught, key=lambda sample: sample.name == "moss")
    driver.open(sample.path)
    driver.wait(lambda: driver.document.model is not None and not driver.session.jobs.running)
    save_to(driver, tmp_path / "s.regrain")
    model = driver.document.model
    driver.session.opening.close_photo()
    driver.window.open_path(tmp_path / "s.regrain")
    driver.wait(lambda: driver.document.photo is not None and not driver.session.jobs.running)
    driver.settle()
    assert driver.document.model == model
    assert driver.document.sample == sample
    assert driver.window.windowTitle().startswith("s.regrain")


def test_cards_show_what_the_canvas_showed(worked, tmp_path):
    save_to(worked, tmp_path / "a.regrain")
    image = read_thumbnail(tmp_path / "a.regrain")
    assert (image.width(), image.height()) == worked.size
    (tmp_path / "b.regrain").write_bytes(b"no project")
    assert read_thumbnail(tmp_path / "b.regrain") is None


def test_the_oldest_steps_go_when_the_history_takes_too_much(driver):
    cap = HistoryCap(driver.document, 1 << 30)
    stack = driver.document.undo_stack
    for n in range(6):
        paint(driver, ((20 + 15 * n, 20), (30 + 15 * n, 90)))
    stack.setIndex(5)
    driver.document.mark_saved()
    stack.setIndex(6)
    before = state(driver)
    costs = [step.nbytes for step in capture_history(stack).steps]
    cap.set_limit(sum(costs[3:]))
    driver.wait(lambda: stack.count() == 3)
    assert stack.index() == 3
    assert same(state(driver)[:3], before[:3])
    stack.undo()
    assert not driver.document.dirty
    stack.setIndex(0)
    assert driver.document.dirty
    assert driver.document.mask.pixels.any()  # the strokes that were forgotten stay
    cap.set_limit(0)
    driver.wait(lambda: stack.count() == 1)  # one step back there is always
    cap.deleteLater()


def test_a_large_deep_photo_that_was_replaced_is_in_the_project(driver, tmp_path):
    document, stack, path = driver.document, driver.document.undo_stack, tmp_path / "deep.regrain"
    rows = np.arange(4300, dtype=np.uint16)[:, None, None] * 11
    large = np.broadcast_to(rows, (4300, 4000, 3)).copy()  # 103 MB
    document.set_photo(document.photo.with_pixels(large), photo_fingerprint(large))
    small = document.photo.with_pixels(large[:300, :400].copy())
    stack.push(ReplacePhotoCommand(document, PhotoState.of(small), "Apply"))
    save_to(driver, path)
    driver.session.opening.close_photo()
    driver.window.open_path(path)
    driver.wait(lambda: document.photo is not None)
    assert document.photo.width == 400
    assert stack.canUndo()
    stack.undo()
    assert np.array_equal(document.photo.pixels, large)


def test_a_project_that_has_no_room_for_its_steps_says_so(driver, tmp_path, monkeypatch):
    path, said = tmp_path / "full.regrain", []
    for n in range(3):
        paint(driver, ((20 + 15 * n, 20), (30 + 15 * n, 90)))
    driver.document.errorOccurred.connect(lambda sentence, _details, _about: said.append(sentence))
    usage = type("Usage", (), {"free": 0})
    monkeypatch.setattr("core.project.files.shutil.disk_usage", lambda _folder: usage)
    save_to(driver, path)
    assert said == ["Saved full.regrain, but not all of its history, for want of room; left out: 3 of 3."]
    assert driver.document.undo_stack.count() == 3
    assert np.array_equal(read_project(path).planes["mask"], driver.document.mask.pixels)


def test_a_question_can_be_called_off(driver):
    paint(driver)

    def escape(box: QMessageBox) -> None:
        assert "discs.png" in box.text()
        QTest.keyClick(box, Qt.Key.Key_Escape)

    when_asked(escape)
    driver.window.close()
    assert driver.window.isVisible()
    assert driver.document.dirty


def test_style_and_marks_come_back_with_their_steps_and_old_projects_have_none(driver, tmp_path):
    document = driver.document
    released = document.release.pixels.copy()
    released[20:40, 30:60] = 255
    document.undo_stack.push(MaskCommand(document.release, TileDelta(document.release.pixels, released), "Let go"))
    document.undo_stack.push(StyleCommand(document, "auto", "things", "Keep things"))
    document.undo_stack.push(StyleCommand(document, "things", "pattern", "Repeat the pattern"))
    path = tmp_path / "styled.regrain"
    save_to(driver, path)
    document.undo_stack.undo()
    assert document.style == "things"
    document.mark_saved()  # no question
    driver.window.open_path(tmp_path / "discs.png")
    driver.wait(lambda: document.project_path is None and not driver.session.jobs.running)
    assert (document.style, document.marks) == ("auto", None)

    driver.window.open_path(path)
    driver.wait(lambda: document.project_path == path)
    assert document.style == "pattern"
    assert np.array_equal(document.release.pixels, released)
    assert document.marks.release.any()
    assert document.undo_stack.undoText() == "Repeat the pattern"
    document.undo_stack.undo()
    assert document.style == "things"
    document.undo_stack.redo()
    assert document.style == "pattern"
    for _ in range(3):
        document.undo_stack.undo()
    assert (document.style, document.marks) == ("auto", None)
    document.set_style("things")
    document.mark_saved()
    driver.window.close_photo()
    assert document.style == "auto"


@pytest.mark.parametrize("style", [None, "", "baroque", ["things"], {"a": 1}])
def test_a_project_without_a_style_that_is_known_is_automatic(driver, tmp_path, style):
    driver.document.set_style("things")
    path = tmp_path / "styled.regrain"
    save_to(driver, path)
    assert read_project(path).style == "things"
    other = tmp_path / "other.regrain"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "project.json":
                manifest = json.loads(data)
                manifest["style"] = style
                if style is None:
                    del manifest["style"]
                data = json.dumps(manifest).encode()
            new.writestr(entry, data)
    assert read_project(other).style == "auto"


def test_a_step_to_a_style_that_is_not_known_ends_what_can_be_undone(driver):
    document = driver.document
    odd = StyleCommand(document, "auto", "baroque", "Baroque").step()
    restore_history(document, History((odd, StyleCommand(document, "things", "auto", "Back").step()), 2), 2)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.style == "things"
