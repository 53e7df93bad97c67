"""A grid of sizes around the photo, as figures of the InGAN paper show what a model has learned."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.control import Cancelled, Progress, ProgressCallback
from core.export.frame import GREY, flatten
from core.geometry import CanvasGeometry
from core.image_io import Photo
from core.ingan.messages import Engine, RenderRequest

if TYPE_CHECKING:
    from core.ingan.renderer import Renderer  # needs torch, which a dialog that asks for a size does not


@dataclass(frozen=True)
class CollageSettings:
    """How a collage is laid out.

    Attributes:
        scales_x, scales_y: factors of the columns' widths and the rows' heights. Where both are 1 the photo itself
            stands, framed.
        max_side: long side of the whole collage, px; the cells share one scale and are never enlarged.
        gap: space between cells and around them, px.
        background: grey or colour behind the cells, RGB 0..255.
        engine: what draws the cells.
    """

    scales_x: tuple[float, ...] = (0.5, 1.0, 1.5, 2.0)
    scales_y: tuple[float, ...] = (0.5, 1.0, 1.5)
    max_side: int = 3000
    gap: int = 16
    background: tuple[int, int, int] = (255, 255, 255)
    engine: Engine = "auto"


def _cells(width: int, height: int, settings: CollageSettings) -> tuple[list[int], list[int]]:
    """Widths of the columns and heights of the rows, px, for a ``width`` x ``height`` photo."""
    gaps_x, gaps_y = ((len(scales) + 1) * settings.gap for scales in (settings.scales_x, settings.scales_y))
    fits = (
        (settings.max_side - gaps_x) / (width * sum(settings.scales_x)),
        (settings.max_side - gaps_y) / (height * sum(settings.scales_y)),
    )
    scale = min(1.0, max(min(fits), 0.0))
    widths = [max(1, round(width * scale * x)) for x in settings.scales_x]
    heights = [max(1, round(height * scale * y)) for y in settings.scales_y]
    return widths, heights


def collage_size(width: int, height: int, settings: CollageSettings) -> tuple[int, int]:
    """(width, height), px, of the collage of a photo of that size."""
    widths, heights = _cells(width, height, settings)
    return (
        sum(widths) + (len(widths) + 1) * settings.gap,
        sum(heights) + (len(heights) + 1) * settings.gap,
    )


def collage(
    renderer: Renderer,
    photo: Photo,
    settings: CollageSettings | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: ProgressCallback | None = None,
) -> np.ndarray:
    """Draw ``photo`` at every combination of the scales and lay the pictures out in a grid.

    Args:
        renderer: of this photo.

    Returns:
        uint8 (H, W, 3) RGB in the photo's own colour space.

    Raises:
        Cancelled: ``cancelled()`` became true.
    """

    import cv2

    settings = settings or CollageSettings()
    widths, heights = _cells(photo.width, photo.height, settings)
    width, height = collage_size(photo.width, photo.height, settings)
    sheet = np.full((height, width, 3), settings.background, np.uint8)
    total, began = len(widths) * len(heights), time.monotonic()
    top = settings.gap
    for row, (cell_height, scale_y) in enumerate(zip(heights, settings.scales_y)):
        left = settings.gap
        for column, (cell_width, scale_x) in enumerate(zip(widths, settings.scales_x)):
            if cancelled():
                raise Cancelled
            geometry = CanvasGeometry(
                photo.width, photo.height, max(1, round(photo.width * scale_x)), max(1, round(photo.height * scale_y))
            )
            request = RenderRequest(geometry, max(cell_width, cell_height), settings.engine)
            picture = flatten(renderer.render(request, cancelled).image, settings.background)
            if picture.shape[:2] != (cell_height, cell_width):  # rounded otherwise by a pixel, or a small photo
                picture = cv2.resize(picture, (cell_width, cell_height), interpolation=cv2.INTER_AREA)
            sheet[top : top + cell_height, left : left + cell_width] = picture
            if geometry.is_identity:
                _frame(sheet, left, top, cell_width, cell_height, settings.gap)
            left += cell_width + settings.gap
            done = row * len(widths) + column + 1
            if on_progress is not None:
                left_over = (time.monotonic() - began) / done * (total - done)
                on_progress(Progress(done, total, f"Drawing size {done} of {total}", left_over))
        top += cell_height + settings.gap
    return sheet


def _frame(sheet: np.ndarray, left: int, top: int, width: int, height: int, gap: int) -> None:
    """A line in the gap around a cell says that this one is the photo."""

    import cv2

    thick = max(1, gap // 4)
    pad = gap // 2
    first, last = (left - pad, top - pad), (left + width - 1 + pad, top + height - 1 + pad)
    if pad > thick:
        cv2.rectangle(sheet, first, last, GREY, thick)
