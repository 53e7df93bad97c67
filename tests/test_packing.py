"""The packed program holds what the code looks for, and lacks nothing that it imports. Nothing is built here."""

import os
import subprocess
import sys
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

import cv2
import pytest

from app.application import give_back_environment
from app.cli.doctor import PACKAGES
from app.dialogs.help_dialogs import PACKAGES as NAMED_IN_ABOUT
from app.platform import frozen
from app.platform.translations import FOLDER as TRANSLATIONS
from app.theme.theme import RESOURCES as THEME_RESOURCES
from core.edgeconnect.weights import WEIGHTS_DIR
from core.image_io.samples import SAMPLES
from core.ingan.model import BUNDLED_MODELS
from packing import contents

ROOT = Path(__file__).resolve().parents[1]


def packed_places() -> set[str]:
    return {f"{folder}/{Path(file).name}".removeprefix("./") for file, folder in contents.resource_files()}


def test_every_tracked_resource_is_packed_or_named_as_left_out():
    told = subprocess.run(["git", "ls-files", "resources"], cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode:
        pytest.skip("not a git checkout")
    tracked = set(told.stdout.split())
    packed = packed_places() - {"LICENSE"}
    left_out = {file for file in tracked if any(fnmatch(file, pattern) for pattern in contents.NOT_PACKED)}
    assert packed | left_out == tracked
    assert not packed & left_out


def test_what_the_code_looks_for_lies_where_it_looks():
    places = packed_places()
    wanted = [SAMPLES / "samples.json", *SAMPLES.glob("*.jpg"), *BUNDLED_MODELS.glob("*.safetensors")]
    wanted += [TRANSLATIONS / "regrain_ko.qm", *WEIGHTS_DIR.glob("*/*.safetensors"), ROOT / "LICENSE"]
    wanted += [*(THEME_RESOURCES / "icons").glob("*.svg"), *(THEME_RESOURCES / "theme").glob("*.svg")]
    assert len(wanted) > 20
    assert {file.relative_to(ROOT).as_posix() for file in wanted} <= places


def test_the_about_box_and_doctor_find_every_package_they_name():
    packed = set(contents.METADATA)
    assert set(PACKAGES) <= packed
    assert set(NAMED_IN_ABOUT) - {"scipy"} <= packed  # named only where it is installed


def test_what_is_imported_by_name_is_there():
    assert len(contents.HIDDEN) > 10
    assert [name for name in contents.HIDDEN if find_spec(name) is None] == []


def test_nothing_that_is_left_out_is_needed():
    """All of Regrain is imported, and a network trained by one step, as if these modules did not exist."""
    code = """
import importlib, pkgutil, sys
from packing.contents import EXCLUDED, OWN_PACKAGES
sys.modules.update(dict.fromkeys(EXCLUDED))
for package in map(importlib.import_module, OWN_PACKAGES):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
import torch
net = torch.nn.Conv2d(1, 1, 3)
net(torch.ones(1, 1, 8, 8)).sum().backward()
torch.optim.Adam(net.parameters()).step()
"""
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-2000:]


def test_torch_keeps_the_helper_it_does_not_start_without():
    assert contents.wanted("torch/bin/torch_shm_manager")
    assert not contents.wanted("torch/bin/protoc")
    assert not contents.wanted("cv2/qt/plugins/platforms/libqxcb.so")
    assert contents.wanted("PySide6/Qt/plugins/platforms/libqxcb.so")


KERNEL = """
import os, sys
source = "import numba\\n@numba.njit(cache=True)\\ndef twice(x):\\n    return 2 * x\\n"
sys.frozen, sys._MEIPASS = True, "/nowhere/inside"  # what PyInstaller's start-up sets
from app.platform.frozen import prepare
prepare()
names = {"__name__": "__main__"}
exec(compile(source, "kernels/twice.py", "exec"), names)  # as in a packed program: no such source file
assert names["twice"](21) == 42
print(sum(names["twice"].stats.cache_hits.values()), os.environ["NUMBA_CACHE_DIR"])
"""


def start_packed(folder: Path, **environment: str) -> tuple[int, Path]:
    """How many functions were found compiled, and where."""
    told = subprocess.run(
        [sys.executable, "-c", KERNEL], cwd=folder, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT), "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), **environment},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    hits, place = told.stdout.strip().split(" ", 1)
    return int(hits), Path(place)


def test_compiled_code_is_kept_from_start_to_start_wherever_the_program_is_started(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    at_home = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    hits, place = start_packed(tmp_path, **at_home)
    assert hits == 0
    assert place.is_relative_to(tmp_path)
    assert start_packed(elsewhere, **at_home) == (1, place)


def test_where_nothing_can_be_kept_the_program_still_works_and_leaves_nothing(tmp_path):
    (tmp_path / "Library").write_text("a file where the folder should be")
    (tmp_path / "cache").write_text("the same for other systems")
    hits, place = start_packed(tmp_path, TMPDIR=str(tmp_path), LOCALAPPDATA=str(tmp_path / "cache"))
    assert hits == 0
    assert place.parent == tmp_path
    assert not place.exists()


def test_a_place_that_the_user_chose_is_used(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("NUMBA_CACHE_LOCATOR_CLASSES", "numba.core.caching.UserProvidedCacheLocator")
    frozen.prepare()
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path)


@pytest.mark.parametrize(("before", "after"), [("", None), ("/opt/lib", "/opt/lib"), ("/a:/b", "/a:/b")])
@pytest.mark.skipif(os.pathsep != ":", reason="the linker's search path is Linux's")
def test_programs_that_the_packed_editor_starts_get_the_systems_libraries(monkeypatch, before, after):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", "/opt/regrain/_internal", raising=False)
    added = f"{Path(cv2.__file__).parent}/../../lib64:/opt/regrain/_internal:{before}"  # as both leave it
    monkeypatch.setenv("LD_LIBRARY_PATH", added)
    monkeypatch.setenv("QT_PLUGIN_PATH", "/opt/regrain/_internal/PySide6/Qt/plugins")
    give_back_environment()
    assert os.environ.get("LD_LIBRARY_PATH") == after
    assert "QT_PLUGIN_PATH" not in os.environ


def test_usage_names_the_program_that_was_started(monkeypatch):
    assert frozen.program_name() == "main.py"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/regrain/regrain")
    assert frozen.program_name() == "regrain"
