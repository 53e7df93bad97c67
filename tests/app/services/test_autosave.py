"""Copies that the editor makes by itself, and what is left when it is killed."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.canvas.handles import Handle
from app.dialogs.autosave_dialog import RecoveryDialog, offer_recovery
from app.services.autosave import Place, find_recovery_copies
from core.image_io import photo_fingerprint
from core.ingan.model import load_model
from core.project.files import SUFFIX, read_project
from tests.app.driver import Driver
from tests.app.pictures import discs, save
from tests.app.project.test_projects import fill, paint, same, state
from tests.app.window.test_opening import answer

ROOT = Path(__file__).resolve().parents[3]
KILLS = int(os.environ.get("REGRAIN_TEST_KILLS", "1"))  # each takes seconds; more of them on demand


@pytest.fixture
def saving(driver) -> Driver:
    """A window that copies its work at once."""
    driver.window.autosave.set_seconds(0.05)
    return driver


def copies(driver: Driver) -> list[Path]:
    return sorted(driver.window.autosave.folder.glob(f"*{SUFFIX}"))


def copied(driver: Driver) -> Path:
    """Wait until the copy is up to date."""
    driver.wait(lambda: driver.window.autosave.up_to_date)
    (path,) = copies(driver)
    return path


def test_a_photo_that_is_only_looked_at_is_not_copied(saving):
    QTest.qWait(200)
    assert not copies(saving)


def test_changes_are_copied_and_the_copy_goes_once_they_are_saved(saving, tmp_path):
    paint(saving)
    path = copied(saving)
    assert np.array_equal(read_project(path).planes["mask"], saving.document.mask.pixels)
    fill(saving)
    assert copied(saving) == path
    assert np.array_equal(read_project(path).photo.pixels, saving.document.photo.pixels)
    saving.window.projects.save_to(tmp_path / "a.regrain")
    saving.wait(lambda: not copies(saving))


def test_a_copy_goes_when_everything_is_undone_or_given_up(saving):
    paint(saving)
    copied(saving)
    saving.document.undo_stack.undo()
    saving.wait(lambda: not copies(saving))
    paint(saving)
    copied(saving)
    answer("Don’t save")
    saving.window.close()
    assert not any(saving.window.autosave.folder.iterdir())


def test_no_copy_is_made_in_the_middle_of_a_stroke(saving):
    saving.trigger("tool_brush")
    paint(saving)
    path = copied(saving)
    before = path.stat().st_mtime_ns
    at = saving.canvas.mapFromScene(20, 90)
    saving.press(at)
    for n in range(20):
        saving.move(at + at.__class__(n, 0))
        QTest.qWait(15)
    assert path.stat().st_mtime_ns == before
    saving.release(at)
    copied(saving)
    assert path.stat().st_mtime_ns > before


def test_a_copy_that_cannot_be_written_is_mentioned_once(saving, tmp_path):
    (tmp_path / "recovery").write_text("a file in the way")
    said = []
    saving.document.statusMessage.connect(said.append)
    paint(saving)
    saving.wait(lambda: len(said) > 0)
    paint(saving, ((20, 20), (40, 30)))
    QTest.qWait(300)
    assert said.count("No copy for recovery could be made; please save your work.") == 1
    (tmp_path / "recovery").unlink()
    path = copied(saving)  # as soon as it can be
    assert read_project(path).history.index == 2


def test_a_polite_end_without_a_question_leaves_what_was_not_saved(driver, make_window, qtbot, tmp_path):
    paint(driver)
    driver.trigger("tool_resize")
    driver.drag(Handle.RIGHT, 40, 0)
    driver.settle()
    before = state(driver)
    driver.window.close_without_asking()

    again = Driver(make_window(), qtbot)
    dialog = offer_recovery(again.window, again.window.autosave, again.window.projects)
    assert dialog.list.count() == 1
    assert dialog.list.item(0).text().startswith("discs.png")
    QTest.mouseClick(dialog.recover_button, Qt.MouseButton.LeftButton)
    again.wait(lambda: again.document.photo is not None)
    again.settle()
    assert same(state(again), before)
    assert again.document.dirty
    assert again.document.photo.path == tmp_path / "discs.png"
    assert again.document.project_path is None
    paint(again, ((20, 20), (40, 30)))
    again.window.autosave.set_seconds(0.05)
    assert read_project(copied(again)).history.index == 3  # into the same place: still one copy
    again.window.projects.save_to(tmp_path / "a.regrain")
    again.wait(lambda: not copies(again))


def test_what_is_recovered_belongs_to_its_project(driver, make_window, qtbot, tmp_path):
    path = tmp_path / "mine.regrain"
    driver.window.projects.save_to(path)
    driver.wait(lambda: driver.document.project_path == path)
    paint(driver)
    driver.window.close_without_asking()
    again = Driver(make_window(), qtbot)
    (copy,) = find_recovery_copies(again.window.autosave.folder)
    assert copy.summary.title == "mine.regrain"
    again.window.autosave.recover(copy)
    again.wait(lambda: again.document.project_path == path)
    again.settle()
    again.trigger("save")
    again.wait(lambda: not again.document.dirty)
    assert read_project(path).planes["mask"].any()


def test_what_is_not_chosen_is_offered_again_and_what_is_deleted_is_not(driver, make_window):
    paint(driver)
    driver.window.close_without_asking()
    window = make_window()
    dialog = offer_recovery(window, window.autosave, window.projects)
    assert find_recovery_copies(window.autosave.folder) == []  # the dialog owns it
    QTest.mouseClick(dialog.later_button, Qt.MouseButton.LeftButton)
    dialog = offer_recovery(window, window.autosave, window.projects)
    assert isinstance(dialog, RecoveryDialog)
    answer("Keep it")
    QTest.mouseClick(dialog.delete_button, Qt.MouseButton.LeftButton)
    assert dialog.list.count() == 1
    answer("Delete")
    QTest.mouseClick(dialog.delete_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert not any(window.autosave.folder.iterdir())
    assert offer_recovery(window, window.autosave, window.projects) is None


def test_copies_of_a_running_editor_are_left_alone_and_litter_goes(tmp_path):
    running = Place(tmp_path, "running")
    assert running.take()
    running.path.write_bytes(b"being written")
    (tmp_path / f"broken{SUFFIX}").write_bytes(b"no project")
    (tmp_path / f".half-abc{SUFFIX}").write_bytes(b"killed while writing")
    (tmp_path / "half.lock").write_text("1\n\n\n")
    assert find_recovery_copies(tmp_path) == []
    running.release()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"running{SUFFIX}", "broken.damaged"}


def killed_at(moment: float, home: Path, seconds: float) -> None:
    """Run the editor until it has made its first copy and saved its model, and kill it ``moment`` seconds later."""
    home.mkdir()
    photo = save(home / "discs.png", discs())
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT),
        "XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data"),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.app.killed_editor", photo, home, str(seconds)],
        cwd=ROOT, env=environment, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        journal = home / "journal"
        end = time.monotonic() + 60
        while not (
            journal.is_file() and "copied" in journal.read_text() and any((home / "models").glob("*.safetensors"))
        ):
            assert process.poll() is None, process.stderr.read().decode()
            assert time.monotonic() < end, "the editor made no copy or no model"
            time.sleep(0.02)
        time.sleep(moment)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.mark.parametrize("run", range(KILLS))
def test_an_editor_that_is_killed_at_any_moment_loses_nothing_older_than_its_last_copy(tmp_path, run):
    moment = random.Random(run).uniform(0.0, 1.5)
    home = tmp_path / "home"
    killed_at(moment, home, 0.15)
    lines = [line.split() for line in (home / "journal").read_text().splitlines()]
    steps: dict[str, int] = {}  # digest of the mask -> how many steps the history had
    last_step = {}  # number of the stroke -> the same; a stroke that changes nothing is no step
    for line in lines:
        if line[0] == "step" and len(line) == 3:
            last_step[int(line[1])] = steps.setdefault(line[2], len(steps) + 1)
    copy = last_step[max(int(line[1]) for line in lines if line[0] == "copied" and len(line) == 2)]

    found = []
    for each in find_recovery_copies(home / "recovery"):
        found.append(read_project(each.place.path))
        each.place.release()
    if (home / "work.regrain").exists():
        found.append(read_project(home / "work.regrain"))
    assert not list((home / "recovery").glob("*.damaged"))
    for project in found:
        # The editor may have been killed between a stroke and its line: that one stroke is not in the journal.
        index = steps.get(photo_fingerprint(project.planes["mask"]), len(steps) + 1)
        assert len(project.history.steps) == project.history.index == index
    assert max(project.history.index for project in found) >= copy
    models = [path for path in (home / "models").glob("*.safetensors") if not path.name.startswith(".")]
    assert [load_model(path, discs()).step >= 0 for path in models] == [True]
