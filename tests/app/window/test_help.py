"""The log keeps what went wrong and stays small; the About box says what is running, and under which licences."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QGuiApplication

from app.dialogs.help_dialogs import PACKAGES, AboutDialog, licences
from app.platform.log_file import BACKUPS, BYTES, LogFile, log_path, note_error
from core import __version__
from core.device import choose_device

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def log(tmp_path):
    log = LogFile(tmp_path / "logs" / "regrain.log")
    yield log
    log.close()


def test_errors_and_words_of_qt_are_kept_and_chatter_is_not(log, qapp):
    note_error("It broke.", "Traceback: here")
    qWarning("from Qt")
    logging.getLogger("app.services.autosave").warning("from the editor")
    logging.getLogger("some.library").setLevel(logging.DEBUG)
    logging.getLogger("some.library").info("chatter")
    text = log.path.read_text(encoding="utf-8")
    assert text.startswith("20")
    assert f"Regrain {__version__}" in text
    for kept in ("It broke.\nTraceback: here", "from Qt", "from the editor"):
        assert kept in text
    assert "chatter" not in text


def test_the_log_stays_small(log):
    for n in range(60):
        note_error(f"error {n}", "x" * (BYTES // 8))
    files = list(log.path.parent.glob("regrain.log*"))
    assert len(files) == BACKUPS + 1
    assert sum(path.stat().st_size for path in files) <= (BACKUPS + 1) * BYTES
    assert "error 59" in log.path.read_text(encoding="utf-8")


def test_nothing_is_logged_after_the_end(log):
    log.close()
    size = log.path.stat().st_size
    note_error("too late", "")
    assert log.path.stat().st_size == size


def test_a_log_that_cannot_be_written_does_not_keep_the_editor_from_starting(tmp_path):
    (tmp_path / "file").write_text("in the way")
    log = LogFile(tmp_path / "file" / "regrain.log")
    note_error("still alive", "")
    log.close()


def test_a_crash_in_native_code_leaves_its_stacks(tmp_path):
    code = (
        "import sys, faulthandler; from pathlib import Path; from app.platform.log_file import LogFile;"
        "log = LogFile(Path(sys.argv[1])); faulthandler._sigabrt()"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "regrain.log"], cwd=ROOT, check=False)
    assert done.returncode != 0
    assert "Fatal Python error" in (tmp_path / "crash.log").read_text()


def test_what_the_user_is_told_is_in_the_log(driver, log, tmp_path):
    driver.document.errorOccurred.connect(note_error)
    driver.window.open_path(tmp_path / "nowhere.png")
    driver.wait(driver.window.banner.isVisible)
    assert "There is no file" in log.path.read_text(encoding="utf-8")


def test_the_about_box_tells_what_runs_and_can_be_copied(driver):
    choose_device()
    driver.trigger("about")
    dialog = driver.window.findChild(AboutDialog)
    facts = dict(dialog.facts)
    assert facts["Regrain"] == __version__
    assert str(choose_device().label) in facts["Device"]
    assert facts["Log"] == str(log_path())
    assert facts["Models"] == str(driver.session.shelf.folder)
    dialog.copy_button.click()
    text = QGuiApplication.clipboard().text()
    assert all(f"{name}: {value}" in text.splitlines() for name, value in facts.items())
    dialog.reject()


def test_every_package_has_a_version_and_a_licence():
    text = licences()
    assert "MIT" in text
    lines = [line for line in text.splitlines() if line.startswith(tuple(f"{name} " for name in PACKAGES))]
    assert len(lines) == len(PACKAGES)
    assert not [line for line in lines if "?" in line]
