"""The whole way in a true window with true mouse events: open, drag, train, pause, export, close while training."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.image_io import load_photo
from core.ingan.model import load_model
from tests.app.pictures import discs, save

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "xdotool")


@pytest.fixture
def display() -> Iterator[str]:
    """An X server of our own."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x860x24", "-nolisten", "tcp"],
        pass_fds=[writing], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        if not number:
            pytest.skip("Xvfb does not start here")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.xvfb
def test_open_drag_train_pause_export_and_close_while_training(display, tmp_path):
    photo = save(tmp_path / "discs.png", discs(224, 160))
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "data")}
    environment = {**os.environ, **home, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.e2e.scenario", str(photo), str(tmp_path)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    facts = json.loads((tmp_path / "facts.json").read_text()) if (tmp_path / "facts.json").exists() else {}
    assert facts.get("failure") == "", f"{facts}\n{ended.stderr}"
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr

    assert facts["photo"] == [224, 160]
    assert facts["size"][0] > 300
    assert facts["size"][1] == 160
    assert facts["engine"] == "patches"
    assert facts["frames_while_held"] >= 10  # one for each move that was waited for
    assert facts["unlike_a_stretch"] > 8

    assert facts["state_at_the_end"] == "running"
    assert facts["dirty"] is False
    exported = load_photo(tmp_path / "out.png")
    assert [exported.width, exported.height] == facts["size"]
    stretch = cv2.resize(load_photo(photo).pixels, tuple(facts["size"]), interpolation=cv2.INTER_AREA)
    assert np.abs(exported.pixels.astype(float) - stretch).mean() > 8

    # closed in the middle of training: the model was saved and is whole
    (model,) = (tmp_path / "data").rglob("*.safetensors")
    assert load_model(model, load_photo(photo).rgb8()).settings.name == "quick"
