"""A grid of sizes around the photo, as figures of the InGAN paper show what a model has learned; a sweep of quads."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.control import Cancelled, Progress, ProgressCallback
from core.export.frame import GREY, FrameRenderer, flatten
from core.export.sweep import Rows, quads, sizes
from core.image_io import Photo
from core.ingan.messages import Engine, RenderRequest
from core.sentence import Sentence


@dataclass(frozen=True)
class CollageSettings:
    """How a collage is laid out.

    Attributes:
        scales_x, scales_y: factors of the columns' widths and the rows' heights. Where both are 1 the photo itself
            stands, framed.
        quads: show the sweep of quads instead (:func:`core.export.sweep.quads`); the scales are of no use then.
        max_side: long side of the whole collage, px; the cells share one scale and are never enlarged.
        gap: space between cells and around them, px.
        background: grey or colour behind the cells, RGB 0..255.
        engine: what draws the cells.
    """

    scales_x: tuple[float, ...] = (0.5, 1.0, 1.5, 2.0)
    scales_y: tuple[float, ...] = (0.5, 1.0, 1.5)
    quads: bool = False
    max_side: int = 3000
    gap: int = 16
    background: tuple[int, int, int] = (255, 255, 255)
    engine: Engine = "auto"

    def cells(self, width: int, height: int) -> Rows:
        """What stands in the cells, row by row, for a ``width`` x ``height`` photo."""
        return quads(width, height) if self.quads else sizes(width, height, self.scales_x, self.scales_y)


def _tracks(rows: Rows, settings: CollageSettings) -> tuple[list[int], list[int], float]:
    """Widths of the columns and heights of the rows, px, and the factor of photo px to them."""
    widths = [max(cell.width for cell in column) for column in zip(*rows)]
    heights = [max(cell.height for cell in row) for row in rows]
    fits = (
        (settings.max_side - (len(widths) + 1) * settings.gap) / sum(widths),
        (settings.max_side - (len(heights) + 1) * settings.gap) / sum(heights),
    )
    scale = min(1.0, max(min(fits), 0.0))
    return [_scaled(width, scale) for width in widths], [_scaled(height, scale) for height in heights], scale


def _scaled(side: int, scale: float) -> int:
    return max(1, int(side * scale + 1e-6))  # rounded down: together they must not be too many


def collage_size(width: int, height: int, settings: CollageSettings) -> tuple[int, int]:
    """(width, height), px, of the collage of a photo of that size."""
    widths, heights, _ = _tracks(settings.cells(width, height), settings)
    return (
        sum(widths) + (len(widths) + 1) * settings.gap,
        sum(heights) + (len(heights) + 1) * settings.gap,
    )


def collage(
    renderer: FrameRenderer,
    photo: Photo,
    settings: CollageSettings | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: ProgressCallback | None = None,
) -> np.ndarray:
    """Draw ``photo`` on every canvas of the settings, as it looks at rest, and lay the pictures out in a grid.

    Args:
        renderer: of this photo.

    Returns:
        uint8 (H, W, 3) RGB in the photo's own colour space. A picture that is smaller than its cell stands in the
        middle; the background shows through what is transparent.

    Raises:
        Cancelled: ``cancelled()`` became true.
    """

    import cv2

    settings = settings or CollageSettings()
    rows = settings.cells(photo.width, photo.height)
    widths, heights, scale = _tracks(rows, settings)
    width, height = collage_size(photo.width, photo.height, settings)
    sheet = np.full((height, width, 3), settings.background, np.uint8)
    total, done, began = len(widths) * len(heights), 0, time.monotonic()
    top = settings.gap
    for row, row_height in zip(rows, heights):
        left = settings.gap
        for geometry, column_width in zip(row, widths):
            if cancelled():
                raise Cancelled
            size = min(_scaled(geometry.width, scale), column_width), min(_scaled(geometry.height, scale), row_height)
            request = RenderRequest(geometry, max(size), settings.engine, refine=True)
            picture = flatten(renderer.render(request, cancelled).image, settings.background)
            if (picture.shape[1], picture.shape[0]) != size:  # rounded otherwise by a pixel, or a small photo
                picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
            x, y = left + (column_width - size[0]) // 2, top + (row_height - size[1]) // 2
            sheet[y : y + size[1], x : x + size[0]] = picture
            if geometry.is_identity:
                _frame(sheet, x, y, *size, settings.gap)
            left += column_width + settings.gap
            done += 1
            if on_progress is not None:
                left_over = (time.monotonic() - began) / done * (total - done)
                on_progress(Progress(done, total, Sentence("Drawing size {0} of {1}", done, total), left_over))
        top += row_height + settings.gap
    return sheet


def _frame(sheet: np.ndarray, left: int, top: int, width: int, height: int, gap: int) -> None:
    """A line in the gap around a cell says that this one is the photo."""

    import cv2

    thick = max(1, gap // 4)
    pad = gap // 2
    first, last = (left - pad, top - pad), (left + width - 1 + pad, top + height - 1 + pad)
    if pad > thick:
        cv2.rectangle(sheet, first, last, GREY, thick)
