"""From scribbles and clicks to a mask: what the smart-select tool works out beside the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from core.selection import shapes
from core.selection.region import Region
from core.selection.shapes import CombineMode
from core.selection.smart import smart_select

if TYPE_CHECKING:
    from core.image_io import Photo
    from core.selection.clicks import ClickedObject
    from core.selection.object_at import Found, ObjectFinder

RIM = 3  # px by which an object is selected beyond its outline, so that no halo of it stays


@dataclass(frozen=True, eq=False)
class Scribble:
    """A stroke that says what belongs to the object, or what does not.

    Attributes:
        taking: it belongs to the object.
        region: the part of the photo that it covers, and ``pixels``, uint8 (h, w), how far.
        trail: its points, and ``width`` its width, photo px.
    """

    taking: bool
    region: Region
    pixels: np.ndarray
    trail: list[QPointF]
    width: float


@dataclass(frozen=True, eq=False)
class Click:
    """A click on an object.

    Attributes:
        mode: the object is selected alone, added, or taken away.
        dot: where it was, as a scribble: what it means where no object stands out.
        found: the object, where it is known already.
        roomy: its selection is grown for a fill.
    """

    mode: CombineMode
    dot: Scribble
    found: Found | None
    roomy: bool

    @property
    def at(self) -> QPointF:
        return self.dot.trail[0]


@dataclass(frozen=True, eq=False)
class Selected:
    """How far selecting is.

    Attributes:
        base: uint8 (h, w), the mask before the first scribble or click.
        mask: the same with what they selected.
        done: the scribbles; for a click, one on the middle of its object.
        clicked: the objects that clicks took.
        missed: a click was on nothing that stands out.
    """

    base: np.ndarray
    mask: np.ndarray
    done: tuple[Scribble, ...] = ()
    clicked: tuple[ClickedObject, ...] = ()
    missed: bool = False


def advance(
    state: Selected, steps: tuple[Scribble | Click, ...], photo: Photo, finder: ObjectFinder,
    cancelled: Callable[[], bool],
) -> Selected:  # fmt: skip
    """``state`` after some more scribbles and clicks.

    Raises:
        Cancelled: ``cancelled()`` was true.
        RegrainError: the network that finds objects is missing or damaged.
    """
    for step in steps:
        if isinstance(step, Click):
            state = _clicked(state, step, photo, finder, cancelled)
        else:
            state = _scribbled(state, step, photo, cancelled)
    return state


def _clicked(
    state: Selected, click: Click, photo: Photo, finder: ObjectFinder, cancelled: Callable[[], bool]
) -> Selected:
    from core.selection import clicks

    x, y = click.at.x(), click.at.y()
    found = click.found or clicks.find_target(finder, x, y, click.mode, state.clicked, state.mask, cancelled)
    if found is None:
        if click.mode == "replace":
            return replace(state, missed=True)
        return _scribbled(state, click.dot, photo, cancelled)
    middle = Scribble(click.mode != "subtract", *clicks.core_of(found), click.dot.trail, click.dot.width)
    clicked = clicks.ClickedObject(x, y, found)
    if click.mode == "replace":
        mask = clicks.change(state.mask, found, click.mode, roomy=click.roomy)
        return Selected(np.zeros_like(mask), mask, (middle,), (clicked,))
    others = tuple(each for each in state.clicked if not clicks.alike(each.found, found))
    mask = clicks.change(state.mask, found, click.mode, others, click.roomy)
    if np.array_equal(mask, state.mask):  # a part that the network does not see is meant
        return _scribbled(state, click.dot, photo, cancelled)
    return Selected(state.base, mask, (*state.done, middle), others if click.mode == "subtract" else (*others, clicked))


def _scribbled(state: Selected, scribble: Scribble, photo: Photo, cancelled: Callable[[], bool]) -> Selected:
    from core.selection.clicks import margin_of

    inside, outside = np.zeros_like(state.mask), np.zeros_like(state.mask)
    done = (*state.done, scribble)
    for each in done:
        _lay(each, inside, outside)
    image = photo.rgb8()
    if scribble.taking:
        mask = _add(image, state.mask, inside, outside, scribble.region, cancelled)
    else:
        rim = max([RIM, *(margin_of(each.found) for each in state.clicked)])
        mask = _take_away(image, state.base, state.mask, inside, outside, scribble.region, rim, cancelled)
    return replace(state, mask=mask, done=done)


def _lay(scribble: Scribble, inside: np.ndarray, outside: np.ndarray) -> None:
    """Put ``scribble`` into the masks of all of them: the newest word counts."""
    mine, other = (inside, outside) if scribble.taking else (outside, inside)
    index = scribble.region.slices
    np.maximum(mine[index], scribble.pixels, out=mine[index])
    np.minimum(other[index], 255 - scribble.pixels, out=other[index])


def _add(
    image: np.ndarray, mask: np.ndarray, inside: np.ndarray, outside: np.ndarray, stroke: Region,
    cancelled: Callable[[], bool],
) -> np.ndarray:  # fmt: skip
    """``mask`` and the object under the newest scribble, whose box is ``stroke``."""
    found = smart_select(image, inside, outside, stroke, cancelled)
    return shapes.combine(shapes.combine(mask, _rimmed(found), "add"), outside, "subtract")


def _take_away(
    image: np.ndarray, base: np.ndarray, mask: np.ndarray, inside: np.ndarray, outside: np.ndarray, stroke: Region,
    rim: int, cancelled: Callable[[], bool],
) -> np.ndarray:  # fmt: skip
    """``mask`` without what the newest scribble, whose box is ``stroke``, tells apart from the object: what hangs
    together with the scribble. Of ``base``, what was selected before there was an object, only what lies under it;
    ``rim`` px around the object are its own."""
    whole = stroke.united(Region.of_nonzero(inside))  # as much as was looked at before
    if not inside.any():  # there is nothing to be told apart from: the thing under the scribble goes
        return shapes.combine(mask, smart_select(image, outside, None, stroke, cancelled), "subtract")
    kept = np.maximum(_rimmed(smart_select(image, inside, outside, whole, cancelled), rim), base)
    gone = np.maximum(np.minimum(mask, 255 - kept), outside)
    return shapes.combine(mask, np.where(shapes.touching(gone > 0, outside > 127), gone, 0), "subtract")


def _rimmed(found: np.ndarray, rim: int = RIM) -> np.ndarray:
    bounds = Region.of_nonzero(found).grown(rim + 1).clipped(found.shape[1], found.shape[0])
    if not bounds.empty:
        found[bounds.slices] = shapes.grow(found[bounds.slices], rim)
    return found
