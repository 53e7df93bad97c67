"""The files of a folder in the order in which people count."""

from pathlib import Path

import pytest

from core.errors import ImageError
from core.folder import natural_key, openable_in


def test_numbers_count_and_case_does_not():
    names = ["b.png", "IMG_10.jpg", "img_9.jpg", "a2b10.png", "a2b9.png", "10.png", "9.png", "Äh.png", "IMG_9.jpg"]
    ordered = sorted(map(Path, names), key=natural_key)
    assert [path.name for path in ordered] == [
        "9.png", "10.png", "a2b9.png", "a2b10.png", "b.png", "IMG_9.jpg", "img_9.jpg", "IMG_10.jpg", "Äh.png"
    ]  # fmt: skip


def test_only_what_can_be_opened_is_listed(tmp_path):
    for name in ("2.png", "10.JPG", "1.regrain", "notes.txt", ".hidden.png", ".hidden.regrain"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "nowhere.png").symlink_to(tmp_path / "gone.png")
    assert [path.name for path in openable_in(tmp_path)] == ["1.regrain", "2.png", "10.JPG"]
    with pytest.raises(ImageError, match="cannot be read"):
        openable_in(tmp_path / "gone")
