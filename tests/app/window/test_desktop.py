"""A double click opens a project: on Linux through the desktop's entries, on macOS through an event."""

import configparser
import importlib.util
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFileOpenEvent

from app.platform.file_open import FileOpenFilter
from core.geometry import CanvasGeometry
from core.image_io import Photo
from core.project.files import MIME, SUFFIX, Project, write_project

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def desktop():
    spec = importlib.util.spec_from_file_location("desktop_install", ROOT / "resources/desktop/install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_entry_starts_this_editor_and_knows_projects(desktop, tmp_path):
    desktop.install(tmp_path, Path("/opt/my python/bin/python"))
    where = desktop.places(tmp_path)
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(where["entry"], encoding="utf-8")
    facts = entry["Desktop Entry"]
    assert shlex.split(facts["Exec"]) == ["/opt/my python/bin/python", str(ROOT / "main.py"), "%f"]
    assert MIME in facts["MimeType"].split(";")
    assert facts["Icon"] == where["icon"].stem
    kind = ET.parse(where["mime"]).getroot()[0]
    assert kind.get("type") == MIME
    assert [each.get("pattern") for each in kind if each.tag.endswith("glob")] == [f"*{SUFFIX}"]
    desktop.remove(tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_magic_of_the_entry_is_what_projects_begin_with(desktop, tmp_path):
    path = tmp_path / "a.regrain"
    photo = Photo(np.zeros((20, 20, 3), np.uint8))
    write_project(path, Project(photo, "0" * 16, CanvasGeometry.identity(20, 20)))
    match = next(each for each in ET.fromstring(desktop.MIME).iter() if each.tag.endswith("match"))
    start, value = int(match.get("offset")), match.get("value").encode()
    assert path.read_bytes()[start : start + len(value)] == value


def test_odd_signs_in_a_path_stay_what_they_are(desktop):
    assert desktop.quoted(Path('/a "b"/50%/c')) == '"/a \\\\"b\\\\"/50%%/c"'


def test_a_file_that_the_system_hands_over_is_opened(qapp, tmp_path):
    opened = []
    watch = FileOpenFilter(opened.append, qapp)
    qapp.installEventFilter(watch)
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(str(tmp_path / "a.regrain")))
    qapp.removeEventFilter(watch)
    watch.deleteLater()
    assert opened == [tmp_path / "a.regrain"]
