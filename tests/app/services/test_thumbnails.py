"""Thumbnails on the disk: read from there, made anew for a changed file, so many bytes and no more."""

import os

import numpy as np
from PIL import Image
from PySide6.QtGui import QImage

from app.services.thumbnail_files import ThumbnailFiles, stamp_of
from app.services.thumbnails import read_cached
from tests.app.pictures import discs, save


def test_a_thumbnail_is_kept_until_its_file_changes(tmp_path):
    path, files = save(tmp_path / "a.png", discs(400, 300)), ThumbnailFiles(tmp_path / "kept")
    first = read_cached(path, files, 128)
    assert (first.image.width(), first.image.height()) == (128, 96)
    assert read_cached(path, files, 128, first) is first
    (kept,) = files.folder.iterdir()
    mark = QImage(5, 5, QImage.Format.Format_RGB32)
    mark.save(str(kept), "PNG")  # what is read next comes from there
    assert read_cached(path, files, 128).image.width() == 5
    assert read_cached(path, files, 256).image.width() == 256
    save(path, discs(300, 400))
    assert read_cached(path, files, 128, first).image.height() == 128


def test_what_is_gone_damaged_or_transparent(tmp_path):
    files = ThumbnailFiles(tmp_path / "kept")
    assert read_cached(tmp_path / "gone.png", files, 64).stamp is None
    (tmp_path / "bad.png").write_bytes(b"no picture")
    bad = read_cached(tmp_path / "bad.png", files, 64)
    assert bad.image is None
    assert bad.stamp is not None
    rgba = np.dstack([discs(90, 90), np.full((90, 90), 40, np.uint8)])
    Image.fromarray(rgba).save(tmp_path / "clear.png")
    for _ in range(2):  # made, and read
        assert read_cached(tmp_path / "clear.png", files, 64).image.pixelColor(30, 30).alpha() == 40
    (kept,) = files.folder.iterdir()
    kept.write_bytes(b"half a thumbn")
    assert read_cached(tmp_path / "clear.png", files, 64).image.width() == 64


def test_the_oldest_go_when_there_are_too_many(tmp_path):
    files = ThumbnailFiles(tmp_path / "kept", limit=20_000)
    path = save(tmp_path / "a.png", discs())
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(0)
    for second in range(401):
        files.write(path, (second, 0), 64, image)
        kept = files._file(path, (second, 0), 64)
        os.utime(kept, (second, second))
    sizes = [file.stat().st_size for file in files.folder.iterdir()]
    assert sum(sizes) < 20_000 + 200 * max(sizes)
    assert files.read(path, (0, 0), 64) is None
    assert files.read(path, (399, 0), 64) is not None
    files.forget()
    assert list(files.folder.iterdir()) == []


def test_a_disk_that_refuses_only_costs_time(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    path = save(tmp_path / "a.png", discs())
    assert read_cached(path, ThumbnailFiles(tmp_path / "file" / "kept"), 64).image is not None
    assert stamp_of(tmp_path / "file" / "x") is None
