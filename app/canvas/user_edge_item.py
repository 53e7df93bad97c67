"""Draws the edges that the user drew or erased."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from app.canvas.edge_item import USER
from app.canvas.mask_item import MaskItem
from app.model.mask import Mask
from app.platform.qt_image import coloured
from core.edge_editing.user_edges import DRAWN, ERASED, line_width

GONE, LIGHT, DARK, LINE = 1, 2, 3, 4  # codes, of what was erased, of the two rims and of the line
FAINT = 0.3  # how much of what was erased is seen


class UserEdgeItem(MaskItem):
    """The user's lines with a dark rim and a light one around it, one of which is seen on any picture. A line looks the
    same whether or not something was erased beneath it.
    """

    def __init__(self, edges: Mask) -> None:
        super().__init__(edges)
        self.setZValue(6)

    @property
    def _thickness(self) -> int:
        """Of both rims, photo px."""
        return 2 * self._rim

    @property
    def _rim(self) -> int:
        return max(1, round(line_width(self._size[1], self._size[0]) / 2))

    def _veil(self, part: np.ndarray, inside: tuple[slice, slice]) -> QImage:
        import cv2

        line = (part >= (DRAWN + ERASED) // 2).astype(np.uint8)
        codes = np.where(part > 0, GONE, 0).astype(np.uint8)
        if line.any():
            for code, grown in ((LIGHT, 2 * self._rim), (DARK, self._rim)):
                disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * grown + 1,) * 2)
                codes[cv2.dilate(line, disc) > 0] = code
            codes[line > 0] = LINE
        return coloured(np.ascontiguousarray(codes[inside]), _table())


def _table() -> np.ndarray:
    """Premultiplied colours of the codes."""
    parts = (USER.red(), 16), (USER.green(), 8), (USER.blue(), 0), (USER.alpha(), 24)
    faint = sum(round(FAINT * part) << shift for part, shift in parts)
    return np.array([0, faint, 0xE6E6E6E6, 0xFF101010, USER.rgba()], np.uint32)
