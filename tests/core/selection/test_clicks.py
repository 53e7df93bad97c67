"""One click takes an object whole: in real photos, whether large or small in them."""

import cv2
import numpy as np
import pytest

from core.control import Cancelled
from core.image_io import list_samples, load_photo
from core.selection.clicks import ClickedObject, change, find_target, margin_of, selects, with_margin
from core.selection.object_at import Found, ObjectFinder
from core.selection.region import Region


@pytest.fixture(scope="module")
def bird() -> np.ndarray:
    path = next(each.path for each in list_samples() if each.path.stem == "nuthatch")
    return cv2.resize(load_photo(path).pixels, (640, 360), interpolation=cv2.INTER_AREA)


def disc(x: int, y: int, radius: int) -> Found:
    region = Region(x - radius - 4, y - radius - 4, x + radius + 4, y + radius + 4)
    mask = np.zeros((region.height, region.width), np.uint8)
    cv2.circle(mask, (radius + 4, radius + 4), radius, 255, -1)
    return Found(region, mask)


class Finder:
    """Knows the discs of a picture; a small one lies on a large one."""

    image, heads = np.zeros((200, 300, 3), np.uint8), ()
    large, small, other = disc(100, 100, 50), disc(120, 100, 12), disc(240, 100, 30)

    def find(self, x, y, without=(), cancelled=lambda: False):
        found = next((each for each in (self.large, self.other) if each.holds(x, y)), None)
        if without and any(found.holds(*point) for point in without):
            return self.small if self.small.holds(x, y) else None
        return found


def test_the_bird_is_taken_whole(bird: np.ndarray) -> None:
    finder = ObjectFinder(bird)
    height, width = bird.shape[:2]
    found = finder.find(0.47 * width, 0.52 * height)
    assert found is not None
    box = Region.of_nonzero(found.laid_on(height, width) > 127)
    assert (box.left / width, box.right / width) == pytest.approx((0.4, 0.54), abs=0.03)
    assert (box.top / height, box.bottom / height) == pytest.approx((0.35, 0.65), abs=0.04)


def test_bare_ground_holds_no_object_and_a_search_can_be_given_up(bird: np.ndarray) -> None:
    with pytest.raises(Cancelled):
        ObjectFinder(bird).find(300, 180, cancelled=lambda: True)
    assert ObjectFinder(bird).find(-1, 5) is None
    assert ObjectFinder(np.full((48, 72, 3), 90, np.uint8)).find(30, 20) is None


def test_room_is_in_keeping_with_the_objects_size_and_the_object_is_all_selected() -> None:
    small, large = disc(100, 100, 12), disc(600, 600, 500)
    assert margin_of(small) < margin_of(large) <= 24
    mask = with_margin(large, 1200, 1200)
    assert (mask[large.laid_on(1200, 1200) > 127] == 255).all()
    edge = mask[600, 600 + 500 :].astype(int)
    assert (np.diff(edge) <= 0).all()
    assert ((edge > 0) & (edge < 255)).sum() >= 4
    assert not edge[margin_of(large) + 1 :].any()


def test_adding_and_taking_away_leave_the_other_objects_as_they_are() -> None:
    one, two = disc(60, 60, 30), disc(124, 60, 30)  # closer than their room
    alone = change(np.zeros((120, 200), np.uint8), one, "replace")
    both = change(alone, two, "add")
    assert (both >= alone).all()
    back = change(both, two, "subtract", [ClickedObject(60, 60, one)])
    assert (back == alone)[two.laid_on(120, 200) == 0].all()
    assert not back[two.laid_on(120, 200) > 127].any()


def test_with_alt_a_thing_on_an_object_goes_alone_and_elsewhere_all_of_it() -> None:
    finder = Finder()
    mask = with_margin(finder.large, 200, 300)
    clicked = [ClickedObject(70, 100, finder.large)]
    assert find_target(finder, 120, 100, "subtract", clicked, mask) is finder.small
    assert find_target(finder, 80, 80, "subtract", clicked, mask) is finder.large
    assert find_target(finder, 240, 100, "add", clicked, mask) is finder.other
    assert selects(mask, finder.large)
    assert not selects(mask, finder.other)
