"""Where the re-made picture lies beside the photo: its geometry and the place of its top left corner."""

from __future__ import annotations

from dataclasses import dataclass

from core.geometry import CanvasGeometry


@dataclass(frozen=True)
class Placement:
    """A canvas and where it lies.

    Attributes:
        geometry: size and quad of the output, px.
        origin: (x, y) of the canvas's top left corner relative to the photo's, px. Dragging the left side moves it;
            it changes nothing in the exported picture, it only keeps the side that was not dragged where it is.
    """

    geometry: CanvasGeometry
    origin: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def identity(cls, width: int, height: int) -> Placement:
        return cls(CanvasGeometry.identity(width, height))

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """The picture's corners in photo px, clockwise from the top left."""
        x, y = self.origin
        return tuple((cx + x, cy + y) for cx, cy in self.geometry.corners)
