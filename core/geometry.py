"""Where a re-made picture lies: target size, optional quad, and the homography between output and input."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from core.errors import GeometryError

MIN_SCALE = 0.15
MAX_SCALE = 2.25
MAX_SIDE = 32_000
LARGE_CANVAS = 50_000_000  # px; up to here a canvas may be many times as large as its photo

Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class CanvasGeometry:
    """The canvas a picture is re-made on.

    Attributes:
        source_width, source_height: size of the photo, px.
        width, height: size of the output canvas, px.
        quad: corners of the picture on the canvas in output px, clockwise from top left (tl, tr, br, bl), or None for
            the whole rectangle. Convex.

    Raises:
        GeometryError: a side is below 1 px or absurdly large, or the quad is not convex, crosses itself or is flat.
    """

    source_width: int
    source_height: int
    width: int
    height: int
    quad: Quad | None = None

    def __post_init__(self) -> None:
        for side in (self.source_width, self.source_height, self.width, self.height):
            if int(side) != side or side < 1:
                raise GeometryError("A picture needs at least one pixel in each direction.")
        if max(self.width, self.height) > MAX_SIDE:
            raise GeometryError(
                "{0} x {1} px is too large; a side may have up to {2} px.", self.width, self.height, MAX_SIDE
            )
        if self.quad is not None:
            check_quad(self.quad)

    @classmethod
    def identity(cls, width: int, height: int) -> CanvasGeometry:
        """The photo's own size."""
        return cls(width, height, width, height)

    @classmethod
    def from_quad(cls, source_width: int, source_height: int, quad: Quad) -> CanvasGeometry:
        """Canvas that just holds ``quad``: the quad's bounding box, moved to the origin."""
        points = np.asarray(quad, np.float64)
        if points.shape != (4, 2) or not np.isfinite(points).all():
            raise GeometryError("A quad needs four corners: top left, top right, bottom right, bottom left.")
        points = points - points.min(0)
        width, height = (max(1, round(v)) for v in points.max(0))
        geometry = cls(source_width, source_height, width, height, as_quad(points))
        return replace(geometry, quad=None) if geometry.is_rectangle else geometry

    @property
    def scale(self) -> tuple[float, float]:
        """(x, y) factor of the output canvas over the photo."""
        return self.width / self.source_width, self.height / self.source_height

    @property
    def is_identity(self) -> bool:
        return self.quad is None and self.scale == (1.0, 1.0)

    @property
    def corners(self) -> Quad:
        """The quad, or the canvas rectangle's corners, in output px."""
        if self.quad is not None:
            return self.quad
        w, h = float(self.width), float(self.height)
        return (0.0, 0.0), (w, 0.0), (w, h), (0.0, h)

    @property
    def is_rectangle(self) -> bool:
        """Whether the quad is just the canvas rectangle (to a hundredth of a pixel)."""
        return self.quad is None or bool(np.allclose(self.quad, replace(self, quad=None).corners, rtol=0, atol=0.01))

    @cached_property
    def homography(self) -> np.ndarray:
        """3x3 float64 matrix that takes input pixel coordinates (x, y, 1) to output ones."""

        import cv2

        w, h = self.source_width, self.source_height
        source = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
        return cv2.getPerspectiveTransform(source, np.asarray(self.corners, np.float32))

    @cached_property
    def inverse_homography(self) -> np.ndarray:
        """3x3 float64 matrix that takes output pixel coordinates (x, y, 1) to input ones."""
        return np.linalg.inv(self.homography)

    def at_source_size(self, width: int, height: int) -> CanvasGeometry:
        """The same shape for a copy of the photo that has ``width`` x ``height`` px (a preview or the full size)."""
        kx, ky = width / self.source_width, height / self.source_height
        quad = None if self.quad is None else as_quad((x * kx, y * ky) for x, y in self.quad)
        return CanvasGeometry(
            width, height, max(1, round(self.width * kx)), max(1, round(self.height * ky)), quad
        )

    def coverage(self, first: int = 0, end: int | None = None) -> np.ndarray:
        """float32 (rows, width) in 0..1: share of each output pixel that the quad covers, antialiased; of all rows, or
        of those from ``first`` to before ``end``."""
        rows = range(self.height)[first:end]
        if self.quad is None:
            return np.ones((len(rows), self.width), np.float32)
        x = np.arange(self.width, dtype=np.float32)[None] + 0.5
        y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + 0.5
        covered = np.full((len(rows), self.width), np.inf, np.float32)
        points = np.asarray(self.quad, np.float32)
        for (ax, ay), (bx, by) in zip(points, np.roll(points, -1, 0)):
            length = float(np.hypot(bx - ax, by - ay))
            inside = ((bx - ax) / length) * (y - ay) - ((by - ay) / length) * (x - ax)  # signed distance to the side
            np.minimum(covered, inside, out=covered)
        return np.clip(covered + 0.5, 0, 1)


def as_quad(points: Iterable[Iterable[float]]) -> Quad:
    """Four corners, each (x, y), as a quad of plain floats.

    Raises:
        TypeError, ValueError: other than four corners, or a corner is no pair of numbers.
    """
    first, second, third, fourth = ((float(x), float(y)) for x, y in points)
    return first, second, third, fourth


def check_quad(quad: Quad) -> None:
    """Raise GeometryError unless ``quad`` is convex, clockwise on screen and not flat."""
    points = np.asarray(quad, np.float64)
    if points.shape != (4, 2) or not np.isfinite(points).all():
        raise GeometryError("A quad needs four corners: top left, top right, bottom right, bottom left.")
    sides = np.roll(points, -1, 0) - points
    turns = sides[:, 0] * np.roll(sides, -1, 0)[:, 1] - sides[:, 1] * np.roll(sides, -1, 0)[:, 0]
    lengths = np.linalg.norm(sides, axis=1)
    if lengths.min() < 1 or turns.min() <= 1e-3 * lengths.max():
        raise GeometryError("These corners cross or fold; they must form a convex quad, clockwise from the top left.")


def check_canvas(geometry: CanvasGeometry) -> None:
    """Refuse what no handle and no field makes, before anything is drawn on it: a file may ask for any canvas.

    Raises:
        GeometryError: the canvas is far larger than its photo, or its quad lies outside of it.
    """
    width, height = geometry.width, geometry.height
    most = max(MAX_SCALE**2 * geometry.source_width * geometry.source_height, LARGE_CANVAS)
    if width * height > most:
        raise GeometryError(
            "A canvas of {0} x {1} px is too large for a photo of {2} x {3} px.",
            width, height, geometry.source_width, geometry.source_height,
        )  # fmt: skip
    if any(not (-1 <= x <= width + 1 and -1 <= y <= height + 1) for x, y in geometry.corners):
        raise GeometryError("The corners of the picture lie outside of its canvas.")


def resized(
    width: int, height: int, size: tuple[int, int] | None, scale: tuple[float, float] = (1.0, 1.0)
) -> CanvasGeometry:
    """The canvas of a photo of ``width`` x ``height`` px that is to become ``size`` px, or ``scale`` times as large.

    Raises:
        GeometryError: a side would change by more than a factor of 20, or become less than a fiftieth.
    """
    target = size or (max(1, round(width * scale[0])), max(1, round(height * scale[1])))
    if not (0.02 <= target[0] / width <= 20 and 0.02 <= target[1] / height <= 20):
        raise GeometryError(
            "{0} x {1} px is too far from the photo's {2} x {3} px; a side may change by a factor of up to 20, down to "
            "a fiftieth.", *target, width, height,
        )  # fmt: skip
    return CanvasGeometry(width, height, *target)


def clamp_scale(value: float) -> float:
    """Keep a scale factor within the range that handles offer."""
    return float(min(max(value, MIN_SCALE), MAX_SCALE))
