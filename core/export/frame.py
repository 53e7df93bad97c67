"""What draws the frames of an export, and from what it returns to plain 8-bit frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from core.image_io.photo import to_8_bit
from core.ingan.messages import RenderRequest, RenderResult

GREY = (96, 96, 96)


class FrameRenderer(Protocol):
    """Draws one photo on any canvas; see :meth:`core.rendering.renderer.Renderer.render`."""

    def render(self, request: RenderRequest, cancelled: Callable[[], bool]) -> RenderResult: ...


def flatten(image: np.ndarray, background: tuple[int, int, int]) -> np.ndarray:
    """uint8 (h, w, 3) of an RGB or RGBA picture, uint8 or uint16, laid on ``background`` (RGB 0..255)."""
    pixels = to_8_bit(image)
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.uint16)
    ground = np.asarray(background, np.uint16)
    return ((pixels[..., :3] * alpha + ground * (255 - alpha) + 127) // 255).astype(np.uint8)
