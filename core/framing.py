"""Which part of a photo is shown and how it lies: crops, turns and mirror images of it and of what lies on it.

Places are in pixel-edge coordinates: the first pixel reaches from 0 to 1. Angles are in degrees, clockwise as seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from core.errors import GeometryError

STEEPEST = 45.0  # degrees by which a photo is straightened at most; beyond, another side would be up
_TILE = 1024  # px, side of the blocks that a straightened photo is sampled in; OpenCV takes no more than 32,767
_REACH = 6  # px around a block that the filter may look at
_SAME = 1e-6  # px, far below what can be seen

Rect = tuple[float, float, float, float]
"""left, top, width, height, px."""


class Framing(Protocol):
    """A change of which part of a photo is shown, or of how it lies."""

    @property
    def exact(self) -> bool:
        """Whether pixels are only moved, none computed."""
        ...

    def size(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) that a photo of ``width`` x ``height`` px has then."""
        ...

    def picture(
        self, pixels: np.ndarray, alpha: np.ndarray | None, between: Callable[[], None] = lambda: None
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """``pixels`` (h, w, C) and ``alpha`` (h, w) or None, of uint8 or uint16, changed, in arrays of their own.

        Args:
            between: called between blocks of a picture that takes long; may raise to stop.
        """
        ...

    def plane(self, plane: np.ndarray, blend: bool = True) -> np.ndarray:
        """A (h, w) uint8 plane that lies on the photo, changed along, in an array of its own.

        Args:
            blend: whether values between two are values too; codes are taken from the nearest pixel.
        """
        ...


@dataclass(frozen=True)
class Turn:
    """A turn by so many quarters, clockwise.

    Raises:
        GeometryError: no turn by one, two or three quarters.
    """

    quarters: int

    def __post_init__(self) -> None:
        if self.quarters not in (1, 2, 3):
            raise GeometryError("A photo is turned by one, two or three quarters.")

    exact = True

    @property
    def inverse(self) -> Turn:
        """What takes it back."""
        return Turn(4 - self.quarters)

    def size(self, width: int, height: int) -> tuple[int, int]:
        return (height, width) if self.quarters % 2 else (width, height)

    def picture(
        self, pixels: np.ndarray, alpha: np.ndarray | None, between: Callable[[], None] = lambda: None
    ) -> tuple[np.ndarray, np.ndarray | None]:
        return self.plane(pixels), None if alpha is None else self.plane(alpha)

    def plane(self, plane: np.ndarray, blend: bool = True) -> np.ndarray:
        import cv2

        ways = (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
        return cv2.rotate(plane, ways[self.quarters - 1])  # many times as fast as a transposed copy


@dataclass(frozen=True)
class Mirror:
    """A mirror image: left and right change places, or top and bottom where ``upright`` is not set."""

    upright: bool

    exact = True

    @property
    def inverse(self) -> Mirror:
        """What takes it back."""
        return self

    def size(self, width: int, height: int) -> tuple[int, int]:
        return width, height

    def picture(
        self, pixels: np.ndarray, alpha: np.ndarray | None, between: Callable[[], None] = lambda: None
    ) -> tuple[np.ndarray, np.ndarray | None]:
        return self.plane(pixels), None if alpha is None else self.plane(alpha)

    def plane(self, plane: np.ndarray, blend: bool = True) -> np.ndarray:
        import cv2

        return cv2.flip(plane, 1 if self.upright else 0)


@dataclass(frozen=True)
class Crop:
    """A rectangle of the photo, which was turned by ``angle`` about its middle before.

    Without a turn the pixels are those of the photo. With one they are sampled once, with a Lanczos filter of eight by
    eight pixels (Turkowski, "Filters for common resampling tasks", 1990).

    Attributes:
        left, top: of the rectangle, px from the top left corner of the photo as it lay before the turn; whole numbers
            where there is no turn.
        width, height: px.
        angle: degrees, clockwise.

    Raises:
        GeometryError: an empty rectangle, a part of a pixel, or too large an angle.
    """

    left: float
    top: float
    width: int
    height: int
    angle: float = 0.0

    def __post_init__(self) -> None:
        if min(self.width, self.height) < 1 or not all(map(math.isfinite, (self.left, self.top))):
            raise GeometryError("A crop keeps at least one pixel in each direction.")
        if not abs(self.angle) <= STEEPEST:
            raise GeometryError("A photo is straightened by up to {0} degrees.", round(STEEPEST))
        if not self.angle and (self.left % 1 or self.top % 1):
            raise GeometryError("Without a turn a crop keeps whole pixels.")

    @property
    def exact(self) -> bool:
        return not self.angle

    def size(self, width: int, height: int) -> tuple[int, int]:
        return self.width, self.height

    def picture(
        self, pixels: np.ndarray, alpha: np.ndarray | None, between: Callable[[], None] = lambda: None
    ) -> tuple[np.ndarray, np.ndarray | None]:
        self.check(pixels.shape[1], pixels.shape[0])
        if self.exact:
            return self._part(pixels), None if alpha is None else self._part(alpha)
        if alpha is None or alpha.min() == np.iinfo(alpha.dtype).max:
            opaque = None if alpha is None else np.full((self.height, self.width), alpha.max(), alpha.dtype)
            return self._sampled(pixels, between), opaque
        both = self._sampled(np.dstack([pixels, alpha]), between, premultiplied=True)
        return np.ascontiguousarray(both[..., :-1]), np.ascontiguousarray(both[..., -1])

    def plane(self, plane: np.ndarray, blend: bool = True) -> np.ndarray:
        import cv2

        self.check(plane.shape[1], plane.shape[0])
        if self.exact:
            return self._part(plane)
        return self._sampled(plane, how=cv2.INTER_LINEAR if blend else cv2.INTER_NEAREST)

    def check(self, width: int, height: int) -> None:
        """Raise GeometryError where the rectangle reaches beyond a photo of ``width`` x ``height`` px."""
        if not contains(width, height, (self.left, self.top, self.width, self.height), self.angle, 1e-3):
            raise GeometryError("The crop reaches beyond the photo.")

    def _part(self, array: np.ndarray) -> np.ndarray:
        left, top = int(self.left), int(self.top)
        return array[top : top + self.height, left : left + self.width].copy()

    def _sampled(
        self, array: np.ndarray, between: Callable[[], None] = lambda: None, how: int | None = None,
        premultiplied: bool = False,
    ) -> np.ndarray:  # fmt: skip
        """Block by block: the memory of a large photo is not taken twice as floats.

        Args:
            how: OpenCV's name of the filter; Lanczos where it is None.
            premultiplied: the last channel is alpha, which weighs the others: nobody's colour comes to light.
        """
        import cv2

        how = cv2.INTER_LANCZOS4 if how is None else how
        height, width = array.shape[:2]
        result = np.empty((self.height, self.width, *array.shape[2:]), array.dtype)
        back = _turn(-self.angle)
        middle = np.array([width / 2, height / 2])
        for top in range(0, self.height, _TILE):
            for left in range(0, self.width, _TILE):
                between()
                block = result[top : top + _TILE, left : left + _TILE]
                low = np.array([self.left + left, self.top + top])
                corners = low + np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (block.shape[1], block.shape[0])
                places = (corners - middle) @ back.T + middle
                x0, y0 = np.maximum(np.floor(places.min(0)).astype(int) - _REACH, 0)
                x1, y1 = np.ceil(places.max(0)).astype(int) + _REACH
                part = array[y0:y1, x0:x1]
                # OpenCV counts from the middles of pixels.
                shift = back @ (low + 0.5 - middle) + middle - (x0, y0) - 0.5
                matrix = np.column_stack([back, shift])
                part = _weighed(part) if premultiplied else part
                found = cv2.warpAffine(
                    part, matrix, (block.shape[1], block.shape[0]), flags=how | cv2.WARP_INVERSE_MAP,
                    borderMode=cv2.BORDER_REFLECT_101,
                )  # fmt: skip
                block[...] = _unweighed(found, array.dtype) if premultiplied else found
        return result


def to_facts(framing: Turn | Mirror) -> dict[str, Any]:
    """JSON-able values, for :func:`from_facts`."""
    return {"quarters": framing.quarters} if isinstance(framing, Turn) else {"upright": framing.upright}


def from_facts(facts: Mapping[str, Any]) -> Turn | Mirror:
    """Read :func:`to_facts`.

    Raises:
        ValueError: no turn and no mirror image.
    """
    quarters, upright = facts.get("quarters"), facts.get("upright")
    if type(quarters) is int and quarters in (1, 2, 3):
        return Turn(quarters)
    if type(upright) is bool:
        return Mirror(upright)
    raise ValueError("neither a turn nor a mirror image")


def contains(width: int, height: int, rect: Rect, angle: float, slack: float = _SAME) -> bool:
    """Whether ``rect`` lies within a photo of ``width`` x ``height`` px that was turned by ``angle`` about its middle.

    Args:
        slack: px that it may reach beyond.
    """
    left, top, across, down = rect
    middle = np.array([width / 2, height / 2])
    corners = np.array([left, top]) + np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (across, down)
    places = np.abs((corners - middle) @ _turn(-angle).T)
    return bool((places <= middle + slack).all())


def largest_crop(width: float, height: float, angle: float, aspect: float | None = None) -> tuple[float, float]:
    """(width, height), px, of the largest upright rectangle without empty corners in a turned photo; it lies about the
    photo's middle.

    A rectangle w x h fits where w cos + h sin <= W and w sin + h cos <= H. Of a given aspect both bind its size; the
    largest area lies where both hold with equality, or, in a narrow photo, where the short side alone binds it.

    Args:
        width, height: of the photo, px.
        angle: degrees, within -90..90.
        aspect: width by height; None for the largest area.
    """
    cos, sin = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
    if aspect is not None:
        down = min(width / (aspect * cos + sin), height / (aspect * sin + cos))
        return aspect * down, down
    short, long = min(width, height), max(width, height)
    if short <= 2 * sin * cos * long or abs(cos - sin) < 1e-9:
        one, other = short / (2 * sin), short / (2 * cos)
        return (one, other) if width >= height else (other, one)
    double = cos * cos - sin * sin
    return (width * cos - height * sin) / double, (height * cos - width * sin) / double


def straightening_angle(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Degrees, clockwise and within -45..45, by which a line from ``start`` to ``end`` (x, y) leans away from the
    level or the plumb, whichever is nearer."""
    across, down = end[0] - start[0], end[1] - start[1]
    angle = math.degrees(math.atan2(down, across))
    return angle - 90.0 * round(angle / 90.0)


def _turn(angle: float) -> np.ndarray:
    """Of (x, y) with y downwards, clockwise as seen."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return np.array([[cos, -sin], [sin, cos]])


def _weighed(array: np.ndarray) -> np.ndarray:
    values = array.astype(np.float32)
    values[..., :-1] *= values[..., -1:] / np.float32(np.iinfo(array.dtype).max)
    return values


def _unweighed(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    most = np.float32(np.iinfo(dtype).max)
    alpha = np.clip(values[..., -1:], 0, most)
    colours = values[..., :-1] * (most / np.maximum(alpha, 0.5))
    colours[(alpha < 0.5)[..., 0]] = 0
    return np.round(np.clip(np.concatenate([colours, alpha], -1), 0, most)).astype(dtype)
