"""The picture of the packages is that of the code."""

from tests import rooms


def test_the_picture_of_the_rooms_is_that_of_the_code():
    assert rooms.PICTURE.read_text(encoding="utf-8") == rooms.draw(), "run `make rooms`"
