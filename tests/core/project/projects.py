"""Projects to write and read, and files of them made wrong."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.errors import ProjectError
from core.geometry import CanvasGeometry
from core.image_io import Photo, photo_fingerprint
from core.image_io.metadata import Metadata
from core.project.files import (
    Project,
    read_project,
)
from core.project.history import History, Step
from core.selection.tiles import TileDelta


def picture(dtype=np.uint8, height=150, width=200, alpha=False, seed=0) -> Photo:
    rng = np.random.default_rng(seed)
    top = np.iinfo(dtype).max
    pixels = rng.integers(0, top, (height, width, 3), dtype, endpoint=True)
    cover = rng.integers(0, top, (height, width), dtype, endpoint=True) if alpha else None
    metadata = Metadata(
        b"Exif\0\0 and more", b"<xmp/>", b"\x1c\2\x69\0\1x", (("Title", "lake"), ("Author", "한국")), (300, 72)
    )
    return Photo(pixels, cover, b"a profile", metadata, Path("/somewhere/lake.jpg"))


def project(photo=None, **more) -> Project:
    photo = photo or picture()
    geometry = CanvasGeometry.from_quad(photo.width, photo.height, ((0, 0), (300, 10), (290, 200), (5, 180)))
    return Project(photo, photo_fingerprint(photo.pixels), geometry, (-4.5, 2.0), **more)


def history(photo: Photo) -> History:
    mask = np.zeros(photo.pixels.shape[:2], np.uint8)
    painted = mask.copy()
    painted[20:90, 30:170] = 255
    erased = photo.pixels.copy()
    erased[20:90, 30:170] = 7
    return History(
        (
            Step("reshape", "Resize", {"before": [1, 2], "after": [3, 4]}),
            Step("mask", "Paint", {}, {"mask": TileDelta(mask, painted)}),
            Step("fill", "Fill", {}, {"pixels": TileDelta(photo.pixels, erased), "mask": TileDelta(painted, mask)}),
        ),
        2,
    )


def rewrite(path: Path, change, compression=zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path) as file:
        content = {name: file.read(name) for name in file.namelist()}
    change(content)
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, data in content.items():
            file.writestr(name, data)


def refused(path: Path) -> str:
    with pytest.raises(ProjectError) as caught:
        read_project(path)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "Error" not in sentence
    return sentence
