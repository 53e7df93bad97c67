"""A texture or a crowd at another size: whole copies of the photo beside each other, cut where it shows least.

Kwatra, Schodl, Essa, Turk, Bobick, "Graphcut Textures: Image and Video Synthesis Using Graph Cuts", SIGGRAPH 2003: the
output is laid with shifted copies of the whole input, and all that can go wrong is the cut between two of them. A
narrower or a flatter canvas is two copies that overlap all over. Here the cut is the cheapest path (Efros and Freeman,
"Image quilting", SIGGRAPH 2001) from one side to the other, one axis after the other, in about a millisecond, so that
every frame of a drag has it; and it depends on the canvas alone, so that the frame at rest and the exported file have
the same.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from core.patterns.seams import cheapest_path

LEAST_OVERLAP = 0.3  # of a side of the photo, of two copies: a cut needs some choice
STRAIGHT = 0.5  # what a cut pays for each px that it moves from one line to the next, mean absolute grey levels
HIDDEN = 0.03  # how much a difference counts less where there is detail, per grey level of its gradient


def repeats(photo: np.ndarray, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel of the canvas comes from.

    Args:
        photo: uint8 (h, w, 3) at working size.
        height, width: of the canvas.

    Returns:
        rows, columns: int32 (height, width).
    """
    rows, columns = (np.ascontiguousarray(lines) for lines in np.indices(photo.shape[:2], np.int32))
    if width != photo.shape[1]:
        taken = _taken(photo, width)
        rows, columns = np.take_along_axis(rows, taken, 1), np.take_along_axis(columns, taken, 1)
    if height != photo.shape[0]:
        widened = np.ascontiguousarray(photo[rows, columns].transpose(1, 0, 2))
        taken = _taken(widened, height).T
        rows, columns = np.take_along_axis(rows, taken, 0), np.take_along_axis(columns, taken, 0)
    return np.ascontiguousarray(rows), np.ascontiguousarray(columns)


def _taken(picture: np.ndarray, width: int) -> np.ndarray:
    """int64 (h, width): the column of a picture (h, w, 3) that is shown at each place of another width."""
    height, own = picture.shape[:2]
    copies = 1 + max(1, int(np.ceil((width - own) / ((1 - LEAST_OVERLAP) * own))))
    starts = np.rint(np.linspace(0, width - own, copies)).astype(int)
    hidden = _detail(picture) * HIDDEN + 1
    places = np.arange(width)
    taken = np.broadcast_to(np.clip(places, 0, own - 1), (height, width))
    for before, start in pairwise(starts):
        first, last = max(0, start), min(width, before + own)  # where both copies are
        if first >= last:  # a photo of a pixel or two
            taken = np.where(places >= start, np.clip(places - start, 0, own - 1), taken)
            continue
        left, right = (slice(first - each, last - each) for each in (before, start))
        difference = np.abs(picture[:, left].astype(np.int16) - picture[:, right]).mean(2)
        difference /= hidden[:, left] + hidden[:, right]
        cut = first + cheapest_path(cv2.blur(difference.astype(np.float32), (3, 3)), STRAIGHT)
        taken = np.where(places >= cut[:, None], np.clip(places - start, 0, own - 1), taken)
    return taken


def _detail(picture: np.ndarray) -> np.ndarray:
    """float32 (h, w): mean absolute gradient around each pixel, grey levels to a pixel."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    across, down = (cv2.Sobel(grey, cv2.CV_32F, x, 1 - x, scale=1 / 8) for x in (1, 0))
    return np.asarray(cv2.GaussianBlur(np.abs(across) + np.abs(down), (0, 0), 1), np.float32)
