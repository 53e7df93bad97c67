import os

import pytest

from core.errors import ImageError
from core.names import as_line, fitted, from_line, printable

ODD = [b"caf\xe9.jpg", b"a\nb.png", b'say "so".png', b"-a.png", "한국 “Übung”.png".encode(), b"file:.png"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Übung 한국.png", "Übung 한국.png"),
        ("caf\udce9.jpg", r"caf\xe9.jpg"),
        ("a\nb\x1b[31m.png", r"a\nb\x1b[31m.png"),
        ("gpj.\u202egnp", r"gpj.\u202egnp"),
        ("\ud800", r"\ud800"),
    ],
)
def test_a_name_is_shown_in_one_line_that_can_be_printed(name, shown):
    assert printable(name) == shown
    printable(name).encode("utf-8")
    assert str(ImageError("There is no file {0}.", name)) == f"There is no file {shown}."


@pytest.mark.parametrize("name", ODD)
def test_a_path_survives_as_a_line_of_text(tmp_path, name):
    path = tmp_path / os.fsdecode(name)
    line = as_line(path)
    assert len(line.splitlines()) == 1
    line.encode("utf-8")
    assert from_line(line) == path
    assert from_line(str(tmp_path / "plain.png")) == tmp_path / "plain.png"


def test_a_name_is_cut_to_what_fits_between_characters():
    assert fitted("short", "-2.png") == "short-2.png"
    cut = fitted("ü" * 200, "-2.png")
    assert len(os.fsencode(cut)) in (254, 255)
    assert cut.endswith("ü-2.png")
