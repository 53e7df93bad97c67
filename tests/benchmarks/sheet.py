"""Contact sheets: rows of pictures with a caption, for looking at what the figures say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

GAP = 6
CAPTION = 18


def contact_sheet(rows: Sequence[tuple[str, Sequence[np.ndarray]]], path: Path) -> None:
    """Write rows of (caption, uint8 RGB pictures of any sizes) as one PNG, top aligned on white."""
    strips = []
    for caption, pictures in rows:
        height = max(p.shape[0] for p in pictures) + CAPTION + GAP
        strip = np.full((height, sum(p.shape[1] + GAP for p in pictures), 3), 255, np.uint8)
        x = 0
        for picture in pictures:
            strip[CAPTION : CAPTION + picture.shape[0], x : x + picture.shape[1]] = picture
            x += picture.shape[1] + GAP
        cv2.putText(strip, caption, (3, 13), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (160, 0, 0), 1, cv2.LINE_AA)
        strips.append(strip)
    width = max(s.shape[1] for s in strips)
    padded = [np.pad(s, ((0, 0), (0, width - s.shape[1]), (0, 0)), constant_values=255) for s in strips]
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), cv2.cvtColor(np.vstack(padded), cv2.COLOR_RGB2BGR))
