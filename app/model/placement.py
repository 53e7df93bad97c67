"""Where the re-made picture lies beside the photo: its geometry and the place of its top left corner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.geometry import CanvasGeometry, as_quad, check_canvas


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

    @property
    def share(self) -> tuple[float, float]:
        """How much of what the canvas has more than the photo lies left of and above it, each 0..1; half of nothing."""
        g = self.geometry
        more = g.width - g.source_width, g.height - g.source_height
        across, down = (
            min(max(-start / added, 0.0), 1.0) if added > 0 else 0.5 for start, added in zip(self.origin, more)
        )
        return across, down

    def to_json(self) -> dict[str, Any]:
        """For the steps of a project's history; the photo's size is known there."""
        g = self.geometry
        return {"size": [g.width, g.height], "quad": g.quad, "origin": self.origin}

    @classmethod
    def from_json(cls, values: Mapping[str, Any], photo_width: int, photo_height: int) -> Placement:
        """Read :meth:`to_json`.

        Raises:
            GeometryError, KeyError, TypeError, ValueError: no placement.
        """
        (width, height), (x, y), quad = values["size"], values["origin"], values["quad"]
        corners = None if quad is None else as_quad(quad)
        geometry = CanvasGeometry(photo_width, photo_height, int(width), int(height), corners)
        check_canvas(geometry)
        return cls(geometry, (float(x), float(y)))
