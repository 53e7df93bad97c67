"""What an engine that draws frames is asked for, and what it answers: the one interface that the renderer knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from core.geometry import CanvasGeometry
from core.ingan.messages import Drawing
from core.rendering.drawing import LoadedGenerator


@dataclass(frozen=True)
class Frame:
    """A drawn canvas.

    Attributes:
        image: (H, W, C) with the photo's channels and dtype; a private copy.
        drawing: what drew it.
    """

    image: np.ndarray
    drawing: Drawing


@dataclass(frozen=True)
class Canvas:
    """A frame to draw.

    Attributes:
        geometry: the canvas in the pixels to draw. whole: the same at the photo's own size.
        between: called often, with tiles done and in all; may raise to stop.
        generator: the newest weights, for engines that draw with some where that is better; None for none.
        dragging, refine, place: the :class:`core.ingan.messages.RenderRequest`'s.
        on_partial: gets a refined frame as far as it is; None where nobody wants it.
    """

    geometry: CanvasGeometry
    whole: CanvasGeometry
    between: Callable[[int, int], None]
    generator: LoadedGenerator | None = None
    dragging: bool = False
    refine: bool = False
    place: tuple[float, float] = (0.5, 0.5)
    on_partial: Callable[[Frame], None] | None = None

    def checkpoint(self) -> None:
        """To be called some tenths of a second apart; may raise to stop."""
        self.between(0, 1)


class Engine(Protocol):
    """Draws one photo. Belongs to one thread, and may keep what it computed for the canvas that comes next."""

    def draw(self, canvas: Canvas) -> Frame:
        """Draw a frame; what ``canvas.between`` raises comes through."""
